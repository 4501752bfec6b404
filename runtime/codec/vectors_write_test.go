package codec_test

import (
	"encoding"
	"encoding/hex"
	"math"
	"strconv"
	"time"

	"github.com/typeseal/typeseal/runtime/codec"
)

// vectorWriter is what both encoders have in common, and how they write what
// holds other values.
type vectorWriter interface {
	Nil()
	Bool(bool)
	Int(int64)
	Uint(uint64)
	Float32(float32)
	Float64(float64)
	String(string)
	Bytes([]byte)
	Time(time.Time)
	Text(v encoding.TextMarshaler, back codec.TextValue)
	Binary(v encoding.BinaryMarshaler, back codec.BinaryValue)
	Max(n, max int)

	byteArray([]byte)
	list(n int, write func(i int))
	strings(m map[string]any, write func(k string))
	ints(m map[int64]any, write func(k int64))
	uints(m map[uint64]any, write func(k uint64))
	fields(list []vectorField, write func(*vectorField))
}

type msgpackVectorWriter struct{ *codec.MsgpackEncoder }

func (e msgpackVectorWriter) byteArray(b []byte) { e.Bytes(b) }

func (e msgpackVectorWriter) list(n int, write func(int)) {
	e.Array(n)
	for i := range n {
		write(i)
	}
}

func (e msgpackVectorWriter) strings(m map[string]any, write func(string)) {
	e.Map(len(m))
	keys := codec.StringKeys(&e.Output, m)
	for _, k := range keys {
		e.String(k)
		write(k)
	}
	e.ReleaseStrings(keys)
}

func (e msgpackVectorWriter) ints(m map[int64]any, write func(int64)) {
	e.Map(len(m))
	keys := codec.IntKeys(&e.Output, m)
	for _, k := range keys {
		e.Int(k)
		write(k)
	}
	e.ReleaseInts(keys)
}

func (e msgpackVectorWriter) uints(m map[uint64]any, write func(uint64)) {
	e.Map(len(m))
	keys := codec.UintKeys(&e.Output, m)
	for _, k := range keys {
		e.Uint(k)
		write(k)
	}
	e.ReleaseUints(keys)
}

func (e msgpackVectorWriter) fields(list []vectorField, write func(*vectorField)) {
	e.Array(len(list))
	for i := range list {
		write(&list[i])
	}
}

type jsonVectorWriter struct{ *codec.JSONEncoder }

func (e jsonVectorWriter) byteArray(b []byte) { e.ByteArray(b) }

func (e jsonVectorWriter) list(n int, write func(int)) {
	e.OpenArray()
	for i := range n {
		e.Elem(i)
		write(i)
	}
	e.CloseArray()
}

func (e jsonVectorWriter) strings(m map[string]any, write func(string)) {
	e.OpenObject()
	keys := codec.StringKeys(&e.Output, m)
	for i, k := range keys {
		e.Key(i, k)
		write(k)
	}
	e.ReleaseStrings(keys)
	e.CloseObject()
}

func (e jsonVectorWriter) ints(m map[int64]any, write func(int64)) {
	e.OpenObject()
	keys := codec.JSONIntKeys(&e.Output, m)
	for i, k := range keys {
		e.IntKey(i, k)
		write(k)
	}
	e.ReleaseInts(keys)
	e.CloseObject()
}

func (e jsonVectorWriter) uints(m map[uint64]any, write func(uint64)) {
	e.OpenObject()
	keys := codec.JSONUintKeys(&e.Output, m)
	for i, k := range keys {
		e.UintKey(i, k)
		write(k)
	}
	e.ReleaseUints(keys)
	e.CloseObject()
}

func (e jsonVectorWriter) fields(list []vectorField, write func(*vectorField)) {
	e.OpenObject()
	for i := range list {
		e.Key(i, list[i].Name)
		write(&list[i])
	}
	e.CloseObject()
}

// writeVector writes a value of codec.json as code that is generated for its type
// would.
func writeVector(t *vectorType, v any, e vectorWriter) {
	switch t.Kind {
	case "nullable":
		if v == nil {
			e.Nil()
			return
		}
		writeVector(t.Of, v, e)
	case "list", "array":
		list := v.([]any)
		e.list(len(list), func(i int) { writeVector(t.Of, list[i], e) })
	case "map":
		writeVectorMap(t, v.([]any), e)
	case "struct":
		fields := v.(map[string]any)
		e.fields(t.Fields, func(f *vectorField) {
			if value := fields[f.Name]; f.Max > 0 && value != nil {
				e.Max(vectorLen(&f.Type, value), f.Max)
			}
			writeVector(&f.Type, fields[f.Name], e)
		})
	default:
		writeVectorScalar(t, v, e)
	}
}

func writeVectorScalar(t *vectorType, v any, e vectorWriter) {
	switch t.Kind {
	case "bool":
		e.Bool(v.(bool))
	case "int":
		e.Int(must(strconv.ParseInt(v.(string), 10, t.Bits)))
	case "uint":
		e.Uint(must(strconv.ParseUint(v.(string), 10, t.Bits)))
	case "float":
		bits := must(strconv.ParseUint(v.(string), 16, t.Bits))
		if t.Bits == 32 {
			e.Float32(math.Float32frombits(uint32(bits)))
		} else {
			e.Float64(math.Float64frombits(bits))
		}
	case "string":
		e.String(vectorText(v))
	case "bytes":
		if b := must(hex.DecodeString(v.(string))); t.Length != nil {
			e.byteArray(b)
		} else {
			e.Bytes(b)
		}
	case "time":
		at := v.([]any)
		e.Time(time.Unix(must(strconv.ParseInt(at[0].(string), 10, 64)), int64(at[1].(float64))))
	case "text":
		e.Text(opaque(vectorText(v)), new(opaque))
	case "binary":
		e.Binary(opaque(must(hex.DecodeString(v.(string)))), new(opaque))
	default:
		panic("unknown kind " + t.Kind)
	}
}

func writeVectorMap(t *vectorType, entries []any, e vectorWriter) {
	texts, ints, uints := make(map[string]any), make(map[int64]any), make(map[uint64]any)
	for _, entry := range entries {
		k, v := entry.([]any)[0], entry.([]any)[1]
		switch t.Key.Kind {
		case "string":
			texts[vectorText(k)] = v
		case "int":
			ints[must(strconv.ParseInt(k.(string), 10, t.Key.Bits))] = v
		case "uint":
			uints[must(strconv.ParseUint(k.(string), 10, t.Key.Bits))] = v
		}
	}
	switch t.Key.Kind {
	case "string":
		e.strings(texts, func(k string) { writeVector(t.Of, texts[k], e) })
	case "int":
		e.ints(ints, func(k int64) { writeVector(t.Of, ints[k], e) })
	case "uint":
		e.uints(uints, func(k uint64) { writeVector(t.Of, uints[k], e) })
	}
}

// vectorText is a text's bytes, which stand in hex where they are not UTF-8.
func vectorText(v any) string {
	if object, ok := v.(map[string]any); ok {
		return string(must(hex.DecodeString(object["utf8"].(string))))
	}
	return v.(string)
}

// vectorLen is the length that max= bounds.
func vectorLen(t *vectorType, v any) int {
	switch t.Kind {
	case "nullable":
		return vectorLen(t.Of, v)
	case "string":
		return len(vectorText(v))
	case "bytes":
		return len(v.(string)) / 2
	}
	return len(v.([]any))
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
