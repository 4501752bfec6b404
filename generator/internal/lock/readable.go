package lock

import (
	"bytes"
	"cmp"
	"fmt"
)

// ParseKnown is Parse for a text that Parse has accepted before. It does not check the types
// again.
func ParseKnown(text []byte) (*Lock, error) {
	p := newParser(0, nil)
	p.known = true
	return p.parse(text)
}

// Readable returns an error if Parse would refuse the text that Format writes. Types that
// Parse has returned in the lock read, and that are still in the same place, are readable.
func (l *Lock) Readable(read *Lock) error {
	if read.Outdated() {
		read = &Lock{} // its types are not written as they were read
	}
	rest := &Lock{head: l.head, Types: except(l.Types, read.Types), Retired: except(l.Retired, read.Retired)}
	if _, err := Parse(rest.Format()); err != nil {
		return err
	}
	return cmp.Or(consistent(l.Types), consistent(l.Retired), apart(l.Types, l.Retired))
}

// consistent returns an error if two types have the same ID, but not the same lines.
func consistent(types []*Type) error {
	last := byID(types)
	for _, t := range types {
		if other := last[t.ID()]; other != t && !bytes.Equal(other.appendLines(nil), t.appendLines(nil)) {
			return fmt.Errorf("two types have the lines of %s", t.ID())
		}
	}
	return nil
}

// apart returns an error if a retired type has the ID of one that is in use.
func apart(types, retired []*Type) error {
	live := byID(types)
	for _, t := range retired {
		if live[t.ID()] != nil {
			return fmt.Errorf("%s is both retired and in use", t.ID())
		}
	}
	return nil
}

// except returns the types of a list that are not in another list.
func except(list, other []*Type) (rest []*Type) {
	in := map[*Type]bool{}
	for _, t := range other {
		in[t] = true
	}
	for _, t := range list {
		if !in[t] {
			rest = append(rest, t)
		}
	}
	return rest
}
