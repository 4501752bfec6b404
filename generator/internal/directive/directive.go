// Package directive reads //typeseal: directives and their options from a
// file's syntax. It knows what may be written and where; what the annotated
// types are made of is for later stages.
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

	// Former marks the struct that an annotated type was in an older version.
	Former Verb = "former"
)

// Unlimited is the MaxAge of max-age=unlimited.
const Unlimited = contract.Unlimited

// maxMaxAge is a hundred years of 365.25 days.
const maxMaxAge = 100 * 8766 * time.Hour

// A Directive is one directive, read and checked word by word. One with the verb
// Former has only Of and Version.
type Directive struct {
	Verb      Verb
	diag.Span // from the "//" to the end of the verb

	Salt    string        // empty where a foreign format has none
	MaxAge  time.Duration // above 0, or Unlimited
	Codec   string        // see package contract
	Deflate bool          // compress
	Version int           // of the struct, 0 to 31; 1 where none is given
	Accept  []int         // versions opened, Version among them or not, sorted; nil where none are listed
	Mint    int           // version minted; Version where none is given
	Alg     string        // "" or "ed25519"
	Prefix  string        // "ts1_" where none is given
	MaxSize int           // in characters; 4096 where none is given
	Once    bool          // redeemed through a store, at most once
	Of      string        // name of the type that a former struct belongs to

	Format     string // name of a foreign format; empty: native
	Parameters        // of Format
	Also       *Also  // what a native type accepts beside its own tokens, or nil

	// At holds where each option that was written is, by name, for diagnostics.
	At map[string]diag.Span
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

// Accepted lists the versions that are opened, in order: those of accept= and
// the struct's own.
func (d *Directive) Accepted() []int {
	list := append(slices.Clone(d.Accept), d.Version)
	slices.Sort(list)
	return slices.Compact(list)
}

// A Target is a type with at least one directive above it.
type Target struct {
	Spec       *ast.TypeSpec
	Doc        *ast.CommentGroup // the comment that holds the directives
	Directives []*Directive      // one a verb, in source order; none where Former is set
	Former     *Directive        // nil, or the only directive
}
