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
		if words := strings.Fields(line); part != inBoth && len(words) == 4 && words[2] == "hash" {
			merged[words[0]+" "+words[1]] = true
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
// decides: where it is in use, neither has it retired, and else neither has it.
func Reconcile(a, b *Lock, inUse func(id string) bool) {
	for _, l := range []*Lock{a, b} {
		l.Retired = slices.DeleteFunc(l.Retired, func(r Retired) bool { return inUse(r.id()) && (a.has(r.id()) || b.has(r.id())) })
	}
	for _, l := range []*Lock{a, b} {
		l.Types = slices.DeleteFunc(l.Types, func(t *Type) bool { return a.retired(t.ID()) || b.retired(t.ID()) })
	}
}

func (l *Lock) has(id string) bool {
	return slices.ContainsFunc(l.Types, func(t *Type) bool { return t.ID() == id })
}

func (l *Lock) retired(id string) bool {
	return slices.ContainsFunc(l.Retired, func(r Retired) bool { return r.id() == id })
}

// Join is what two branches say together; what they say differently of a type
// is taken from the first.
func Join(a, b *Lock) *Lock {
	joint := &Lock{Types: slices.Clone(a.Types), Retired: slices.Concat(a.Retired, b.Retired), head: a.head}
	known := a.ByID()
	for _, t := range b.Types {
		if known[t.ID()] == nil {
			joint.Types = append(joint.Types, t)
		}
	}
	joint.sort()
	return joint
}
