package lock

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/typeseal/typeseal/generator/internal/contract"
)

// structs compares the fields of the annotated struct and of those inside it.
type structs struct {
	c     *comparison
	codec string // JSON, msgpack, gob or the name of a foreign format

	missing bool // fields that are missing are zero
}

// positional reports whether the codec identifies fields by their order. JSON identifies
// them by their names in tokens. A gob of a struct identifies them by their names in Go,
// and a gob of a map by their names in tokens.
func (s structs) positional() bool { return s.codec != contract.JSON && !s.gob() }

func (s structs) gob() bool { return s.codec == contract.Gob }

// A match is a field, before and after the change.
type match struct{ was, is *Field }

// compare judges the fields of one struct. outer is the path to it.
func (s structs) compare(was, is []*Field, outer string) {
	if slices.EqualFunc(was, is, (*Field).equal) {
		return
	}
	both, removed, added := s.pair(was, is)
	for i := 0; i < len(removed); i++ {
		if j := replacement(was, is, removed[i], added); j >= 0 {
			old, f := removed[i], added[j]
			s.needs("field replaced", f,
				fmt.Sprintf("field %s (%s, %q in tokens) is now %s (%q), which may mean something else", outer+old.Go,
					old.Type, old.Wire, outer+f.Go, f.Wire),
				fmt.Sprintf("if only the name changed, write json:%q", old.Wire))
			removed, added = slices.Delete(removed, i, i+1), slices.Delete(added, j, j+1)
			i--
		}
	}
	for _, f := range removed {
		s.needs("field removed", nil,
			fmt.Sprintf("field %s (%s) was removed, but tokens in flight contain it", outer+f.Go, f.Type), "")
	}
	for _, f := range added {
		if s.missing {
			continue
		}
		s.needs("field added", f,
			fmt.Sprintf("field %s (%s) is new, but tokens in flight do not contain it", outer+f.Go, f.Type), "")
	}
	s.order(was, both, outer)
	for _, m := range both {
		s.names(was, m, outer)
		s.field(m, outer)
	}
}

// equal reports whether the lock describes two fields by the same words.
func (f *Field) equal(o *Field) bool {
	return f.Wire == o.Wire && f.Go == o.Go && f.Type == o.Type && f.Of == o.Of && f.Max == o.Max &&
		slices.EqualFunc(f.Fields, o.Fields, (*Field).equal)
}

func (s structs) say(v Verdict) { s.c.say(v) }

func (s structs) needs(edit string, at *Field, message, advice string) {
	v := Verdict{Outcome: NeedsVersion, Edit: edit, Message: message, Advice: advice}
	if at != nil {
		v.Pos = at.Pos
	}
	s.say(v)
}

// pair matches fields by name: if the codec encodes the names in tokens, first by these and
// then by the names in Go, otherwise the other way round.
func (s structs) pair(was, is []*Field) (both []match, removed, added []*Field) {
	removed = slices.Clone(was)
	first, second := sameWire, sameGo
	if s.codec != contract.JSON {
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

// replacement returns the index of the added field that has the place and the type of an
// old field, or -1.
func replacement(was, is []*Field, old *Field, added []*Field) int {
	return slices.IndexFunc(added, func(f *Field) bool {
		return f.Type == old.Type && f.methods() == old.methods() && slices.Index(is, f) == slices.Index(was, old)
	})
}

// order judges the order of fields.
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
	message := fmt.Sprintf("fields %s are now in the order %s", strings.Join(from, ", "), strings.Join(to, ", "))
	if s.positional() {
		s.needs("fields reordered", first, message+fmt.Sprintf(", and %s identifies fields by their order", s.codec),
			"restore the order")
		return
	}
	s.say(Verdict{Edit: "fields reordered", Pos: first.Pos, Message: message,
		Advice: codecName(s.codec) + " identifies fields by their names"})
}

// codecName is a codec in prose.
func codecName(codec string) string {
	if codec == contract.JSON {
		return "JSON"
	}
	return codec
}

// names compares the names of a field that still has at least one of its two names. If
// another field had its name in Go, the two fields may have been swapped.
func (s structs) names(was []*Field, m match, outer string) {
	if m.was.Go != m.is.Go {
		other := slices.IndexFunc(was, func(f *Field) bool { return f != m.was && f.Go == m.is.Go })
		switch {
		case s.gob():
			s.needs("field renamed", m.is, fmt.Sprintf("field %s is now called %s", outer+m.was.Go, outer+m.is.Go),
				"restore its name, which gob encodes")
		case other >= 0:
			s.needs("fields swapped", m.is,
				fmt.Sprintf("field %s is now named %q in tokens, which was the name of %s", outer+m.is.Go,
					m.is.Wire, outer+m.was.Go), "restore the tags")
		default:
			s.say(Verdict{Edit: "field renamed", Pos: m.is.Pos,
				Message: fmt.Sprintf("field %s is now called %s", outer+m.was.Go, outer+m.is.Go),
				Advice:  fmt.Sprintf("its name in tokens is still %q", m.is.Wire)})
		}
	}
	if m.was.Wire == m.is.Wire {
		return
	}
	message := fmt.Sprintf("field %s was named %q in tokens and is now named %q", outer+m.is.Go, m.was.Wire, m.is.Wire)
	if s.positional() {
		s.say(Verdict{Edit: "tag changed", Pos: m.is.Pos, Message: message, Advice: s.codec + " does not encode names"})
		return
	}
	s.needs("tag changed", m.is, message, fmt.Sprintf("write json:%q", m.was.Wire))
}

// field judges the type and the bound of a field, and the fields inside it.
func (s structs) field(m match, outer string) {
	was, is := m.was, m.is
	a, b := parseType(was.Type), parseType(is.Type)
	edit, why, ok := s.widens(a, b, was.methods(), is.methods())
	change := fmt.Sprintf("field %s was %s and is now %s", outer+is.Go, shown(was), shown(is))
	switch {
	case !ok:
		s.needs(edit, is, change+why, "")
		return
	case edit != "":
		s.say(Verdict{Edit: edit, Pos: is.Pos, Message: change, Advice: why})
	case was.Of != is.Of && was.Of != "" && is.Of != "":
		s.say(Verdict{Edit: "struct renamed", Pos: is.Pos, Message: change,
			Advice: "tokens do not contain the names of structs"})
	}
	s.bound(m, outer)
	s.compare(was.Fields, is.Fields, outer+is.Go+".")
}

// methods is the Go type whose methods define how the field is encoded. It is empty if there
// is none, as for a struct, whose fields are encoded.
func (f *Field) methods() string {
	if slices.Contains(coded, parseType(f.Type).last()) {
		return f.Of
	}
	return ""
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
	message := fmt.Sprintf("field %s had %s and now has %s", outer+m.is.Go, boundText(was), boundText(is))
	switch {
	case was == is:
	case is == 0 || was != 0 && is > was:
		s.say(Verdict{Edit: "bound raised", Pos: m.is.Pos, Message: message,
			Advice: fmt.Sprintf("hosts that still run the old build refuse more than %d", was)})
	case keeps(m.was, is):
		s.say(Verdict{Edit: "bound lowered", Pos: m.is.Pos, Message: message,
			Advice: "no token in flight can contain more"})
	default:
		s.needs("bound lowered", m.is, message+": tokens in flight may contain more", "")
	}
}

// keeps reports whether the type of a field has no value of more than n elements,
// whatever its tag says.
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
