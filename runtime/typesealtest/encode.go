package typesealtest

import (
	"cmp"
	"encoding"
	"errors"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/typeseal/typeseal/runtime/codec"
)

// A writer encodes payloads by reflection.
type writer struct {
	in      codecName
	msgpack codec.MsgpackEncoder
	json    codec.JSONEncoder
	fields  []string // in the codec of fields
	err     error    // in the codec of fields

	// instead, if it is set, writes a fault in place of a field of the payload, or returns
	// false.
	instead func(w *writer, f field) bool

	// without, if it is set, reports whether JSON has no member for a field.
	without func(f field) bool

	// custom writes a value that has methods for msgpack. back is a new value of its type.
	custom func(e *codec.MsgpackEncoder, v, back any)
}

// encode returns a payload, or its fields. v must be addressable.
func (w writer) encode(v reflect.Value, s *shape) (payload []byte, fields []string, err error) {
	w.msgpack.Reset(nil)
	w.json.Reset(nil)
	w.fields, w.err = nil, nil
	w.value(v, s, 0)
	switch w.in {
	case inMsgpack:
		return w.msgpack.Output.Bytes(), nil, w.msgpack.Err()
	case inJSON:
		return w.json.Output.Bytes(), nil, w.json.Err()
	}
	return nil, w.fields, w.err
}

// scalars are the methods that the encoders share.
type scalars interface {
	Bool(bool)
	Int(int64)
	Uint(uint64)
	Float32(float32)
	Float64(float64)
	String(string)
	Bytes([]byte)
	Time(time.Time)
	Nil()
	Text(encoding.TextMarshaler, codec.TextValue)
	Binary(encoding.BinaryMarshaler, codec.BinaryValue)
	Max(n, max int)
}

func (w *writer) scalars() scalars {
	if w.in == inJSON {
		return &w.json
	}
	return &w.msgpack
}

// value writes a value. max is the bound of its field, or 0.
func (w *writer) value(v reflect.Value, s *shape, max int) {
	if w.in == inFields && s.kind != structure {
		w.field(v, s, max)
		return
	}
	e := w.scalars()
	bound := func(n int) {
		if max > 0 {
			e.Max(n, max)
		}
	}
	switch s.kind {
	case boolean:
		e.Bool(v.Bool())
	case integer:
		e.Int(v.Int())
	case unsigned:
		e.Uint(v.Uint())
	case float:
		if v.Kind() == reflect.Float32 {
			e.Float32(float32(v.Float()))
			return
		}
		e.Float64(v.Float())
	case text:
		bound(v.Len())
		e.String(v.String())
	case bytes:
		bound(v.Len())
		e.Bytes(bytesOf(v))
	case moment:
		e.Time(v.Convert(timeType).Interface().(time.Time))
	case ownText:
		e.Text(v.Addr().Interface().(textValue), reflect.New(s.typ).Interface().(textValue))
	case ownBinary:
		e.Binary(v.Addr().Interface().(binaryValue), reflect.New(s.typ).Interface().(binaryValue))
	case pointer:
		if v.IsNil() {
			e.Nil()
			return
		}
		w.value(v.Elem(), s.elem, max)
	case list, mapping:
		bound(v.Len())
		fallthrough
	default:
		if w.in == inJSON {
			w.valueJSON(v, s)
			return
		}
		w.valueMsgpack(v, s)
	}
}

func (w *writer) valueMsgpack(v reflect.Value, s *shape) {
	e := &w.msgpack
	switch s.kind {
	case byteArray:
		e.Bytes(bytesOf(v))
	case ownMsgpack:
		if w.custom == nil {
			e.Fail(errors.New("typesealtest: Custom is missing"))
			return
		}
		w.custom(e, v.Addr().Interface(), reflect.New(s.typ).Interface())
	case list, array:
		e.Array(v.Len())
		for i := range v.Len() {
			w.value(v.Index(i), s.elem, 0)
		}
	case mapping:
		e.Map(v.Len())
		for _, key := range sortedKeys(v, s.key) {
			w.value(key, s.key, 0)
			w.value(addressable(v.MapIndex(key)), s.elem, 0)
		}
	case structure:
		fields := s.sent()
		e.Array(len(fields))
		for _, f := range fields {
			w.structField(v, f)
		}
	}
}

func (w *writer) structField(v reflect.Value, f field) {
	if w.instead == nil || !w.instead(w, f) {
		w.value(v.FieldByIndex(f.index), f.shape, f.max)
	}
}

func (w *writer) valueJSON(v reflect.Value, s *shape) {
	e := &w.json
	switch s.kind {
	case byteArray:
		e.ByteArray(bytesOf(v))
	case list, array:
		e.OpenArray()
		for i := range v.Len() {
			e.Elem(i)
			w.value(v.Index(i), s.elem, 0)
		}
		e.CloseArray()
	case mapping:
		keys := sortedKeys(v, s.key)
		if s.key.kind != text { // in the order of their digits
			slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(digits(a), digits(b)) })
		}
		e.OpenObject()
		for i, key := range keys {
			if s.key.kind == text {
				e.Key(i, key.String())
			} else {
				e.Key(i, digits(key))
			}
			w.value(addressable(v.MapIndex(key)), s.elem, 0)
		}
		e.CloseObject()
	case structure:
		before := "{"
		for _, f := range s.sent() {
			if w.without != nil && w.without(f) {
				continue
			}
			e.Raw(before + `"` + f.wire + `":`)
			w.structField(v, f)
			before = ","
		}
		if before == "{" {
			e.Raw("{")
		}
		e.Raw("}")
	}
}

// field writes a field of a token that is a list of texts.
func (w *writer) field(v reflect.Value, s *shape, max int) {
	var field string
	switch s.kind {
	case ownText:
		back := reflect.New(s.typ).Interface().(textValue)
		field = string(w.msgpack.MarshalText(v.Addr().Interface().(textValue), back))
		w.err = errors.Join(w.err, w.msgpack.Err())
	case text:
		field = v.String()
	default:
		field = digits(v)
	}
	if max > 0 && len(field) > max {
		w.err = codec.ErrTooLarge
	}
	if !allIn(field, fieldLetters) {
		w.err = errors.New("typesealtest: the field has a character that the format does not allow")
	}
	w.fields = append(w.fields, field)
}

// fieldLetters are the characters of a field in a list of texts.
const fieldLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

func allIn(s, letters string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return !strings.ContainsRune(letters, r) })
}

// digits writes an integer in decimal.
func digits(v reflect.Value) string {
	if v.CanInt() {
		return strconv.FormatInt(v.Int(), 10)
	}
	return strconv.FormatUint(v.Uint(), 10)
}

// sortedKeys returns the keys of a map in the order of msgpack.
func sortedKeys(m reflect.Value, key *shape) []reflect.Value {
	keys := m.MapKeys()
	slices.SortFunc(keys, func(a, b reflect.Value) int {
		switch key.kind {
		case text:
			return strings.Compare(a.String(), b.String())
		case integer:
			return cmp.Compare(a.Int(), b.Int())
		}
		return cmp.Compare(a.Uint(), b.Uint())
	})
	return keys
}

// bytesOf returns the bytes of a slice or array whose elements may have another name.
func bytesOf(v reflect.Value) []byte {
	b := make([]byte, v.Len())
	for i := range b {
		b[i] = byte(v.Index(i).Uint())
	}
	return b
}

// addressable returns a copy of v that has an address, so that methods of the pointer can
// be called.
func addressable(v reflect.Value) reflect.Value {
	p := reflect.New(v.Type()).Elem()
	p.Set(v)
	return p
}

// stateText returns the state fields of a payload as the texts that a token is bound to.
func stateText(v reflect.Value, s *shape) (list []string) {
	for _, f := range s.states() {
		switch v := v.FieldByIndex(f.index); f.kind {
		case boolean:
			list = append(list, strconv.FormatBool(v.Bool()))
		case text:
			list = append(list, v.String())
		case bytes:
			list = append(list, string(bytesOf(v)))
		case moment:
			list = append(list, v.Convert(timeType).Interface().(time.Time).UTC().Format(time.RFC3339Nano))
		default:
			list = append(list, digits(v))
		}
	}
	return list
}
