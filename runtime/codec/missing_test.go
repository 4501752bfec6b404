package codec_test

import (
	"encoding/json"
	"math/rand/v2"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

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
		"null in a slice of slices":   {`[null]`, new([][]int)},
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

// without returns JSON of v in which members of structs are missing or null at random, in
// any order, and sets their fields to zero.
func without(r *rand.Rand, v reflect.Value) string {
	switch {
	case v.Kind() == reflect.Struct && v.NumField() > 0 && v.Type().Field(0).Tag.Get("json") != "":
		return object(r, v)
	case v.Kind() == reflect.Pointer && !v.IsNil():
		return without(r, v.Elem())
	case v.Kind() == reflect.Slice && v.Type().Elem().Kind() == reflect.Struct:
		list := make([]string, v.Len())
		for i := range list {
			list[i] = without(r, v.Index(i))
		}
		return "[" + strings.Join(list, ",") + "]"
	case v.Kind() == reflect.Map && v.Type().Elem().Kind() == reflect.Struct:
		var list []string
		for it := v.MapRange(); it.Next(); {
			elem := reflect.New(v.Type().Elem()).Elem()
			elem.Set(it.Value())
			list = append(list, strconv.Quote(strconv.FormatInt(it.Key().Int(), 10))+":"+without(r, elem))
			v.SetMapIndex(it.Key(), elem)
		}
		return "{" + strings.Join(list, ",") + "}"
	}
	text, _ := inJSON.encode(v.Addr().Interface())
	return string(text)
}

func object(r *rand.Rand, v reflect.Value) string {
	var list []string
	for i, name := range names(v.Type()) {
		field := v.Field(i)
		switch r.IntN(3) {
		case 0:
			field.SetZero()
			continue
		case 1:
			field.SetZero()
			list = append(list, `"`+name+`":null`)
		default:
			list = append(list, `"`+name+`":`+without(r, field))
		}
	}
	if r.IntN(2) == 0 {
		r.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	}
	return "{" + strings.Join(list, ",") + "}"
}

// TestMissingAgainstJudge compares with encoding/json, in which all members may be missing.
func TestMissingAgainstJudge(t *testing.T) {
	r := random()
	for range samplesEach {
		v := randomSample(r)
		in := []byte(without(r, reflect.ValueOf(v).Elem()))
		var judged sample
		if err := json.Unmarshal(in, &judged); err != nil {
			t.Fatalf("encoding/json refuses %s: %v", in, err)
		}
		if diff := cmp.Diff(filled(&judged), filled(v)); diff != "" {
			t.Fatalf("encoding/json decodes another value of %s:\n%s", in, diff)
		}
		var back sample
		if !lacking.decode(in, &back) {
			t.Fatalf("refused %s", in)
		}
		if diff := cmp.Diff(filled(&back), filled(v)); diff != "" {
			t.Fatalf("decoded another value of %s:\n%s", in, diff)
		}
	}
}

func FuzzMissing(f *testing.F) {
	_, payloads := seeds()
	for _, p := range payloads {
		f.Add(p)
	}
	r := random()
	for range 4 {
		v := small()[1]
		f.Add([]byte(`{"sample":` + without(r, reflect.ValueOf(&v).Elem()) + `,"shade":null}`))
	}
	f.Fuzz(checkMissing)
}

// checkMissing decodes a payload. If it is accepted, encoding/json must decode it to the
// same value. If only AllowMissing makes the difference, a member is missing or null.
func checkMissing(t *testing.T, in []byte) {
	t.Helper()
	var v, strict, judged crate
	ok := lacking.decode(in, &v)
	checkWeight(t, &v.Sample, in)
	if inJSON.decode(in, &strict) && (!ok || !reflect.DeepEqual(strict, v)) {
		t.Fatalf("%s is decoded as %+v, or (%v) as %+v", in, strict, ok, v)
	}
	if !ok {
		return
	}
	if err := json.Unmarshal(in, &judged); err != nil {
		t.Fatalf("encoding/json refuses %s: %v", in, err)
	}
	if judged.Shade != v.Shade || !reflect.DeepEqual(filled(&judged.Sample), filled(&v.Sample)) {
		t.Fatalf("%s is decoded as %+v, by encoding/json as %+v", in, v, judged)
	}
}

// TestMissingBitFlip runs the check of FuzzMissing for payloads with one bit changed.
func TestMissingBitFlip(t *testing.T) {
	r := random()
	for range 8 {
		v := small()[1]
		b := []byte(`{"shade":null,"sample":` + without(r, reflect.ValueOf(&v).Elem()) + `}`)
		for i := range 8 * len(b) {
			b[i/8] ^= 1 << (i % 8)
			checkMissing(t, b)
			b[i/8] ^= 1 << (i % 8)
		}
	}
}
