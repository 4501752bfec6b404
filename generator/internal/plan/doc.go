package plan

import (
	"fmt"
	"strings"
	"time"

	"github.com/typeseal/typeseal/generator/internal/contract"
	"github.com/typeseal/typeseal/generator/internal/directive"
)

// describe writes the doc comments of a token's variable and methods. They tell users the
// facts that signatures do not show: how long a token is valid, who can read it, and what
// an error means. The user's own comments are not copied.
func (b *fileBuilder) describe(t *Token, d *directive.Directive) {
	t.SpecDoc = wrap(fmt.Sprintf("%s is the policy of the %s that %s.%s creates.", t.Spec, t.Foreign.tokens(), t.Type,
		t.Mint))
	t.MintDoc = wrap(b.mintDoc(t, d)...)
	if t.Append != "" {
		t.AppendDoc = wrap(fmt.Sprintf("%s appends the token that %s returns to dst. If it fails, it returns dst "+
			"unchanged.", t.Append, t.Mint))
	}
	if t.Redeem == "" {
		creators := t.Mint
		if t.Foreign != nil {
			creators += " or " + t.Foreign.Format.Title
		}
		t.OpenDoc = wrap(b.openDoc(t, d, fmt.Sprintf("%s checks a token that %s created and sets *p to its payload.",
			t.Open, creators))...)
		return
	}
	failure := fmt.Sprintf("If store fails, the error matches %s.ErrStore and not %[1]s.ErrInvalid, because the "+
		"token is not at fault.", b.Runtime)
	t.OpenDoc = wrap(append(
		b.openDoc(t, d, fmt.Sprintf("%s checks a token that %s created and sets *p to its payload. It does not redeem "+
			"the token.", t.Open, t.Mint)),
		fmt.Sprintf("If %s would refuse the token because it was redeemed before, %s returns %s.ErrUsed. %s If "+
			"store is nil, %[2]s does not check whether the token was redeemed.",
			t.Redeem, t.Open, b.Runtime, failure))...)
	t.RedeemDoc = wrap(append(
		b.openDoc(t, d, fmt.Sprintf("%s checks a token that %s created, marks it as used in store, and sets *p to its "+
			"payload.", t.Redeem, t.Mint)),
		b.usedDoc(t, d)+" "+failure)...)
}

// usedDoc says how often a token can be redeemed.
func (b *fileBuilder) usedDoc(t *Token, d *directive.Directive) string {
	if d.Grace == 0 {
		return fmt.Sprintf("A token can be redeemed once; after that, %s returns %s.ErrUsed.", t.Redeem, b.Runtime)
	}
	return fmt.Sprintf("A token can be redeemed once. For %s after that, %s and %s accept it again, and set "+
		"Repeated in the %s.Details of the option Describe. Later, they return %[4]s.ErrUsed.",
		Words(d.Grace), t.Redeem, t.Open, b.Runtime)
}

// mintDoc is the comment of Sign or Seal, by paragraphs.
func (b *fileBuilder) mintDoc(t *Token, d *directive.Directive) []string {
	kind, who := readers(d, "p")
	unusable := t.MintKeys.Name + " or an option"
	if t.Foreign != nil {
		kind, unusable = kind+" "+t.Foreign.Format.Title, t.Foreign.Keys.Name
	}
	what := fmt.Sprintf("%s returns p as a %s token%s.", t.Mint, kind, t.purpose(d))
	switch {
	case d.MaxAge != directive.Unlimited:
		what += fmt.Sprintf(" It expires after %s.", Words(d.MaxAge))
	case t.Foreign != nil:
		what += " It does not expire."
	default:
		what += " It does not expire unless a TTL is given."
	}
	if t.Longest > 0 {
		what += fmt.Sprintf(" It has at most %d characters.", t.Longest)
	}
	if len(t.State) > 0 {
		what += fmt.Sprintf(" It is bound to %s, which it does not contain.", stateNames(t.State))
	}
	failure := fmt.Sprintf("The error matches %s.ErrMint if p cannot be encoded, and %[1]s.ErrConfig if %s cannot be "+
		"used.", b.Runtime, unusable)
	if d.Kind() == contract.Public {
		failure += fmt.Sprintf(" If %s has a signer, and that fails, the error matches %s.ErrSigner.", t.MintKeys.Name,
			b.Runtime)
	}
	return []string{what, who, failure}
}

// openDoc is the comment of a method that opens a token, by paragraphs. Its first
// sentence is given.
func (b *fileBuilder) openDoc(t *Token, d *directive.Directive, what string) []string {
	late, other, expired := "is older than "+Words(d.MaxAge)+", ", " or for another purpose", fmt.Sprintf(
		" If the token has expired, the error is a *%s.ExpiredError[%s], which contains the payload.", b.Runtime,
		t.Type)
	if d.MaxAge == directive.Unlimited {
		late = ""
	}
	if t.Foreign != nil && late == "" {
		expired = ""
	}
	if t.purpose(d) == "" {
		other = ""
	}
	doc := []string{what + " If it fails, *p is unchanged."}
	if len(t.State) > 0 {
		doc = append(doc, b.loadDoc(t))
	}
	return append(doc, fmt.Sprintf("The error matches %s.ErrInvalid if the token %swas changed, or was created with "+
		"another key%s.%s", b.Runtime, late, other, expired))
}

// loadDoc explains the parameter load.
func (b *fileBuilder) loadDoc(t *Token) string {
	values := "its current value"
	if len(t.State) > 1 {
		values = "their current values"
	}
	return fmt.Sprintf("load receives a copy of the payload and sets %s to %s; "+
		"its other changes to the copy are ignored. If the state differs from the one that %s was given, the error "+
		"matches %s.ErrStale. If the state no longer exists, for example because a user was deleted, load must "+
		"return %[4]s.ErrStale itself. Any other error of load is returned, and does not match %[4]s.ErrInvalid, "+
		"because the token is not at fault.", stateNames(t.State), values, t.Mint, b.Runtime)
}

// stateNames lists state fields in English, such as A, B and C.
func stateNames(fields []State) string {
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.Field
	}
	return list(names)
}

// tokens returns the usual name of a format's tokens.
func (f *Foreign) tokens() string {
	if f == nil {
		return "tokens"
	}
	return f.Format.Title + " tokens"
}

// purpose returns the words for the value that separates a type's tokens from those of
// another purpose. It is empty if there is no such value.
func (t *Token) purpose(d *directive.Directive) string {
	switch {
	case t.Foreign == nil || t.Foreign.Format.Salt == contract.OptionSalt:
		return " with the salt " + d.Salt
	case t.Foreign.Lead != "":
		return " with the first field " + t.Foreign.Lead
	}
	return ""
}

// Readers returns the lines of a comment that says who can read, verify and change the
// tokens of a directive. payload is what the comment calls the payload.
func Readers(d *directive.Directive, payload string) []string {
	_, who := readers(d, payload)
	return wrap(who)
}

// readers returns the kind of a directive's tokens, and sentences about who can read,
// verify and change them.
func readers(d *directive.Directive, payload string) (kind, who string) {
	sealed := "Only holders of the keys can read " + payload + ", create tokens or change them."
	switch f := d.Foreign(); d.Kind() {
	case contract.Sealed:
		if !d.Deflate && (f == nil || !f.Deflates) {
			return "sealed", sealed
		}
		return "sealed", sealed + " The payload is compressed before it is encrypted: the length of a token reveals " +
			"something about " + payload + " to anyone who can choose a part of " + payload + "."
	case contract.Public:
		return "publicly verifiable", "Anyone who has the token can read " + payload + ", and the public key is " +
			"enough to verify the token. Only the holder of key can create or change tokens."
	}
	return "signed", "Anyone who has the token can read " + payload + ". Only holders of the keys can create or " +
		"change tokens."
}

// describeAlso adds the foreign tokens that a native type accepts to its methods'
// comments.
func (b *fileBuilder) describeAlso(t *Token, d *directive.Directive) {
	if t.Also == nil {
		return
	}
	f, age := t.Also, " that are not older than "+Words(d.MaxAge)
	switch {
	case f.Format.Timeless:
		age = " of any age, because they contain no time"
	case d.MaxAge == directive.Unlimited:
		age = " of any age"
	}
	missing := ""
	if f.Missing {
		missing = " A field that is missing or null in them is zero."
	}
	day := d.Also.Until.AddDate(0, 0, -1).Format(time.DateOnly)
	f.SpecDoc = wrap(fmt.Sprintf("%s is the policy of the %s that %s.%s also accepts.",
		f.Spec, f.tokens(), t.Type, t.Open))
	f.UntilDoc = wrap(fmt.Sprintf("%s is when %s.%s stops accepting %s: at the end of %s in UTC.",
		f.Until, t.Type, t.Open, f.tokens(), day))
	f.OpenDoc = wrap(fmt.Sprintf("%s opens one of the %s and sets *p to its payload.", f.Open, f.tokens()))
	t.openNote(fmt.Sprintf("Until the end of %s in UTC, %s also accepts %s%s.%s It checks them with %s. A token that "+
		"does not begin with %s is treated as one of them. If opts are given, such tokens are rejected as "+
		"malformed, because they cannot carry options. The key ring's realm does not apply to them.",
		day, t.Open, f.tokens(), age, missing, f.Keys.Name, f.Prefix))
}

// openNote adds a paragraph to the comments of the methods that open a token.
func (t *Token) openNote(text string) {
	t.OpenDoc = note(t.OpenDoc, text)
	if t.Redeem != "" {
		t.RedeemDoc = note(t.RedeemDoc, text)
	}
}

// note adds a paragraph to a comment.
func note(doc []string, text string) []string { return append(append(doc, ""), wrap(text)...) }

// wrap breaks paragraphs into lines of at most 77 characters, which become 80 with
// the comment mark, and puts an empty line between paragraphs.
func wrap(paragraphs ...string) []string {
	var lines []string
	var line []byte
	for i, p := range paragraphs {
		if i > 0 {
			lines = append(lines, "")
		}
		line = line[:0]
		for word := range strings.FieldsSeq(p) {
			if len(line) > 0 && len(line)+1+len(word) > 77 {
				lines = append(lines, string(line))
				line = line[:0]
			}
			if len(line) > 0 {
				line = append(line, ' ')
			}
			line = append(line, word...)
		}
		lines = append(lines, string(line))
	}
	return lines
}
