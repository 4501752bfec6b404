package mint

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"github.com/typeseal/typeseal/cmd/typeseal/internal/typetext"
	"github.com/typeseal/typeseal/generator"
	"github.com/typeseal/typeseal/runtime/codec"
)

// An encoder is a *codec.JSONEncoder or a *codec.MsgpackEncoder, with the forms of values
// that have parts.
type encoder interface {
	Nil()
	Bool(v bool)
	Int(v int64)
	Uint(v uint64)
	Float32(v float32)
	Float64(v float64)
	String(v string)
	Bytes(v []byte)
	ByteArray(v []byte)
	Time(v time.Time)
	Value(raw []byte)

	structure(fields object, each func(i int))
	list(n int, each func(i int))
	table(entries object, key string, each func(i int))
}

// write writes a value of a type.
func write(e encoder, v any, typ string, fields []generator.Field) {
	switch v := v.(type) {
	case nil:
		e.Nil()
	case bool:
		e.Bool(v)
	case int64:
		e.Int(v)
	case uint64:
		e.Uint(v)
	case float32:
		e.Float32(v)
	case float64:
		e.Float64(v)
	case string:
		e.String(v)
	case []byte:
		e.Bytes(v)
	case array:
		e.ByteArray(v)
	case custom:
		e.Value(v)
	case time.Time:
		e.Time(v)
	default:
		writeParts(e, v, typ, fields)
	}
}

// writeParts writes a value that has parts.
func writeParts(e encoder, v any, typ string, fields []generator.Field) {
	op, elem := typetext.Container(typ)
	if op == "*" {
		writeParts(e, v, elem, fields)
		return
	}
	key, isMap := typetext.Key(op)
	switch v := v.(type) {
	case []any:
		e.list(len(v), func(i int) { write(e, v[i], elem, fields) })
	case object:
		if isMap {
			e.table(v, key, func(i int) { write(e, v[i].value, elem, fields) })
			return
		}
		e.structure(v, func(i int) { write(e, v[i].value, fields[i].Type, fields[i].Fields) })
	}
}

// jsonEncoder writes JSON.
type jsonEncoder struct{ *codec.JSONEncoder }

// Value is not called: no type with the codec JSON has a custom field.
func (e jsonEncoder) Value([]byte) { e.Fail(codec.ErrValue) }

func (e jsonEncoder) structure(fields object, each func(i int)) {
	e.OpenObject()
	for i, f := range fields {
		e.Key(i, f.name)
		each(i)
	}
	e.CloseObject()
}

func (e jsonEncoder) list(n int, each func(i int)) {
	e.OpenArray()
	for i := range n {
		e.Elem(i)
		each(i)
	}
	e.CloseArray()
}

// table writes the entries sorted by the bytes of their keys, numbers too.
func (e jsonEncoder) table(entries object, _ string, each func(i int)) {
	slices.SortFunc(entries, func(a, b member) int { return cmp.Compare(a.name, b.name) })
	e.structure(entries, each)
}

// msgpackEncoder writes msgpack.
type msgpackEncoder struct{ *codec.MsgpackEncoder }

func (e msgpackEncoder) ByteArray(v []byte) { e.Bytes(v) }

func (e msgpackEncoder) structure(fields object, each func(i int)) { e.list(len(fields), each) }

func (e msgpackEncoder) list(n int, each func(i int)) {
	e.Array(n)
	for i := range n {
		each(i)
	}
}

// table writes the entries sorted by their keys, numbers by their values.
func (e msgpackEncoder) table(entries object, key string, each func(i int)) {
	order, writeKey := keys(e, key)
	slices.SortFunc(entries, func(a, b member) int { return order(a.name, b.name) })
	e.Map(len(entries))
	for i, entry := range entries {
		writeKey(entry.name)
		each(i)
	}
}

// keys returns the order of a map's keys of a type, and the function that writes one.
func keys(e msgpackEncoder, typ string) (order func(a, b string) int, write func(key string)) {
	switch typetext.Stem(typ) {
	case "int":
		parse := func(key string) int64 { n, _ := strconv.ParseInt(key, 10, 64); return n }
		return func(a, b string) int { return cmp.Compare(parse(a), parse(b)) }, func(k string) { e.Int(parse(k)) }
	case "uint":
		parse := func(key string) uint64 { n, _ := strconv.ParseUint(key, 10, 64); return n }
		return func(a, b string) int { return cmp.Compare(parse(a), parse(b)) }, func(k string) { e.Uint(parse(k)) }
	}
	return cmp.Compare[string], e.String
}
