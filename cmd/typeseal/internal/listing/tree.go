package listing

import (
	"github.com/typeseal/typeseal/cmd/typeseal/internal/typetext"
	"github.com/typeseal/typeseal/generator"
)

// A Tree is the type of a field.
type Tree struct {
	Kind   string  `json:"kind"`
	Bits   int     `json:"bits,omitempty"`
	Length *int    `json:"length,omitempty"`
	Key    *Tree   `json:"key,omitempty"`
	Of     *Tree   `json:"of,omitempty"`
	Name   string  `json:"name,omitempty"`
	Go     string  `json:"go,omitempty"`
	Fields []Field `json:"fields,omitzero"` // of a struct; not nil
}

// treeOf returns the type that a field has in a lock.
func treeOf(f generator.Field) *Tree { return tree(f.Type, f) }

func tree(text string, f generator.Field) *Tree {
	op, elem := typetext.Container(text)
	key, isMap := typetext.Key(op)
	length := typetext.Number(op)
	switch {
	case op == "":
		return leafTree(text, f)
	case op == "*":
		return &Tree{Kind: "nullable", Of: tree(elem, f)}
	case isMap:
		return &Tree{Kind: "map", Key: leafTree(key, f), Of: tree(elem, f)}
	case op == "[]" && elem == "byte":
		return &Tree{Kind: "bytes"}
	case op == "[]":
		return &Tree{Kind: "list", Of: tree(elem, f)}
	case elem == "byte":
		return &Tree{Kind: "bytes", Length: &length}
	}
	return &Tree{Kind: "array", Length: &length, Of: tree(elem, f)}
}

func leafTree(leaf string, f generator.Field) *Tree {
	t := &Tree{Kind: typetext.Stem(leaf), Bits: typetext.Number(leaf)}
	switch t.Kind {
	case "struct":
		t.Name, t.Fields = f.Of, fieldsOf(f.Fields)
	case "text", "binary", "custom":
		t.Go = f.Of
	}
	return t
}
