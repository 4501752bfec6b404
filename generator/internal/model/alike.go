package model

import (
	"fmt"
	"go/types"
	"slices"

	"github.com/typeseal/typeseal/internal/spell"
)

// names are what a payload's fields are called, in Go and on the wire.
type names struct {
	readings map[string]nameOf // by how they print; an ASCII name comes first
	foreign  []nameOf          // those that are not ASCII
}

// A nameOf is one name of a field, with the way to it.
type nameOf struct {
	name  string
	field *types.Var
	trail []*types.Var
}

// called keeps the names of the field at hand, for lookAlikes.
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

// lookAlikes refuses names that a reader could take for others: for what they
// are themselves, since another field's name prints the same, or since nothing
// around them is in their script.
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
			b.fault("look-alike", fmt.Sprintf("the name %+q has letters that print like others", n.name),
				"write it in letters of one script")
		case other.name != n.name && other.field != n.field:
			b.fault("look-alike", fmt.Sprintf("the name %+q prints like %+q, which another field has", n.name,
				other.name), "choose another name")
		case spell.OutOfPlace(n.name, beside):
			b.fault("look-alike", fmt.Sprintf("the name %+q prints like %q", n.name, reading),
				"write it in ASCII if that is meant")
		}
	}
	b.trail = nil
}
