package pyjson

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

type user struct {
	UID   int  `json:"uid"`
	Admin bool `json:"is_admin"`
}

type Base struct {
	Admin bool `json:"is_admin"`
	K     int
}

type hidden struct{ Shown int }

// loose has its own method for decoding.
type loose struct{ user }

func (l *loose) UnmarshalJSON(text []byte) error { return json.Unmarshal(text, &l.user) }

// lower is a key that ignores case.
type lower string

func (l *lower) UnmarshalText(text []byte) error {
	*l = lower(strings.ToLower(string(text)))
	return nil
}

type Self struct {
	*Self
	A int
}

type list struct {
	Next *list
	Kind string `json:"kind"`
}

// decodings are texts that Decode accepts for a type, and texts that it refuses although
// encoding/json accepts them.
var decodings = []struct {
	target  any
	good    []string
	refused []string
}{
	{new(user), []string{`{"uid":1,"is_admin":true}`, `{}`, `null`, `{"uid":null}`, `{"\u0075id":1}`},
		[]string{`{"IS_ADMIN":true}`, `{"Uid":1}`, `{"i\u017f_admin":true}`, `{"iſ_admin":true}`, `{"UID":1}`}},
	{new(*user), []string{`{"uid":1}`, `null`}, []string{`{"UID":1}`}},
	{new([]user), []string{`[{"uid":1},{}]`, `[]`}, []string{`[{"uid":1},{"UID":1}]`}},
	{new([1]user), []string{`[{"uid":1}]`}, []string{`[{"UID":1}]`, `[]`, `[{"uid":1},{"uid":2}]`}},
	{new(map[string]user), []string{`{"a":{"uid":1}}`, `{"UID":{}}`}, []string{`{"a":{"UID":1}}`}},
	{new(map[string]map[string][]*user), []string{`{"a":{"b":[null,{"uid":1}]}}`},
		[]string{`{"a":{"b":[null,{"UID":1}]}}`}},
	{new(list), []string{`{"Next":{"Next":{"kind":"x"}}}`},
		[]string{`{"next":{}}`, `{"Next":{"Next":{"\u212Aind":"x"}}}`, `{"Next":{"Kind":"x"}}`}},
	{new(struct{ Base }), []string{`{"is_admin":true,"K":1}`},
		[]string{`{"Is_Admin":true}`, `{"k":1}`, `{"\u212a":1}`}},
	{new(struct{ *Base }), []string{`{"is_admin":true,"K":1}`}, []string{`{"Is_Admin":true}`, `{"k":1}`}},
	{new(Self), []string{`{"A":1}`}, []string{`{"a":1}`}},
	{new(struct{ hidden }), []string{`{"Shown":1}`}, []string{`{"shown":1}`}},
	{new(struct {
		Base `json:"base"`
	}), []string{`{"base":{"K":1}}`}, []string{`{"Base":{"K":1}}`, `{"base":{"k":1}}`}},
	{new(struct {
		Base
		K string
	}), []string{`{"K":"x"}`}, []string{`{"k":"x"}`}},
	{new(struct {
		A int    `json:"-"`
		B string `json:"a"`
	}), []string{`{"a":"x"}`}, []string{`{"A":"x"}`}},
	{new(struct {
		A int `json:"a,string"`
		//lint:ignore SA5008 encoding/json ignores such a name, so the matcher must too
		B int `json:"not\"valid"`
	}), []string{`{"a":"1","B":2}`}, []string{`{"A":"1"}`, `{"b":1}`}},
	{new(struct{ V any }), []string{`{"V":{"UID":1,"x":[{}]}}`}, []string{`{"v":1}`}},
	{new(struct{ V json.RawMessage }), []string{`{"V":{"UID":1}}`}, []string{`{"v":1}`}},
	{new(struct{ V loose }), []string{`{"V":{"UID":1}}`}, []string{`{"v":{}}`}},
	{new(struct{ V *loose }), []string{`{"V":{"UID":1}}`}, nil},
	{new(struct{ V time.Time }), []string{`{"V":"2026-05-01T00:00:00Z"}`}, []string{`{"v":"2026-05-01T00:00:00Z"}`}},
	{new(map[int]int), []string{`{"1":1,"-1":2,"0":3}`},
		[]string{`{"01":1}`, `{"+1":1}`, `{"-0":1}`, `{"1":1,"01":2}`}},
	{new(map[uint64]int), []string{`{"18446744073709551615":1}`}, []string{`{"00":1}`}},
	{new(map[lower]int), []string{`{"A":1,"b":2}`}, []string{`{"\u212a":1,"k":2}`}},
	{new([]byte), []string{`"AQI="`}, nil},
	{new(any), []string{`{"UID":[{"a":1}]}`, `1`}, nil},
	{new(json.RawMessage), []string{`{"UID":1}`}, nil},
}

func TestMatch(t *testing.T) {
	for _, d := range decodings {
		for _, text := range d.good {
			if err := Decode("test", []byte(text), fresh(d.target)); err != nil {
				t.Errorf("%T takes no %s", d.target, text)
			}
		}
		for _, text := range d.refused {
			if json.Unmarshal([]byte(text), fresh(d.target)) != nil {
				t.Errorf("%T: encoding/json does not accept %s", d.target, text)
			}
			if Decode("test", []byte(text), fresh(d.target)) == nil {
				t.Errorf("%T takes %s", d.target, text)
			}
		}
	}
}

func fresh(v any) any { return reflect.New(reflect.TypeOf(v).Elem()).Interface() }

// TestFolded: names that differ only in case are refused at every depth, for every
// target. They are written, because Python distinguishes them.
func TestFolded(t *testing.T) {
	for _, names := range [][2]string{
		{"is_admin", "IS_ADMIN"}, {"is_admin", `i\u017f_admin`}, {"k", `\u212a`}, {"\u00e5", "\u212b"},
		{"\u03c3", "\u03c2"}, {"\u01c5", "\u01c4"}, {"a", `\u0041`},
	} {
		for _, pattern := range []string{
			`{"%s":1,"%s":2}`, `[{"x":{"%s":1,"y":0,"%s":2}}]`,
			`{"0":0,"1":0,"2":0,"3":0,"4":0,"5":0,"6":0,"7":0,"8":0,"%s":0,"%s":0}`,
		} {
			text := fmt.Sprintf(pattern, names[0], names[1])
			if _, ok := Respell(nil, []byte(text), RFC8259, compact); ok {
				t.Errorf("read %s", text)
			}
			if _, ok := Respell(nil, []byte(text), Cased, compact); !ok {
				t.Errorf("refused %s, although case is significant", text)
			}
			if _, err := Append(nil, json.RawMessage(text), compact); err != nil {
				t.Errorf("%s: %v", text, err)
			}
		}
	}
	for _, text := range []string{`{"\u00df":1,"ss":2}`, `{"i":1,"\u0131":2}`, `{"a":{"A":1}}`, `[{"a":1},{"A":1}]`} {
		if _, ok := Respell(nil, []byte(text), RFC8259, compact); !ok {
			t.Errorf("refused %s", text)
		}
	}
	for _, v := range []any{map[string]int{"a": 1, "A": 2}, object{{"k", 1}, {"\u212a", 2}}, struct {
		A int
		B int `json:"a"`
	}{}} {
		if got, err := Append(nil, v, compact); err != nil {
			t.Errorf("%s: %v", got, err)
		}
	}
}

// TestFieldTypes compares with the names that encoding/json writes. It reads the same
// names.
func TestFieldTypes(t *testing.T) {
	types := []reflect.Type{reflect.TypeFor[struct {
		hidden
		*Base
		time.Time
		error
	}]()}
	r := rand.New(rand.NewPCG(1, 2))
	for range 3000 {
		types = append(types, randomStruct(r, 0))
	}
	for _, typ := range types {
		v := reflect.New(typ).Elem()
		fill(v)
		var written map[string]json.RawMessage
		text, err := json.Marshal(v.Interface())
		if err != nil || json.Unmarshal(text, &written) != nil {
			continue // a promoted method writes something else
		}
		got := slices.Sorted(maps.Keys(fieldTypes(typ)))
		if want := slices.Sorted(maps.Keys(written)); !slices.Equal(got, want) {
			t.Fatalf("%v: %q, want %q", typ, got, want)
		}
	}
}

// randomStruct returns a struct that embeds structs and pointers to structs. It uses few
// names, so that many fields hide others.
func randomStruct(r *rand.Rand, depth int) reflect.Type {
	var fields []reflect.StructField
	for _, name := range []string{"A", "B", "C", "D"} {
		f := reflect.StructField{Name: name, Type: reflect.TypeFor[int]()}
		if depth < 3 && r.IntN(2) == 0 {
			f.Type, f.Anonymous = randomStruct(r, depth+1), r.IntN(4) > 0
			if r.IntN(3) == 0 {
				f.Type = reflect.PointerTo(f.Type)
			}
		}
		tags := []reflect.StructTag{
			"", "", `json:"A"`, `json:"a"`, `json:"-"`, `json:"-,"`, `json:"x\\y"`, `json:",omitzero"`,
		}
		f.Tag = tags[r.IntN(len(tags))]
		if r.IntN(5) > 0 {
			fields = append(fields, f)
		}
	}
	return reflect.StructOf(fields)
}

func fill(v reflect.Value) {
	switch v.Kind() {
	case reflect.Int:
		v.SetInt(1)
	case reflect.Pointer:
		if v.CanSet() {
			v.Set(reflect.New(v.Type().Elem()))
			fill(v.Elem())
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() || f.Anonymous && f.Type.Kind() == reflect.Struct {
				fill(v.Field(i))
			}
		}
	}
}

// FuzzDecode: Decode returns the same value as encoding/json.
func FuzzDecode(f *testing.F) {
	for _, d := range decodings {
		for _, text := range append(d.good, d.refused...) {
			f.Add([]byte(text))
		}
	}
	type target struct {
		user
		Users map[string]*user `json:"users"`
		List  list
		Any   any
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		text, ok := Respell(nil, text, RFC8259, compact)
		if !ok {
			return
		}
		var got, want target
		if Decode("test", text, &got) != nil {
			return
		}
		d := json.NewDecoder(strings.NewReader(string(text)))
		d.UseNumber()
		if err := d.Decode(&want); err != nil || !reflect.DeepEqual(got, want) {
			t.Fatalf("%s: %+v, want %+v: %v", text, got, want, err)
		}
	})
}
