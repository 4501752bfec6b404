package contract

import (
	"regexp"
	"slices"
)

// A Format is the token format of another system. To add one, add a package to
// runtime/compat, and an entry to Formats.
//
// The package has the types Keys, Spec, Option and Opened, the functions NewSpec and
// Finish, and the methods Spec.Mint and Spec.Open. NewSpec takes, in this order, the
// constant of the verb, the number of fields, the max-age, and options; the entry says
// which of them it takes.
type Format struct {
	Name  string // in directives, and the last element of the package's path
	Title string // in prose
	Own   string // what programs in other languages use for it

	// Verbs are the verbs of the directives that can name the format. The value is the
	// constant that NewSpec takes for the verb, or empty if NewSpec takes none.
	Verbs map[string]string

	Floats string // begins the names of package codec's methods that write floats

	Fields   bool // a payload is a list of fields: NewSpec takes their number; otherwise it is JSON
	Timeless bool // tokens contain no time: NewSpec takes no max-age
	Deflates bool // payloads are compressed without an option
	Inflates bool // compressed payloads are read: NewSpec takes the option MaxPayload

	Salt     SaltUse
	SaltForm *regexp.Regexp
	SaltHelp string // describes SaltForm

	DefaultMaxSize, MostMaxSize int // characters

	// Without are the directive options that have no meaning for this format, with the
	// reason. Options that have no meaning for any foreign format are not listed.
	Without map[string]string
}

// A SaltUse says how a format uses a salt.
type SaltUse int

// The uses of a salt.
const (
	NoSalt     SaltUse = iota // tokens have no room for one
	OptionSalt                // required; NewSpec takes it as the option Salt
	FieldSalt                 // optional; it is the first field of a token
)

// Formats are all foreign formats.
var Formats = []*Format{
	{
		Name: "django", Title: "Django", Own: "Django's own signing",
		Verbs:    map[string]string{"sign": ""},
		Floats:   "Python",
		Inflates: true,
		Salt:     OptionSalt,
		SaltForm: regexp.MustCompile(`^[!#-&(-\[\]-_a-~]{1,100}$`), // printable ASCII without space, quotes, \ and `
		SaltHelp: "a Django salt has 1 to 100 characters of printable ASCII without quotes and \\; " +
			"for other salts, use package runtime/compat/django",
		DefaultMaxSize: DefaultMaxSize, MostMaxSize: MostMaxSize,
	},
	{
		Name: "handshake", Title: "handshake", Own: "handshake's own AuthToken",
		Verbs:          map[string]string{"sign": ""},
		Fields:         true,
		Salt:           FieldSalt,
		SaltForm:       regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`),
		SaltHelp:       "the salt is the first field of handshake tokens: 1 to 64 characters of A-Z a-z 0-9 - _",
		DefaultMaxSize: 2048, MostMaxSize: 2048,
		Without: map[string]string{
			"sep":      "its separator is a colon",
			"compress": "its tokens are never compressed",
		},
	},
	{
		Name: "handoff", Title: "Ax_Handoff", Own: "Ax_Handoff itself",
		Verbs:          map[string]string{"seal": "A", "sign": "B"},
		Floats:         "Python",
		Timeless:       true,
		Deflates:       true,
		Inflates:       true,
		DefaultMaxSize: DefaultMaxSize, MostMaxSize: MostMaxSize,
		Without: map[string]string{
			"salt":      "its tokens have no room for a salt; add the purpose to the payload, and compare it",
			"algorithm": "it always uses SHA-1",
			"sep":       "its tokens have no separator",
			"future":    "its tokens contain no time",
			"compress":  "its tokens are compressed without it",
		},
	},
}

// Foreign returns the format of a name, or nil if there is none.
func Foreign(name string) *Format {
	i := slices.IndexFunc(Formats, func(f *Format) bool { return f.Name == name })
	if i < 0 {
		return nil
	}
	return Formats[i]
}

// FormatNames are the names of all foreign formats.
func FormatNames() (names []string) {
	for _, f := range Formats {
		names = append(names, f.Name)
	}
	return names
}

// Path is the import path of the format's package.
func (f *Format) Path() string { return RuntimePath + "/compat/" + f.Name }

// Codec is the encoding of the format's payloads.
func (f *Format) Codec() string {
	if f.Fields {
		return Text
	}
	return JSON
}
