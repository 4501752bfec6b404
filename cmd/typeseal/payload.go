package main

import (
	"cmp"
	"time"

	"github.com/typeseal/typeseal/generator"
	"github.com/typeseal/typeseal/runtime/codec"
)

// A decoder is a *codec.JSONDecoder or a *codec.MsgpackDecoder. Both remember the first
// error.
type decoder interface {
	Nil() bool
	Bool() bool
	Int(bits int) int64
	Uint(bits int) uint64
	Float32() float32
	Float64() float64
	String() string
	Bytes() []byte
	ByteArray(dst []byte)
	Time() time.Time
	Slice(min int) codec.Seq
	Array(n int) codec.Seq
	Map(min int) codec.Seq
	More(s *codec.Seq) bool
	Key() string
	IntKey(bits int) int64
	UintKey(bits int) uint64
}

// read reads a value as generated code would, and drops it. It cannot run the methods of
// types that encode themselves, and checks only that there is a value.
func read(d decoder, s *generator.Shape) {
	kind := s.Kind.String()
	if msgpack, ok := d.(*codec.MsgpackDecoder); ok && kind == "custom" {
		msgpack.Value()
		return
	} else if kind == "custom" {
		kind = s.JSON.String()
	}
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
	case "time":
		d.Time()
	case "byte array":
		d.ByteArray(make([]byte, s.Len))
	case "pointer":
		if !d.Nil() {
			read(d, s.Elem)
		}
	default:
		readParts(d, kind, s)
	}
}

// readParts reads a value that has any number of parts. An element has at least one byte,
// and an entry of a map two.
func readParts(d decoder, kind string, s *generator.Shape) {
	switch kind {
	case "slice":
		for seq := d.Slice(1); d.More(&seq); {
			read(d, s.Elem)
		}
	case "array":
		for seq := d.Array(int(s.Len)); d.More(&seq); {
			read(d, s.Elem)
		}
	case "map":
		for seq := d.Map(2); d.More(&seq); {
			switch s.Key.Kind.String() {
			case "int":
				d.IntKey(bits(s.Key))
			case "uint":
				d.UintKey(bits(s.Key))
			default:
				d.Key()
			}
			read(d, s.Elem)
		}
	case "struct":
		readStruct(d, s)
	default:
		panic("inspect cannot read a " + kind)
	}
}

// readStruct reads a struct: in JSON an object, whose fields are in any order, and in
// msgpack an array of the fields.
func readStruct(d decoder, s *generator.Shape) {
	fields := s.Sent()
	switch d := d.(type) {
	case *codec.JSONDecoder:
		names := make([]string, len(fields))
		for i, f := range fields {
			names[i] = f.Wire
		}
		for o := d.Object(); d.Field(&o, names); {
			read(d, fields[o.Index].Shape)
		}
	case *codec.MsgpackDecoder:
		d.Struct(len(fields))
		for _, f := range fields {
			read(d, f.Shape)
		}
	}
}

// bits returns the size of an integer. An int has the size that it has on the platform of
// inspect.
func bits(s *generator.Shape) int { return cmp.Or(s.Bits, codec.WordBits) }
