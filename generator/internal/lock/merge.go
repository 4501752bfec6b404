package lock

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// markers are the beginnings of the lines that a merge inserts, in their order.
var markers = []string{"<<<<<<<", "|||||||", "=======", ">>>>>>>"}

// marker returns the index of the marker that begins a line, or -1.
func marker(line string) int {
	if line == "" || !strings.Contains("<|=>", line[:1]) {
		return -1 // most lines
	}
	return slices.IndexFunc(markers, func(m string) bool {
		rest, ok := strings.CutPrefix(line, m)
		return ok && (rest == "" || strings.HasPrefix(rest, " "))
	})
}

// The parts of a file with conflicts, and the markers that can follow each part.
const (
	inBoth = iota
	inOurs
	inBase
	inTheirs
)

var follows = [4][]int{inBoth: {0}, inOurs: {1, 2}, inBase: {2}, inTheirs: {3}}

// ParseMerge reads both sides of a lock that has conflict markers. If both sides have
// changed a type, git merges the lines that only one side has changed, and then the hash
// does not match on either side. So hashes that are in conflict are not compared.
func ParseMerge(text []byte) (sides []*Lock, err error) {
	our, their, merged, ok := cutSides(text)
	if !ok {
		return nil, &Error{
			Line: 1, Message: "the conflict markers in the lock do not come from a merge", Advice: restore,
		}
	}
	format := newest(text)
	for i, side := range [][]byte{our, their} {
		l, err := parse(side, format, merged)
		if fault, ok := errors.AsType[*Error](err); ok {
			which := []string{"first", "second"}[i]
			return nil, &Error{Line: 1, Advice: fault.Advice,
				Message: fmt.Sprintf("the %s side of the merge cannot be read: %s", which, fault.Message)}
		}
		sides = append(sides, l)
	}
	return sides, nil
}

// newest returns the newest format that a first line of a merge names. If only one branch
// has it, lines of that branch may still be on both sides.
func newest(text []byte) (format int) {
	for line := range strings.Lines(string(text)) {
		if n, ok := formatIn(strings.TrimRight(line, "\r\n")); ok {
			format = max(format, n)
		}
	}
	return format
}

// cutSides returns the two sides of a file with conflict markers, and the types
// whose hash is in conflict.
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

// Reconcile prepares the locks of two branches for a comparison with the merged
// source. If only one branch has retired a type, the source decides: if the type
// is in use, it is not retired in either lock, otherwise in both.
func Reconcile(a, b *Lock, inUse func(id ID) bool) {
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

// Join returns a lock with the history of both branches. If their present descriptions of
// a type differ, the first one counts, or the native one, because a foreign type has only
// one version.
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
