package codec_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// without returns JSON of v in which members of structs are missing or null at random, in
// any order, and sets their fields to zero. Some nil slices are null.
func without(r *rand.Rand, v reflect.Value) string {
	switch {
	case v.Kind() == reflect.Struct && v.NumField() > 0 && v.Type().Field(0).Tag.Get("json") != "":
		return object(r, v)
	case v.Kind() == reflect.Pointer && !v.IsNil():
		return without(r, v.Elem())
	case v.Kind() == reflect.Slice && v.IsNil() && r.IntN(2) == 0:
		return "null"
	case v.Kind() == reflect.Slice && composed(v.Type().Elem()):
		list := make([]string, v.Len())
		for i := range list {
			list[i] = without(r, v.Index(i))
		}
		return "[" + strings.Join(list, ",") + "]"
	case v.Kind() == reflect.Map && composed(v.Type().Elem()):
		var list []string
		for it := v.MapRange(); it.Next(); {
			elem := reflect.New(v.Type().Elem()).Elem()
			elem.Set(it.Value())
			list = append(list, strconv.Quote(fmt.Sprint(it.Key()))+":"+without(r, elem))
			v.SetMapIndex(it.Key(), elem)
		}
		return "{" + strings.Join(list, ",") + "}"
	}
	text, _ := inJSON.encode(v.Addr().Interface())
	return string(text)
}

// composed reports whether a part of values of a type may be missing or null.
func composed(t reflect.Type) bool { return t.Kind() == reflect.Struct || t.Kind() == reflect.Slice }

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
