package contract

import (
	"regexp"
	"slices"
	"strings"
)

// A Format is the token format of another system. To add one, add a package to
// runtime/compat, and an entry to Formats.
//
// The package has the types Keys, Spec, Option and Opened, the functions NewSpec and
// Finish, and the methods Spec.Mint and Spec.Open. NewSpec takes, in this order, the
// constant of the verb, the algorithm, the number of fields, the max-age, and options; the
// entry says which of them it takes.
type Format struct {
	Name  string // in directives, and the last element of the package's path
	Title string // in prose
	Own   string // what programs in other languages use for it

	// ReadOnly says that only also= can name the format: its tokens are accepted while a
	// system moves, and none are created, except by tests.
	ReadOnly bool

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

	Algorithms  []string // values of the option algorithm, the default first; nil: there is one
	Unread      []string // other algorithms of the system, which typeseal does not read
	Arguments   []string // what NewSpec takes for each algorithm; nil: it takes the option Algorithm
	Sep         string   // the default separator; empty if the format has no option sep
	Derivations []string // how MAC keys are derived, the default first; nil: there is one way
	Codecs      []string // the encodings of payloads, the default first; nil: there is one
	Claims      bool     // tokens may name an issuer and an audience
	Reserved    []string // names in JSON that fields of a payload cannot have

	// TestKeys are the function of package typesealtest that makes keys for a test, and the
	// function of the format's package that it calls. If it is nil, they are Keys and NewKeys.
	TestKeys func(verb, algorithm string) (helper, newKeys string)

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

// Gob is a codec of securecookie: package encoding/gob.
const Gob = "gob"

// Formats are all foreign formats.
var Formats = []*Format{
	{
		Name: "django", Title: "Django", Own: "Django's own signing",
		Verbs:      map[string]string{"sign": ""},
		Floats:     "Python",
		Inflates:   true,
		Algorithms: Algorithms,
		Sep:        ":",
		Salt:       OptionSalt,
		SaltForm:   printable,
		SaltHelp: "a Django salt has 1 to 100 characters of printable ASCII without quotes and \\; " +
			"for other salts, use package runtime/compat/django",
		DefaultMaxSize: DefaultMaxSize, MostMaxSize: MostMaxSize,
	},
	{
		Name: "handshake", Title: "handshake", Own: "handshake's own AuthToken",
		Verbs:          map[string]string{"sign": ""},
		Fields:         true,
		Algorithms:     Algorithms,
		Salt:           FieldSalt,
		SaltForm:       regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`),
		SaltHelp:       "the salt is the first field of handshake tokens: 1 to 64 characters of A-Z a-z 0-9 - _",
		DefaultMaxSize: 2048, MostMaxSize: 2048,
		Without: map[string]string{
			"sep":      "its separator is a colon",
			"compress": "its tokens are never compressed",
			"missing":  "its tokens are lists, from which no field can be missing",
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
			"missing":   "its tokens have no salt, so only their fields tell for which purpose they are",
		},
	},
	{
		Name: "itsdangerous", Title: "itsdangerous", Own: "itsdangerous itself", ReadOnly: true,
		Verbs:       map[string]string{"sign": ""},
		Inflates:    true,
		Algorithms:  []string{"sha1", "sha256", "sha512", "sha384", "sha224"},
		Derivations: []string{"django-concat", "concat", "hmac"},
		Sep:         ".",
		Salt:        OptionSalt,
		SaltForm:    printable,
		SaltHelp: "the salt of itsdangerous can have 1 to 100 characters of printable ASCII without quotes and \\ " +
			"in a directive",
		DefaultMaxSize: DefaultMaxSize, MostMaxSize: MostMaxSize,
	},
	{
		Name: "securecookie", Title: "securecookie", Own: "gorilla/securecookie itself", ReadOnly: true,
		Verbs:      map[string]string{"sign": "Signed", "seal": "Encrypted"},
		Algorithms: Algorithms,
		Codecs:     []string{Gob, JSON},
		Salt:       OptionSalt,
		SaltForm:   printable,
		SaltHelp: "the salt is the name of the cookie: 1 to 100 characters of printable ASCII without quotes " +
			"and \\",
		DefaultMaxSize: DefaultMaxSize, MostMaxSize: MostMaxSize,
		TestKeys: func(verb, _ string) (string, string) {
			if verb == "seal" {
				return "BlockKeys", "NewKeys"
			}
			return "HashKeys", "NewKeys"
		},
		Without: map[string]string{"sep": "its separator is |"},
	},
	{
		Name: "jwt", Title: "JWT", Own: "a library for JWT", ReadOnly: true,
		Verbs:      map[string]string{"sign": ""},
		Algorithms: []string{"hs256", "hs384", "hs512", "eddsa", "ed25519"},
		Unread: []string{
			"rs256", "rs384", "rs512", "ps256", "ps384", "ps512", "es256", "es384", "es512", "es256k",
		},
		Arguments:      []string{"HS256", "HS384", "HS512", "EdDSA", "Ed25519"},
		Claims:         true,
		Reserved:       []string{"exp", "nbf", "iat", "jti", "iss", "aud"},
		DefaultMaxSize: DefaultMaxSize, MostMaxSize: MostMaxSize,
		TestKeys: func(_, algorithm string) (string, string) {
			if strings.HasPrefix(algorithm, "ed") {
				return "SigningKeys", "NewSigningKey"
			}
			return "SecretKeys", "NewKeys"
		},
		Without: map[string]string{
			"salt": "its tokens have no room for a salt; name their issuer or audience, or add the purpose to the " +
				"payload",
			"sep": "its tokens have no other separator than a dot",
		},
	},
}

// printable is the form of a salt of printable ASCII without space, quotes, \ and `.
var printable = regexp.MustCompile(`^[!#-&(-\[\]-_a-~]{1,100}$`)

// Foreign returns the format of a name, or nil if there is none.
func Foreign(name string) *Format {
	i := slices.IndexFunc(Formats, func(f *Format) bool { return f.Name == name })
	if i < 0 {
		return nil
	}
	return Formats[i]
}

// FormatNames are the names of all foreign formats, which also= can name.
func FormatNames() (names []string) {
	for _, f := range Formats {
		names = append(names, f.Name)
	}
	return names
}

// OwnFormats are the names of the formats that format= can name.
func OwnFormats() (names []string) {
	for _, f := range Formats {
		if !f.ReadOnly {
			names = append(names, f.Name)
		}
	}
	return names
}

// Argument is what NewSpec takes for an algorithm, or empty if it takes an option. An empty
// algorithm is the default.
func (f *Format) Argument(algorithm string) string {
	if f.Arguments == nil {
		return ""
	}
	return f.Arguments[max(0, slices.Index(f.Algorithms, algorithm))]
}

// Has reports whether the tokens of a format have something to which an option of also=
// applies that only some formats have.
func (f *Format) Has(option string) bool {
	switch option {
	case "derivation":
		return f.Derivations != nil
	case "codec":
		return f.Codecs != nil
	case "issuer", "audience":
		return f.Claims
	}
	return true
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
