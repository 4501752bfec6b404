package pyjson

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/big"
	"reflect"
	"strings"
	"testing"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
)

type object = Object

var (
	compact = Style{Format: "test", Comma: ",", Colon: ":"}
	spaced  = Style{Format: "test", Comma: ", ", Colon: ": "}
)

type celsius float64

func (c celsius) MarshalText() ([]byte, error) { return fmt.Appendf(nil, "%g°", float64(c)), nil }

type broken struct{}

var errBroken = errors.New("no")

func (broken) MarshalJSON() ([]byte, error) { return nil, errBroken }

type mute struct{}

func (mute) MarshalText() ([]byte, error) { return nil, errBroken }

func TestAppend(t *testing.T) {
	var nowhere *int
	five := 5
	for want, v := range map[string]any{
		`null`: nowhere, `5`: &five, `[1,2]`: [2]uint8{1, 2}, `"AQI="`: []byte{1, 2}, `[]`: []string(nil), `true`: true,
		`{"a":1,"b":2}`:         map[string]int{"b": 2, "a": 1},
		`{"-1":true,"10":true}`: map[int]bool{10: true, -1: true}, `{"7":null}`: map[uint8]any{7: nil},
		`{"B":1,"a":"x"}`: struct {
			B int
			A string    `json:"a"`
			C int       `json:"-"`
			D []int     `json:"d,omitempty"`
			E time.Time `json:",omitzero"`
			f int
		}{B: 1, A: "x", C: 9, f: 9},
		`{"b":[1,{"z":null,"a":2.0}],"a":{}}`: object{
			{"b", []any{1, object{{"z", nil}, {"a", 2.0}}}}, {"a", object(nil)},
		},
		`"21\u00b0"`:             celsius(21),
		`"2026-05-01T00:00:00Z"`: time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC),
		`100000000000000000000`:  new(big.Int).Exp(big.NewInt(10), big.NewInt(20), nil),
		`0.1`:                    float32(0.1),
		`0.0001`:                 float32(0.0001),
		`1e+16`:                  1e16,
		`1000000000000000.0`:     1e15, `1e-05`: 1e-5, `-0.0`: math.Copysign(0, -1),
		`[1.0,1,-0.0]`:         json.RawMessage(` [1E0, 1, -0]`),
		`18446744073709551615`: uint64(math.MaxUint64),
		`"/<\u007f\u00e9\ud83d\ude00\b\t\n\f\r\"\\\u0000"`: "/<\x7fé😀\b\t\n\f\r\"\\\x00",
	} {
		if got, err := Append([]byte("x"), v, compact); err != nil || string(got) != "x"+want {
			t.Errorf("%T: %s, want %s: %v", v, got, want, err)
		}
	}
}

// TestStyle writes a value that has every separator.
func TestStyle(t *testing.T) {
	v := object{{"a", []any{1, map[string]int{"x": 1, "y": 2}}}, {"b", struct{ C, D int }{3, 4}},
		{"e", json.RawMessage("[5 ,\t{\"f\" :6}]")}}
	for style, want := range map[Style]string{
		compact: `{"a":[1,{"x":1,"y":2}],"b":{"C":3,"D":4},"e":[5,{"f":6}]}`,
		spaced:  `{"a": [1, {"x": 1, "y": 2}], "b": {"C": 3, "D": 4}, "e": [5, {"f": 6}]}`,
	} {
		got, err := Append(nil, v, style)
		if err != nil || string(got) != want {
			t.Errorf("%s, want %s: %v", got, want, err)
		}
		if again, ok := Respell(nil, got, RFC8259, style); !ok || string(again) != want {
			t.Errorf("respelled %s, want %s", again, want)
		}
	}
}

// TestAppendRefuses: the texts of errors are constants.
func TestAppendRefuses(t *testing.T) {
	var loop []any
	loop = append(loop, nil)
	loop[0] = loop
	for _, c := range []struct {
		v    any
		want string
	}{
		{math.NaN(), "NaN and infinities are not JSON"},
		{[]float32{float32(math.Inf(1))}, "NaN and infinities are not JSON"},
		{"\xff", "a text is not UTF-8"},
		{map[string]int{"\xff": 1}, "a text is not UTF-8"},
		{reflect.New(reflect.StructOf([]reflect.StructField{
			{Name: "A", Type: reflect.TypeFor[int](), Tag: `json:"\xff"`},
		})).Interface(), "a text is not UTF-8"},
		{map[bool]int{true: 1}, "a map key that is neither text nor an integer"},
		{object{{"a", 1}, {"b", 2}, {"a", 1}}, "an object has one name twice"},
		{struct {
			A int
			B int `json:"A"`
		}{}, "an object has one name twice"},
		{make(chan int), "JSON has no values of this type"},
		{[]any{func() {}, "\xff"}, "JSON has no values of this type"},
		{json.RawMessage(`{`), "JSON that Python does not write"},
		{json.Number("1x"), "JSON that Python does not write"},
		{broken{}, "a marshal method failed"},
		{mute{}, "a marshal method failed"},
		{struct{ Member }{}, "a struct has an embedded field, or the string option in a json tag"},
		{struct {
			A int `json:",string"`
		}{}, "a struct has an embedded field, or the string option in a json tag"},
		{loop, "more than 1000 levels"},
	} {
		got, err := Append([]byte("x"), c.v, compact)
		if err == nil || err.Error() != typeseal.ErrMint.Error()+": test: "+c.want || got[0] != 'x' {
			t.Errorf("%T: %s, %v, want %s", c.v, got, err, c.want)
		}
	}
	if _, err := Append(nil, broken{}, compact); !errors.Is(err, errBroken) {
		t.Errorf("method: %v", err)
	}
}

// TestTwins: two fields with equal names are refused only if both are written.
func TestTwins(t *testing.T) {
	type twins struct {
		A int `json:",omitempty"`
		B int `json:"A,omitempty"`
	}
	if got, err := Append(nil, twins{B: 1}, compact); err != nil || string(got) != `{"A":1}` {
		t.Errorf("%s, %v", got, err)
	}
	if got, err := Append(nil, twins{1, 2}, compact); err == nil {
		t.Errorf("both: %s", got)
	}
}

// TestDepth: writer and reader accept 1000 levels below the first value.
func TestDepth(t *testing.T) {
	nested := func(n int) string { return strings.Repeat("[", n) + "1" + strings.Repeat("]", n) }
	for n, want := range map[int]bool{maxDepth: true, maxDepth + 1: false} {
		if _, ok := Respell(nil, []byte(nested(n)), CompactASCII, compact); ok != want {
			t.Errorf("Respell, %d levels: %v", n, ok)
		}
		if _, err := Append(nil, []any{json.RawMessage(nested(n - 1))}, compact); (err == nil) != want {
			t.Errorf("Append, text of %d levels: %v", n, err)
		}
		v := any(1)
		for range n {
			v = []any{v}
		}
		if _, err := Append(nil, v, compact); (err == nil) != want {
			t.Errorf("Append, %d levels: %v", n, err)
		}
	}
}

// TestInput: RFC8259 accepts white space and characters beyond ASCII, and CompactASCII
// does not.
func TestInput(t *testing.T) {
	for text, want := range map[string]struct {
		spelled string
		compact bool // as CompactASCII too
	}{
		`{"a":[1,2.50,"\u00E9"]}`: {`{"a": [1, 2.5, "\u00e9"]}`, true},
		` 1`:                      {`1`, false}, "[1,\t2]": {`[1, 2]`, false}, "1\n": {`1`, false},
		`"é"`: {`"\u00e9"`, false}, "\"\x7f\"": {`"\u007f"`, true},
	} {
		for in, taken := range map[Input]bool{CompactASCII: want.compact, RFC8259: true} {
			got, ok := Respell([]byte("x"), []byte(text), in, spaced)
			if ok != taken || ok && string(got) != "x"+want.spelled {
				t.Errorf("%q as %+v: %q, %v", text, in, got, ok)
			}
		}
	}
	for _, text := range []string{
		"", "NaN", "-Infinity", `{"a":1,"a":2}`, `{"a":1,"\u0061":2}`, `"\ud800"`, `"\udc00\ud800"`, "\"\xff\"",
		"1e400", "01", "1.", "1 2", "\ufeff1", "\"\n\"", "[1,]",
	} {
		if got, ok := Respell(nil, []byte(text), RFC8259, spaced); ok {
			t.Errorf("%q: %q", text, got)
		}
	}
	var many strings.Builder
	for i := range 20 {
		fmt.Fprintf(&many, `,"%d":0`, i)
	}
	for last, want := range map[string]bool{"20": true, "19": false, "0": false} {
		if _, ok := Respell(nil, []byte(`{`+many.String()[1:]+`,"`+last+`":0}`), RFC8259, spaced); ok != want {
			t.Errorf("20 names and %s: %v", last, ok)
		}
	}
}

func TestDecode(t *testing.T) {
	v := Member{"kept", 7}
	for _, target := range []any{nil, v, (*Member)(nil)} {
		if err := Decode("test", []byte("1"), target); !errors.Is(err, typeseal.ErrConfig) {
			t.Errorf("%T: %v", target, err)
		}
	}
	for _, text := range []string{`{"Value":1,"Name":2}`, `{"Name":"x","Other":1}`, `[1]`} {
		if err := Decode("test", []byte(text), &v); err != typeseal.ErrPayload || v != (Member{"kept", 7}) {
			t.Errorf("%s: %v, %+v", text, err, v)
		}
	}
	if err := Decode("test", []byte(`{"Name":"x","Value":1}`), &v); err != nil || v != (Member{"x", json.Number("1")}) {
		t.Errorf("%+v, %v", v, err)
	}
}
