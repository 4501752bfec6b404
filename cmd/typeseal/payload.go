package main

import (
	"github.com/typeseal/typeseal/generator"
	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/codec"
)

// readPayload decodes a payload as the generated code of t would, and drops the values.
// It cannot run the methods of types that encode themselves, and checks only that there
// is a value.
func readPayload(o *typeseal.Opening, t generator.Type) {
	if t.Codec == "json" {
		readJSON(o.JSON(), shape(t, o.Version()))
	} else {
		readMsgpack(o.Msgpack(), shape(t, o.Version()))
	}
}

// shape returns the shape of the payloads of a version.
func shape(t generator.Type, version int) *generator.Shape {
	for _, f := range t.Formers {
		if f.Version == version && version != t.Version {
			return f.Shape
		}
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

// readScalar reads a value that has no parts. It reports false for other values.
func readScalar(d scalars, s *generator.Shape) bool {
	switch s.Kind {
	case generator.Bool:
		d.Bool()
	case generator.Int:
		d.Int(bits(s))
	case generator.Uint:
		d.Uint(bits(s))
	case generator.String, generator.Text:
		_ = d.String()
	case generator.Bytes, generator.Binary:
		d.Bytes()
	case generator.Float:
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

// sent returns the fields that are in the payload.
func sent(s *generator.Shape) (fields []*generator.Field) {
	for _, f := range s.Fields {
		if !f.State {
			fields = append(fields, f)
		}
	}
	return fields
}

func readMsgpack(d *codec.MsgpackDecoder, s *generator.Shape) {
	if readScalar(d, s) {
		return
	}
	switch s.Kind {
	case generator.Time:
		d.Time()
	case generator.ByteArray:
		d.ByteArray(make([]byte, s.Len))
	case generator.Custom:
		d.Value()
	case generator.Pointer:
		if !d.Nil() {
			readMsgpack(d, s.Elem)
		}
	case generator.Slice:
		for seq := d.Slice(1); d.More(&seq); {
			readMsgpack(d, s.Elem)
		}
	case generator.Array:
		for seq := d.Array(int(s.Len)); d.More(&seq); {
			readMsgpack(d, s.Elem)
		}
	case generator.Map:
		for seq := d.Map(2); d.More(&seq); {
			readMsgpack(d, s.Key)
			readMsgpack(d, s.Elem)
		}
	case generator.Struct:
		fields := sent(s)
		d.Struct(len(fields))
		for _, f := range fields {
			readMsgpack(d, f.Shape)
		}
	}
}

func readJSON(d *codec.JSONDecoder, s *generator.Shape) {
	if readScalar(d, s) {
		return
	}
	switch s.Kind {
	case generator.Time:
		d.Time()
	case generator.ByteArray:
		d.ByteArray(make([]byte, s.Len))
	case generator.Pointer:
		if !d.Nil() {
			readJSON(d, s.Elem)
		}
	case generator.Slice:
		for seq := d.Slice(1); d.More(&seq); {
			readJSON(d, s.Elem)
		}
	case generator.Array:
		for seq := d.Array(int(s.Len)); d.More(&seq); {
			readJSON(d, s.Elem)
		}
	case generator.Map:
		for seq := d.Map(4); d.More(&seq); {
			readJSONKey(d, s.Key)
			readJSON(d, s.Elem)
		}
	case generator.Struct:
		readObject(d, sent(s))
	}
}

func readJSONKey(d *codec.JSONDecoder, s *generator.Shape) {
	switch s.Kind {
	case generator.Int:
		d.IntKey(bits(s))
	case generator.Uint:
		d.UintKey(bits(s))
	default:
		d.Key()
	}
}

func readObject(d *codec.JSONDecoder, fields []*generator.Field) {
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.Wire
	}
	o := d.Object()
	for d.Field(&o, names) {
		readJSON(d, fields[o.Index].Shape)
	}
}
