package schema

import (
	"fmt"
	"strings"

	"github.com/typeseal/typeseal/generator/internal/lock"
	"github.com/typeseal/typeseal/generator/internal/model"
)

// A record is a struct with its place in the lock.
type record struct {
	*Struct
	of    string  // the declared Go type; empty: it is not known
	outer *record // of a struct inside: the struct with the field, and the field's path in Go
	field string
	t     *lock.Type
	fact  string // begins the lines of its fields: v1, or v1 2. for the struct in the second field
	lines string // all that the lock says about its fields
}

// payload returns the payload of a type, in the version that callers see.
func (b *builder) payload(t *lock.Type) *record { return b.version(t, t.Version) }

// version returns the payload of a type in a version that it accepts.
func (b *builder) version(t *lock.Type, v int) *record {
	r := &record{Struct: &Struct{Go: t.GoType.String(), Role: Payload}, of: t.GoType.String(), t: t}
	if v != t.Version {
		r.Go += fmt.Sprintf(".V%d", v)
		r.of = r.Go
		r.Role, r.Version = Former, v
	}
	r.fact = fmt.Sprintf("v%d ", v)
	return b.record(r, t.Shapes[v])
}

// record returns the record with the fields and the Go type of r, which may be older.
func (b *builder) record(r *record, fields []*lock.Field) *record {
	r.lines = lines(fields)
	key := r.of + "\n" + r.lines
	if r.of == "" {
		key = r.Go + "\n" + r.lines
	}
	if known := b.records[key]; known != nil {
		return known
	}
	b.records[key] = r
	shapes := lock.Shape(fields).Fields
	for i, f := range fields {
		field := &Field{Wire: f.Wire, Go: f.Go, Max: f.Max}
		field.Value = b.value(r, f, fmt.Sprintf("%s%d", r.fact, i+1), shapes[i].Shape)
		r.Fields = append(r.Fields, field)
	}
	b.order = append(b.order, r)
	return r
}

// inside returns the struct in a field of r.
func (b *builder) inside(r *record, f *lock.Field, fact string) *record {
	if t := b.newest[f.Of]; t != nil && lines(t.Shapes[t.Version]) == lines(f.Fields) {
		return b.payload(t)
	}
	in := &record{Struct: &Struct{Go: f.Of, Role: Inside}, of: f.Of, outer: r, field: f.Go, t: r.t, fact: fact + "."}
	if f.Of == "" {
		in.Go = r.Go + "." + f.Go
	}
	return b.record(in, f.Fields)
}

// value returns a part of a field of r.
func (b *builder) value(r *record, f *lock.Field, fact string, shape *model.Shape) *Value {
	v := &Value{Kind: kinds[shape.Kind], Bits: shape.Bits, Length: shape.Len}
	switch shape.Kind {
	case model.Int, model.Uint:
		if v.Bits == 0 { // Go's int is written as 64 bits
			v.Bits = 64
		}
	case model.ByteArray:
		v.Fixed = true
	case model.Text, model.Binary:
		v.Go = f.Of
	case model.Struct:
		v.Struct = b.inside(r, f, fact).Struct
	case model.Custom:
		b.fault(r.t, fact, fmt.Sprintf("field %s is written by msgpack methods of %s, which no other language knows",
			f.Go, f.Of), "give the type the methods MarshalText and UnmarshalText and write a new version, or leave "+
			r.t.Name+" out with --types")
	}
	if shape.Key != nil {
		v.Key = b.value(r, f, fact, shape.Key)
	}
	if shape.Elem != nil {
		v.Of = b.value(r, f, fact, shape.Elem)
	}
	return v
}

var kinds = map[model.Kind]string{
	model.Bool: "bool", model.Int: "int", model.Uint: "uint", model.Float: "float", model.String: "string",
	model.Bytes: "bytes", model.ByteArray: "bytes", model.Time: "time", model.Text: "text", model.Binary: "binary",
	model.Pointer: "nullable", model.Slice: "list", model.Array: "array", model.Map: "map", model.Struct: "struct",
}

// lines is the text of fields and of those inside them.
func lines(fields []*lock.Field) string {
	var b strings.Builder
	for _, f := range fields {
		fmt.Fprintf(&b, "%q %s %s %q %d {%s}\n", f.Wire, f.Go, f.Type, f.Of, f.Max, lines(f.Fields))
	}
	return b.String()
}

// structs returns the structs of all records.
func (b *builder) structs() (list []*Struct) {
	for _, r := range b.order {
		list = append(list, r.Struct)
	}
	return list
}
