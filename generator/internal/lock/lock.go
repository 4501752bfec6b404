// Package lock reads and writes typeseal.lock, the record of a module's tokens, and
// determines how a change of the source affects the tokens in flight, which are tokens
// that were created before the change.
//
// The file is plain text with one fact per line. Every line names the type that it
// describes, so that lines from two branches can be merged:
//
//	typeseal lock 2
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
// The lines of a type except hash and since are its stanza. hash is the SHA-256 of
// the stanza. It detects an edit by hand, and a merge of lines that were never
// written together. LOCK.md of package generator lists what each change means.
package lock

import (
	"cmp"
	"go/token"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/typeseal/typeseal/generator/internal/directive"
)

// Name is the name of the file, which is in the root directory of a module.
const Name = "typeseal.lock"

// A Lock describes the tokens of a module, present and former.
type Lock struct {
	Types []*Type // by salt, then verb

	// Retired are the removed types, with their last description. Their tokens may be in
	// flight, so no other type may use their salts. The type itself may return.
	Retired []*Type // by salt, then verb

	// Elsewhere are further types of the source, of which only the directives are known:
	// types of other builds, and of packages that were not requested. They are not in the
	// text.
	Elsewhere []*Type

	// Version is the number in the first line of the text that was read: of the format. If
	// a merge has left two such lines, it is the older one. It is 0 if no text was read.
	Version int

	head []string // the comments above the first line
}

// Outdated reports whether the lock was read from a text with an older format than Format
// writes.
func (l *Lock) Outdated() bool { return l.Version > 0 && l.Version < version }

// A Type describes the tokens of one directive. It has two identities: salt and
// verb, from which keys are derived, and the Go type. If a foreign format has no
// salt, the name of the Go type takes its place.
type Type struct {
	Salt, Verb string
	GoType

	Kind    string        // signed, sealed or public
	Format  string        // native, or a foreign format with its parameters
	Codec   string        // see package contract; msgpack and json can have +deflate after them
	Prefix  string        // of the text; empty for foreign formats
	MaxAge  time.Duration // above 0, or contract.Unlimited
	MaxSize int           // in characters
	Once    bool
	Grace   time.Duration // 0: none
	Also    string        // foreign tokens that are also accepted, and until when; empty: none

	Version  int              // of the struct
	Mint     int              // version of new tokens
	Accept   []int            // versions that are opened, sorted; contains Version
	Used     []int            // every version that tokens ever had, sorted; contains Accept
	Formerly []GoType         // former names of the Go type, sorted
	Since    string           // UTC date of the last change of Mint, such as 2026-07-11; empty: unknown
	State    []*Field         // state fields, in order; their names do not matter to tokens
	Shapes   map[int][]*Field // payloads, by used version

	// The rest is not in the text.
	Stated  bool      // the directive has the option accept
	Longest int       // of the own tokens of all accepted versions, in characters; 0: unknown
	Pos     token.Pos // of the type's name in the source
	Fset    *token.FileSet
}

// Place returns the place in the type's package that a field's position stands for: the
// field, or the type's name if the field is in another package or has no position.
func (t *Type) Place(field token.Pos) (token.Pos, token.Position) {
	at, name := t.Fset.PositionFor(field, false), t.Fset.PositionFor(t.Pos, false)
	if field.IsValid() && filepath.Dir(at.Filename) == filepath.Dir(name.Filename) {
		return field, at
	}
	return t.Pos, name
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
	Of     string // the Go type with its package path, for text, binary, custom and structs that have a name
	Max    int64  // bound in bytes or elements; 0: none
	Fields []*Field

	Pos token.Pos // in the source
}

// ByID returns the types that are not retired, by their IDs.
func (l *Lock) ByID() map[ID]*Type { return byID(l.Types) }

func byID(list []*Type) map[ID]*Type {
	types := make(map[ID]*Type, len(list))
	for _, t := range list {
		types[t.ID()] = t
	}
	return types
}

// Empty reports whether the lock has no types.
func (l *Lock) Empty() bool { return len(l.Types)+len(l.Retired) == 0 }

// Next returns the lock to write for a source with these types. It keeps the history in
// l, and retires the types of l that are no longer in the source.
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
	known := sync.OnceValue(func() map[ID]*Type { return byID(slices.Concat(next.Types, next.Retired)) })
	for _, t := range types {
		for _, was := range lines.from[t] {
			if f := retiredForeign(was, t); f != nil && known()[f.ID()] == nil {
				known()[f.ID()] = f
				next.Retired = append(next.Retired, f)
			}
		}
	}
	for i, t := range next.Retired {
		next.Retired[i] = lines.renaming(t)
	}
	next.sort()
	return next
}

// remembering returns the type with the history of old types: their versions with the
// payloads, and their names.
func (t *Type) remembering(was []*Type) *Type {
	if !slices.ContainsFunc(was, t.adds) {
		return t
	}
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

// adds reports whether an old type has a history that t does not have.
func (t *Type) adds(old *Type) bool {
	return old.GoType != t.GoType || len(old.Formerly) > 0 ||
		slices.ContainsFunc(old.Used, func(v int) bool { return !t.used(v) })
}

func (l *Lock) sort() {
	for _, list := range [][]*Type{l.Types, l.Retired} {
		slices.SortFunc(list, func(a, b *Type) int {
			x, y := a.ID(), b.ID()
			return cmp.Or(strings.Compare(x.Word, y.Word), strings.Compare(x.Verb, y.Verb))
		})
	}
}

// An ID is the first identity of a type. Written as text, it begins the type's lines.
type ID struct {
	Verb string
	Word string // the salt, or the name that takes its place
}

func (id ID) String() string { return id.Verb + " " + id.Word }

// Compare orders IDs by their text.
func (id ID) Compare(o ID) int {
	return cmp.Or(strings.Compare(id.Verb, o.Verb), strings.Compare(id.Word, o.Word))
}

// IDOf returns the ID of the type that has a directive.
func IDOf(name GoType, d *directive.Directive) ID { return ID{string(d.Verb), word(d.Salt, name)} }

// ID returns the type's ID.
func (t *Type) ID() ID { return ID{t.Verb, word(t.Salt, t.GoType)} }

// word is the salt, or the name that takes its place.
func word(salt string, name GoType) string {
	if salt != "" {
		return salt
	}
	return "@" + name.String()
}

func (t *Type) opens(version int) bool { return slices.Contains(t.Accept, version) }

func (t *Type) used(version int) bool { return slices.Contains(t.Used, version) }
