package lock

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// markers begin the lines that a merge leaves, in their order.
var markers = []string{"<<<<<<<", "|||||||", "=======", ">>>>>>>"}

func isMarker(line string) bool { return marker(line) >= 0 }

func marker(line string) int {
	return slices.IndexFunc(markers, func(m string) bool {
		rest, ok := strings.CutPrefix(line, m)
		return ok && (rest == "" || strings.HasPrefix(rest, " "))
	})
}

// The parts of a file with conflicts, and which markers may follow each.
const (
	inBoth = iota
	inOurs
	inBase
	inTheirs
)

var follows = [4][]int{inBoth: {0}, inOurs: {1, 2}, inBase: {2}, inTheirs: {3}}

// ParseMerge reads a lock that has conflict markers: what both sides say. Of a
// type that both have changed, git takes over the lines that one side has
// changed alone, so that the lines of neither side fit its hash; they are taken
// as they are where the hash itself is in conflict.
func ParseMerge(text []byte) (sides []*Lock, err error) {
	our, their, merged, ok := cutSides(text)
	if !ok {
		return nil, &Error{Line: 1, Message: "the lock has conflict markers that no merge leaves", Advice: restore}
	}
	for i, side := range [][]byte{our, their} {
		l, err := parse(side, merged)
		if fault, ok := errors.AsType[*Error](err); ok {
			which := []string{"first", "second"}[i]
			return nil, &Error{Line: 1, Message: fmt.Sprintf("of the two sides of the merge the %s cannot be read: %s", which, fault.Message), Advice: fault.Advice}
		}
		sides = append(sides, l)
	}
	return sides, nil
}

// cutSides cuts a file with conflict markers into the two that they stand
// between, and names the types whose hash is in conflict.
func cutSides(text []byte) (our, their []byte, merged map[string]bool, ok bool) {
	merged = map[string]bool{}
	part := inBoth
	for line := range strings.Lines(string(text)) {
		if m := marker(strings.TrimRight(line, "\r\n")); m >= 0 {
			if !slices.Contains(follows[part], m) {
				return nil, nil, nil, false
			}
			part = (m + 1) % len(markers)
			continue
		}
		if before, _, ok := strings.Cut(line, " hash "); part != inBoth && ok {
			merged[before] = true
		}
		if part == inBoth || part == inOurs {
			our = append(our, line...)
		}
		if part == inBoth || part == inTheirs {
			their = append(their, line...)
		}
	}
	return our, their, merged, part == inBoth
}

// Reconcile makes of what two branches say what each would have been compared
// with alone. Of a type that one has and the other has retired, the source
// decides: if it is in use, neither has it retired, and otherwise both have.
func Reconcile(a, b *Lock, inUse func(id string) bool) {
	live, gone := byID(slices.Concat(a.Types, b.Types)), byID(slices.Concat(a.Retired, b.Retired))
	for _, l := range []*Lock{a, b} {
		types, retired := l.Types, l.Retired
		l.Types, l.Retired = nil, nil
		for _, t := range types {
			l.put(t, gone[t.ID()] != nil && !inUse(t.ID()))
		}
		for _, t := range retired {
			l.put(t, live[t.ID()] == nil || !inUse(t.ID()))
		}
	}
}

func (l *Lock) put(t *Type, retired bool) {
	if retired {
		l.Retired = append(l.Retired, t)
	} else {
		l.Types = append(l.Types, t)
	}
}

// Join is what two branches say together, all that both remember. What they say
// differently of a type as it is now is taken from the first, or from the one in
// which it is native, since a foreign format has no room for what the other has.
func Join(a, b *Lock) *Lock {
	joint := &Lock{Types: joined(a.Types, b.Types), Retired: joined(a.Retired, b.Retired), head: a.head}
	joint.sort()
	return joint
}

func joined(a, b []*Type) (list []*Type) {
	first, second := byID(a), byID(b)
	for _, t := range a {
		if other := second[t.ID()]; other != nil {
			if t.Format != Native && other.Format == Native {
				t, other = other, t
			}
			t = t.remembering([]*Type{other})
		}
		list = append(list, t)
	}
	for _, t := range b {
		if first[t.ID()] == nil {
			list = append(list, t)
		}
	}
	return list
}
