package pyjson

import (
	"cmp"
	"reflect"
	"strings"
	"sync"
	"unicode"
)

// knownFields holds the results of fieldTypes for each reflect.Type that was a target. It
// stays small, because types come from the program and not from tokens.
var knownFields sync.Map

// fieldTypes returns the names under which encoding/json decodes the fields of
// the struct type t, and the types of these fields. The fields of embedded structs
// are among them. Of several fields with one name, encoding/json decodes the one at
// the least depth, or the one with a tag among those at this depth, or none.
func fieldTypes(t reflect.Type) map[string]reflect.Type {
	if known, ok := knownFields.Load(t); ok {
		return known.(map[string]reflect.Type)
	}
	s := &survey{found: map[string]candidate{}, visited: map[reflect.Type]bool{}}
	for level := map[reflect.Type]int{t: 1}; len(level) > 0; {
		level = s.level(level)
	}
	types := map[string]reflect.Type{}
	for name, c := range s.found {
		if !c.doubled {
			types[name] = c.typ
		}
	}
	knownFields.Store(t, types)
	return types
}

// candidate is the field for a name, as far as the search has found.
type candidate struct {
	typ             reflect.Type
	tagged, doubled bool
}

// survey finds the fields of a struct and of the structs that it embeds, one depth after
// another.
type survey struct {
	found   map[string]candidate
	visited map[reflect.Type]bool
}

// level adds the fields of the structs at one depth. The map counts how often each struct
// occurs at this depth. level returns the structs that these embed.
func (s *survey) level(structs map[reflect.Type]int) map[reflect.Type]int {
	fields, next := map[string]candidate{}, map[reflect.Type]int{}
	for t, n := range structs {
		if s.visited[t] {
			continue
		}
		s.visited[t] = true
		for i := range t.NumField() {
			addField(fields, next, t.Field(i), n > 1)
		}
	}
	for name, c := range fields {
		if _, hidden := s.found[name]; !hidden {
			s.found[name] = c
		}
	}
	return next
}

func addField(fields map[string]candidate, next map[reflect.Type]int, f reflect.StructField, doubled bool) {
	tag := f.Tag.Get("json")
	if tag == "-" || !f.IsExported() && !(f.Anonymous && target(f.Type).Kind() == reflect.Struct) {
		return
	}
	name, _, _ := strings.Cut(tag, ",")
	if strings.ContainsFunc(name, notInNames) {
		name = ""
	}
	if t := target(f.Type); name == "" && f.Anonymous && t.Kind() == reflect.Struct {
		next[t]++
		return
	}
	c := candidate{f.Type, name != "", doubled}
	name = cmp.Or(name, f.Name)
	other, ok := fields[name]
	switch {
	case !ok || c.tagged && !other.tagged:
		fields[name] = c
	case c.tagged == other.tagged:
		other.doubled = true
		fields[name] = other
	}
}

// target returns the type that an unnamed pointer type points to. Such a pointer can be
// embedded.
func target(t reflect.Type) reflect.Type {
	if t.Name() == "" && t.Kind() == reflect.Pointer {
		return t.Elem()
	}
	return t
}

// notInNames are the characters for which encoding/json ignores the name of a tag.
var notInNames = func(c rune) bool {
	return !strings.ContainsRune("!#$%&()*+-./:;<=>?@[]^_{|}~ ", c) && !unicode.IsLetter(c) && !unicode.IsDigit(c)
}
