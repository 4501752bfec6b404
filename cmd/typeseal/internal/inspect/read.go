package inspect

import (
	"bytes"
	"compress/flate"
	"encoding/json"
	"io"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/typeseal/typeseal/cmd/typeseal/internal/typetext"
	"github.com/typeseal/typeseal/generator"
	"github.com/typeseal/typeseal/runtime/codec"
)

// inflation is how many bytes a payload may have for each character of the longest token
// (FORMAT.md section 3).
const inflation = 16

// unpacked returns the codec's bytes in the payload of a type. It reports false if they
// cannot be found, or are too many.
func unpacked(payload []byte, deflate bool, maxSize int) ([]byte, bool) {
	switch {
	case !deflate:
		return payload, true
	case len(payload) > 0 && payload[0] == 0:
		return payload[1:], true
	case len(payload) > 0 && payload[0] == 1:
		return inflated(payload[1:], maxSize*inflation)
	}
	return nil, false
}

// inflated returns the text of exactly one complete DEFLATE stream, up to a limit in bytes.
func inflated(stream []byte, limit int) ([]byte, bool) {
	in := bytes.NewReader(stream) // flate reads it byte by byte, and not beyond the end of the stream
	text, err := io.ReadAll(io.LimitReader(flate.NewReader(in), int64(limit)+1))
	return text, err == nil && len(text) <= limit && in.Len() == 0
}

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
	Fail()
	End() bool
}

// fieldsOf reads a payload that no key has verified. It reports false if a program with
// these fields would not accept it.
func fieldsOf(payload []byte, name string, fields []generator.Field) (object, bool) {
	d := decoderOf(payload, name)
	values := readStruct(d, fields)
	return values, d.End()
}

func decoderOf(payload []byte, name string) decoder {
	if name == "json" {
		d := new(codec.JSONDecoder)
		d.Reset(payload)
		return d
	}
	d := new(codec.MsgpackDecoder)
	d.Reset(payload)
	return d
}

// An object has the fields of a struct, or the entries of a map, in their order.
type object []member

type member struct {
	name  string
	value any
}

// MarshalJSON implements json.Marshaler.
func (o object) MarshalJSON() ([]byte, error) {
	text := []byte("{")
	for i, m := range o {
		if i > 0 {
			text = append(text, ',')
		}
		for _, part := range []any{m.name, m.value} {
			t, err := marshal(part)
			if err != nil {
				return nil, err
			}
			text = append(append(text, t...), ':')
		}
		text = text[:len(text)-1]
	}
	return append(text, '}'), nil
}

// marshal returns JSON without a line end, in which < is not escaped.
func marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}

// readStruct reads a struct as generated code would: in JSON an object, whose fields are in
// any order, and in msgpack an array of the fields.
func readStruct(d decoder, fields []generator.Field) object {
	values := make(object, len(fields))
	for i, f := range fields {
		values[i].name = f.Name
	}
	switch d := d.(type) {
	case *codec.JSONDecoder:
		names := make([]string, len(fields))
		for i, f := range fields {
			names[i] = f.Name
		}
		for o := d.Object(); d.Field(&o, names); {
			values[o.Index].value = readField(d, fields[o.Index])
		}
	case *codec.MsgpackDecoder:
		d.Struct(len(fields))
		for i, f := range fields {
			values[i].value = readField(d, f)
		}
	}
	return values
}

// readField reads a field, and compares it with its bound.
func readField(d decoder, f generator.Field) any {
	v := read(d, f.Type, f.Fields)
	if f.Max > 0 && size(v) > f.Max {
		d.Fail()
	}
	return v
}

// size returns the size of a value to which a bound applies.
func size(v any) int64 {
	switch v := v.(type) {
	case string:
		return int64(len(v))
	case []byte:
		return int64(len(v))
	case []any:
		return int64(len(v))
	case object:
		return int64(len(v))
	}
	return 0
}

// read reads a value. Its type is the text of a generator.Field, and fields are those of the
// struct in it. read cannot run the methods of types that encode themselves, so it accepts
// every value for them.
func read(d decoder, typ string, fields []generator.Field) any {
	op, rest := typetext.Container(typ)
	switch {
	case typ == "[]byte":
		return d.Bytes()
	case rest == "byte":
		b := make([]byte, typetext.Number(op))
		d.ByteArray(b)
		return b
	case op == "":
		return readLeaf(d, typ, fields)
	case op == "*" && d.Nil():
		return nil
	case op == "*":
		return read(d, rest, fields)
	}
	return readParts(d, op, rest, fields)
}

func readLeaf(d decoder, typ string, fields []generator.Field) any {
	switch typetext.Stem(typ) {
	case "bool":
		return d.Bool()
	case "int":
		return d.Int(typetext.Bits(typ))
	case "uint":
		return d.Uint(typetext.Bits(typ))
	case "float":
		if typ == "float32" {
			f := d.Float32()
			return float(float64(f), f)
		}
		f := d.Float64()
		return float(f, f)
	case "string", "text":
		return strings.Clone(d.String())
	case "binary":
		return d.Bytes()
	case "time":
		return d.Time()
	case "struct":
		return readStruct(d, fields)
	case "custom":
		if d, ok := d.(*codec.MsgpackDecoder); ok {
			return anyMsgpack(d.Value())
		}
	}
	d.Fail() // a lock may say what no source can say
	return nil
}

// float returns v, which has the value f, or a text for values that JSON does not have.
func float(f float64, v any) any {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return strconv.FormatFloat(f, 'g', -1, 64)
	}
	return v
}

// readParts reads a value that has any number of parts. An element has at least one byte,
// and an entry of a map two.
func readParts(d decoder, op, elem string, fields []generator.Field) any {
	key, isMap := typetext.Key(op)
	if isMap {
		entries, seen := object{}, map[string]bool{}
		for seq := d.Map(2); d.More(&seq); {
			name := readKey(d, key)
			if seen[name] {
				d.Fail()
			}
			seen[name] = true
			entries = append(entries, member{name, read(d, elem, fields)})
		}
		return entries
	}
	list := []any{}
	seq := codec.Seq{}
	if op == "[]" {
		seq = d.Slice(1)
	} else {
		seq = d.Array(typetext.Number(op))
	}
	for d.More(&seq) {
		list = append(list, read(d, elem, fields))
	}
	return list
}

// readKey reads the key of an entry of a map.
func readKey(d decoder, typ string) string {
	switch typetext.Stem(typ) {
	case "int":
		return strconv.FormatInt(d.IntKey(typetext.Bits(typ)), 10)
	case "uint":
		return strconv.FormatUint(d.UintKey(typetext.Bits(typ)), 10)
	}
	return strings.Clone(d.Key())
}
