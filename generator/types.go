package generator

import (
	"path/filepath"
	"slices"
	"time"

	"github.com/typeseal/typeseal/generator/internal/model"
)

// A Type is one directive of an annotated type: what its tokens are.
type Type struct {
	PackagePath, PackageName, Name string

	Verb    string        // "sign" or "seal"
	Salt    string        // unique in the module, but for the other verb of the type
	Codec   string        // "msgpack" or "json"
	Deflate bool          // payloads may be compressed
	Version int           // schema version that is minted
	MaxAge  time.Duration // -1: unlimited
	Alg     string        // "" or "ed25519"
	Prefix  string        // of the token's text
	MaxSize int           // of the token, in characters

	Once     bool // redeemed, once
	HasState bool // some field is authenticated but not sent

	Shape *Shape // of the payload; equal types may share a node
}

// types lists the types of packages in which nothing is wrong.
func (r *run) types() (list []Type) {
	faulty := map[string]bool{}
	for _, d := range r.list {
		faulty[filepath.Dir(d.Pos.Filename)] = true
	}
	for _, u := range r.units {
		if u.model == nil || faulty[u.pkg.Dir] {
			continue
		}
		for _, f := range u.model.Files {
			for _, t := range f.Types {
				for _, d := range t.Directives {
					list = append(list, Type{
						PackagePath: u.pkg.Path, PackageName: u.pkg.Name, Name: t.Name,
						Verb: string(d.Verb), Salt: d.Salt, Codec: d.Codec, Deflate: d.Deflate, Version: d.Version,
						MaxAge: d.MaxAge, Alg: d.Alg, Prefix: d.Prefix, MaxSize: d.MaxSize, Once: d.Once,
						HasState: slices.ContainsFunc(t.Shape.Fields, func(f *model.Field) bool { return f.State }), Shape: t.Shape,
					})
				}
			}
		}
	}
	return list
}
