package mint

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/typeseal/typeseal/generator"
	"github.com/typeseal/typeseal/runtime/codec"
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
		return "struct", fieldsOf(t.Fields)
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

func fieldsOf(list []vectorField) (fields []generator.Field) {
	for _, f := range list {
		text, inner := f.Type.text()
		fields = append(fields, generator.Field{Name: f.Name, Type: text, Max: f.Max, Fields: inner})
	}
	return fields
}

// input returns a value of codec.json as a person writes it. It reports false if JSON cannot
// have it.
func (t *vectorType) input(v any) (text string, ok bool) {
	switch {
	case v == nil:
		return "null", true
	case t.Kind == "nullable":
		return t.Of.input(v)
	}
	switch v := v.(type) {
	case bool:
		return strconv.FormatBool(v), true
	case string:
		return t.inputText(v)
	case map[string]any:
		if t.Kind != "struct" {
			return "", false // a text that is not UTF-8
		}
		for _, f := range t.Fields {
			one, ok := f.Type.input(v[f.Name])
			if !ok {
				return "", false
			}
			text += "," + quote(f.Name) + ":" + one
		}
		return "{" + text[min(1, len(text)):] + "}", true
	case []any:
		return t.inputList(v)
	}
	return "", false
}

func (t *vectorType) inputText(v string) (string, bool) {
	switch t.Kind {
	case "bytes", "binary", "custom":
		b, err := hex.DecodeString(v)
		return quote(base64.StdEncoding.EncodeToString(b)), err == nil
	case "int", "uint":
		return v, true
	case "float":
		bits, err := strconv.ParseUint(v, 16, 64)
		f := math.Float64frombits(bits)
		if t.Bits == 32 {
			f = float64(math.Float32frombits(uint32(bits)))
		}
		text := strconv.FormatFloat(f, 'g', -1, t.Bits)
		if math.IsNaN(f) || math.IsInf(f, 0) {
			text = quote(text)
		}
		return text, err == nil
	}
	return quote(v), true
}

func (t *vectorType) inputList(v []any) (text string, ok bool) {
	if t.Kind == "time" {
		seconds, err := strconv.ParseInt(v[0].(string), 10, 64)
		at := time.Unix(seconds, int64(v[1].(float64))).UTC()
		return quote(at.Format(time.RFC3339Nano)), err == nil
	}
	for _, e := range v {
		key, value := "", e
		if t.Kind == "map" {
			pair := e.([]any)
			name, isText := pair[0].(string)
			if !isText {
				return "", false
			}
			key, value = quote(name)+":", pair[1]
		}
		one, ok := t.Of.input(value)
		if !ok {
			return "", false
		}
		text += "," + key + one
	}
	text = text[min(1, len(text)):]
	if t.Kind == "map" {
		return "{" + text + "}", true
	}
	return "[" + text + "]", true
}

func quote(text string) string {
	b, _ := json.Marshal(text)
	return string(b)
}

// encoded returns the payload for JSON.
func encoded(text, codecName string, fields []generator.Field) ([]byte, error) {
	p := &payload{json: codecName == "json", near: func(string, []string) string { return "" }}
	values := p.read(text, fields)
	if p.Faults != nil {
		return nil, p.Faults
	}
	if p.json {
		var e codec.JSONEncoder
		write(jsonEncoder{&e}, values, "struct", fields)
		return e.Take()
	}
	var e codec.MsgpackEncoder
	write(msgpackEncoder{&e}, values, "struct", fields)
	return e.Take()
}

// TestCodecVectors: mint writes what an independent implementation of CODEC.md writes, and
// refuses what it refuses.
func TestCodecVectors(t *testing.T) {
	dir := os.Getenv("TYPESEAL_VECTORS")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "..", "testdata", "vectors")
	}
	text, err := os.ReadFile(filepath.Join(dir, "codec.json"))
	if errors.Is(err, os.ErrNotExist) {
		t.Skip(err)
	}
	check(t, err)
	var file struct {
		Shapes []struct {
			Name   string
			Fields []vectorField
		}
		Cases []struct {
			Name, Shape, Codec, Expect, Payload, Written string
			Value                                        any
		}
	}
	check(t, json.Unmarshal(text, &file))
	shapes := map[string]*vectorType{}
	for _, s := range file.Shapes {
		shapes[s.Name] = &vectorType{Kind: "struct", Fields: s.Fields}
	}
	tried := map[string]int{}
	for _, c := range file.Cases {
		if c.Expect == "payload" {
			continue
		}
		shape := shapes[c.Shape]
		input, ok := shape.input(c.Value)
		if !ok {
			tried["no JSON"]++
			continue
		}
		tried[c.Expect]++
		want := c.Written
		if want == "" {
			want = c.Payload
		}
		got, err := encoded(input, c.Codec, fieldsOf(shape.Fields))
		if (err == nil) != (c.Expect == "ok") {
			t.Errorf("%s: %s: %v", c.Name, input, err)
		} else if err == nil && hex.EncodeToString(got) != want && !sameNaN(input) {
			t.Errorf("%s: %s is written as\n%x, want\n%s", c.Name, input, got, want)
		}
	}
	t.Log(tried)
	if tried["ok"] < 400 || tried["mint"] < 20 {
		t.Errorf("only %v were tried", tried)
	}
}

// sameNaN reports whether a payload has a NaN, whose bits JSON does not say.
func sameNaN(input string) bool { return input == `{"v":"NaN"}` }

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
