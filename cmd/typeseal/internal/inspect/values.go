package inspect

import (
	"encoding/hex"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// payload shows the fields of the payload, under each type that the token can have, or
// else the payload as it is.
func (t *table) payload(from string, f *Token) {
	var read []*typeFacts
	for _, typ := range f.Types {
		if typ.Fields != nil && typ.Possible && (!f.Authentic || typ.authentic()) {
			read = append(read, typ)
		}
	}
	if len(read) == 0 {
		t.untyped(from, f)
	}
	for _, typ := range read {
		if len(read) > 1 {
			t.add(from, "payload", "as %s", typ.Type)
		}
		t.fields(from, typ.Fields)
	}
}

// untyped shows a payload whose type is not known.
func (t *table) untyped(from string, f *Token) {
	switch p := f.Payload; {
	case f.Claims.Kind == "sealed":
		t.add(from, "payload", "sealed")
	case p == nil: // the token is not whole
	case len(p.Raw) > 0:
		t.add(from, "payload", "%s", bytesText(p.Raw))
	case p.Encoding == "unknown":
		t.add(from, "payload", "empty")
	default:
		t.add(from, "payload", "%s: %s", p.Encoding, jsonText(p.Value))
	}
}

// fields shows the fields of a payload.
func (t *table) fields(from string, list []fieldFacts) {
	for _, field := range list {
		t.value(from, fieldName(field.Name), field.Value)
	}
	if len(list) == 0 {
		t.add(from, "payload", "no fields")
	}
}

// value shows a value. Each field of a struct has a row.
func (t *table) value(from, name string, v any) {
	if fields, ok := v.(object); ok && len(fields) > 0 {
		for _, f := range fields {
			t.value(from, name+"."+fieldName(f.name), f.value)
		}
		return
	}
	switch v := v.(type) {
	case []byte:
		t.add(from, name, "%s", bytesText(v))
	case time.Time:
		t.add(from, name, "%s", v.UTC().Format(time.RFC3339Nano))
	default:
		t.add(from, name, "%s", jsonText(v))
	}
}

// fieldName returns a name as it is, or quoted if it is not a plain word.
func fieldName(name string) string {
	odd := func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '_' && r != '-' }
	if name == "" || strings.ContainsFunc(name, odd) {
		return strconv.Quote(name)
	}
	return name
}

func jsonText(v any) string {
	text, err := marshal(v)
	if err != nil {
		return "cannot be shown"
	}
	return string(text)
}

// bytesText shows bytes in hexadecimal, and as text if they look like one.
func bytesText(b []byte) string {
	text := "hex " + hex.EncodeToString(b)
	odd := func(r rune) bool { return !unicode.IsPrint(r) }
	if len(b) > 0 && utf8.Valid(b) && !strings.ContainsFunc(string(b), odd) {
		text += " (" + strconv.Quote(string(b)) + ")"
	}
	return text
}
