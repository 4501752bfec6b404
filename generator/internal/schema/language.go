package schema

import (
	"cmp"
	"fmt"
	"go/token"
	"strings"
	"unicode"
)

// A Language has the rules for names of one language.
type Language struct {
	Name  string // as on the command line
	Title string // in prose

	typeName func(goName string) string
	field    func(wire string) string           // of a field, from its name in JSON
	state    func(goName string) string         // of a value of the state
	constant func(typeName, verb string) string // of a policy; without a verb, of a shape

	ident  func(name string) bool // accepts the names of types
	quoted bool                   // a field can have any name
	types  map[string]bool        // names that no type can have
	fields map[string]bool        // names that no field can have
	escape string                 // ends the name of a field that cannot have its usual name

	methods bool // methods are on the class that has the fields
	errors  bool // each type has a class for the errors of expired tokens
}

// Languages are all languages.
var Languages = []*Language{TypeScript, Python}

// TypeScript has the rules for TypeScript. A field has its name in JSON, which need not be
// an identifier.
var TypeScript = &Language{
	Name: "typescript", Title: "TypeScript",
	typeName: func(goName string) string { return goName },
	field:    func(wire string) string { return wire },
	state:    lowerCamel,
	constant: func(typeName, verb string) string { return lowerCamel(typeName) + title(cmp.Or(verb, "shape")) },
	ident:    identifier,
	quoted:   true,
	types: set(scriptWords + `
		any bigint boolean never number object string symbol undefined unknown infer keyof readonly unique
		exports require Object t Promise ReadonlyMap Uint8Array
		Keyring PublicKeyring SigningKey InvalidToken ExpiredToken ConfigError MintError StoreError Instant
		Reason OpenOptions MintOptions RedeemOptions Store Use`),
}

// scriptWords are the words that a module cannot use as names.
const scriptWords = `
	await break case catch class const continue debugger default delete do else enum export extends false finally for
	function if import in instanceof new null return super switch this throw true try typeof var void while with yield
	arguments eval implements interface let package private protected public static async NaN Infinity`

// Python has the rules for Python.
var Python = &Language{
	Name: "python", Title: "Python",
	typeName: ascii,
	field:    snake,
	state:    snake,
	constant: func(typeName, verb string) string {
		return strings.ToUpper(strings.TrimSuffix("_"+snake(typeName)+"_"+verb, "_"))
	},
	ident: func(name string) bool { return isASCII(name) && identifier(name) && name[0] != '_' },
	types: set(pythonWords + `
		bool bytes classmethod float int object property staticmethod str tuple
		t annotations dataclass datetime timedelta Callable Final Mapping Sequence TypeAlias
		Keyring PublicKeyring SigningKey InvalidToken ConfigError MintError StoreError Instant Expired
		Malformed UnknownKey RetiredKey RevokedKey Forged OtherVersion NotYetValid Revoked BadPayload Stale Used Store
		Use CallbackError`),
	fields:  set(pythonWords + ` bool bytes float int str tuple object staticmethod t datetime timedelta`),
	escape:  "_",
	methods: true,
	errors:  true,
}

// pythonWords are the keywords of Python.
const pythonWords = `
	False None True and as assert async await break class continue def del elif else except finally for from global if
	import in is lambda nonlocal not or pass raise return try while with yield`

func set(words string) map[string]bool {
	m := map[string]bool{}
	for word := range strings.FieldsSeq(words) {
		m[word] = true
	}
	return m
}

// identifier accepts the names that Go and all languages have in common.
func identifier(name string) bool { return token.IsIdentifier(name) || token.IsKeyword(name) }

func isASCII(name string) bool {
	return !strings.ContainsFunc(name, func(r rune) bool { return r > unicode.MaxASCII })
}

// ascii replaces letters beyond ASCII by u and their code, because Python treats some of
// them as the same letter.
func ascii(name string) string {
	var b strings.Builder
	for _, r := range name {
		if r > unicode.MaxASCII {
			fmt.Fprintf(&b, "u%x", r)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// snake writes a name in lower case, with _ between its words and for each other
// character: user_id. If it does not begin with a letter, it gets an f: f_id
// for _id.
func snake(name string) string {
	separate := func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return '_'
	}
	parts := strings.Split(strings.Map(separate, name), "_")
	for i, part := range parts {
		parts[i] = ascii(strings.ToLower(strings.Join(words(part), "_")))
	}
	text := strings.Join(parts, "_")
	if strings.HasPrefix(text, "_") || text != "" && unicode.IsDigit(rune(text[0])) {
		text = "f" + text
	}
	return text
}
