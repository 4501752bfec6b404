package codec_test

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// codecVectors is codec.json: payloads, and the shapes of their types.
type codecVectors struct {
	Format string            `json:"format"`
	Origin string            `json:"origin"`
	Fields map[string]string `json:"fields"`
	Shapes []struct {
		Name   string        `json:"name"`
		Fields []vectorField `json:"fields"`
	} `json:"shapes"`
	Cases []codecVector `json:"cases"`
}

type codecVector struct {
	Name    string  `json:"name"`
	Reason  string  `json:"reason"`
	Shape   string  `json:"shape"`
	Codec   string  `json:"codec"`
	Expect  string  `json:"expect"`
	Payload *string `json:"payload"`
	Value   any     `json:"value"`
	Written *string `json:"written"`
}

// vectorType is a type of codec.json.
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

// opaqueText and opaqueBinary are types whose methods accept everything.
type (
	opaqueText   []byte
	opaqueBinary []byte
)

func (o opaqueText) MarshalText() ([]byte, error)         { return o, nil }
func (o *opaqueText) UnmarshalText(b []byte) error        { *o = b; return nil }
func (o opaqueBinary) MarshalBinary() ([]byte, error)     { return o, nil }
func (o *opaqueBinary) UnmarshalBinary(data []byte) error { *o = data; return nil }

// readCodecVectors reads codec.json in testdata/vectors, or in the folder that the
// environment variable TYPESEAL_VECTORS names.
func readCodecVectors(t *testing.T) (file codecVectors) {
	dir := os.Getenv("TYPESEAL_VECTORS")
	if dir == "" {
		dir = filepath.Join("..", "..", "testdata", "vectors")
	}
	data, err := os.ReadFile(filepath.Join(dir, "codec.json"))
	if errors.Is(err, os.ErrNotExist) {
		t.Skipf("%s contains no codec.json", dir)
	}
	if err != nil {
		t.Fatal(err)
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&file); err != nil {
		t.Fatal(err)
	}
	return file
}

// TestCodecVectors runs codec.json: a payload must be decoded to its value or be
// refused, and a value must be encoded to its payload or be refused.
func TestCodecVectors(t *testing.T) {
	file := readCodecVectors(t)
	shapes := make(map[string]reflect.Type)
	for _, s := range file.Shapes {
		shapes[s.Name] = structOf(s.Fields)
	}
	if len(file.Cases) < 400 {
		t.Fatalf("only %d cases", len(file.Cases))
	}
	byName := map[string]format{"msgpack": inMsgpack, "json": inJSON}
	for _, v := range file.Cases {
		shape, f := shapes[v.Shape], byName[v.Codec]
		if shape == nil || f.newDecoder == nil || v.Reason == "" {
			t.Fatalf("%s: unknown shape or codec, or no reason", v.Name)
		}
		t.Run(v.Name, func(t *testing.T) { v.run(t, f, shape) })
	}
}

func (v codecVector) run(t *testing.T, f format, shape reflect.Type) {
	switch v.Expect {
	case "ok":
		payload := fromHex(t, v.Payload)
		got, want := reflect.New(shape).Interface(), valueOf(shape, v.Value)
		if ok := f.decode(payload, got); !ok || !cmp.Equal(got, want, sameFloats, cmpopts.EquateEmpty()) {
			t.Errorf("%s: decoded %v (%v), want %v", v.Reason, got, ok, want)
		}
		if v.Written != nil {
			payload = fromHex(t, v.Written)
		}
		if out, err := f.encode(want); err != nil || !bytes.Equal(out, payload) {
			t.Errorf("%s: encoded %x (%v), want %x", v.Reason, out, err, payload)
		}
	case "payload":
		checkRefused(t, f, fromHex(t, v.Payload), reflect.New(shape).Interface())
	case "mint":
		if out, err := f.encode(valueOf(shape, v.Value)); err == nil {
			t.Errorf("%s: encoded %x", v.Reason, out)
		}
	default:
		t.Errorf("unknown expectation %q", v.Expect)
	}
}

// sameFloats compares floats by their bits, since a NaN is not equal to itself.
var sameFloats = cmp.Options{
	cmp.Comparer(func(a, b float32) bool { return math.Float32bits(a) == math.Float32bits(b) }),
	cmp.Comparer(func(a, b float64) bool { return math.Float64bits(a) == math.Float64bits(b) }),
}

func fromHex(t *testing.T, digits *string) []byte {
	t.Helper()
	if digits == nil {
		t.Fatal("the case has no payload")
	}
	return unhex(*digits)
}

// structOf returns the Go type of a struct.
func structOf(fields []vectorField) reflect.Type {
	var list []reflect.StructField
	for i, f := range fields {
		list = append(list, reflect.StructField{
			Name: fmt.Sprint("F", i),
			Type: f.Type.goType(),
			Tag:  reflect.StructTag(fmt.Sprintf("json:%q max:%q", f.Name, strconv.Itoa(f.Max))),
		})
	}
	return reflect.StructOf(list)
}

// goTypes are the Go types of kinds without parameters, and of those with bits.
var goTypes = map[string]reflect.Type{
	"bool": reflect.TypeFor[bool](), "string": reflect.TypeFor[string](), "time": reflect.TypeFor[time.Time](),
	"text": reflect.TypeFor[opaqueText](), "binary": reflect.TypeFor[opaqueBinary](),
	"int8": reflect.TypeFor[int8](), "int16": reflect.TypeFor[int16](), "int32": reflect.TypeFor[int32](),
	"int64": reflect.TypeFor[int64](), "uint8": reflect.TypeFor[uint8](), "uint16": reflect.TypeFor[uint16](),
	"uint32": reflect.TypeFor[uint32](), "uint64": reflect.TypeFor[uint64](),
	"float32": reflect.TypeFor[float32](), "float64": reflect.TypeFor[float64](),
}

func (t *vectorType) goType() reflect.Type {
	switch t.Kind {
	case "nullable":
		return reflect.PointerTo(t.Of.goType())
	case "struct":
		return structOf(t.Fields)
	case "map":
		return reflect.MapOf(t.Key.goType(), t.Of.goType())
	case "list":
		return reflect.SliceOf(t.Of.goType())
	case "array":
		return reflect.ArrayOf(*t.Length, t.Of.goType())
	case "bytes":
		if t.Length == nil {
			return reflect.TypeFor[[]byte]()
		}
		return reflect.ArrayOf(*t.Length, reflect.TypeFor[byte]())
	case "int", "uint", "float":
		return goTypes[t.Kind+strconv.Itoa(t.Bits)]
	}
	return goTypes[t.Kind]
}

// valueOf returns a pointer to the value of type t that x describes.
func valueOf(t reflect.Type, x any) any {
	v := reflect.New(t)
	set(v.Elem(), x)
	return v.Interface()
}

// set sets v to the value that x describes, in the notation of codec.json.
func set(v reflect.Value, x any) {
	switch p := v.Addr().Interface().(type) {
	case *time.Time:
		at := x.([]any)
		*p = time.Unix(must(strconv.ParseInt(at[0].(string), 10, 64)), int64(at[1].(float64))).UTC()
	case *float32:
		*p = math.Float32frombits(uint32(must(strconv.ParseUint(x.(string), 16, 32))))
	case *float64:
		*p = math.Float64frombits(must(strconv.ParseUint(x.(string), 16, 64)))
	case *opaqueText:
		*p = opaqueText(textOf(x))
	case *[]byte:
		*p = unhex(x.(string))
	case *opaqueBinary:
		*p = unhex(x.(string))
	default:
		setKind(v, x)
	}
}

func setKind(v reflect.Value, x any) {
	switch {
	case v.Kind() == reflect.Bool:
		v.SetBool(x.(bool))
	case v.CanInt():
		v.SetInt(must(strconv.ParseInt(x.(string), 10, v.Type().Bits())))
	case v.CanUint():
		v.SetUint(must(strconv.ParseUint(x.(string), 10, v.Type().Bits())))
	case v.Kind() == reflect.String:
		v.SetString(textOf(x))
	case v.Kind() == reflect.Pointer:
		if x != nil {
			v.Set(reflect.New(v.Type().Elem()))
			set(v.Elem(), x)
		}
	case v.Kind() == reflect.Struct:
		for i, name := range names(v.Type()) {
			set(v.Field(i), x.(map[string]any)[name])
		}
	case v.Kind() == reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		for _, entry := range x.([]any) {
			key, elem := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
			set(key, entry.([]any)[0])
			set(elem, entry.([]any)[1])
			v.SetMapIndex(key, elem)
		}
	case v.Kind() == reflect.Array && v.Type().Elem().Kind() == reflect.Uint8:
		copy(v.Bytes(), unhex(x.(string)))
	default:
		if list := x.([]any); v.Kind() == reflect.Slice {
			v.Set(reflect.MakeSlice(v.Type(), len(list), len(list)))
		}
		for i, elem := range x.([]any) {
			set(v.Index(i), elem)
		}
	}
}

// textOf returns the bytes of a text, which is an object with their hex digits if
// they are not UTF-8.
func textOf(x any) string {
	if object, ok := x.(map[string]any); ok {
		return string(unhex(object["utf8"].(string)))
	}
	return x.(string)
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// unhex decodes hex digits, between which there may be spaces.
func unhex(digits string) []byte { return must(hex.DecodeString(strings.ReplaceAll(digits, " ", ""))) }
