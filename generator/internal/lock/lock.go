// Package lock holds what the tokens of a module were when it was last
// generated for: the file typeseal.lock, and what a difference between two of
// them means for the tokens in flight.
//
// The file is plain text, one fact a line, and every line says what type it is
// about, so that lines from two branches can stand side by side:
//
//	typeseal lock 1
//	sign account.password-reset type example.com/app/account PasswordReset
//	sign account.password-reset kind signed
//	...
//	sign account.password-reset v1 1 "uid" UserID int64
//	sign account.password-reset v1 2 "email" Email string max=200
//	sign account.password-reset hash 5c1f...
//	retired seal account.session type example.com/app/account Session
//	...
//	end
//
// The lines of a type except hash and since are its canonical stanza; hash is
// the stanza's SHA-256, so that an edit by hand, or a merge of lines that were
// never written together, is noticed. LOCK.md of package generator says what
// each change means.
package lock

import (
	"cmp"
	"go/token"
	"maps"
	"slices"
	"strings"
	"time"
)

// Name is the file's name, at the root of a module.
const Name = "typeseal.lock"

// A Lock is what the tokens of a module are, and what they were.
type Lock struct {
	Types []*Type // by salt, then verb

	// Retired are the types that are gone, as they were. Their tokens may be in
	// flight, so no other type may take their salt; the type itself may return.
	Retired []*Type // by salt, then verb

	// Elsewhere are the types that the source has too, of which nothing but the
	// directives is known: those of other builds, and of packages not asked for.
	// They are not in the text.
	Elsewhere []*Type

	head []string // comments above the first line, kept as they are
}

// A Type is what the tokens of one directive are. It has two identities: salt
// and verb, from which its keys are derived, and the Go type. A
// foreign format without a salt has its Go name in the salt's place.
type Type struct {
	Salt, Verb string
	GoType

	Kind    string        // signed, sealed or public
	Format  string        // native, or a foreign format with what it lets a type choose
	Codec   string        // msgpack or json, or one of them with +deflate; text for handshake's fields
	Prefix  string        // of the text; empty for foreign formats
	MaxAge  time.Duration // directive.Unlimited, or above 0
	MaxSize int           // in characters
	Once    bool
	Also    string // foreign tokens that are accepted too, and until when; empty: none

	Version  int              // of the struct
	Mint     int              // minted
	Accept   []int            // opened, sorted, Version among them
	Used     []int            // every version that tokens ever had, sorted, Accept among them
	Formerly []GoType         // what the Go type was called before, sorted
	Since    string           // UTC date when Mint took another's place, 2026-07-11; empty: unknown
	State    []*Field         // authenticated but not sent, in order; their names are not part of the token
	Shapes   map[int][]*Field // payloads, by used version

	// The rest is not in the text.
	Stated  bool      // the option accept is written out
	Longest int       // of the tokens of all accepted versions, in characters; 0: unknown
	Pos     token.Pos // of the type's name in the source
}

// A GoType is a declared type: the import path of its package, and its name.
type GoType struct{ Package, Name string }

func (g GoType) String() string { return g.Package + "." + g.Name }

func compareGoTypes(a, b GoType) int {
	return cmp.Or(strings.Compare(a.Package, b.Package), strings.Compare(a.Name, b.Name))
}

// A Field is one field of a payload, or of a struct inside it.
type Field struct {
	Wire   string // name in JSON
	Go     string // path in Go: Email, or Base.ID through an embedded struct
	Type   string // how it is encoded: int64, []string, map[string]struct
	Of     string // the Go type behind text, binary and custom, with its path
	Max    int64  // bound in bytes or elements; 0: none
	Fields []*Field

	Pos token.Pos // in the source
}

// ByID returns the types that are not retired, by their IDs.
func (l *Lock) ByID() map[string]*Type { return byID(l.Types) }

func byID(list []*Type) map[string]*Type {
	types := make(map[string]*Type, len(list))
	for _, t := range list {
		types[t.ID()] = t
	}
	return types
}

// Empty reports whether there is nothing to write down.
func (l *Lock) Empty() bool { return len(l.Types)+len(l.Retired) == 0 }

// Next is the lock to write when the types are these: what l remembers is kept,
// and the types that l has and the source has no more are retired.
func (l *Lock) Next(types []*Type) *Lock {
	next := &Lock{head: l.head}
	lines := trace(l, &Lock{Types: types})
	for _, t := range types {
		next.Types = append(next.Types, t.remembering(lines.from[t]))
	}
	for _, t := range slices.Concat(l.Types, l.Retired) {
		if !lines.continued[t] || lines.apart[t] {
			next.Retired = append(next.Retired, t)
		}
	}
	for _, t := range types {
		for _, was := range lines.from[t] {
			next.retireForeign(was, t)
		}
	}
	next.sort()
	return next
}

// remembering is the type with what it was: the versions that were used, with
// their payloads, and the names that it had.
func (t *Type) remembering(was []*Type) *Type {
	next := *t
	next.Used, next.Formerly, next.Shapes = slices.Clone(t.Used), slices.Clone(t.Formerly), maps.Clone(t.Shapes)
	for _, old := range was {
		next.Formerly = append(next.Formerly, old.Formerly...)
		next.Formerly = append(next.Formerly, old.GoType)
		for _, v := range old.Used {
			if !t.used(v) {
				next.Used = append(next.Used, v)
				next.Shapes[v] = old.Shapes[v]
			}
		}
	}
	slices.Sort(next.Used)
	next.Used = slices.Compact(next.Used)
	slices.SortFunc(next.Formerly, compareGoTypes)
	next.Formerly = slices.Compact(next.Formerly)
	next.Formerly = slices.DeleteFunc(next.Formerly, func(g GoType) bool { return g == t.GoType })
	return &next
}

func (l *Lock) sort() {
	for _, list := range [][]*Type{l.Types, l.Retired} {
		slices.SortFunc(list, func(a, b *Type) int {
			return cmp.Or(strings.Compare(a.word(), b.word()), strings.Compare(a.Verb, b.Verb))
		})
	}
}

// ID is how the lines of the type begin.
func (t *Type) ID() string { return t.Verb + " " + t.word() }

// word is the salt, or what is written in its place.
func (t *Type) word() string {
	if t.Salt != "" {
		return t.Salt
	}
	return "@" + t.GoType.String()
}

func (t *Type) opens(version int) bool { return slices.Contains(t.Accept, version) }

func (t *Type) used(version int) bool { return slices.Contains(t.Used, version) }
