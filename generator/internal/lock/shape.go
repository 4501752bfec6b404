package lock

import (
	"strconv"
	"strings"

	"github.com/typeseal/typeseal/generator/internal/model"
)

// Shape returns the struct that fields of a lock describe. It has no Go types.
func Shape(fields []*Field) *model.Shape {
	s := &model.Shape{Kind: model.Struct}
	for _, f := range fields {
		s.Fields = append(s.Fields, &model.Field{
			Path: strings.Split(f.Go, "."), Pos: f.Pos, Wire: f.Wire, Max: f.Max,
			Shape: parseType(f.Type).shape(f.Fields),
		})
	}
	return s
}

// Minted returns the payloads of new tokens, now and when the option mint is no longer
// used.
func (t *Type) Minted() []*model.Shape {
	payloads := []*model.Shape{Shape(t.Shapes[t.Version])}
	if t.Mint != t.Version {
		payloads = append(payloads, Shape(t.Shapes[t.Mint]))
	}
	return payloads
}

// shape returns the shape of a type. fields are those of the struct in it.
func (t *typ) shape(fields []*Field) *model.Shape {
	if t.op == "" {
		return leafShape(t.leaf, fields)
	}
	bytes := t.elem.leaf == "byte"
	s := &model.Shape{}
	if !bytes {
		s.Elem = t.elem.shape(fields)
	}
	switch t.op {
	case "*":
		s.Kind = model.Pointer
	case "map":
		s.Kind, s.Key = model.Map, leafShape(t.key, nil)
	case "[]":
		s.Kind = model.Slice
		if bytes {
			s.Kind = model.Bytes
		}
	case "[n]":
		s.Kind = model.Array
		if bytes {
			s.Kind = model.ByteArray
		}
		s.Len, _ = strconv.ParseInt(t.len, 10, 64)
	}
	return s
}

func leafShape(leaf string, fields []*Field) *model.Shape {
	if bits, unsigned, ok := intBits(leaf); ok {
		if unsigned {
			return &model.Shape{Kind: model.Uint, Bits: bits}
		}
		return &model.Shape{Kind: model.Int, Bits: bits}
	}
	if size, ok := strings.CutPrefix(leaf, "float"); ok {
		bits, _ := strconv.Atoi(size)
		return &model.Shape{Kind: model.Float, Bits: bits}
	}
	if leaf == plain[model.Struct] {
		return Shape(fields)
	}
	for kind, text := range plain {
		if text == leaf {
			return &model.Shape{Kind: kind}
		}
	}
	panic("lock: a type that Parse refuses: " + leaf)
}
