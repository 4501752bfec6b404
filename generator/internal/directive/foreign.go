package directive

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/token"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/typeseal/typeseal/generator/internal/contract"
)

// Parameters are what a foreign format lets a type choose.
type Parameters struct {
	Algorithm string // name of the hash; empty: the format's default
	Sep       string // Django's separator; empty: Django's default
	Future    bool   // tokens dated in the future are accepted
}

// Also says which foreign tokens a native type accepts, and for how long.
type Also struct {
	Format string
	Until  time.Time // midnight UTC after the last day
	Salt   string    // see contract.SaltUse
	Parameters
}

// Foreign is the format that the directive's tokens have, or nil if they are
// native.
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

// scan finds the formats that a directive names, which decide how its other
// options are read.
func (r *reader) scan(words []ast.DirectiveArg) {
	for _, w := range words {
		name, value, _ := strings.Cut(w.Arg, "=")
		switch {
		case strings.HasPrefix(w.Arg, "//"):
			return // a comment, which is reported
		case contract.Foreign(value) == nil:
		case name == "format":
			r.d.Format = value
		case name == "also":
			r.also.Format = value
		}
	}
}

func (r *reader) format(value string, pos, end token.Pos) {
	f := contract.Foreign(value)
	if f == nil {
		r.unknownValue("format", value, contract.FormatNames(), "; without one tokens are native", pos, end)
		return
	}
	if _, ok := f.Verbs[string(r.d.Verb)]; !ok {
		r.fault("option", pos, end, value+" tokens are signed, not sealed", "write //typeseal:sign")
	}
}

// until reads the last day on which foreign tokens are accepted.
func (r *reader) until(value string, pos, end token.Pos) {
	day, err := time.Parse(time.DateOnly, value)
	if err != nil {
		r.fault("option", pos, end, "until="+quote(value)+" is not a date",
			"write it as until=2027-03-31; that day, in UTC, is the last")
		return
	}
	r.also.Until = day.AddDate(0, 0, 1)
}

// algorithm reads the hash of a foreign format.
func algorithm(to func(*reader) *Parameters) func(*reader, string, token.Pos, token.Pos) {
	return func(r *reader, value string, pos, end token.Pos) {
		if !slices.Contains(contract.Algorithms, value) {
			r.unknownValue("algorithm", value, contract.Algorithms, "", pos, end)
			return
		}
		to(r).Algorithm = value
	}
}

// sep reads Django's separator by Django's rule, whose range A-z takes in more
// than letters.
func sep(to func(*reader) *Parameters) func(*reader, string, token.Pos, token.Pos) {
	return func(r *reader, value string, pos, end token.Pos) {
		switch {
		case !sepForm.MatchString(value):
			r.fault("option", pos, end, "sep "+quote(value)+" has a character that it cannot have",
				"a separator is 1 to 16 of printable ASCII without quotes and \\")
		case unsafeSep.MatchString(value):
			r.fault("option", pos, end, "sep "+quote(value)+" could be part of a value",
				"Django refuses it; at least one character is none of A-Z a-z 0-9 - _ = ^ [ ]")
		default:
			to(r).Sep = value
		}
	}
}

// future reads the option that accepts tokens dated in the future.
func future(to func(*reader) *Parameters) func(*reader, string, token.Pos, token.Pos) {
	return func(r *reader, value string, pos, end token.Pos) {
		if value != "accept" {
			r.fault("option", pos, end, "future is accept or not written", "write future=accept")
			return
		}
		to(r).Future = true
	}
}

func own(r *reader) *Parameters   { return &r.d.Parameters }
func moved(r *reader) *Parameters { return &r.also.Parameters }

var (
	sepForm   = regexp.MustCompile(`^[!#-&(-\[\]-_a-~]{1,16}$`) // printable ASCII without space, quotes, \ and `
	unsafeSep = regexp.MustCompile("^[A-z0-9=-]*$")
)

// foreignSalt reads the salt of a foreign format.
func (r *reader) foreignSalt(f *contract.Format, value string, to *string, pos, end token.Pos) {
	if !f.SaltForm.MatchString(value) {
		r.fault("option", pos, end, "salt "+quote(value)+" has a character that it cannot have", f.SaltAdvice)
		return
	}
	*to = value
}

func (r *reader) alsoSalt(value string, pos, end token.Pos) {
	r.foreignSalt(contract.Foreign(r.also.Format), value, &r.also.Salt, pos, end)
}

// meaningless says why an option has no meaning beside the format. It is empty if
// the option has one.
func (r *reader) meaningless(name string) string {
	if bare, ok := strings.CutPrefix(name, "also-"); ok {
		if r.also.Format == "" {
			return "it belongs to also=django"
		}
		return contract.Foreign(r.also.Format).Without[bare]
	}
	if f := r.d.Foreign(); f != nil {
		return cmp.Or(f.Without[name], notForeign[name])
	}
	return notNative[name]
}

// beside says beside what an option has no meaning.
func (r *reader) beside(name string) string {
	switch {
	case strings.HasPrefix(name, "also-") && r.also.Format != "":
		return "with also=" + r.also.Format
	case strings.HasPrefix(name, "also-"):
		return "without also"
	case r.d.Format == "":
		return "for a native token"
	}
	return "with format=" + r.d.Format
}

// notNative are the options that have no meaning for native tokens.
var notNative = map[string]string{
	"algorithm": "native tokens have one algorithm, or with alg=ed25519 another",
	"sep":       "it is Django's",
	"future":    "native tokens issued in the future are never accepted",
}

// notForeign are the options that have no meaning for any foreign format.
var notForeign = map[string]string{
	"codec":   "the format says how its payload is written",
	"version": "its tokens have no room for a schema version",
	"accept":  "its tokens have no room for a schema version",
	"mint":    "its tokens have no room for a schema version",
	"alg":     "write algorithm=sha256 where the format has a choice",
	"prefix":  "its tokens have no room for a prefix",
	"once":    "its tokens have no room for what a store could tell them apart by",
	"also":    "it lets a native type accept foreign tokens",
	"until":   "it belongs to also=django",
}

// checkPresence reports the options that a directive must have and does not.
func (r *reader) checkPresence(at, end token.Pos) {
	f := r.d.Foreign()
	if !r.has("salt") && (f == nil || f.Salt == contract.OptionSalt) {
		r.fault("option", at, end, "no salt", "write salt=account.password-reset, a name that no other type has")
	}
	if !r.has("max-age") {
		advice := "write max-age=30m, or max-age=unlimited"
		if f != nil && f.Timeless {
			advice = "write max-age=unlimited: " + f.Name + " tokens contain no time"
		}
		r.fault("option", at, end, "no max-age", advice)
	}
}

// checkFormat fills in what a foreign format decides.
func (r *reader) checkFormat() {
	f := r.d.Foreign()
	if f == nil {
		return
	}
	r.d.Codec, r.d.Version, r.d.Mint, r.d.Prefix = f.Codec(), 0, 0, ""
	if r.has("max-size") && r.d.MaxSize > f.MostMaxSize {
		r.faultAt("max-size", fmt.Sprintf("%s tokens have at most %d characters", f.Name, f.MostMaxSize),
			fmt.Sprintf("write max-size=%d, or leave it out", f.MostMaxSize))
	}
	r.d.MaxSize = min(r.d.MaxSize, f.MostMaxSize)
}

// checkAlso attaches what also= and the options that belong to it say, unless
// the day is missing or is not one.
func (r *reader) checkAlso() {
	switch {
	case r.d.Format != "":
	case r.has("also") && !r.has("until"):
		r.faultAt("also", "also without until",
			"write until=2027-03-31, the last day on which the other system's tokens are accepted")
	case r.has("until") && !r.has("also"):
		r.faultAt("until", "until without also", "write also=django, also=handshake or also=handoff")
	case r.has("also") && r.d.Once:
		r.faultAt("also", "also cannot go with once", "foreign tokens have no room for what a store could tell them apart by")
	case r.also.Format != "" && !r.also.Until.IsZero():
		if r.also.Salt == "" && contract.Foreign(r.also.Format).Salt == contract.OptionSalt {
			r.also.Salt = r.d.Salt
		}
		r.d.Also = &r.also
	}
}
