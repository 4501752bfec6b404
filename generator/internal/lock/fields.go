package lock

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/typeseal/typeseal/generator/internal/contract"
)

// structs compares the fields of structs, the annotated one and those inside it.
type structs struct {
	c *comparison

	// codec writes the fields: msgpack in order and without names, as handshake
	// does, and JSON by name and in any order.
	codec string
}

func (s structs) positional() bool { return s.codec != contract.JSON }

// A match is a field before and now.
type match struct{ was, is *Field }

// compare judges the fields of one struct; outer is the way to it.
func (s structs) compare(was, is []*Field, outer string) {
	both, removed, added := s.pair(was, is)
	for i := 0; i < len(removed); i++ {
		if j := s.replacement(was, is, removed[i], added); j >= 0 {
			s.replaced(removed[i], added[j], outer)
			removed, added = slices.Delete(removed, i, i+1), slices.Delete(added, j, j+1)
			i--
		}
	}
	for _, f := range removed {
		s.needs("field removed", nil,
			fmt.Sprintf("field %s (%s) is gone, and tokens in flight have it", outer+f.Go, f.Type), "")
	}
	for _, f := range added {
		s.needs("field added", f,
			fmt.Sprintf("field %s (%s) is new, and tokens in flight do not have it", outer+f.Go, f.Type), "")
	}
	s.order(was, both, outer)
	for _, m := range both {
		s.names(was, m, outer)
		s.field(m, outer)
	}
}

func (s structs) say(v Verdict) { s.c.say(v) }

func (s structs) needs(edit string, at *Field, message, advice string) {
	v := Verdict{Outcome: NeedsVersion, Edit: edit, Message: message, Advice: advice}
	if at != nil {
		v.Pos = at.Pos
	}
	s.say(v)
}

// pair finds fields again by one of their two names: where names travel by that
// in tokens, where they do not by that in Go, and what is left by the other.
func (s structs) pair(was, is []*Field) (both []match, removed, added []*Field) {
	removed = slices.Clone(was)
	first, second := sameWire, sameGo
	if s.positional() {
		first, second = sameGo, sameWire
	}
	take := func(f *Field, same func(o *Field) bool) bool {
		i := slices.IndexFunc(removed, same)
		if i >= 0 {
			both = append(both, match{removed[i], f})
			removed = slices.Delete(removed, i, i+1)
		}
		return i >= 0
	}
	for _, f := range is {
		if !take(f, first(f)) {
			added = append(added, f)
		}
	}
	added = slices.DeleteFunc(added, func(f *Field) bool { return take(f, second(f)) })
	slices.SortFunc(both, func(a, b match) int { return slices.Index(is, a.is) - slices.Index(is, b.is) })
	return both, removed, added
}

func sameWire(f *Field) func(*Field) bool { return func(o *Field) bool { return o.Wire == f.Wire } }
func sameGo(f *Field) func(*Field) bool   { return func(o *Field) bool { return o.Go == f.Go } }

// replacement finds the new field that stands where an old one of the same type
// stood.
func (s structs) replacement(was, is []*Field, old *Field, added []*Field) int {
	return slices.IndexFunc(added, func(f *Field) bool {
		return f.Type == old.Type && f.Of == old.Of && slices.Index(is, f) == slices.Index(was, old)
	})
}

// replaced judges a field that has both names changed: it may be the same thing,
// or another that happens to travel alike.
func (s structs) replaced(was, is *Field, outer string) {
	s.needs("field replaced", is,
		fmt.Sprintf("field %s (%s, %q in tokens) is %s (%q) now, which may be another thing", outer+was.Go,
			was.Type, was.Wire, outer+is.Go, is.Wire),
		fmt.Sprintf("if it is the same under a new name, write json:%q", was.Wire))
}

// order judges where fields stand.
func (s structs) order(was []*Field, both []match, outer string) {
	before := slices.Clone(both)
	slices.SortFunc(before, func(a, b match) int { return slices.Index(was, a.was) - slices.Index(was, b.was) })
	var from, to []string
	var first *Field
	for i, m := range both {
		if m != before[i] {
			from, to = append(from, outer+before[i].is.Go), append(to, outer+m.is.Go)
			if first == nil {
				first = m.is
			}
		}
	}
	if first == nil {
		return
	}
	message := fmt.Sprintf("fields %s stand in the order %s now", strings.Join(from, ", "), strings.Join(to, ", "))
	if s.positional() {
		s.needs("fields reordered", first, message+fmt.Sprintf(", and %s tells them by nothing else", s.codec),
			"put them back")
		return
	}
	s.say(Verdict{Edit: "fields reordered", Pos: first.Pos, Message: message, Advice: "JSON tells them by their names"})
}

// names judges what a field is called. One of its two names tells that it is the
// same; not where another field had the new one.
func (s structs) names(was []*Field, m match, outer string) {
	if m.was.Go != m.is.Go {
		other := slices.IndexFunc(was, func(f *Field) bool { return f != m.was && f.Go == m.is.Go })
		if other >= 0 {
			s.needs("fields swapped", m.is,
				fmt.Sprintf("field %s has the name %q in tokens now, which was that of %s", outer+m.is.Go,
					m.is.Wire, outer+m.was.Go), "put the tags back")
		} else {
			s.say(Verdict{Edit: "field renamed", Pos: m.is.Pos,
				Message: fmt.Sprintf("field %s is called %s now", outer+m.was.Go, outer+m.is.Go),
				Advice:  fmt.Sprintf("in tokens it is %q as before", m.is.Wire)})
		}
	}
	if m.was.Wire == m.is.Wire {
		return
	}
	message := fmt.Sprintf("field %s was %q in tokens and is %q", outer+m.is.Go, m.was.Wire, m.is.Wire)
	if s.positional() {
		s.say(Verdict{Edit: "tag changed", Pos: m.is.Pos, Message: message, Advice: s.codec + " does not write names"})
		return
	}
	s.needs("tag changed", m.is, message, fmt.Sprintf("write json:%q", m.was.Wire))
}

// field judges what a field holds.
func (s structs) field(m match, outer string) {
	was, is := m.was, m.is
	a, b := parseType(was.Type), parseType(is.Type)
	edit, why, ok := s.widens(a, b, was.Of, is.Of)
	change := fmt.Sprintf("field %s was %s and is %s", outer+is.Go, shown(was), shown(is))
	switch {
	case !ok:
		s.needs(edit, is, change+why, "")
		return // what is inside is another thing
	case edit != "":
		s.say(Verdict{Edit: edit, Pos: is.Pos, Message: change, Advice: why})
	}
	s.bound(m, outer)
	s.compare(was.Fields, is.Fields, outer+is.Go+".")
}

func shown(f *Field) string {
	if f.Of == "" {
		return f.Type
	}
	return fmt.Sprintf("%s (%s)", f.Type, f.Of)
}

// bound judges a max= tag.
func (s structs) bound(m match, outer string) {
	was, is := m.was.Max, m.is.Max
	message := fmt.Sprintf("field %s had %s and has %s", outer+m.is.Go, boundText(was), boundText(is))
	switch {
	case was == is:
	case is == 0 || was != 0 && is > was:
		s.say(Verdict{Edit: "bound raised", Pos: m.is.Pos, Message: message,
			Advice: fmt.Sprintf("while hosts of the old build run, they refuse more than %d", was)})
	case keeps(m.was, is):
		s.say(Verdict{Edit: "bound lowered", Pos: m.is.Pos, Message: message,
			Advice: "no token in flight can hold more"})
	default:
		s.needs("bound lowered", m.is, message+": tokens in flight may hold more", "")
	}
}

// keeps reports whether no value of a field holds more than n, whatever its tag
// says, since its type has that many elements or keys at most.
func keeps(f *Field, n int64) bool {
	t := parseType(f.Type)
	if t.op == "*" {
		t = t.elem
	}
	if t.op == "[n]" {
		length, _ := strconv.ParseInt(t.len, 10, 64)
		return length <= n
	}
	bits, _, ok := intBits(t.key)
	return t.op == "map" && ok && bits != 0 && bits < 32 && int64(1)<<bits <= n
}

func boundText(n int64) string {
	if n == 0 {
		return "no bound"
	}
	return fmt.Sprintf("max=%d", n)
}
