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
//	retired seal account.session example.com/app/account Session
//	end
//
// The lines of a type but for hash and since are its canonical stanza; hash is
// the stanza's SHA-256, so that no edit by hand and no merge of two lines that
// never stood together goes unseen. LOCK.md of package generator says what each
// change means.
package lock

import (
	"cmp"
	"go/token"
	"slices"
	"strings"
	"time"
)

// Name is the file's name, at the root of a module.
const Name = "typeseal.lock"

// A Lock is what the tokens of a module are.
type Lock struct {
	Types   []*Type   // by salt, then verb
	Retired []Retired // by salt, then verb

	head []string // comments above the first line, kept as they are
}

// A Type is what the tokens of one directive are. Salt and verb name it, for
// they are what its keys are derived from; where a foreign format has no salt,
// package and name stand in its place.
type Type struct {
	Salt, Verb    string
	Package, Name string // import path, and the type's name in it

	Kind    string        // signed, sealed or public
	Format  string        // native, or a foreign format with what it lets a type choose
	Codec   string        // msgpack or json, or one of them with +deflate; text for handshake's fields
	Prefix  string        // of the text; empty for foreign formats
	MaxAge  time.Duration // directive.Unlimited, or above 0
	MaxSize int           // in characters
	Once    bool
	Also    string // foreign tokens that are accepted too, and until when; empty: none

	Version int              // of the struct
	Mint    int              // minted
	Accept  []int            // opened, sorted, Version among them
	Since   string           // UTC date when Mint took another's place, 2026-07-11; empty: unknown
	State   []*Field         // authenticated but not sent, in order; no names travel
	Shapes  map[int][]*Field // payloads, by accepted version

	// What the text does not have.
	Stated  bool      // the option accept is written out
	Longest int       // of the tokens, in characters; 0: unknown
	Pos     token.Pos // of the type's name in the source
}

// A Field is one field of a payload, or of a struct inside it.
type Field struct {
	Wire   string // name in JSON
	Go     string // path in Go: Email, or Base.ID through an embedded struct
	Type   string // how it travels: int64, []string, map[string]struct
	Of     string // the Go type behind text, binary and custom, with its path
	Max    int64  // bound in bytes or elements; 0: none
	Fields []*Field

	Pos token.Pos // in the source
}

// Retired is the salt of a type that is no more. Its tokens may be in flight,
// so no other type may ever take it.
type Retired struct{ Salt, Verb, Package, Name string }

// ByID returns the types by their IDs.
func (l *Lock) ByID() map[string]*Type {
	byID := make(map[string]*Type, len(l.Types))
	for _, t := range l.Types {
		byID[t.ID()] = t
	}
	return byID
}

// Empty reports whether there is nothing to write down.
func (l *Lock) Empty() bool { return len(l.Types)+len(l.Retired) == 0 }

// Next is the lock to write: the types as they are, with the salts retired of
// those that l has and types has not. A salt that was retired stays so.
func (l *Lock) Next(types []*Type) *Lock {
	next := &Lock{Types: types, Retired: slices.Clone(l.Retired), head: l.head}
	kept := next.ByID()
	for _, t := range l.Types {
		if t.Salt != "" && kept[t.ID()] == nil {
			next.Retired = append(next.Retired, Retired{t.Salt, t.Verb, t.Package, t.Name})
		}
	}
	next.sort()
	return next
}

func (l *Lock) sort() {
	slices.SortFunc(l.Types, func(a, b *Type) int {
		return cmp.Or(strings.Compare(a.word(), b.word()), strings.Compare(a.Verb, b.Verb))
	})
	slices.SortFunc(l.Retired, func(a, b Retired) int {
		return cmp.Or(strings.Compare(a.Salt, b.Salt), strings.Compare(a.Verb, b.Verb))
	})
	l.Retired = slices.Compact(l.Retired)
}

// ID is how the lines of the type begin.
func (t *Type) ID() string { return t.Verb + " " + t.word() }

// word is the salt, or what stands for it.
func (t *Type) word() string {
	if t.Salt != "" {
		return t.Salt
	}
	return "@" + t.Package + "." + t.Name
}

func (r Retired) id() string { return r.Verb + " " + r.Salt }

func (t *Type) opens(version int) bool { return slices.Contains(t.Accept, version) }
