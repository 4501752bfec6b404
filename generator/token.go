package generator

import (
	"path/filepath"
	"slices"
	"time"

	"github.com/typeseal/typeseal/generator/internal/directive"
	"github.com/typeseal/typeseal/generator/internal/lock"
	"github.com/typeseal/typeseal/generator/internal/model"
	"github.com/typeseal/typeseal/generator/internal/plan"
)

// A Token is the tokens that one directive of an annotated type describes.
type Token struct {
	PackagePath, PackageName, TypeName string

	Verb    string        // "sign" or "seal"
	Kind    string        // "signed", "sealed" or "public"
	Salt    string        // may be empty for a foreign format
	Codec   string        // "msgpack" or "json", or "text" if the payload is a list of fields
	Deflate bool          // payloads may be compressed
	Version int           // schema version of the struct
	MaxAge  time.Duration // -1: unlimited
	Age     string        // MaxAge as a directive has it, such as 1d12h
	Prefix  string        // of the token's text
	MaxSize int           // of the token, in characters

	Accept  []int // versions that are opened, Version among them, sorted
	Mint    int   // version that is minted
	Longest int   // most characters that a token can have; 0: no bound

	Once      bool          // a token can be redeemed once
	Grace     time.Duration // how long a used token is accepted again; 0: not at all
	GraceText string        // Grace as a directive has it; empty: none
	HasState  bool          // some field is authenticated but not sent

	Format     string    // "django", "handshake" or "handoff"; empty: native
	Algorithm  string    // of a foreign format; empty: its default
	Sep        string    // Django's separator; empty: its default
	Future     bool      // foreign tokens that are dated in the future are accepted
	AlsoFormat string    // foreign format that a native type accepts too; empty: none
	AlsoUntil  time.Time // when it ceases to

	// Shape is the encoding of the payload. Former has the encodings of older versions,
	// by version. They are nil for a type that this build excludes.
	Shape  *Shape
	Former map[int]*Shape

	// For a type that this build leaves out, File is its file, as diagnostics show it,
	// and Constraint is the condition under which the file is built, such as
	// "enterprise || windows".
	File, Constraint string
}

// A Shape is the encoding of a Go type: its Kind, such as "int" or "struct", and the
// shapes of its elements, keys and fields. With it, a tool can read payloads without the
// program that has the type. Equal types may share a Shape.
type Shape = model.Shape

// listTokens lists the tokens of the packages without errors.
func (r *run) listTokens() (list []Token) {
	for _, p := range r.models {
		if r.found.Faulty(p.Dir) {
			continue
		}
		for _, t := range p.AllTypes() {
			for _, d := range t.Directives {
				token := describe(p, t.Name, d)
				if longest, bounded := plan.Longest(t, d); bounded {
					token.Longest = longest
				}
				token.Shape, token.Former = t.Shape, map[int]*Shape{}
				for _, f := range t.Formers {
					token.Former[f.Version] = f.Shape
				}
				token.HasState = slices.ContainsFunc(t.Shape.Fields, func(f *model.Field) bool { return f.State })
				list = append(list, token)
			}
		}
	}
	return list
}

// listLeftOut lists the tokens of types that this build excludes.
func (r *run) listLeftOut() (list []Token) {
	for _, p := range r.models {
		built := map[string]bool{}
		for _, d := range p.Declared {
			if d.Build == model.Built {
				built[d.Name()] = true
			}
		}
		for _, t := range p.Declared {
			if !p.Wanted || t.Build != model.LeftOut || built[t.Name()] {
				continue
			}
			for _, d := range t.Directives {
				token := describe(p, t.Name(), d)
				token.File, token.Constraint = r.found.Name(filepath.Join(p.Dir, t.File)), t.Constraint
				list = append(list, token)
			}
		}
	}
	return list
}

// describe returns the facts that the directive alone gives.
func describe(p *model.Package, name string, d *directive.Directive) Token {
	t := Token{
		PackagePath: p.Path, PackageName: p.Name, TypeName: name,
		Verb: string(d.Verb), Kind: string(d.Kind()), Salt: d.Salt, Codec: d.Codec, Deflate: d.Deflate,
		Version: d.Version, MaxAge: d.MaxAge, Age: lock.FormatAge(d.MaxAge), Prefix: d.Prefix, MaxSize: d.MaxSize,
		Once: d.Once, Grace: d.Grace, GraceText: lock.FormatAge(d.Grace), Accept: d.Accepted(), Mint: d.Mint,
		Format: d.Format, Algorithm: d.Algorithm, Sep: d.Sep, Future: d.Future,
	}
	if d.Also != nil {
		t.AlsoFormat, t.AlsoUntil = d.Also.Format, d.Also.Until
	}
	return t
}
