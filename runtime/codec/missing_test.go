package codec_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/typeseal/typeseal/runtime/codec"
)

// lackingDecoder allows members to be missing in each payload.
type lackingDecoder struct{ jsonDecoder }

func (d *lackingDecoder) Reset(b []byte) {
	d.jsonDecoder.Reset(b)
	d.AllowMissing()
}

var lacking = format{"JSON with members missing", inJSON.newEncoder, func() decoder { return new(lackingDecoder) }}

// outer has types with methods, a pointer and a struct in each kind of container.
type outer struct {
	Shade  color            `json:"shade"`
	Spot   point            `json:"spot"`
	Maybe  *inner           `json:"maybe"`
	Within inner            `json:"within"`
	List   []inner          `json:"list"`
	Two    [2]inner         `json:"two"`
	Map    map[string]inner `json:"map"`
	Id     [2]byte          `json:"id" max:"2"`
}

// TestMissing decodes members that are missing or null.
func TestMissing(t *testing.T) {
	a := inner{Name: "a"}
	for in, want := range map[string]outer{
		`{}`:                                             {},
		`{"shade":null}`:                                 {},
		`{"id":null,"shade":null}`:                       {},
		`{"spot":"AAEAAg==","id":[1,2]}`:                 {Spot: point{1, 2}, Id: [2]byte{1, 2}},
		`{"within":{}}`:                                  {},
		`{"within":{"name":"a"}}`:                        {Within: a},
		`{"within":{"n":null,"name":"a"}}`:               {Within: a},
		`{"within":{"name":"a","n":null}}`:               {Within: a},
		`{"within":{"name":null,"n":null}}`:              {},
		`{"maybe":{}}`:                                   {Maybe: new(inner)},
		`{"maybe":{"name":"a"},"within":null}`:           {Maybe: &a},
		`{"list":[{},{"name":"a"},{"n":null}]}`:          {List: []inner{{}, a, {}}},
		`{"two":[{"name":"a"},{}]}`:                      {Two: [2]inner{a}},
		`{"map":{"x":{},"y":{"name":"a"}}}`:              {Map: map[string]inner{"x": {}, "y": a}},
		`{"m\u0061p":null,"\u006cist":[{}]}`:             {List: []inner{{}}},
		`{"map":null,"list":null,"within":{}}`:           {},
		`{"id":[1,2],"two":null,"within":null}`:          {Id: [2]byte{1, 2}},
		`{"list":[` + strings.Repeat(`{},`, 99) + `{}]}`: {List: make([]inner, 100)},
	} {
		var v outer
		if !lacking.decode([]byte(in), &v) || !reflect.DeepEqual(v, want) {
			t.Errorf("%s is decoded as %+v", in, v)
		}
		checkRefused(t, inJSON, []byte(in), new(outer))
	}
}

// TestMissingRefuses has what stays refused if members may be missing.
func TestMissingRefuses(t *testing.T) {
	for why, in := range map[string]string{
		"null for the payload":               `null`,
		"an unknown name":                    `{"x":1}`,
		"an unknown name with null":          `{"x":null}`,
		"an unknown name after all others":   `{"name":"a","n":1,"x":null}`,
		"a name twice":                       `{"name":"a","name":"a"}`,
		"a name twice, null first":           `{"name":null,"name":"a"}`,
		"a name twice, then null":            `{"name":"a","name":null}`,
		"a name twice with null":             `{"name":null,"name":null}`,
		"a name twice, in escapes":           `{"name":null,"\u006eame":null}`,
		"another case":                       `{"Name":null}`,
		"minus null":                         `{"n":-null}`,
		"null in another case":               `{"n":NULL}`,
		"a part of null":                     `{"n":nul}`,
		"null and a letter":                  `{"n":nulls}`,
		"null twice":                         `{"n":nullnull}`,
		"null in quotes":                     `{"n":"null"}`,
		"an empty string for a number":       `{"n":""}`,
		"zero for a string":                  `{"name":0}`,
		"no value":                           `{"n":}`,
		"no colon":                           `{"n"}`,
		"a comma alone":                      `{,}`,
		"a comma at the end":                 `{"n":1,}`,
		"a comma at the end, after null":     `{"n":null,}`,
		"a comma in front":                   `{,"n":1}`,
		"no comma":                           `{"n":null"name":null}`,
		"no end":                             `{"n":null`,
		"no end of an empty object":          `{`,
		"no end after a comma":               `{"n":1,`,
		"another end":                        `{"n":1]`,
		"two ends":                           `{}}`,
		"two ends, after null":               `{"n":null}}`,
		"white space":                        `{ }`,
		"white space before null":            `{"n": null}`,
		"an array":                           `[]`,
		"null instead of a name":             `{null:1}`,
		"a value of another type beside one": `{"name":null,"n":true}`,
	} {
		t.Run(why, func(t *testing.T) { checkRefused(t, lacking, []byte(in), new(inner)) })
	}
	for why, test := range map[string]struct {
		in   string
		into any
	}{
		"null in a slice":             {`[null]`, new([]int)},
		"null in a slice of structs":  {`[null]`, new([]inner)},
		"null in a slice of texts":    {`[null]`, new([]string)},
		"null in a slice of arrays":   {`[null]`, new([][2]int)},
		"null in a slice of colors":   {`[null]`, new([]color)},
		"null in a slice of points":   {`[null]`, new([]point)},
		"null in a slice of times":    {`[null]`, new([]time.Time)},
		"null in an array of bytes":   {`[null,1]`, new([2]byte)},
		"null twice in a slice":       {`[nullnull]`, new([][]int)},
		"null and more in a slice":    {`[null]]`, new([][]int)},
		"null and a bracket":          {`[null[]]`, new([][]int)},
		"a zero byte after null":      {"[null\x00]", new([][]int)},
		"null in an array":            {`[1,null]`, new([2]int)},
		"null in an array of structs": {`[null]`, new([1]inner)},
		"null in a map":               {`{"a":null}`, new(map[string]string)},
		"null in a map of structs":    {`{"a":null}`, new(map[string]inner)},
		"null as a key":               {`{null:1}`, new(map[string]int)},
		"a short array":               {`[1]`, new([2]int)},
		"an element missing":          {`[{},]`, new([]inner)},
		"commas":                      {`[,]`, new([]inner)},
	} {
		t.Run(why, func(t *testing.T) { checkRefused(t, lacking, []byte(test.in), test.into) })
	}
}

// TestMissingNils reads null where encoding/json writes it for nil.
func TestMissingNils(t *testing.T) {
	for _, v := range []any{
		&[][]int{nil, {1}, nil},
		&[][]byte{nil, {1}},
		&[2][]string{nil, {"a"}},
		&[]map[string]int{nil, {"a": 1}},
		&map[string][]int{"a": nil, "b": {1}},
		&map[int16][]byte{1: nil, 2: {1}},
		&map[string]map[string]bool{"a": nil, "b": {"c": true}},
		&[][][]int{nil, {nil, {1}}},
		&[]*[]int{nil, {1}},
	} {
		in, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		back := reflect.New(reflect.TypeOf(v).Elem())
		if !lacking.decode(in, back.Interface()) || !reflect.DeepEqual(back.Interface(), v) {
			t.Errorf("%s is decoded as %v", in, back.Elem())
		}
		if _, pointers := v.(*[]*[]int); !pointers {
			checkRefused(t, inJSON, in, reflect.New(reflect.TypeOf(v).Elem()).Interface())
		}
	}
}

// TestMissingPointers: null in a slice or map of pointers is nil, as always.
func TestMissingPointers(t *testing.T) {
	var list []*inner
	if !lacking.decode([]byte(`[null,{},null]`), &list) || !reflect.DeepEqual(list, []*inner{nil, {}, nil}) {
		t.Errorf("decoded %v", list)
	}
	var m map[string]*int
	if !lacking.decode([]byte(`{"a":null}`), &m) || !reflect.DeepEqual(m, map[string]*int{"a": nil}) {
		t.Errorf("decoded %v", m)
	}
}

// TestMissingMethods: methods are not called for null, and a field keeps its value.
func TestMissingMethods(t *testing.T) {
	v := struct {
		Text   keeper `json:"text"`
		Number int    `json:"number"`
	}{keeper{[]byte("kept")}, 7}
	if !lacking.decode([]byte(`{"text":null,"number":null}`), &v) || string(v.Text.kept) != "kept" || v.Number != 7 {
		t.Errorf("decoded %+v", v)
	}
}

// TestMissingEnds: AllowMissing holds for one payload, and not after a failure.
func TestMissingEnds(t *testing.T) {
	var d jsonDecoder
	for _, first := range []string{`{}`, `{"x":1}`, `{`} {
		d.Reset([]byte(first))
		d.AllowMissing()
		read(&d, reflect.ValueOf(new(inner)).Elem())
		d.Reset([]byte(`{}`))
		if read(&d, reflect.ValueOf(new(inner)).Elem()); d.End() {
			t.Errorf("{} is accepted after %s", first)
		}
	}
	d.Reset([]byte(`{}`))
	d.AllowMissing()
	d.Fail()
	if read(&d, reflect.ValueOf(new(inner)).Elem()); d.End() {
		t.Error("{} is accepted after Fail")
	}
}

// TestMissingClaims: payloads that look like many elements are refused before memory is
// allocated for them.
func TestMissingClaims(t *testing.T) {
	var d lackingDecoder
	in := []byte("[" + strings.Repeat(",", 3000) + "]")
	decode := func() { d.Reset(in); decodeCube(&d.jsonDecoder, &d.Input, 9) }
	if got := bytesPerRun(decode); got > 4096 || !d.Failed() {
		t.Errorf("allocates %d bytes, failed is %v", got, d.Failed())
	}
	for in, want := range map[string]bool{"[{},{}]": true, "[1,2]": true, "[,]": false, "[1,]": false, "[]": true} {
		d.Reset([]byte(in))
		if s := d.Slice(9); (s.Len() == 2 || in == "[]") != want || d.Failed() == want {
			t.Errorf("%s has %d elements, failed is %v", in, s.Len(), d.Failed())
		}
	}
}

// TestMissingAllocations: null does not allocate.
func TestMissingAllocations(t *testing.T) {
	var v login
	d := new(codec.JSONDecoder)
	in := []byte(`{"uid":null,"email":null,"session":null}`)
	if got := testing.AllocsPerRun(100, func() {
		d.Reset(in)
		d.AllowMissing()
		if decodeLoginJSON(d, &v); !d.End() {
			t.Error("refused")
		}
	}); got != 0 {
		t.Errorf("allocates %v times", got)
	}
}
