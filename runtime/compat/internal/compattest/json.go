package compattest

import (
	"bytes"
	"compress/zlib"
	"encoding/json"
	"io"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/typeseal/typeseal/runtime/compat/internal/pyjson"
)

// Inflated returns the text of a zlib stream and the bytes after the stream.
func Inflated(stream []byte) (text, rest []byte) {
	src := bytes.NewReader(stream)
	z, err := zlib.NewReader(src)
	if err != nil {
		return nil, nil
	}
	text, _ = io.ReadAll(z)
	rest, _ = io.ReadAll(src)
	return text, rest
}

// Words reports whether text has words that JSON does not have, such as NaN.
func Words(text []byte) bool { return text != nil && !json.Valid(text) }

// Doubled reports whether an object in text has two members with the same name.
func Doubled(text []byte) bool {
	return text != nil && doubledName(json.NewDecoder(bytes.NewReader(text)))
}

// Cased reports whether an object in text has two members whose names are equal except
// for case.
func Cased(text []byte) bool { return text != nil && Doubled(bytes.ToLower(bytes.ToUpper(text))) }

func doubledName(d *json.Decoder) bool {
	first, _ := d.Token()
	if first != json.Delim('{') && first != json.Delim('[') {
		return false
	}
	found, seen := false, map[any]bool{}
	for d.More() {
		if first == json.Delim('{') {
			name, _ := d.Token()
			found = found || seen[name]
			seen[name] = true
		}
		found = doubledName(d) || found
	}
	d.Token()
	return found
}

// Surrogate reports whether an escape in text is half of a surrogate pair. encoding/json
// replaces it by U+FFFD.
func Surrogate(text []byte) bool {
	var value any
	json.Unmarshal(text, &value)
	again, _ := json.Marshal(value)
	return !strings.Contains(strings.ToLower(string(text)), `\ufffd`) && bytes.ContainsRune(again, utf8.RuneError)
}

// Object returns an object, for package python.
func Object(names []string, values []any) any {
	o := pyjson.Object{}
	for i := range names {
		o = append(o, pyjson.Member{Name: names[i], Value: values[i]})
	}
	return o
}

// Value returns the Go value of JSON that Python wrote. Objects keep their order. Numbers
// are int64 or float64.
func Value(t *testing.T, raw json.RawMessage) any {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	return next(t, d)
}

func next(t *testing.T, d *json.Decoder) any {
	t.Helper()
	tok, err := d.Token()
	Check(t, err)
	switch tok := tok.(type) {
	case json.Delim:
		object, list := pyjson.Object{}, []any{}
		for d.More() {
			if tok == '[' {
				list = append(list, next(t, d))
				continue
			}
			name, _ := d.Token()
			object = append(object, pyjson.Member{Name: name.(string), Value: next(t, d)})
		}
		d.Token()
		if tok == '[' {
			return list
		}
		return object
	case json.Number:
		if i, err := tok.Int64(); err == nil && tok != "-0" {
			return i
		}
		if strings.ContainsAny(string(tok), ".eE") {
			f, _ := strconv.ParseFloat(string(tok), 64)
			return f
		}
	}
	return tok
}
