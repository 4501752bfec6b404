package model

import (
	"fmt"
	"go/types"
	"slices"

	"github.com/typeseal/typeseal/generator/internal/spell"
)

// A nameOf is one name of a payload's field, in Go or in tokens. The path to the field is
// only kept for a name that is not ASCII.
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
			b.unusual = true
		}
		b.names = append(b.names, n)
	}
}

// lookAlikes refuses names that a reader could mistake for other names: their letters mix
// scripts, the name of another field looks the same, or no other name is in their script.
func (b *builder) lookAlikes() {
	if !b.unusual {
		return
	}
	beside, readings := spell.Shown(b.root.Obj().Name()), map[string]nameOf{}
	for _, n := range b.names {
		beside |= spell.Shown(n.name)
		reading := spell.Reading(n.name)
		if _, taken := readings[reading]; !taken || reading == n.name { // an ASCII name has precedence
			readings[reading] = n
		}
	}
	for _, n := range b.names {
		if n.trail == nil {
			continue
		}
		b.trail = n.trail
		reading := spell.Reading(n.name)
		other := readings[reading]
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
