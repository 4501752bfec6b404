package pyjson

import (
	"bytes"
	"encoding/json"
	"errors"
	"reflect"
	"strings"
)

// The errors of [Decode]. They name neither text nor type.
var (
	ErrTarget = errors.New("no pointer to decode into")
	ErrText   = errors.New("text that the type does not take")
)

// Decode decodes a text that [Respell] took into what v points to, with
// encoding/json: numbers become json.Number where v leaves the type open. Names
// that v's structs do not have to the letter are refused, and so are an array of
// another length than Go's, and two spellings of one key of a map. It fills a
// fresh value first, for encoding/json leaves half of one behind when it fails.
func Decode(text []byte, v any) error {
	target := reflect.ValueOf(v)
	if target.Kind() != reflect.Pointer || target.IsNil() {
		return ErrTarget
	}
	if !matches(text, target.Type()) {
		return ErrText
	}
	fresh := reflect.New(target.Type().Elem())
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	d.DisallowUnknownFields()
	if d.Decode(fresh.Interface()) != nil {
		return ErrText
	}
	target.Elem().Set(fresh.Elem())
	return nil
}

// Squeeze appends src without the white space that JSON allows, and looks at
// nothing else: what is no JSON does not become it. It is for texts that go on
// to a strict decoder; all others use [Respell].
func Squeeze(dst, src []byte) []byte {
	kept := 0 // dst stands for src up to here
	for i := 0; i < len(src); i++ {
		switch {
		case src[i] == '"':
			i = closingQuote(src, i+1)
		case isSpace(src[i]):
			end := i
			for end < len(src) && isSpace(src[end]) {
				end++
			}
			if i == 0 || end == len(src) || strings.IndexByte(",:[{", src[i-1]) >= 0 || strings.IndexByte(",:]}", src[end]) >= 0 {
				dst = append(dst, src[kept:i]...)
				kept = end
			}
			i = end - 1
		}
	}
	return append(dst, src[kept:]...)
}

// closingQuote returns where the string that i stands in ends, len(src) or more
// if it does not.
func closingQuote(src []byte, i int) int {
	for ; i < len(src); i++ {
		if i += plain(src[i:]); i == len(src) || src[i] == '"' {
			return i
		}
		if src[i] == '\\' {
			i++
		}
	}
	return i
}
