// Package listing is the JSON of the command list.
package listing

import (
	"cmp"
	"time"

	"github.com/typeseal/typeseal/cmd/typeseal/internal/report"
	"github.com/typeseal/typeseal/generator"
)

// A Listing is the JSON of the command list. The help of the command describes it.
type Listing struct {
	Lock        int                 `json:"lock,omitempty"`
	Types       []Type              `json:"types"`
	Retired     []Retired           `json:"retired,omitzero"`
	Diagnostics []report.Diagnostic `json:"diagnostics"`
}

// A Type is a token type. What is not known is nil.
type Type struct {
	Name      string          `json:"name"`
	Package   string          `json:"package"`
	Verb      string          `json:"verb"`
	Kind      string          `json:"kind"`
	Format    string          `json:"format"`
	Algorithm string          `json:"algorithm,omitempty"`
	Separator string          `json:"separator,omitempty"`
	Future    bool            `json:"future,omitempty"`
	Salt      string          `json:"salt"`
	Codec     string          `json:"codec"`
	Deflate   bool            `json:"deflate"`
	Prefix    string          `json:"prefix"`
	MaxAge    *int64          `json:"maxAge"` // in seconds; nil: unlimited
	MaxSize   int             `json:"maxSize"`
	Once      bool            `json:"once"`
	Grace     int64           `json:"grace,omitempty"` // in seconds
	Version   int             `json:"version"`
	Mint      int             `json:"mint"`
	Accept    []int           `json:"accept"`
	Also      *Also           `json:"also,omitempty"`
	Longest   int             `json:"longest,omitempty"`
	LeftOut   string          `json:"leftOut,omitempty"`
	State     []State         `json:"state,omitzero"`
	Payloads  map[int][]Field `json:"payloads,omitzero"` // by version
	Hash      string          `json:"hash,omitempty"`
}

// Also says which foreign tokens are opened, too. Options that have the format's default are
// empty.
type Also struct {
	Format     string `json:"format"`
	Until      string `json:"until"` // the last day
	Salt       string `json:"salt"`
	Algorithm  string `json:"algorithm,omitempty"`
	Derivation string `json:"derivation,omitempty"`
	Separator  string `json:"separator,omitempty"`
	Codec      string `json:"codec,omitempty"`
	Issuer     string `json:"issuer,omitempty"`
	Audience   string `json:"audience,omitempty"`
	Future     bool   `json:"future,omitempty"`
	Missing    bool   `json:"missing,omitempty"`
}

// A State is a state field.
type State struct {
	Name   string `json:"name"`
	Form   string `json:"form"`
	GoType string `json:"goType,omitempty"`
}

// A Field is a field of a payload or of a struct inside it.
type Field struct {
	Name   string `json:"name"`
	Go     string `json:"go"`
	Type   *Tree  `json:"type"`
	Max    int64  `json:"max,omitempty"`
	GoType string `json:"goType,omitempty"`
}

// A Retired is a type that was removed.
type Retired struct {
	Verb    string `json:"verb"`
	Salt    string `json:"salt"`
	Package string `json:"package"`
	Name    string `json:"name"`
}

// New returns the listing of a result whose types are these. The retired types are nil unless a
// lock was read.
func New(result *generator.Result, types []generator.Token, diagnostics []report.Diagnostic) *Listing {
	l := &Listing{Lock: result.LockVersion, Types: []Type{}, Diagnostics: diagnostics}
	for _, t := range types {
		l.Types = append(l.Types, typeOf(t))
	}
	if l.Lock != 0 {
		l.Retired = []Retired{}
	}
	for _, t := range result.Retired {
		l.Retired = append(l.Retired, Retired{t.Verb, t.Salt, t.PackagePath, t.TypeName})
	}
	return l
}

func typeOf(t generator.Token) Type {
	l := Type{
		Name: t.TypeName, Package: t.PackagePath, Verb: t.Verb, Kind: t.Kind, Format: cmp.Or(t.Format, "native"),
		Algorithm: t.Algorithm, Separator: t.Sep, Future: t.Future, Salt: t.Salt, Codec: t.Codec,
		Deflate: t.Deflate, Prefix: t.Prefix, MaxSize: t.MaxSize, Once: t.Once, Grace: int64(t.Grace / time.Second),
		Version: t.Version, Mint: t.Mint, Accept: t.Accept, Longest: t.Longest, LeftOut: t.Constraint, Hash: t.Hash,
	}
	if t.MaxAge > 0 {
		seconds := int64(t.MaxAge / time.Second)
		l.MaxAge = &seconds
	}
	if a := t.Also; a.Format != "" {
		l.Also = &Also{
			a.Format, a.Until.AddDate(0, 0, -1).Format(time.DateOnly), a.Salt, a.Algorithm, a.Derivation, a.Sep,
			a.Codec, a.Issuer, a.Audience, a.Future, a.Missing,
		}
	}
	if t.Constraint != "" {
		return l
	}
	l.State = []State{}
	for _, f := range t.State {
		l.State = append(l.State, State{f.Go, f.Type, f.GoType})
	}
	l.Payloads = map[int][]Field{t.Version: fieldsOf(t.Fields)}
	for v, fields := range t.Former {
		l.Payloads[v] = fieldsOf(fields)
	}
	return l
}

func fieldsOf(fields []generator.Field) []Field {
	list := []Field{}
	for _, f := range fields {
		list = append(list, Field{f.Name, f.Go, treeOf(f), f.Max, f.GoType})
	}
	return list
}
