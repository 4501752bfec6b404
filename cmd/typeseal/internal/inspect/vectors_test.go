package inspect

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/typeseal/typeseal/generator"
)

// vectorType is a type of codec.json.
type vectorType struct {
	Kind    string
	Bits    int
	Length  *int
	Of, Key *vectorType
	Fields  []vectorField
}

type vectorField struct {
	Name string
	Type vectorType
	Max  int64
}

// field returns a field as a lock describes it.
func (f vectorField) field() generator.Field {
	text, fields := f.Type.text()
	return generator.Field{Name: f.Name, Type: text, Max: f.Max, Fields: fields}
}

// text returns a type as a lock writes it, and the fields of the struct in it.
func (t *vectorType) text() (string, []generator.Field) {
	prefix := ""
	switch t.Kind {
	case "int", "uint", "float":
		return t.Kind + strconv.Itoa(t.Bits), nil
	case "bytes":
		if t.Length != nil {
			return fmt.Sprintf("[%d]byte", *t.Length), nil
		}
		return "[]byte", nil
	case "struct":
		return "struct", fieldsOfVector(t.Fields)
	case "nullable":
		prefix = "*"
	case "list":
		prefix = "[]"
	case "array":
		prefix = fmt.Sprintf("[%d]", *t.Length)
	case "map":
		key, _ := t.Key.text()
		prefix = "map[" + key + "]"
	default:
		return t.Kind, nil
	}
	text, fields := t.Of.text()
	return prefix + text, fields
}

func fieldsOfVector(list []vectorField) (fields []generator.Field) {
	for _, f := range list {
		fields = append(fields, f.field())
	}
	return fields
}

// vectorValue returns a value in the form of codec.json, of which entries of maps are
// sorted.
func vectorValue(v any, t *vectorType) any {
	if v == nil {
		return nil
	}
	switch v := v.(type) {
	case bool, string:
		return v
	case []byte:
		return hex.EncodeToString(v)
	case time.Time:
		return []any{strconv.FormatInt(v.Unix(), 10), float64(v.Nanosecond())}
	case float32:
		return fmt.Sprintf("%08x", math.Float32bits(v))
	case float64:
		return fmt.Sprintf("%016x", math.Float64bits(v))
	case int64, uint64:
		return fmt.Sprint(v)
	}
	if t.Kind == "nullable" {
		return vectorValue(v, t.Of)
	}
	list := []any{}
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			list = append(list, vectorValue(e, t.Of))
		}
	case object:
		if t.Kind == "struct" {
			fields := map[string]any{}
			for i, f := range t.Fields {
				fields[f.Name] = vectorValue(v[i].value, &f.Type)
			}
			return fields
		}
		for _, e := range v {
			list = append(list, []any{e.name, vectorValue(e.value, t.Of)})
		}
		sortEntries(list)
	}
	return list
}

func sortEntries(list []any) {
	slices.SortFunc(list, func(a, b any) int {
		return slices.Compare([]byte(fmt.Sprint(a)), []byte(fmt.Sprint(b)))
	})
}

// sortMaps sorts the entries of the maps in a value of codec.json.
func sortMaps(v any, t *vectorType) any {
	switch v := v.(type) {
	case map[string]any:
		for i := range t.Fields {
			v[t.Fields[i].Name] = sortMaps(v[t.Fields[i].Name], &t.Fields[i].Type)
		}
	case []any:
		switch t.Kind {
		case "nullable":
			return sortMaps(v, t.Of)
		case "map":
			for _, e := range v {
				e.([]any)[1] = sortMaps(e.([]any)[1], t.Of)
			}
			sortEntries(v)
		case "list", "array":
			for i := range v {
				v[i] = sortMaps(v[i], t.Of)
			}
		}
	}
	return v
}

func readVectors(t *testing.T, name string, into any) {
	dir := os.Getenv("TYPESEAL_VECTORS")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "..", "testdata", "vectors")
	}
	text, err := os.ReadFile(filepath.Join(dir, name))
	if errors.Is(err, os.ErrNotExist) {
		t.Skip(err)
	}
	check(t, err)
	check(t, json.Unmarshal(text, into))
}

// TestCodecVectors: inspect reads what an independent implementation of CODEC.md reads, and
// refuses what it refuses.
func TestCodecVectors(t *testing.T) {
	var file struct {
		Shapes []struct {
			Name   string
			Fields []vectorField
		}
		Cases []struct {
			Name, Shape, Codec, Expect, Payload string
			Value                               any
		}
	}
	readVectors(t, "codec.json", &file)
	shapes := map[string]vectorType{}
	for _, s := range file.Shapes {
		shapes[s.Name] = vectorType{Kind: "struct", Fields: s.Fields}
	}
	tried := map[string]int{}
	for _, c := range file.Cases {
		if c.Expect == "mint" {
			continue
		}
		shape, ok := shapes[c.Shape]
		payload, err := hex.DecodeString(c.Payload)
		if err != nil || !ok {
			t.Fatal(c.Name, err)
		}
		values, ok := fieldsOf(payload, c.Codec, fieldsOfVector(shape.Fields))
		tried[c.Expect]++
		if ok != (c.Expect == "ok") {
			t.Errorf("%s: %t", c.Name, ok)
		} else if ok {
			got, want := vectorValue(values, &shape), sortMaps(c.Value, &shape)
			if !reflect.DeepEqual(got, want) && !isNaN(got) {
				t.Errorf("%s: %v, want %v", c.Name, got, want)
			}
		}
	}
	if slices.Min(slices.Collect(maps.Values(tried))) < 400 || len(tried) != 2 {
		t.Errorf("only %v were tried", tried)
	}
}

// isNaN reports whether a struct has the text that inspect shows for floats that JSON does
// not have.
func isNaN(v any) bool {
	fields, _ := v.(map[string]any)
	return fields["v"] == "NaN" || fields["v"] == "+Inf" || fields["v"] == "-Inf"
}

// TestDeflateVectors: inspect unpacks what an independent implementation of FORMAT.md
// section 3 unpacks, and refuses what it refuses.
func TestDeflateVectors(t *testing.T) {
	var file struct {
		Cases []struct {
			Name, Packed, Expect, Text string
			MaxSize                    int   `json:"max_size"`
			TextOf                     []any `json:"text_of"`
		}
	}
	readVectors(t, "deflate.json", &file)
	tried := 0
	for _, c := range file.Cases {
		if c.Expect == "mint" || c.Packed == "" && c.Expect == "ok" {
			continue
		}
		packed, err := hex.DecodeString(c.Packed)
		check(t, err)
		tried++
		text, ok := unpacked(packed, true, c.MaxSize)
		if ok != (c.Expect == "ok") || ok && c.TextOf == nil && hex.EncodeToString(text) != c.Text {
			t.Errorf("%s: %t, %.100x", c.Name, ok, text)
		}
	}
	if tried < 100 {
		t.Errorf("only %d were tried", tried)
	}
}
