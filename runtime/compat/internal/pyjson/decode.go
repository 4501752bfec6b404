package pyjson

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/compat/internal/fault"
)

// Decode decodes a text that [Respell] accepted into *v, with encoding/json. Numbers
// become json.Number if v does not specify their type. Decode refuses names that no
// struct of v has exactly, an array of another length than Go's, and two spellings of one
// key of a map. The error is typeseal.ErrPayload, or matches typeseal.ErrConfig if v is
// not a pointer. If Decode fails, *v does not change: encoding/json decodes into a new
// value, because it stops in the middle if it fails.
func Decode(f fault.Format, text []byte, v any) error {
	target := reflect.ValueOf(v)
	if target.Kind() != reflect.Pointer || target.IsNil() {
		return f.Config("the target is not a pointer, or is nil")
	}
	m := matcher{reader{Input: Cased, Style: Style{Comma: ",", Colon: ":"}, src: text}}
	if m.match(target.Type()); m.failed {
		return typeseal.ErrPayload
	}
	fresh := reflect.New(target.Type().Elem())
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	d.DisallowUnknownFields()
	if d.Decode(fresh.Interface()) != nil {
		return typeseal.ErrPayload
	}
	target.Elem().Set(fresh.Elem())
	return nil
}

// Squeeze appends src without the white space that JSON allows. It accepts every text and
// does not check the rest, but a text that is not JSON does not become JSON. Use it for
// texts that a strict decoder reads next, and [Respell] for all others.
func Squeeze(dst, src []byte) (_ []byte, ok bool) {
	kept := 0 // dst has src up to here
	for i := 0; i < len(src); i++ {
		switch {
		case src[i] == '"':
			i = closingQuote(src, i+1)
		case isSpace(src[i]):
			end := i
			for end < len(src) && isSpace(src[end]) {
				end++
			}
			if i == 0 || end == len(src) ||
				strings.IndexByte(",:[{", src[i-1]) >= 0 || strings.IndexByte(",:]}", src[end]) >= 0 {
				dst = append(dst, src[kept:i]...)
				kept = end
			}
			i = end - 1
		}
	}
	return append(dst, src[kept:]...), true
}

// closingQuote returns the index of the quote that ends the string around i, or
// len(src) or more if there is none.
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
