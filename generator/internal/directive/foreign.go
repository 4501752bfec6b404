package directive

import (
	"go/ast"
	"go/token"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/typeseal/typeseal/generator/internal/spell"
)

// The foreign formats: those of the systems that programs move here from.
const (
	Django    = "django"
	Handshake = "handshake"
	Handoff   = "handoff"
)

var formats = []string{Django, Handshake, Handoff}

// MaxHandshake is the most characters that a token of handshake has.
const MaxHandshake = 2048

// Parameters are what a foreign format lets a type choose.
type Parameters struct {
	Algorithm string // name of the hash; empty: the format's default, sha256
	Sep       string // Django's separator; empty: ":"
	Future    bool   // tokens dated in the future are accepted
}

// Also says which foreign tokens a native type accepts, and for how long.
type Also struct {
	Format string
	Until  time.Time // midnight UTC after the last day
	Salt   string    // Django's, or the first field of handshake's; may be empty there
	Parameters
}

// Codecs are the codecs that the payload's shape must travel in.
func (d *Directive) Codecs() []string {
	codecs := []string{d.Codec}
	if d.Format != "" {
		codecs[0] = "json" // handshake's fields too travel as text
	}
	if d.Also != nil && !slices.Contains(codecs, "json") {
		codecs = append(codecs, "json")
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
		case !slices.Contains(formats, value):
		case name == "format":
			r.d.Format = value
		case name == "also":
			r.also.Format = value
		}
	}
}

func (r *reader) format(value string, pos, end token.Pos) {
	switch {
	case !slices.Contains(formats, value):
		advice := spell.DidYouMean(value, formats)
		if advice == "" {
			advice = "the formats are " + strings.Join(formats, ", ") + "; without one tokens are native"
		}
		r.fault("option", pos, end, "unknown format "+quote(value), advice)
	case r.d.Verb == Seal && value != Handoff:
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

var algorithmNames = []string{"sha256", "sha512", "sha384", "sha224", "sha1"}

// algorithm reads the hash of a foreign format.
func algorithm(to func(*reader) *Parameters) func(*reader, string, token.Pos, token.Pos) {
	return func(r *reader, value string, pos, end token.Pos) {
		if !slices.Contains(algorithmNames, value) {
			advice := spell.DidYouMean(value, algorithmNames)
			if advice == "" {
				advice = "the algorithms are " + strings.Join(algorithmNames, ", ")
			}
			r.fault("option", pos, end, "unknown algorithm "+quote(value), advice)
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
		case len(value) > 16 || !djangoText.MatchString(value):
			r.fault("option", pos, end, "sep "+quote(value)+" has a character that it cannot have",
				"a separator is 1 to 16 of printable ASCII without quotes and \\")
		case djangoUnsafe.MatchString(value):
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
	djangoText   = regexp.MustCompile(`^[!#-&(-\[\]-_a-~]+$`) // printable ASCII without space, quotes, \ and `
	djangoUnsafe = regexp.MustCompile("^[A-z0-9=-]*$")
	handshakeOwn = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)
)

// foreignSalt reads the namespace of a foreign format: Django's salt, for which
// Django has no rule, or the first field of handshake's.
func (r *reader) foreignSalt(format, value string, to *string, pos, end token.Pos) {
	switch {
	case format == Django && (len(value) > 100 || !djangoText.MatchString(value)):
		r.fault("option", pos, end, "salt "+quote(value)+" has a character that it cannot have",
			"a Django salt is here 1 to 100 of printable ASCII without quotes and \\; for others see runtime/compat/django")
	case format == Handshake && !handshakeOwn.MatchString(value):
		r.fault("option", pos, end, "salt "+quote(value)+" has a character that it cannot have",
			"it is a handshake token's first field: 1 to 64 of A-Z a-z 0-9 - _")
	default:
		*to = value
	}
}

func (r *reader) alsoSalt(value string, pos, end token.Pos) {
	r.foreignSalt(r.also.Format, value, &r.also.Salt, pos, end)
}

// meaningless says why an option has no meaning beside the format, empty where
// it has one.
func (r *reader) meaningless(name string) string {
	if bare, ok := strings.CutPrefix(name, "also-"); ok {
		if r.also.Format == "" {
			return "it belongs to also=django"
		}
		return without[r.also.Format][bare]
	}
	if r.d.Format == "" {
		return native[name]
	}
	if why, ok := without[r.d.Format][name]; ok {
		return why
	}
	return without["any"][name]
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

// native are the options that native tokens have no use for.
var native = map[string]string{
	"algorithm": "native tokens have one algorithm, or with alg=ed25519 another",
	"sep":       "it is Django's",
	"future":    "native tokens issued in the future are never accepted",
}

// without holds the options that a format has no use for, with the reason.
var without = map[string]map[string]string{
	"any": {
		"codec":   "the format says how its payload is written",
		"version": "its tokens have no room for a schema version",
		"accept":  "its tokens have no room for a schema version",
		"mint":    "its tokens have no room for a schema version",
		"alg":     "write algorithm=sha256 where the format has a choice",
		"prefix":  "its tokens have no room for a prefix",
		"once":    "its tokens have no room for what a store could tell them apart by",
		"also":    "it lets a native type accept foreign tokens",
		"until":   "it belongs to also=django",
	},
	Django: {},
	Handshake: {
		"sep":      "its separator is a colon",
		"compress": "its tokens are never compressed",
	},
	Handoff: {
		"salt":      "its tokens have no room for a purpose; write it as a field of the payload, and compare it",
		"algorithm": "its only one is SHA-1",
		"sep":       "its tokens have no separator",
		"future":    "its tokens carry no time",
		"compress":  "its tokens are always compressed",
	},
}

// checkPresence reports the options that a directive must have and has not.
func (r *reader) checkPresence(at, end token.Pos) {
	if !r.has("salt") && (r.d.Format == "" || r.d.Format == Django) {
		r.fault("option", at, end, "no salt", "write salt=account.password-reset, a name that no other type has")
	}
	if !r.has("max-age") {
		advice := "write max-age=30m, or max-age=unlimited"
		if r.d.Format == Handoff {
			advice = "write max-age=unlimited: handoff tokens carry no time"
		}
		r.fault("option", at, end, "no max-age", advice)
	}
}

// checkFormat fills in what a foreign format decides.
func (r *reader) checkFormat() {
	if r.d.Format == "" {
		return
	}
	r.d.Codec, r.d.Version, r.d.Mint, r.d.Prefix = "json", 0, 0, ""
	if r.d.Format != Handshake {
		return
	}
	r.d.Codec = ""
	if r.has("max-size") && r.d.MaxSize > MaxHandshake {
		r.faultAt("max-size", "handshake tokens have at most 2048 characters", "write max-size=2048, or leave it out")
	}
	r.d.MaxSize = min(r.d.MaxSize, MaxHandshake)
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
		if r.also.Format == Django && r.also.Salt == "" {
			r.also.Salt = r.d.Salt
		}
		r.d.Also = &r.also
	}
}
