package main

import (
	"testing"
	"time"

	"github.com/typeseal/typeseal/generator"
	typeseal "github.com/typeseal/typeseal/runtime"
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

// Every kind of value is read as the generated code reads it.
func TestPayload(t *testing.T) {
	dir := writeFiles(t, map[string]string{
		"go.mod": "module example.com/app\n\ngo 1.26.0\n\nrequire github.com/vmihailenco/msgpack/v5 v5.0.0\n\n" +
			"replace github.com/vmihailenco/msgpack/v5 => ./msgpack\n",
		"app.go":             every,
		"msgpack/go.mod":     "module github.com/vmihailenco/msgpack/v5\n\ngo 1.26.0\n",
		"msgpack/msgpack.go": "package msgpack\n\ntype (\n\tEncoder struct{}\n\tDecoder struct{}\n)\n",
	})
	result, err := generator.Generate(t.Context(), generator.Config{Dir: dir, TypesOnly: true})
	if err != nil || len(result.Tokens) != 2 {
		t.Fatal(err, result.Diagnostics)
	}
	ring, err := typeseal.ParseKeyring("primary " + typeseal.GenerateKey())
	check(t, err)
	for _, token := range result.Tokens {
		p := policy(token)
		p.State = false
		spec := typeseal.NewSpec(p)
		m, err := spec.Mint(ring)
		check(t, err)
		if token.Codec == "json" {
			m.JSON().Raw(`{"Bool":true,"Int":-1,"Uint":2,"Float":1.5,"Double":2.5,"String":"s","Bytes":"AQI=",` +
				`"Hash":[1,2],"Time":"2026-01-02T03:04:05Z","Text":"t","Binary":"AQ==","Custom":"c","Ptr":null,` +
				`"Slice":[1,2],"Array":[1,2],"Map":{"-1":"a"},"Names":{"a":true},"Ports":{"8":true},"Struct":{"A":1}}`)
		} else {
			everyMsgpack(m.Msgpack())
		}
		text, err := m.Text()
		check(t, err)
		keys := func(_ generator.Token, text string, _ []typeseal.Option) (*typeseal.Opening, error) {
			return spec.Open(ring, text)
		}
		if a := try(token, keys, text, nil); a.err != nil {
			t.Errorf("%s: %v", token.Codec, a.err)
		}
	}
}
