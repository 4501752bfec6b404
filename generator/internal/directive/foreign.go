package directive

import (
	"cmp"
	"go/ast"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/typeseal/typeseal/generator/internal/contract"
	"github.com/typeseal/typeseal/generator/internal/spell"
)

// Parameters are the options that a foreign format offers.
type Parameters struct {
	Algorithm string // name of the hash; empty: the format's default
	Sep       string // Django's separator; empty: Django's default
	Future    bool   // tokens dated in the future are accepted
}

// Also names the foreign tokens that a native type accepts, and until when.
type Also struct {
	Format string
	Until  time.Time // midnight UTC after the last day
	Salt   string    // see contract.SaltUse
	Parameters
}

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
	if d.Also != nil && !slices.Contains(codecs, contract.JSON) {
		codecs = append(codecs, contract.JSON)
	}
	return codecs
}

// scan sets the formats that a directive names. The other options depend on them.
func (r *reader) scan(words []ast.DirectiveArg) {
	for _, w := range words {
		name, value, _ := strings.Cut(w.Arg, "=")
		switch {
		case strings.HasPrefix(w.Arg, "//"):
			return // a comment
		case contract.Foreign(value) == nil:
		case name == "format":
			r.d.Format = value
		case name == "also":
			r.also.Format = value
		}
	}
}

// format reads the values of format and also, which scan has set.
func (r *reader) format(v value) {
	f := contract.Foreign(v.text)
	if f == nil {
		names := contract.FormatNames()
		r.refuse(v.Span, "unknown format "+quote(v.text), cmp.Or(spell.DidYouMean(v.text, names),
			"the formats are "+strings.Join(names, ", ")+"; without a format, tokens are native"))
		return
	}
	if _, ok := f.Verbs[string(r.d.Verb)]; !ok {
		r.refuse(v.Span, v.text+" tokens are signed, not sealed", "write //typeseal:sign")
	}
}

// until reads the last day on which foreign tokens are accepted.
func (r *reader) until(v value) {
	day, err := time.Parse(time.DateOnly, v.text)
	if err != nil {
		r.refuse(v.Span, "until="+quote(v.text)+" is not a date",
			"write the last day, in UTC, such as until=2027-03-31")
		return
	}
	r.also.Until = day.AddDate(0, 0, 1)
}

// own and moved are the parameters of format= and of also=.
func own(r *reader) *Parameters   { return &r.d.Parameters }
func moved(r *reader) *Parameters { return &r.also.Parameters }

// algorithm returns a function that reads the hash of a foreign format.
func algorithm(to func(*reader) *Parameters) func(*reader, value) {
	return func(r *reader, v value) { r.oneOf("algorithm", v, contract.Algorithms, &to(r).Algorithm) }
}

// sepForm and unsafeSep are the forms of Django's separator and of one that Django refuses.
// sepChars describes sepForm.
var (
	sepForm   = regexp.MustCompile(`^[!#-&(-\[\]-_a-~]{1,16}$`) // printable ASCII without space, quotes, \ and `
	unsafeSep = regexp.MustCompile("^[A-z0-9=-]*$")             // Django's rule, with A-z
)

const sepChars = "1 to 16 characters of printable ASCII without quotes and \\"

// sep returns a function that reads Django's separator.
func sep(to func(*reader) *Parameters) func(*reader, value) {
	return func(r *reader, v value) {
		switch {
		case !sepForm.MatchString(v.text):
			r.refuse(v.Span, "sep "+quote(v.text)+" has a character that is not allowed",
				"a separator has "+sepChars)
		case unsafeSep.MatchString(v.text):
			r.refuse(v.Span, "sep "+quote(v.text)+" could be part of a value",
				"Django refuses it; use at least one character other than A-Z a-z 0-9 - _ = ^ [ ]")
		default:
			to(r).Sep = v.text
		}
	}
}

// future returns a function that reads the option that accepts tokens dated in the
// future.
func future(to func(*reader) *Parameters) func(*reader, value) {
	return func(r *reader, v value) {
		if v.text != "accept" {
			r.refuse(v.Span, "future has the only value accept", "write future=accept, or leave it out")
			return
		}
		to(r).Future = true
	}
}

// foreignSalt reads the salt of a foreign format.
func (r *reader) foreignSalt(format string, v value, to *string) {
	f := contract.Foreign(format)
	if !f.SaltForm.MatchString(v.text) {
		r.refuse(v.Span, "salt "+quote(v.text)+" has a character that is not allowed", f.SaltHelp)
		return
	}
	*to = v.text
}

// meaningless returns a phrase such as "for a native token" and the reason if an option
// has no meaning, and empty strings if it has one.
func (r *reader) meaningless(name string) (beside, why string) {
	if bare, ok := strings.CutPrefix(name, "also-"); ok {
		if r.also.Format == "" {
			return "without also", describesAlso
		}
		return "with also=" + r.also.Format, contract.Foreign(r.also.Format).Without[bare]
	}
	if f := r.d.Foreign(); f != nil {
		return "with format=" + f.Name, cmp.Or(f.Without[name], notForeign[name])
	}
	return "for a native token", notNative[name]
}

const describesAlso = "it describes the tokens that also= names"

// notNative are the options that have no meaning for native tokens.
var notNative = map[string]string{
	"algorithm": "native tokens have one algorithm, or with alg=ed25519 another",
	"sep":       "it is the separator of Django tokens",
	"future":    "native tokens issued in the future are never accepted",
}

// notForeign are the options that have no meaning for any foreign format.
var notForeign = map[string]string{
	"codec":   "the format determines how payloads are encoded",
	"version": "its tokens have no room for a schema version",
	"accept":  "its tokens have no room for a schema version",
	"mint":    "its tokens have no room for a schema version",
	"alg":     "if the format has a choice, write algorithm=sha256",
	"prefix":  "its tokens have no room for a prefix",
	"once":    "its tokens have no id that a store could remember",
	"grace":   "its tokens have no id that a store could remember",
	"also":    "it lets a native type accept foreign tokens",
	"until":   describesAlso,
}
