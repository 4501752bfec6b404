package history

import (
	"fmt"
	"sync"

	"github.com/typeseal/typeseal/generator/internal/diag"
	"github.com/typeseal/typeseal/generator/internal/lock"
)

// A side is one of two locks that are compared.
type side struct {
	name string // as texts call it
	path string
	text []byte
	*lock.Lock
	places func() lock.Places
}

func (c *Comparison) side(l *Lock, text []byte, described *lock.Lock) side {
	places := sync.OnceValue(func() lock.Places { return lock.PlacesIn(text) })
	return side{c.Found.Name(l.Path), l.Path, text, described, places}
}

// An identity has both names of a type: that of the Go type and the ID of its tokens.
type identity struct {
	lock.GoType
	lock.ID
}

// shared compares the salts of the modules with each other, and with the locks of other
// modules: a salt in two modules must be the same type. It reports the differences
// between two modules, and notes the types that they share.
func (c *Comparison) shared() {
	var before []side
	byIdentity := sync.OnceValue(func() map[identity][]entry {
		found := map[identity][]entry{}
		for t, e := range c.entries {
			found[identity{t.GoType, t.ID()}] = append(found[identity{t.GoType, t.ID()}], e)
		}
		return found
	})
	entries := func(of identity) []entry { return byIdentity()[of] }
	for _, l := range c.With {
		if parsed := l.Parse(c.Found); parsed != nil {
			before = append(before, c.side(l, l.Was, parsed))
		}
	}
	for _, l := range c.Locks {
		ours := c.side(l, l.Content, l.next)
		for _, theirs := range before {
			same, clashes := lock.Shared(ours.Lock, theirs.Lock)
			for _, clash := range clashes {
				c.Found.Add(c.clash(ours, theirs, entries, clash))
			}
			c.note(same)
		}
		before = append(before, ours)
	}
}

// note notes the types that two modules share under different names.
func (c *Comparison) note(same []lock.Pair) {
	for _, p := range same {
		if p.Gone || p.Ours.GoType == p.Theirs.GoType {
			continue
		}
		note := fmt.Sprintf("salt %s is the same type in two modules, %s and %s: ", p.Salt, p.Theirs.GoType,
			p.Ours.GoType)
		if p.Foreign != "" {
			note += fmt.Sprintf("with one key of %s, both open the same tokens", p.Foreign)
		} else {
			note += "with one root key, each opens the other's tokens"
		}
		if p.Ours.Once {
			note += "; it is single-use, so both must redeem in one store"
		}
		if p.Ours.MaxAge != p.Theirs.MaxAge {
			note += "; max-age differs, and each uses its own"
		}
		if p.Ours.Grace != p.Theirs.Grace {
			note += "; grace differs, and each uses its own"
		}
		c.Notes = append(c.Notes, note)
	}
}

// clash returns a difference as a diagnostic at this module's type, or else at its line
// of the lock. It is a warning if no file will be written.
func (c *Comparison) clash(ours, theirs side, entries func(identity) []entry, clash lock.Clash) diag.Diagnostic {
	gone := ""
	if clash.Gone {
		gone = ", and one of the two is gone, but its tokens may be in flight"
	}
	line := ours.places().LineOf(clash.Ours, clash.Fact)
	d := diag.Diagnostic{
		Rule: "salt", Warning: c.Against != nil || c.Fresh,
		Message: fmt.Sprintf("salt %s also belongs to %s, and %s%s",
			clash.Salt, clash.Theirs.GoType, clash.Message, gone),
		Help: fmt.Sprintf("compare %s:%d with %s:%d; ", ours.name, line, theirs.name,
			theirs.places().LineOf(clash.Theirs, clash.TheirFact)),
	}
	option := "salt"
	if clash.Foreign == "" {
		d.Help += "if both modules have one root key, make the two types the same, or give one of them another salt"
	} else {
		d.Help += fmt.Sprintf("if both modules have one key of %s, make the two types the same, or let one of them "+
			"alone accept these tokens", clash.Foreign)
	}
	if clash.Salt != clash.Ours.Salt {
		option = "also-salt"
	}
	for _, e := range entries(identity{clash.Ours.GoType, clash.Ours.ID()}) {
		for _, at := range []diag.Span{e.At[clash.Option], e.At[option], e.Span} {
			if at.Pos.IsValid() {
				d.Span = at
				return d
			}
		}
	}
	d.Span = c.Found.Line(ours.path, ours.text, line)
	return d
}
