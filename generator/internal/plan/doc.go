package plan

import (
	"fmt"
	"strings"

	"github.com/typeseal/typeseal/generator/internal/directive"
)

// describe writes the comments for the users of a token's methods. They say what
// signatures cannot: how long, for whom, and what an error means. Nothing of the
// user's own comments is copied.
func (b *fileBuilder) describe(t *Token, d *directive.Directive) {
	rt := b.Runtime
	life, late := "It is good for "+words(d.MaxAge)+".", "is older than "+words(d.MaxAge)+", "
	if d.MaxAge == directive.Unlimited {
		life, late = "It does not expire by itself.", ""
	}
	if t.Longest > 0 {
		life += fmt.Sprintf(" It has at most %d characters.", t.Longest)
	}
	kind, who := readers(d)
	t.SpecDoc = wrap(fmt.Sprintf("%s is the policy of the tokens that %s.%s mints.", t.Spec, t.Type, t.Mint))
	bound := ""
	if len(t.State) > 0 {
		bound = fmt.Sprintf(" It is bound to %s, which it does not hold.", stateNames(t.State))
	}
	t.MintDoc = wrap(
		fmt.Sprintf("%s returns p as a %s token with the salt %s. %s%s %s", t.Mint, kind, d.Salt, life, bound, who),
		fmt.Sprintf("The error matches %s.ErrMint where p cannot travel, and %s.ErrConfig where %s or an option "+
			"is unusable.", rt, rt, t.MintKeys.Name),
	)
	t.AppendDoc = wrap(fmt.Sprintf("%s appends what %s returns to dst. On an error it returns dst as it was.",
		t.Append, t.Mint))
	refused := fmt.Sprintf("The error matches %s.ErrInvalid where the token %swas changed, or was made with "+
		"another key or for another purpose. An expired one gives a *%s.ExpiredError[%s], which holds its payload.",
		rt, late, rt, t.Type)
	load := b.loading(t)
	if !d.Once {
		t.OpenDoc = wrap(append([]string{fmt.Sprintf("%s sets *p to the payload of a token that %s made. On an error "+
			"it leaves *p as it was.", t.Open, t.Mint)}, append(load, refused)...)...)
		return
	}
	t.OpenDoc = wrap(append([]string{fmt.Sprintf("%s sets *p to the payload of a token that %s made, without "+
		"redeeming it: it does not say whether that was done before. On an error it leaves *p as it was.", t.Open,
		t.Mint)}, append(load, refused)...)...)
	t.RedeemDoc = wrap(append([]string{fmt.Sprintf("%s sets *p to the payload of a token that %s made, and makes "+
		"sure through store that nobody does so again. On an error it leaves *p as it was.", t.Redeem, t.Mint)},
		append(load, refused, fmt.Sprintf("A token that was redeemed before gives %s.ErrUsed. Where store fails the "+
			"error matches %s.ErrStore and not ErrInvalid: the token is not at fault.", rt, rt))...)...)
}

// loading explains the parameter load.
func (b *fileBuilder) loading(t *Token) []string {
	if len(t.State) == 0 {
		return nil
	}
	return []string{fmt.Sprintf("load gets a copy of the payload and sets %s to what holds today; nothing else "+
		"that it sets is kept. If what p is about is gone, such as a deleted user, load returns %s.ErrStale itself: "+
		"the error then, and if the state is not what %s was given. Another error of load's own is returned as it is, "+
		"but never matches %[2]s.ErrInvalid: it is not the token's fault.", stateNames(t.State), b.Runtime, t.Mint)}
}

// stateNames lists state fields: A, B and C.
func stateNames(fields []State) string {
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.Field
	}
	return list(names)
}

const sealed = "Only holders of the keys can read p in it, change it or make another."

// readers says what kind of token a directive gives, and who can do what.
func readers(d *directive.Directive) (kind, who string) {
	switch {
	case d.Verb == directive.Seal && (d.Deflate || d.Format == directive.Handoff):
		return "sealed", sealed +
			" It is compressed first: to somebody who chooses a part of p, its length tells about the rest."
	case d.Verb == directive.Seal:
		return "sealed", sealed
	case d.Alg == "ed25519":
		return "publicly signed", "Whoever holds it can read p in it, and the public key is enough to verify it; only " +
			"the holder of key can change it or make another."
	}
	return "signed", "Whoever holds it can read p in it; only holders of the keys can change it or make another."
}

// wrap breaks paragraphs into lines of at most 77 characters, which a comment
// mark makes 80, with an empty one between them.
func wrap(paragraphs ...string) []string {
	var lines []string
	for i, p := range paragraphs {
		if i > 0 {
			lines = append(lines, "")
		}
		line := ""
		for _, word := range strings.Fields(p) {
			if line != "" && len(line)+1+len(word) > 77 {
				lines = append(lines, line)
				line = ""
			}
			if line != "" {
				line += " "
			}
			line += word
		}
		lines = append(lines, line)
	}
	return lines
}
