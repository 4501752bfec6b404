// Package directive reads the //typeseal: directives of a file and checks their options.
// It checks only syntax, not the annotated types.
package directive

import (
	"go/ast"
	"slices"
	"time"

	"github.com/typeseal/typeseal/generator/internal/contract"
	"github.com/typeseal/typeseal/generator/internal/diag"
)

// Verb is a directive's verb.
type Verb string

// The verbs.
const (
	Sign Verb = "sign"
	Seal Verb = "seal"

	// Former marks a struct that is an older version of an annotated type.
	Former Verb = "former"
)

// Unlimited is the MaxAge of max-age=unlimited.
const Unlimited = contract.Unlimited

// A Directive is one directive. Options that are missing have their defaults. A directive
// with the verb Former has only Of and Version.
type Directive struct {
	Verb      Verb
	diag.Span // from the "//" to the end of the verb

	Salt    string        // empty if a foreign format has none
	MaxAge  time.Duration // above 0, or Unlimited
	Codec   string        // see package contract
	Deflate bool          // compress
	Version int           // of the struct, 0 to 31
	Accept  []int         // versions that are opened, as written, sorted; nil if the option is not written
	Mint    int           // version of new tokens
	Alg     string        // "" or "ed25519"
	Prefix  string        // empty if a foreign format has none
	MaxSize int           // in characters
	Once    bool          // tokens are redeemed at most once
	Grace   time.Duration // for how long a used token is accepted again, up to MaxAge; 0: not at all
	Of      string        // Former: name of the annotated type
	Tests   bool          // tests of the methods are generated

	Format     string // name of a foreign format; empty: native
	Parameters        // of Format
	Also       *Also  // foreign tokens that a native type also accepts, or nil

	At map[string]diag.Span // the places of the options that are written, by name
}

// Kind is how the directive's tokens are protected.
func (d *Directive) Kind() contract.Kind {
	switch {
	case d.Verb == Seal:
		return contract.Sealed
	case d.Alg != "":
		return contract.Public
	}
	return contract.Signed
}

// Accepted returns the versions that are opened, sorted: the versions in accept= and the
// version of the struct.
func (d *Directive) Accepted() []int {
	list := append(slices.Clone(d.Accept), d.Version)
	slices.Sort(list)
	return slices.Compact(list)
}

// A Target is a type with at least one directive above it.
type Target struct {
	Spec       *ast.TypeSpec
	Doc        *ast.CommentGroup // the comment that holds the directives
	Directives []*Directive      // of different verbs, in source order; empty if Former is set
	Former     *Directive        // the only directive, or nil
}
