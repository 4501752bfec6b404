package directive

import (
	"cmp"
	"fmt"
	"go/token"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/typeseal/typeseal/generator/internal/contract"
	"github.com/typeseal/typeseal/generator/internal/diag"
	"github.com/typeseal/typeseal/generator/internal/spell"
)

// saltForm is the form of a native salt, of which saltChars says the characters.
var saltForm = regexp.MustCompile(`^[a-z0-9][a-z0-9._/-]{0,63}$`)

const saltChars = "1 to 64 characters of a-z 0-9 . _ / -"

func (r *reader) salt(v value) {
	const help = "a salt has " + saltChars + " and begins with a letter or digit"
	switch lower := strings.ToLower(v.text); {
	case r.d.Format != "":
		r.foreignSalt(r.d.Format, v, &r.d.Salt)
	case len(v.text) > 64:
		r.refuse(v.Span, fmt.Sprintf("the salt has %d characters, more than 64", len(v.text)), help)
	case !saltForm.MatchString(v.text) && saltForm.MatchString(lower):
		r.refuse(v.Span, "the salt has upper-case letters", "write salt="+lower)
		r.fix(v.Span, lower)
	case !saltForm.MatchString(v.text):
		r.refuse(v.Span, "salt "+quote(v.text)+" has a character that is not allowed", help)
	default:
		r.d.Salt = v.text
	}
}

func (r *reader) maxAge(v value) {
	if v.text == unlimited {
		r.d.MaxAge = Unlimited
		return
	}
	if f := r.d.Foreign(); f != nil && f.Timeless {
		r.refuse(v.Span, f.Name+" tokens contain no time, so they cannot expire",
			"write max-age=unlimited, and add a time to the payload if you need one")
		return
	}
	r.duration(maxAge, v, &r.d.MaxAge)
}

// duration reads the value of one of the options that are durations.
func (r *reader) duration(option duration, v value, to *time.Duration) {
	d, wrong, help := option.parse(v.text)
	if wrong != "" {
		r.refuse(v.Span, wrong, help)
		if isNumber(v.text) && v.text != "0" {
			for _, unit := range units { // the shortest duration first
				r.fix(v.Span, v.text+unit)
			}
		}
		return
	}
	*to = d
}

// revealsLength is the value that compress must have in a seal directive.
const revealsLength = "reveals-length"

// compress reads an option that must not be set by accident for a sealed payload. The
// length of a compressed token depends on repetition in the payload, so anyone who can
// choose a part of the payload can learn the rest by trying.
func (r *reader) compress(v value) {
	seal := r.d.Verb == Seal
	r.d.Deflate = seal == (v.text == revealsLength)
	switch {
	case r.d.Deflate:
	case seal:
		r.refuse(v.Span, "the length of a sealed token that is compressed reveals its payload to anyone who can "+
			"choose part of it",
			"leave compress out, or write compress="+revealsLength+" to accept that")
	default:
		r.refuse(v.Span, "compress="+revealsLength+" is for seal only: a signed token hides nothing", "write compress")
	}
}

// ed25519 is the only value of alg.
const ed25519 = "ed25519"

func (r *reader) alg(v value) {
	switch known := []string{ed25519}; {
	case v.text != known[0]:
		r.refuse(v.Span, "unknown algorithm "+quote(v.text), cmp.Or(spell.DidYouMean(v.text, known),
			"the only algorithm is "+ed25519+"; without alg, tokens are signed with a shared key"))
	case r.d.Verb == Seal:
		r.refuse(v.Span, "alg=ed25519 is for sign only",
			"leave alg out: a sealed token is opened with the key that sealed it")
	default:
		r.d.Alg = v.text
	}
}

// prefixForm is the form of a prefix, which prefixParts describes.
var prefixForm = regexp.MustCompile(`^[a-z][a-z0-9]{1,11}(_[a-z0-9]{1,11}){0,2}_$`)

const prefixParts = "one to three parts of a-z 0-9, each followed by _; " +
	"the first has 2 to 12 characters and begins with a letter, the others have 1 to 11"

func (r *reader) prefix(v value) {
	switch {
	case prefixForm.MatchString(v.text + "_"):
		r.refuse(v.Span, "the prefix does not end in _", "write prefix="+v.text+"_")
		r.fix(v.Span, v.text+"_")
	case !prefixForm.MatchString(v.text):
		r.refuse(v.Span, "prefix "+quote(v.text)+" is not of the form acme_pwr_",
			"write "+prefixParts)
	case strings.HasPrefix(v.text, tool+"_"):
		r.refuse(v.Span, "prefixes that begin with "+tool+"_ are reserved for keys", "choose another prefix")
	default:
		r.d.Prefix = v.text
	}
}

// accept reads a list such as 1,2.
func (r *reader) accept(v value) {
	pos := v.Pos
	for word := range strings.SplitSeq(v.text, ",") {
		n, before := 0, len(r.faults)
		at := diag.Span{Pos: pos, End: pos + token.Pos(len(word))}
		pos = at.End + 1
		if word == "" {
			at.Pos--
		}
		switch r.number("accept", value{word, at}, 0, contract.MaxVersion, &n); {
		case len(r.faults) > before:
		case slices.Contains(r.d.Accept, n):
			r.refuse(at, fmt.Sprintf("accept lists %d twice", n), "remove one of the two")
		default:
			r.d.Accept = append(r.d.Accept, n)
		}
	}
	slices.Sort(r.d.Accept)
}

// Numbers returns a list in the form that accept= takes: 1,2.
func Numbers(list []int) string {
	words := make([]string, len(list))
	for i, n := range list {
		words[i] = strconv.Itoa(n)
	}
	return strings.Join(words, ",")
}
