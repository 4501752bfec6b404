package directive

import (
	"cmp"
	"fmt"
	"go/ast"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/typeseal/typeseal/generator/internal/contract"
	"github.com/typeseal/typeseal/generator/internal/spell"
)

// Parameters are the options that a foreign format offers. An empty one is the format's
// default.
type Parameters struct {
	Algorithm  string // name of the hash, or of the algorithm of JWT
	Derivation string // how MAC keys are derived
	Sep        string // the separator
	Codec      string // how payloads are encoded
	Issuer     string // of each token; empty: tokens have none
	Audience   string // of each token; empty: tokens have none
	Future     bool   // tokens dated in the future are accepted
}

// A Word is a parameter as a word such as algorithm=sha512, and whether it is the default.
type Word struct {
	Name, Value string
	Default     bool
}

// Words returns the parameters that are written, apart from Future.
func (p Parameters) Words(f *contract.Format) (list []Word) {
	for _, w := range []Word{
		{"algorithm", p.Algorithm, slices.Index(f.Algorithms, p.Algorithm) == 0},
		{"derivation", p.Derivation, slices.Index(f.Derivations, p.Derivation) == 0},
		{"sep", p.Sep, p.Sep == f.Sep},
		{"codec", p.Codec, slices.Index(f.Codecs, p.Codec) == 0},
		{"issuer", p.Issuer, false},
		{"audience", p.Audience, false},
	} {
		if w.Value != "" {
			list = append(list, w)
		}
	}
	return list
}

// Gob reports whether the payloads are encoded by package encoding/gob.
func (p Parameters) Gob(f *contract.Format) bool {
	return f.Codecs != nil && cmp.Or(p.Codec, f.Codecs[0]) == contract.Gob
}

// Also names the foreign tokens that a native type accepts, and until when.
type Also struct {
	Format string
	Until  time.Time // midnight UTC after the last day
	Salt   string    // see contract.SaltUse
	Parameters
	Missing bool // members of JSON that are missing or null are zero
}

// Gob reports whether the payloads of the tokens are encoded by package encoding/gob.
func (a *Also) Gob() bool { return a.Parameters.Gob(contract.Foreign(a.Format)) }

// Unsalted reports whether the directive has no salt although its format requires one. It
// may have a faulty one.
func (d *Directive) Unsalted() bool {
	f := d.Foreign()
	return d.Salt == "" && (f == nil || f.Salt == contract.OptionSalt)
}

// Foreign is the format of the directive's tokens, or nil if they are native.
func (d *Directive) Foreign() *contract.Format { return contract.Foreign(d.Format) }

// Codecs are the codecs that must be able to encode the payload.
func (d *Directive) Codecs() []string {
	codecs := []string{d.Codec}
	if d.Foreign() != nil {
		codecs[0] = contract.JSON // lists of fields also contain text
	}
	if d.Also != nil && !d.Also.Gob() && !slices.Contains(codecs, contract.JSON) {
		codecs = append(codecs, contract.JSON)
	}
	return codecs
}

// scan sets the formats that a directive names. The other options depend on them. A
// misspelled name counts as the one that was meant, so that mistakes in the other options are
// found in the same run.
func (r *reader) scan(words []ast.DirectiveArg) {
	for _, w := range words {
		name, value, _ := strings.Cut(w.Arg, "=")
		if !slices.Contains(optionNames, name) {
			name = spell.Nearest(name, optionNames)
		}
		switch {
		case strings.HasPrefix(w.Arg, "//"):
			return // a comment
		case name == "format" && !readOnly(value):
			r.d.Format = meant(value, contract.OwnFormats())
			r.unknownFormat = r.d.Format == ""
		case name == "also":
			r.also.Format = meant(value, contract.FormatNames())
			r.unknownAlso = r.also.Format == ""
		}
	}
}

// meant returns the name that a word is, or else the one that is spelled alike, or neither.
func meant(word string, names []string) string {
	if slices.Contains(names, word) {
		return word
	}
	return spell.Nearest(word, names)
}

// readOnly reports whether only also= can name a format.
func readOnly(name string) bool {
	f := contract.Foreign(name)
	return f != nil && f.ReadOnly
}

// format reads the value of format, which scan has set.
func (r *reader) format(v value) {
	if readOnly(v.text) {
		f, write := contract.Foreign(v.text), "write "
		if _, ok := f.Verbs[string(r.d.Verb)]; !ok {
			write += "//typeseal:sign with "
		}
		r.refuse(v.Span, fmt.Sprintf("typeseal reads %s tokens, but does not create any", f.Title),
			fmt.Sprintf("%salso=%s, and until= with the last day on which the type accepts them; its own tokens are "+
				"native", write, f.Name))
		return
	}
	r.named(v, contract.OwnFormats(), "; without a format, tokens are native")
}

// alsoFormat reads the value of also, which scan has set.
func (r *reader) alsoFormat(v value) { r.named(v, contract.FormatNames(), "") }

// named reads one of the names of formats. more is what to say about other names.
func (r *reader) named(v value, names []string, more string) {
	f := contract.Foreign(meant(v.text, names))
	if !slices.Contains(names, v.text) {
		r.refuse(v.Span, "unknown format "+quote(v.text), cmp.Or(spell.DidYouMean(v.text, names),
			"the formats are "+strings.Join(names, ", ")+more))
	}
	if f == nil {
		return
	}
	if _, ok := f.Verbs[string(r.d.Verb)]; !ok {
		r.refuse(v.Span, f.Name+" tokens are signed, not sealed", "write //typeseal:sign")
	}
}

// until reads the last day on which foreign tokens are accepted.
func (r *reader) until(v value) {
	day, err := time.Parse(time.DateOnly, v.text)
	if err != nil || day.Year() < 1 {
		r.refuse(v.Span, "until="+quote(v.text)+" is not a date",
			"write the last day, in UTC, such as until=2027-03-31")
		return
	}
	r.also.Until = day.AddDate(0, 0, 1)
}

// own and moved are the parameters of format= and of also=, and the format that they are of.
func own(r *reader) (*Parameters, *contract.Format) { return &r.d.Parameters, r.d.Foreign() }
func moved(r *reader) (*Parameters, *contract.Format) {
	return &r.also.Parameters, contract.Foreign(r.also.Format)
}

// owner is own or moved.
type owner func(*reader) (*Parameters, *contract.Format)

// algorithm returns a function that reads the algorithm of a foreign format.
func algorithm(of owner) func(*reader, value) {
	return func(r *reader, v value) {
		p, f := of(r)
		if slices.Contains(f.Unread, strings.ToLower(v.text)) {
			r.refuse(v.Span, fmt.Sprintf("typeseal does not read %s tokens with the algorithm %s", f.Title, v.text),
				fmt.Sprintf("let the other system use %s first, or verify its tokens with %s", orList(f.Algorithms),
					f.Own))
			return
		}
		r.oneOf("algorithm", v, f.Algorithms, &p.Algorithm)
	}
}

// derivation reads how itsdangerous derives its keys.
func (r *reader) derivation(v value) {
	if v.text == "none" {
		r.refuse(v.Span,
			"with the derivation none, a salt has no effect, so tokens of one type could pass for another's",
			"first let the other system use another derivation, such as hmac")
		return
	}
	p, f := moved(r)
	r.oneOf("derivation", v, f.Derivations, &p.Derivation)
}

// alsoCodec reads how the other system encodes payloads.
func (r *reader) alsoCodec(v value) {
	p, f := moved(r)
	r.oneOf("codec", v, f.Codecs, &p.Codec)
}

// claimForm is the form of an issuer or an audience, which claimChars describes.
var claimForm = regexp.MustCompile(`^[!#-&(-\[\]-_a-~]{1,200}$`)

const claimChars = "1 to 200 characters of printable ASCII without quotes and \\"

// claim returns a function that reads the issuer or the audience of JWT.
func claim(name string, to func(*Parameters) *string) func(*reader, value) {
	return func(r *reader, v value) {
		if !claimForm.MatchString(v.text) {
			r.refuse(v.Span, misfit(claimForm, "the "+name, v.text), "it has "+claimChars)
			return
		}
		*to(&r.also.Parameters) = v.text
	}
}

// alsoMissing reads what members of JSON mean that are missing or null.
func (r *reader) alsoMissing(v value) {
	if v.text != "zero" {
		r.refuse(v.Span, "the only value of also-missing is zero", "write also-missing=zero, or leave it out")
		return
	}
	r.also.Missing = true
}

func issuer(p *Parameters) *string   { return &p.Issuer }
func audience(p *Parameters) *string { return &p.Audience }

// sepForm and unsafeSep are the forms of a separator, and of one that Django refuses.
// itsdangerous would accept some of the latter. sepChars describes sepForm.
var (
	sepForm   = regexp.MustCompile(`^[!#-&(-\[\]-_a-~]{1,16}$`) // printable ASCII without space, quotes, \ and `
	unsafeSep = regexp.MustCompile("^[A-z0-9=-]*$")             // Django's rule, with A-z
)

const sepChars = "1 to 16 characters of printable ASCII without quotes and \\"

// sep returns a function that reads the separator of Django or itsdangerous.
func sep(of owner) func(*reader, value) {
	return func(r *reader, v value) {
		switch {
		case !sepForm.MatchString(v.text):
			r.refuse(v.Span, misfit(sepForm, "sep", v.text), "a separator has "+sepChars)
		case unsafeSep.MatchString(v.text):
			r.refuse(v.Span, "sep "+quote(v.text)+" could be part of a value",
				"use at least one character other than A-Z a-z 0-9 - _ = ^ [ ]")
		default:
			p, _ := of(r)
			p.Sep = v.text
		}
	}
}

// misfit says what is wrong with a text that does not have a form: a character, or its length.
func misfit(form *regexp.Regexp, what, text string) string {
	for _, c := range text {
		if !form.MatchString(string(c)) {
			return what + " " + quote(text) + " has a character that is not allowed"
		}
	}
	return fmt.Sprintf("%s has %d characters, which is too many", what, len(text))
}

// future returns a function that reads the option, called name, that accepts tokens dated in
// the future.
func future(name string, of owner) func(*reader, value) {
	return func(r *reader, v value) {
		if v.text != "accept" {
			r.refuse(v.Span, "the only value of "+name+" is accept", "write "+name+"=accept, or leave it out")
			return
		}
		p, _ := of(r)
		p.Future = true
	}
}

// foreignSalt reads the salt of a foreign format.
func (r *reader) foreignSalt(format string, v value, to *string) {
	f := contract.Foreign(format)
	if !f.SaltForm.MatchString(v.text) {
		r.refuse(v.Span, misfit(f.SaltForm, "salt", v.text), f.SaltHelp)
		return
	}
	*to = v.text
}
