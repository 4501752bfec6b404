package pyjson

import (
	"cmp"
	"reflect"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// structure holds the information in the tags of a struct type.
type structure struct {
	fields  []field
	refused string // why no value of the type can be written, or empty
}

// field is one that is written.
type field struct {
	index     int
	name      string
	quoted    []byte // the name as it is written
	omitEmpty bool
	omitZero  bool
	twin      bool // another has the same name
}

// structures holds the structure of each reflect.Type that was written. It stays small,
// because types come from the program and not from tokens.
var structures sync.Map

func (w *writer) structure(rv reflect.Value, depth int) {
	known, ok := structures.Load(rv.Type())
	if !ok {
		known, _ = structures.LoadOrStore(rv.Type(), newStructure(rv.Type()))
	}
	s := known.(*structure)
	if s.refused != "" {
		w.fail(s.refused)
		return
	}
	w.buf = append(w.buf, '{')
	w.fields(s.fields, rv, depth)
	w.buf = append(w.buf, '}')
}

func (w *writer) fields(fields []field, rv reflect.Value, depth int) {
	separator := ""
	var twins []string
	for i := range fields {
		f, value := &fields[i], rv.Field(fields[i].index)
		if f.left(value) {
			continue
		}
		if f.twin {
			if slices.Contains(twins, f.name) {
				w.fail("an object has one name twice")
			}
			twins = append(twins, f.name)
		}
		w.buf = append(append(append(w.buf, separator...), f.quoted...), w.Colon...)
		w.value(value, depth+1)
		separator = w.Comma
	}
}

func newStructure(t reflect.Type) *structure {
	s := &structure{}
	for i := range t.NumField() {
		f := t.Field(i)
		if (f.IsExported() || f.Anonymous) && f.Tag.Get("json") != "-" {
			s.add(i, f)
		}
	}
	return s
}

func (s *structure) add(index int, f reflect.StructField) {
	name, rest, _ := strings.Cut(f.Tag.Get("json"), ",")
	name = cmp.Or(name, f.Name)
	options := strings.Split(rest, ",")
	if f.Anonymous || slices.Contains(options, "string") {
		s.refuse("a struct has an embedded field, or the string option in a json tag")
	}
	if !utf8.ValidString(name) {
		s.refuse("a text is not UTF-8")
	}
	twin := false
	for i := range s.fields {
		if s.fields[i].name == name {
			s.fields[i].twin, twin = true, true
		}
	}
	s.fields = append(s.fields, field{
		index: index, name: name, quoted: appendString(nil, name), twin: twin,
		omitEmpty: slices.Contains(options, "omitempty"), omitZero: slices.Contains(options, "omitzero"),
	})
}

// refuse records a reason, unless there is one.
func (s *structure) refuse(text string) { s.refused = cmp.Or(s.refused, text) }

// left reports whether omitempty or omitzero leaves the field out.
func (f *field) left(v reflect.Value) bool {
	if f.omitEmpty {
		switch v.Kind() {
		case reflect.Slice, reflect.Map, reflect.String, reflect.Array:
			return v.Len() == 0
		case reflect.Struct:
		default:
			return v.IsZero()
		}
	}
	if !f.omitZero {
		return false
	}
	if z, ok := v.Interface().(interface{ IsZero() bool }); ok {
		return z.IsZero()
	}
	return v.IsZero()
}
