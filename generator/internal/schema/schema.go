// Package schema describes the tokens of a lock as programs in another language see them.
// All names are chosen and everything is decided, so that the templates only write it
// down.
package schema

// A Schema has what is written for one language.
type Schema struct {
	Lock    int  // the version in the lock's first line
	Readers bool // nothing that mints is written

	Structs []*Struct // each after the structs inside it
	Types   []*Type   // by name
}

// A Struct is a payload, or a struct inside one.
type Struct struct {
	Name    string // of the class or interface
	Shape   string // of the constant that describes it
	Go      string // the Go type with its package path, or the path to a struct without a name
	Role    Role
	Version int // of a former payload
	Fields  []*Field
	Type    *Type // of a payload: the type whose tokens contain it
}

// A Role says what a struct is for.
type Role string

// The roles.
const (
	Payload Role = "payload" // of the newest version
	Former  Role = "former"  // a payload of another version
	Inside  Role = "inside"  // a part of a payload
)

// A Field is one field of a struct.
type Field struct {
	Name  string // in the language
	Wire  string // in JSON
	Go    string // such as Email, or Base.ID
	Value *Value
	Max   int64 // bound in bytes or elements; 0: none
}

// A Value says how a value is encoded.
type Value struct {
	// Kind is bool, string, bytes, time, int, uint, float, nullable, list, array, map,
	// struct, text or binary.
	Kind string

	Bits    int     // int, uint, float: 8 to 64
	Length  int64   // array; bytes if Fixed
	Fixed   bool    // bytes: of exactly Length
	Key, Of *Value  // map: both; nullable, list and array: Of
	Struct  *Struct // struct
	Go      string  // text, binary: the Go type with its package path
}

// A Type is a Go type with one or two directives.
type Type struct {
	Name      string
	Go        string // with its package path
	Payload   *Struct
	State     []*State // what its tokens are bound to, in order
	StateName string   // of the class or interface that has the state
	Expired   string   // of the error of an expired token
	Tokens    []*Token // of sign, then of seal
	LeftOut   []string // sentences about what the language does not do
}

// A State is one value that tokens are bound to but do not contain.
type State struct {
	Name string
	Go   string
	Form string // text, integer, bool or time
}

// A Token describes the tokens of one directive.
type Token struct {
	Policy string // of the constant that describes them

	Verb    string // sign or seal
	Kind    string // signed, sealed or public
	Codec   string // msgpack or json
	Deflate bool
	Salt    string
	Prefix  string
	MaxAge  int64  // in seconds; -1: unlimited
	Life    string // MaxAge in English, such as 30 minutes; empty: unlimited
	MaxSize int    // in characters
	Longest int    // of a new token, in characters; at most MaxSize
	Once    bool
	Grace   int64    // in seconds; 0: none
	Again   string   // Grace in English; empty: none
	Readers []string // lines that say who can read, verify and make them

	Version  int // of the payload that callers see
	Mint     int // of new tokens
	Payloads []Version

	// Upgrades convert payloads of other accepted versions, each to the next version that
	// is accepted. Downgrades convert the payload to Mint.
	Upgrades, Downgrades []Step
}

// A Version is a schema version that tokens can have.
type Version struct {
	Number int
	Struct *Struct
}

// A Step converts a payload to another version.
type Step struct{ From, To Version }
