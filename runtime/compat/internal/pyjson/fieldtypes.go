package pyjson

import (
	"cmp"
	"reflect"
	"strings"
	"sync"
	"unicode"
)

// knownFields holds the answers of fieldTypes, for each reflect.Type that was
// decoded into: types are a program's, not a token's, and so few.
var knownFields sync.Map

// fieldTypes returns the names under which encoding/json decodes the fields of
// the struct type t, with the fields' types: those of embedded structs too, where
// the shallowest of equal names hides the others, a tagged one those beside it,
// and of several that are left none is decoded.
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

// candidate is the field that stands for a name so far.
type candidate struct {
	typ             reflect.Type
	tagged, doubled bool
}

// survey looks at a struct and what it embeds, one level of depth at a time.
type survey struct {
	found   map[string]candidate
	visited map[reflect.Type]bool
}

// level adds the fields of structs that stand at one depth, each with how often
// it does, and returns the structs that these embed.
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
	if !isTagName(name) {
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

// target follows one unnamed pointer, as may be embedded.
func target(t reflect.Type) reflect.Type {
	if t.Name() == "" && t.Kind() == reflect.Pointer {
		return t.Elem()
	}
	return t
}

// isTagName says whether encoding/json takes a name from a tag. It ignores
// others, and uses the field's own.
func isTagName(s string) bool {
	return s != "" && strings.IndexFunc(s, func(c rune) bool {
		return !strings.ContainsRune("!#$%&()*+-./:;<=>?@[]^_{|}~ ", c) && !unicode.IsLetter(c) && !unicode.IsDigit(c)
	}) < 0
}
