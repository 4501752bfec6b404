package codec_test

import (
	"bytes"
	"encoding"
	"reflect"
	"strconv"
	"time"

	"github.com/typeseal/typeseal/runtime/codec"
)

// A format is one of the two codecs. It encodes and decodes values by reflection,
// with the same calls as the code that typeseal generates for their types.
type format struct {
	name       string
	newEncoder func() encoder
	newDecoder func() decoder
}

var (
	inMsgpack = format{
		"msgpack",
		func() encoder { return new(msgpackEncoder) },
		func() decoder { return new(msgpackDecoder) },
	}
	inJSON = format{
		"JSON",
		func() encoder { return new(jsonEncoder) },
		func() decoder { return new(jsonDecoder) },
	}
	formats = []format{inMsgpack, inJSON}
)

// encode encodes the value that v points to.
func (f format) encode(v any) ([]byte, error) {
	e := f.newEncoder()
	write(e, reflect.ValueOf(v).Elem())
	return e.output().Bytes(), e.Err()
}

// decode decodes a payload into the zero value that v points to. It reports whether
// the payload was accepted.
func (f format) decode(payload []byte, v any) bool {
	d := f.reader(payload)
	read(d, reflect.ValueOf(v).Elem())
	return d.End()
}

// reader returns a decoder of a payload.
func (f format) reader(payload []byte) decoder {
	d := f.newDecoder()
	d.Reset(payload)
	return d
}

// pointer returns a pointer to a copy of v.
func pointer(v any) any {
	p := reflect.New(reflect.TypeOf(v))
	p.Elem().Set(reflect.ValueOf(v))
	return p.Interface()
}

// An encoder has the methods of both encoders. It hides their differences for values that
// contain other values.
type encoder interface {
	Reset([]byte)
	Err() error
	Fail(error)
	Failed() bool
	Max(n, max int)
	Nil()
	Bool(bool)
	Int(int64)
	Uint(uint64)
	Float32(float32)
	Float64(float64)
	String(string)
	Bytes([]byte)
	ByteArray([]byte)
	Time(time.Time)
	Text(encoding.TextMarshaler, codec.TextValue)
	Binary(encoding.BinaryMarshaler, codec.BinaryValue)
	Key(i int, k string)
	IntKey(i int, k int64)
	UintKey(i int, k uint64)

	output() *codec.Output
	array(n int, write func(i int))
	entries(n int, write func(i int))
	fields(names []string, write func(i int))
	intKeys(map[int64]reflect.Value) []int64
	uintKeys(map[uint64]reflect.Value) []uint64
}

type msgpackEncoder struct{ codec.MsgpackEncoder }

func (e *msgpackEncoder) output() *codec.Output   { return &e.Output }
func (e *msgpackEncoder) ByteArray(b []byte)      { e.Bytes(b) }
func (e *msgpackEncoder) Key(_ int, k string)     { e.String(k) }
func (e *msgpackEncoder) IntKey(_ int, k int64)   { e.Int(k) }
func (e *msgpackEncoder) UintKey(_ int, k uint64) { e.Uint(k) }

func (e *msgpackEncoder) array(n int, write func(int)) {
	e.Array(n)
	for i := range n {
		write(i)
	}
}

func (e *msgpackEncoder) entries(n int, write func(int)) {
	e.Map(n)
	for i := range n {
		write(i)
	}
}

func (e *msgpackEncoder) fields(names []string, write func(int)) { e.array(len(names), write) }

func (e *msgpackEncoder) intKeys(m map[int64]reflect.Value) []int64 {
	return codec.IntKeys(&e.Output, m)
}

func (e *msgpackEncoder) uintKeys(m map[uint64]reflect.Value) []uint64 {
	return codec.UintKeys(&e.Output, m)
}

type jsonEncoder struct{ codec.JSONEncoder }

func (e *jsonEncoder) output() *codec.Output { return &e.Output }

func (e *jsonEncoder) array(n int, write func(int)) {
	e.OpenArray()
	for i := range n {
		e.Elem(i)
		write(i)
	}
	e.CloseArray()
}

func (e *jsonEncoder) entries(n int, write func(int)) {
	e.OpenObject()
	for i := range n {
		write(i)
	}
	e.CloseObject()
}

func (e *jsonEncoder) fields(names []string, write func(int)) {
	e.entries(len(names), func(i int) {
		e.Elem(i)
		e.Raw(`"` + names[i] + `":`)
		write(i)
	})
}

func (e *jsonEncoder) intKeys(m map[int64]reflect.Value) []int64 {
	return codec.JSONIntKeys(&e.Output, m)
}

func (e *jsonEncoder) uintKeys(m map[uint64]reflect.Value) []uint64 {
	return codec.JSONUintKeys(&e.Output, m)
}

// A decoder has the methods of both decoders. It hides their differences for structs.
type decoder interface {
	Reset([]byte)
	End() bool
	Fail()
	Failed() bool
	Max(n, max int)
	Nil() bool
	Bool() bool
	Int(bits int) int64
	Uint(bits int) uint64
	Float32() float32
	Float64() float64
	String() string
	Bytes() []byte
	ByteArray([]byte)
	Time() time.Time
	Text(encoding.TextUnmarshaler)
	Binary(encoding.BinaryUnmarshaler)
	Array(n int) codec.Seq
	Slice(min int) codec.Seq
	Map(min int) codec.Seq
	More(*codec.Seq) bool
	Key() string
	IntKey(bits int) int64
	UintKey(bits int) uint64

	fields(names []string, read func(i int))
}

type msgpackDecoder struct{ codec.MsgpackDecoder }

func (d *msgpackDecoder) fields(names []string, read func(int)) {
	d.Struct(len(names))
	for i := range names {
		read(i)
	}
}

type jsonDecoder struct{ codec.JSONDecoder }

func (d *jsonDecoder) fields(names []string, read func(int)) {
	o := d.Object()
	for d.Field(&o, names) {
		read(o.Index)
	}
}

// raw is a msgpack value that a type's own method has encoded.
type raw []byte

// write encodes v, which must be addressable.
func write(e encoder, v reflect.Value) {
	switch x := v.Addr().Interface().(type) {
	case *time.Time:
		e.Time(*x)
	case *float32: // v.Float would change some NaN
		e.Float32(*x)
	case *float64:
		e.Float64(*x)
	case *[]byte:
		e.Bytes(*x)
	case *raw:
		e.(*msgpackEncoder).Value(*x)
	case codec.TextValue:
		e.Text(x, reflect.New(v.Type()).Interface().(codec.TextValue))
	case codec.BinaryValue:
		e.Binary(x, reflect.New(v.Type()).Interface().(codec.BinaryValue))
	default:
		writeKind(e, v)
	}
}

func writeKind(e encoder, v reflect.Value) {
	switch v.Kind() {
	case reflect.Bool:
		e.Bool(v.Bool())
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		e.Int(v.Int())
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		e.Uint(v.Uint())
	case reflect.String:
		e.String(v.String())
	case reflect.Pointer:
		if v.IsNil() {
			e.Nil()
		} else {
			write(e, v.Elem())
		}
	case reflect.Struct:
		e.fields(names(v.Type()), func(i int) {
			if n, max := length(v.Field(i)), maximum(v.Type(), i); max > 0 {
				e.Max(n, max)
			}
			write(e, v.Field(i))
		})
	case reflect.Map:
		writeMap(e, v)
	default:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			e.ByteArray(v.Bytes())
		} else {
			e.array(v.Len(), func(i int) { write(e, v.Index(i)) })
		}
	}
}

func writeMap(e encoder, v reflect.Value) {
	o := e.output()
	switch key := v.Type().Key(); {
	case key.Kind() == reflect.String:
		m := entries(v, reflect.Value.String)
		keys := codec.StringKeys(o, m)
		e.entries(len(keys), func(i int) { e.Key(i, keys[i]); write(e, m[keys[i]]) })
		o.ReleaseStrings(keys)
	case reflect.Zero(key).CanInt():
		m := entries(v, reflect.Value.Int)
		keys := e.intKeys(m)
		e.entries(len(keys), func(i int) { e.IntKey(i, keys[i]); write(e, m[keys[i]]) })
		o.ReleaseInts(keys)
	default:
		m := entries(v, reflect.Value.Uint)
		keys := e.uintKeys(m)
		e.entries(len(keys), func(i int) { e.UintKey(i, keys[i]); write(e, m[keys[i]]) })
		o.ReleaseUints(keys)
	}
}

// entries returns addressable copies of the elements of a map.
func entries[K comparable](v reflect.Value, key func(reflect.Value) K) map[K]reflect.Value {
	m := make(map[K]reflect.Value)
	for it := v.MapRange(); it.Next(); {
		elem := reflect.New(v.Type().Elem()).Elem()
		elem.Set(it.Value())
		m[key(it.Key())] = elem
	}
	return m
}

// read decodes into v, an addressable zero value.
func read(d decoder, v reflect.Value) {
	switch x := v.Addr().Interface().(type) {
	case *time.Time:
		*x = d.Time()
	case *float32:
		*x = d.Float32()
	case *float64:
		*x = d.Float64()
	case *[]byte:
		*x = d.Bytes()
	case *raw:
		*x = bytes.Clone(d.(*msgpackDecoder).Value())
	case encoding.TextUnmarshaler:
		d.Text(x)
	case encoding.BinaryUnmarshaler:
		d.Binary(x)
	default:
		readKind(d, v)
	}
}

func readKind(d decoder, v reflect.Value) {
	switch v.Kind() {
	case reflect.Bool:
		v.SetBool(d.Bool())
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		v.SetInt(d.Int(v.Type().Bits()))
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		v.SetUint(d.Uint(v.Type().Bits()))
	case reflect.String:
		v.SetString(d.String())
	case reflect.Pointer:
		if !d.Nil() {
			v.Set(reflect.New(v.Type().Elem()))
			read(d, v.Elem())
		}
	case reflect.Struct:
		d.fields(names(v.Type()), func(i int) {
			read(d, v.Field(i))
			if n, max := length(v.Field(i)), maximum(v.Type(), i); max > 0 {
				d.Max(n, max)
			}
		})
	case reflect.Map:
		readMap(d, v)
	case reflect.Array:
		readArray(d, v)
	default:
		readSlice(d, v)
	}
}

func readArray(d decoder, v reflect.Value) {
	if v.Type().Elem().Kind() == reflect.Uint8 {
		d.ByteArray(v.Bytes())
		return
	}
	s := d.Array(v.Len())
	for i := 0; d.More(&s); i++ {
		read(d, v.Index(i))
	}
}

func readSlice(d decoder, v reflect.Value) {
	s := d.Slice(1)
	if s.Len() > 0 {
		v.Set(reflect.MakeSlice(v.Type(), 0, s.Len()))
	}
	for i := 0; d.More(&s); i++ {
		v.SetLen(i + 1)
		read(d, v.Index(i))
	}
}

func readMap(d decoder, v reflect.Value) {
	t, s := v.Type(), d.Map(1)
	if s.Len() > 0 {
		v.Set(reflect.MakeMap(t))
	}
	for d.More(&s) {
		k, elem := reflect.New(t.Key()).Elem(), reflect.New(t.Elem()).Elem()
		switch {
		case k.CanInt():
			k.SetInt(d.IntKey(t.Key().Bits()))
		case k.CanUint():
			k.SetUint(d.UintKey(t.Key().Bits()))
		default:
			k.SetString(d.Key())
		}
		read(d, elem)
		v.SetMapIndex(k, elem)
	}
	if v.Len() != s.Len() { // a key came twice
		d.Fail()
	}
}

// names returns the names of a struct's fields.
func names(t reflect.Type) []string {
	list := make([]string, t.NumField())
	for i := range list {
		list[i] = t.Field(i).Tag.Get("json")
	}
	return list
}

// maximum returns the number in the tag max= of a struct's field i, or 0.
func maximum(t reflect.Type, i int) int {
	max, _ := strconv.Atoi(t.Field(i).Tag.Get("max"))
	return max
}

// length returns the length that max= bounds, which is 0 for a nil pointer and for
// kinds without a length.
func length(v reflect.Value) int {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			return length(v.Elem())
		}
	case reflect.String, reflect.Slice, reflect.Map:
		return v.Len()
	}
	return 0
}
