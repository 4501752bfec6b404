package codec_test

import (
	"cmp"
	"encoding"
	"encoding/hex"
	"fmt"
	"math"
	"slices"
	"strconv"
	"time"

	"github.com/typeseal/typeseal/runtime/codec"
)

// vectorType is a type of codec.json. Its values are as encoding/json decodes
// them there.
type vectorType struct {
	Kind   string        `json:"kind"`
	Bits   int           `json:"bits"`
	Length *int          `json:"length"`
	Of     *vectorType   `json:"of"`
	Key    *vectorType   `json:"key"`
	Fields []vectorField `json:"fields"`
}

type vectorField struct {
	Name string     `json:"name"`
	Type vectorType `json:"type"`
	Max  int        `json:"max"`
}

// vectorReader is what both decoders have in common, and how they read a struct.
type vectorReader interface {
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
	Text(encoding.TextUnmarshaler)
	Binary(encoding.BinaryUnmarshaler)
	Array(n int) codec.Seq
	Slice(min int) codec.Seq
	Map(min int) codec.Seq
	More(*codec.Seq) bool
	Key() string
	IntKey(bits int) int64
	UintKey(bits int) uint64
	Max(n, max int)
	Fail()

	fields(list []vectorField, read func(*vectorField))
	// less is the order of two keys of a map, each in both spellings.
	less(k *vectorType, a, b string) int
}

type msgpackVectorReader struct{ *codec.MsgpackDecoder }

func (d msgpackVectorReader) fields(list []vectorField, read func(*vectorField)) {
	d.Struct(len(list))
	for i := range list {
		read(&list[i])
	}
}

func (d msgpackVectorReader) less(k *vectorType, a, b string) int { return compareKeys(k, a, b) }

type jsonVectorReader struct{ *codec.JSONDecoder }

func (d jsonVectorReader) fields(list []vectorField, read func(*vectorField)) {
	var names []string
	for i := range list {
		names = append(names, list[i].Name)
	}
	o := d.Object()
	for d.Field(&o, names) {
		read(&list[o.Index])
	}
}

func (d jsonVectorReader) less(_ *vectorType, a, b string) int {
	return compareKeys(&vectorType{Kind: "string"}, a, b)
}

// compareKeys compares keys by what they are: text by bytes, integers by value.
func compareKeys(k *vectorType, a, b string) int {
	switch k.Kind {
	case "int":
		return cmp.Compare(must(strconv.ParseInt(a, 10, 64)), must(strconv.ParseInt(b, 10, 64)))
	case "uint":
		return cmp.Compare(must(strconv.ParseUint(a, 10, 64)), must(strconv.ParseUint(b, 10, 64)))
	}
	return cmp.Compare(a, b)
}

// opaque is a type with methods of its own, which take everything.
type opaque []byte

func (o *opaque) UnmarshalText(b []byte) error   { *o = b; return nil }
func (o *opaque) UnmarshalBinary(b []byte) error { *o = b; return nil }
func (o opaque) MarshalText() ([]byte, error)    { return o, nil }
func (o opaque) MarshalBinary() ([]byte, error)  { return o, nil }

// readVector reads a value as code that is generated for its type would.
func readVector(t *vectorType, d vectorReader) any {
	v, _ := readSized(t, d)
	return v
}

// readSized returns the length that max= bounds too.
func readSized(t *vectorType, d vectorReader) (v any, n int) {
	switch t.Kind {
	case "nullable":
		if d.Nil() {
			return nil, 0
		}
		return readSized(t.Of, d)
	case "string":
		s := d.String()
		return s, len(s)
	case "bytes":
		return readVectorBytes(t, d)
	case "list", "array":
		return readVectorList(t, d)
	case "map":
		return readVectorMap(t, d)
	case "struct":
		return readVectorStruct(t, d), 0
	}
	return readScalar(t, d), 0
}

func readScalar(t *vectorType, d vectorReader) any {
	switch t.Kind {
	case "bool":
		return d.Bool()
	case "int":
		return strconv.FormatInt(d.Int(t.Bits), 10)
	case "uint":
		return strconv.FormatUint(d.Uint(t.Bits), 10)
	case "float":
		if t.Bits == 32 {
			return fmt.Sprintf("%08x", math.Float32bits(d.Float32()))
		}
		return fmt.Sprintf("%016x", math.Float64bits(d.Float64()))
	case "time":
		at := d.Time()
		return []any{strconv.FormatInt(at.Unix(), 10), float64(at.Nanosecond())}
	case "text":
		var o opaque
		d.Text(&o)
		return string(o)
	case "binary":
		var o opaque
		d.Binary(&o)
		return hex.EncodeToString(o)
	}
	panic("unknown kind " + t.Kind)
}

func readVectorBytes(t *vectorType, d vectorReader) (any, int) {
	if t.Length != nil {
		b := make([]byte, *t.Length)
		d.ByteArray(b)
		return hex.EncodeToString(b), 0
	}
	b := d.Bytes()
	return hex.EncodeToString(b), len(b)
}

func readVectorList(t *vectorType, d vectorReader) (any, int) {
	var s codec.Seq
	if t.Length != nil {
		s = d.Array(*t.Length)
	} else {
		s = d.Slice(1)
	}
	list := []any{}
	for d.More(&s) {
		list = append(list, readVector(t.Of, d))
	}
	return list, s.Len()
}

// readVectorMap returns the entries in the order in which they are written.
func readVectorMap(t *vectorType, d vectorReader) (any, int) {
	s := d.Map(1)
	m := make(map[string]any)
	for d.More(&s) {
		var k string
		switch t.Key.Kind {
		case "string":
			k = d.Key()
		case "int":
			k = strconv.FormatInt(d.IntKey(t.Key.Bits), 10)
		case "uint":
			k = strconv.FormatUint(d.UintKey(t.Key.Bits), 10)
		}
		if _, twice := m[k]; twice {
			d.Fail()
		}
		m[k] = readVector(t.Of, d)
	}
	entries := []any{}
	for k, v := range m {
		entries = append(entries, []any{k, v})
	}
	slices.SortFunc(entries, func(a, b any) int { return d.less(t.Key, a.([]any)[0].(string), b.([]any)[0].(string)) })
	return entries, s.Len()
}

func readVectorStruct(t *vectorType, d vectorReader) any {
	v := make(map[string]any)
	d.fields(t.Fields, func(f *vectorField) {
		value, n := readSized(&f.Type, d)
		if f.Max > 0 {
			d.Max(n, f.Max)
		}
		v[f.Name] = value
	})
	return v
}
