package model

import (
	"fmt"
	"go/types"
	"slices"

	"github.com/typeseal/typeseal/generator/internal/spell"
)

// names are the names of a payload's fields, in Go and in tokens.
type names struct {
	readings map[string]nameOf // by reading; an ASCII name has precedence
	foreign  []nameOf          // those that are not ASCII
}

// A nameOf is one name of a field, with the path to the field.
type nameOf struct {
	name  string
	field *types.Var
	trail []*types.Var
}

// called records the names of the current field for lookAlikes.
func (b *builder) called(list ...string) {
	field := b.trail[len(b.trail)-1]
	for _, name := range list {
		n := nameOf{name: name, field: field}
		if !spell.IsASCII(name) {
			n.trail = slices.Clone(b.trail)
			b.names.foreign = append(b.names.foreign, n)
		}
		reading := spell.Reading(name)
		if _, taken := b.names.readings[reading]; !taken || reading == name {
			b.names.readings[reading] = n
		}
	}
}

// lookAlikes refuses names that a reader could mistake for other names: their letters mix
// scripts, the name of another field looks the same, or no other name is in their script.
func (b *builder) lookAlikes() {
	beside := []string{b.root.Obj().Name()}
	for _, n := range b.names.foreign {
		beside = append(beside, n.name)
	}
	for _, n := range b.names.foreign {
		b.trail = n.trail
		reading := spell.Reading(n.name)
		other := b.names.readings[reading]
		switch {
		case spell.Confusable(n.name):
			b.fault("look-alike", fmt.Sprintf("the name %+q has letters that look like other letters", n.name),
				"write it in letters of one script")
		case other.name != n.name && other.field != n.field:
			b.fault("look-alike", fmt.Sprintf("the name %+q looks like %+q, which another field has", n.name,
				other.name), "choose another name")
		case spell.OutOfPlace(n.name, beside):
			b.fault("look-alike", fmt.Sprintf("the name %+q looks like %q", n.name, reading),
				"if ASCII letters are meant, write those")
		}
	}
	b.trail = nil
}
