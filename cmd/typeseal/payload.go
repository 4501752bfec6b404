package main

import (
	"github.com/typeseal/typeseal/generator"
	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/codec"
)

// readPayload decodes a payload as the generated code of t would, and drops the values.
// It cannot run the methods of types that encode themselves, and checks only that there
// is a value.
func readPayload(o *typeseal.Opening, t generator.Token) {
	if t.Codec == "json" {
		readJSON(o.JSON(), shape(t, o.Version()))
	} else {
		readMsgpack(o.Msgpack(), shape(t, o.Version()))
	}
}

// shape returns the shape of the payloads of a version.
func shape(t generator.Token, version int) *generator.Shape {
	if former, ok := t.Former[version]; ok && version != t.Version {
		return former
	}
	return t.Shape
}

// scalars has the methods that both decoders have.
type scalars interface {
	Nil() bool
	Bool() bool
	Int(bits int) int64
	Uint(bits int) uint64
	Float32() float32
	Float64() float64
	String() string
	Bytes() []byte
	Max(n, limit int)
}

// readScalar reads a value of a kind that has no parts. It reports false for other kinds.
func readScalar(d scalars, kind string, s *generator.Shape) bool {
	switch kind {
	case "bool":
		d.Bool()
	case "int":
		d.Int(bits(s))
	case "uint":
		d.Uint(bits(s))
	case "string", "text":
		_ = d.String()
	case "bytes", "binary":
		d.Bytes()
	case "float":
		if s.Bits == 32 {
			d.Float32()
		} else {
			d.Float64()
		}
	default:
		return false
	}
	return true
}

// bits returns the size of an integer. The size of int is that of the platform on which
// inspect runs.
func bits(s *generator.Shape) int {
	if s.Bits == 0 {
		return codec.WordBits
	}
	return s.Bits
}

func readMsgpack(d *codec.MsgpackDecoder, s *generator.Shape) {
	kind := s.Kind.String()
	if readScalar(d, kind, s) {
		return
	}
	switch kind {
	case "time":
		d.Time()
	case "byte array":
		d.ByteArray(make([]byte, s.Len))
	case "custom":
		d.Value()
	case "pointer":
		if !d.Nil() {
			readMsgpack(d, s.Elem)
		}
	case "slice":
		for seq := d.Slice(1); d.More(&seq); {
			readMsgpack(d, s.Elem)
		}
	case "array":
		for seq := d.Array(int(s.Len)); d.More(&seq); {
			readMsgpack(d, s.Elem)
		}
	case "map":
		for seq := d.Map(2); d.More(&seq); {
			readMsgpack(d, s.Key)
			readMsgpack(d, s.Elem)
		}
	case "struct":
		fields := s.Sent()
		d.Struct(len(fields))
		for _, f := range fields {
			readMsgpack(d, f.Shape)
		}
	default:
		panic("inspect cannot read a " + kind)
	}
}

func readJSON(d *codec.JSONDecoder, s *generator.Shape) {
	kind := s.Kind.String()
	if kind == "custom" {
		kind = s.JSON.String()
	}
	if readScalar(d, kind, s) {
		return
	}
	switch kind {
	case "time":
		d.Time()
	case "byte array":
		d.ByteArray(make([]byte, s.Len))
	case "pointer":
		if !d.Nil() {
			readJSON(d, s.Elem)
		}
	case "slice":
		for seq := d.Slice(1); d.More(&seq); {
			readJSON(d, s.Elem)
		}
	case "array":
		for seq := d.Array(int(s.Len)); d.More(&seq); {
			readJSON(d, s.Elem)
		}
	case "map":
		for seq := d.Map(4); d.More(&seq); {
			readJSONKey(d, s.Key)
			readJSON(d, s.Elem)
		}
	case "struct":
		readObject(d, s)
	default:
		panic("inspect cannot read a " + kind)
	}
}

func readJSONKey(d *codec.JSONDecoder, s *generator.Shape) {
	switch s.Kind.String() {
	case "int":
		d.IntKey(bits(s))
	case "uint":
		d.UintKey(bits(s))
	default:
		d.Key()
	}
}

func readObject(d *codec.JSONDecoder, s *generator.Shape) {
	fields := s.Sent()
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.Wire
	}
	o := d.Object()
	for d.Field(&o, names) {
		readJSON(d, fields[o.Index].Shape)
	}
}
