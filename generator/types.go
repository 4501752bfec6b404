package generator

import (
	"slices"
	"time"

	"github.com/typeseal/typeseal/generator/internal/directive"
	"github.com/typeseal/typeseal/generator/internal/model"
)

// A Type is one directive of an annotated type: what its tokens are.
type Type struct {
	PackagePath, PackageName, Name string

	Verb    string        // "sign" or "seal"
	Kind    string        // "signed", "sealed" or "public"
	Salt    string        // unique in the module, but for the other verb of the type; a foreign format may have none
	Codec   string        // "msgpack", "json", or "text" if the payload is a list of fields
	Deflate bool          // payloads may be compressed
	Version int           // schema version of the struct
	MaxAge  time.Duration // -1: unlimited
	Prefix  string        // of the token's text
	MaxSize int           // of the token, in characters

	Accept  []int // versions that are opened, Version among them, sorted
	Mint    int   // version that is minted
	Longest int   // of its tokens, in characters; 0: without a bound

	Once     bool // redeemed, once
	HasState bool // some field is authenticated but not sent

	Format     string    // "django", "handshake" or "handoff"; empty: native
	Algorithm  string    // of a foreign format; empty: its default
	Sep        string    // Django's separator; empty: its default
	Future     bool      // tokens of a foreign format dated in the future are accepted
	AlsoFormat string    // of the foreign tokens that a native type accepts too; empty: none
	AlsoUntil  time.Time // from when on it does not

	Shape   *Shape    // of the payload; equal types may share a node; nil for a type that is left out
	Formers []*Former // of older versions, those of the type's other directive too
}

// A LeftOut is a type in a file that this build leaves out, and that no other
// file of the build has. What it is made of is not known here.
type LeftOut struct {
	Type
	File       string // as a diagnostic shows it
	Constraint string // under which the file is built, such as "enterprise || windows"
}

// types lists the types of packages in which nothing is wrong.
func (r *run) types() (list []Type) {
	faulty := r.faulty()
	for _, u := range r.units {
		if u.model == nil || faulty[u.pkg.Dir] {
			continue
		}
		for _, f := range u.model.Files {
			for _, t := range f.Types {
				for _, d := range t.Directives {
					typ := describe(u, t.Name, d)
					typ.Longest, typ.Formers, typ.Shape = longest(t, d), t.Formers, t.Shape
					typ.HasState = slices.ContainsFunc(t.Shape.Fields, func(f *model.Field) bool { return f.State })
					list = append(list, typ)
				}
			}
		}
	}
	return list
}

// describe is what a directive says of its type, without what the struct says.
func describe(u *unit, name string, d *directive.Directive) Type {
	t := Type{
		PackagePath: u.pkg.Path, PackageName: u.pkg.Name, Name: name,
		Verb: string(d.Verb), Kind: string(d.Kind()), Salt: d.Salt, Codec: d.Codec, Deflate: d.Deflate, Version: d.Version,
		MaxAge: d.MaxAge, Prefix: d.Prefix, MaxSize: d.MaxSize, Once: d.Once,
		Accept: d.Accepted(), Mint: d.Mint,
		Format: d.Format, Algorithm: d.Algorithm, Sep: d.Sep, Future: d.Future,
	}
	if d.Also != nil {
		t.AlsoFormat, t.AlsoUntil = d.Also.Format, d.Also.Until
	}
	return t
}
