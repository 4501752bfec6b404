package inspect

import (
	"bytes"
	"compress/flate"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/typeseal/typeseal/generator"
	"github.com/typeseal/typeseal/runtime/codec"
)

// every is a package with a type that has a field of each kind.
const every = `package app

import (
	"time"

	"github.com/vmihailenco/msgpack/v5"
)

//typeseal:sign salt=json max-age=1h codec=json
//typeseal:seal salt=json max-age=1h
type Every struct {
	Bool   bool
	Int    int8
	Uint   uint
	Float  float32
	Double float64
	String string
	Bytes  []byte
	Hash   [2]byte
	Time   time.Time
	Text   Text
	Binary Binary
	Custom Custom
	Ptr    *int
	Slice  []int
	Array  [2]int
	Map    map[int]string
	Names  map[string]bool
	Ports  map[uint8]bool
	Struct struct{ A int }
	State  int ` + "`typeseal:\"state\"`" + `
}

type Text struct{ a int }

func (Text) MarshalText() ([]byte, error)  { return nil, nil }
func (*Text) UnmarshalText([]byte) error   { return nil }

type Binary struct{ a int }

func (Binary) MarshalBinary() ([]byte, error) { return nil, nil }
func (*Binary) UnmarshalBinary([]byte) error  { return nil }

type Custom struct{ a int }

func (Custom) MarshalText() ([]byte, error)          { return nil, nil }
func (*Custom) UnmarshalText([]byte) error           { return nil }
func (Custom) EncodeMsgpack(*msgpack.Encoder) error  { return nil }
func (*Custom) DecodeMsgpack(*msgpack.Decoder) error { return nil }
`

// everyMsgpack encodes one Every.
func everyMsgpack(e *codec.MsgpackEncoder) {
	e.Array(19)
	e.Bool(true)
	e.Int(-1)
	e.Uint(2)
	e.Float32(1.5)
	e.Float64(2.5)
	e.String("s")
	for range 2 { // Bytes and Hash
		e.Bytes([]byte{1, 2})
	}
	e.Time(time.Unix(1, 2))
	e.String("t")
	e.Bytes([]byte{1})
	e.Array(2) // Custom, any one value
	e.Nil()
	e.Nil()
	e.Nil()
	for range 2 { // Slice and Array
		e.Array(2)
		e.Int(1)
		e.Int(2)
	}
	e.Map(1)
	e.Int(-1)
	e.String("a")
	e.Map(1)
	e.String("a")
	e.Bool(true)
	e.Map(1)
	e.Uint(8)
	e.Bool(true)
	e.Array(1)
	e.Int(1)
}

// everyJSON is the same value. Custom is a text.
const everyJSON = `{"Bool":true,"Int":-1,"Uint":2,"Float":1.5,"Double":2.5,"String":"s","Bytes":"AQI=",` +
	`"Hash":[1,2],"Time":"1970-01-01T00:00:01.000000002Z","Text":"t","Binary":"AQ==","Custom":"c","Ptr":null,` +
	`"Slice":[1,2],"Array":[1,2],"Map":{"-1":"a"},"Names":{"a":true},"Ports":{"8":true},"Struct":{"A":1}}`

// TestPayload: values of every kind are read as the generated code reads them, with the
// lock of a module alone.
func TestPayload(t *testing.T) {
	dir := writeFiles(t, map[string]string{
		"go.mod": "module example.com/app\n\ngo 1.26.0\n\nrequire github.com/vmihailenco/msgpack/v5 v5.0.0\n\n" +
			"replace github.com/vmihailenco/msgpack/v5 => ./msgpack\n",
		"app.go":             every,
		"msgpack/go.mod":     "module github.com/vmihailenco/msgpack/v5\n\ngo 1.26.0\n",
		"msgpack/msgpack.go": "package msgpack\n\ntype (\n\tEncoder struct{}\n\tDecoder struct{}\n)\n",
	})
	written, err := generator.Generate(t.Context(), generator.Config{Dir: dir})
	check(t, err)
	check(t, generator.Commit(written))
	result, err := generator.Generate(t.Context(), generator.Config{Dir: dir, Lock: "typeseal.lock"})
	if err != nil || len(result.Tokens) != 2 {
		t.Fatal(err, result.Diagnostics)
	}
	var e codec.MsgpackEncoder
	var scratch codec.Scratch
	e.Lend(nil, &scratch)
	everyMsgpack(&e)
	msgpack, err := e.Take()
	check(t, err)
	for _, token := range result.Tokens {
		payload := map[string][]byte{"json": []byte(everyJSON), "msgpack": msgpack}[token.Codec]
		values, ok := fieldsOf(payload, token.Codec, token.Fields)
		if !ok {
			t.Errorf("%s is not read", token.Codec)
		}
		got := jsonText(values)
		want := strings.Replace(everyJSON, "[1,2]", `"AQI="`, 1) // bytes are base64 in all forms
		if token.Codec == "msgpack" {
			want = strings.Replace(want, `"c"`, "[null,null]", 1)
		}
		if got != want {
			t.Errorf("%s:\n%s, want\n%s", token.Codec, got, want)
		}
		for i := range payload { // a payload that is cut or longer is not read
			if _, ok := fieldsOf(payload[:i], token.Codec, token.Fields); ok {
				t.Errorf("%s: %d bytes are read", token.Codec, i)
			}
		}
		if _, ok := fieldsOf(append(bytes.Clone(payload), 0), token.Codec, token.Fields); ok {
			t.Errorf("%s: a byte more is read", token.Codec)
		}
	}
}

// TestBounds: max= is the same bound as in the generated code.
func TestBounds(t *testing.T) {
	for _, c := range []struct {
		typ, value string
		size       int64
	}{
		{"string", `"é"`, 2}, {"[]byte", `"AQID"`, 3}, {"[]int", `[1,2,3]`, 3}, {"map[string]int", `{"a":1,"b":2}`, 2},
		{"*string", `"ab"`, 2}, {"*string", `null`, 0},
	} {
		for _, max := range []int64{0, 1, c.size - 1, c.size, c.size + 1} {
			fields := []generator.Field{{Name: "f", Type: c.typ, Max: max}}
			_, ok := fieldsOf([]byte(`{"f":`+c.value+`}`), "json", fields)
			if want := max <= 0 || c.size <= max; ok != want {
				t.Errorf("%s with max=%d: %t", c.typ, max, ok)
			}
		}
	}
}

// TestGuess: a payload without its type is shown as far as possible.
func TestGuess(t *testing.T) {
	packed := func(text string) []byte {
		var b bytes.Buffer
		w, err := flate.NewWriter(&b, 9)
		check(t, err)
		_, err = w.Write([]byte(text))
		check(t, err)
		check(t, w.Close())
		return append([]byte{1}, b.Bytes()...)
	}
	for _, c := range []struct{ payload, want string }{
		{`{"a":[1,2.5]}`, `json {"a":[1,2.5]}`},
		{`{"a":`, `unknown null`},
		{`{"a":"` + "\xff" + `"}`, `unknown null`},
		{"", `unknown null`},
		{"\x00" + `{"a":1}`, `json+deflate {"a":1}`},
		{string(packed(`{"a":1}`)), `json+deflate {"a":1}`},
		{string(packed("\x91\x01")), `msgpack+deflate [1]`},
		{string(packed(`{"a":1}`)) + "x", `unknown null`},
		{string(packed(`{"a":"` + strings.Repeat(" ", maxRaw-8) + `"}`)), "json+deflate"},
		{string(packed(`{"a":"` + strings.Repeat(" ", maxRaw-7) + `"}`)), `unknown null`},
		{"\x90", `msgpack []`},
		{"\x91\x90\x01", `unknown null`},
		{"\x94\xc0\xc2\xc3\xff", `msgpack [null,false,true,-1]`},
		{"\x94\xcc\xff\xcd\x01\x00\xce\x00\x01\x00\x00\xcf\xff\xff\xff\xff\xff\xff\xff\xff",
			`msgpack [255,256,65536,18446744073709551615]`},
		{"\x94\xd0\x80\xd1\x80\x00\xd2\x80\x00\x00\x00\xd3\x80\x00\x00\x00\x00\x00\x00\x00",
			`msgpack [-128,-32768,-2147483648,-9223372036854775808]`},
		{"\x93\xca\x3f\x80\x00\x00\xcb\x3f\xf8\x00\x00\x00\x00\x00\x00\xcb\x7f\xf8\x00\x00\x00\x00\x00\x00",
			`msgpack [1,1.5,"NaN"]`},
		{"\x93\xa1a\xc4\x02\x01\x02\x82\xa1k\x01\x05\xa1v", `msgpack ["a","AQI=",{"k":1,"5":"v"}]`},
		{"\x92\xd6\xff\x00\x00\x00\x01\xd4\x05\x09", `msgpack ["1970-01-01T00:00:01Z","1AUJ"]`},
		{"\xdc\x00\x10" + strings.Repeat("\x01", 16), `msgpack [1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]`},
		{strings.Repeat("\x91", 17) + "\x01", `unknown null`}, // too deep
	} {
		p := guess([]byte(c.payload))
		got := p.Encoding + " " + jsonText(p.Value)
		if got != c.want && !(len(got) > maxRaw && p.Encoding == c.want) {
			t.Errorf("%.40q: %.80s, want %.80s", c.payload, got, c.want)
		}
		if (len(p.Raw) == 0) != (p.Encoding != "unknown" || c.payload == "") {
			t.Errorf("%.40q: raw %q", c.payload, p.Raw)
		}
	}
}

// TestHostilePayload: random bytes are read with every kind of field, and nothing panics.
func TestHostilePayload(t *testing.T) {
	var fields []generator.Field
	for i, typ := range strings.Fields("bool int int8 uint64 float32 float64 string []byte [3]byte time text binary " +
		"*int []int [2]int map[int8]string map[string]bool map[uint]time []*struct map[string][][1048576]byte") {
		fields = append(fields, generator.Field{Name: fmt.Sprint("f", i), Type: typ, Fields: []generator.Field{
			{Name: "a", Type: "[]string", Max: 2},
		}})
	}
	if _, ok := fieldsOf([]byte(`{"a":"b"}`), "json", []generator.Field{{Name: "a", Type: "custom"}}); ok {
		t.Error("JSON has a custom form")
	}
	for seed := range 20_000 {
		b := make([]byte, seed%60)
		state := uint32(seed)
		for i := range b {
			state = state*1664525 + 1013904223
			b[i] = byte(state >> 24)
		}
		b = append([]byte{0xdc, 0, byte(len(fields))}, b...)
		fieldsOf(b, "msgpack", fields)
		fieldsOf(b[3:], "msgpack", []generator.Field{fields[seed%len(fields)]})
		fieldsOf(append([]byte(`{"f0":`), b[3:]...), "json", fields)
		text, err := marshal(guess(b[2:]))
		if err != nil || !json.Valid(text) {
			t.Errorf("%x: %v", b, err)
		}
	}
}
