package lock

import (
	"fmt"
	"go/token"
	"slices"
)

// Outcome is what a change does to the tokens in flight: those that were minted
// before it.
type Outcome int

// The outcomes, from good to bad. Compatible: each is good as long as it was,
// or as max-age now says, and means what it meant. NeedsVersion: some would be
// refused or misread, and a new version keeps them apart. Refused: all would be
// refused, and no version helps.
const (
	Compatible Outcome = iota
	NeedsVersion
	Refused
)

func (o Outcome) String() string {
	return [...]string{"compatible", "needs a version", "refused"}[o]
}

// A Verdict is one change, and what it does.
type Verdict struct {
	Outcome Outcome
	Edit    string // which change, a short name such as "field added"
	Type    *Type  // as it is now; as it was where it is no more
	Gone    bool   // it is no more
	Message string // what was and what is, a phrase without a full stop
	Advice  string // what to do; for a compatible change what happens, or empty

	// Where in the source: an option's name, or the position of a field; with
	// neither it is the type.
	Option string
	Pos    token.Pos
}

// Compare says what has changed between two locks, of which the newer comes
// from source, and what that does.
func Compare(old, now *Lock) []Verdict {
	c := &comparison{old: old, before: old.ByID()}
	after := now.ByID()
	var gone []*Type
	for _, t := range old.Types {
		if after[t.ID()] == nil {
			gone = append(gone, t)
		}
	}
	for _, t := range now.Types {
		c.was, c.is = c.before[t.ID()], t
		if c.was != nil {
			c.policy()
			if c.was.Format == t.Format {
				c.versions()
			}
			continue
		}
		gone = c.arrived(gone)
	}
	for _, t := range gone {
		c.is = t
		c.say(Verdict{Outcome: Compatible, Edit: "type removed", Gone: true, Message: fmt.Sprintf("%s is gone", t.shown()),
			Advice: "nothing opens its tokens in flight any more; its salt stays retired, so that no other type takes it"})
	}
	return c.verdicts
}

// shown is the type with what tells its tokens from others.
func (t *Type) shown() string {
	if t.Salt == "" {
		return fmt.Sprintf("type %s (%s)", t.Name, t.Verb)
	}
	return fmt.Sprintf("type %s (%s, salt %s)", t.Name, t.Verb, t.Salt)
}

// A comparison is of one type after the other.
type comparison struct {
	old      *Lock
	before   map[string]*Type // old's
	was, is  *Type
	verdicts []Verdict
}

func (c *comparison) say(v Verdict) {
	v.Type = c.is
	c.verdicts = append(c.verdicts, v)
}

// arrived judges a salt that was not there, and takes the type that it was
// before from those that are gone.
func (c *comparison) arrived(gone []*Type) []*Type {
	t := c.is
	if i := slices.IndexFunc(c.old.Retired, func(r Retired) bool { return r.Salt == t.word() && !c.otherVerb(r) }); i >= 0 {
		r := c.old.Retired[i]
		c.say(Verdict{Outcome: Refused, Edit: "retired salt", Option: "salt",
			Message: fmt.Sprintf("salt %s was that of %s.%s, which is gone", t.Salt, r.Package, r.Name),
			Advice:  fmt.Sprintf("its tokens may be in flight, and would pass for %s; choose another salt, or delete the line %q from %s when the last of them has expired", t.Name, r.line(), Name)})
		return gone
	}
	for i, g := range gone {
		if g.Salt == t.Salt && g.Salt != "" {
			c.kindChanged(g)
		} else if g.Package == t.Package && g.Name == t.Name {
			c.saltChanged(g)
		} else {
			continue
		}
		return slices.Delete(gone, i, i+1)
	}
	c.say(Verdict{Outcome: Compatible, Edit: "type added", Message: t.shown() + " is new"})
	return gone
}

// otherVerb reports whether a retired salt is in use by the same type with the
// verb that was not retired.
func (c *comparison) otherVerb(r Retired) bool {
	return r.Verb != c.is.Verb && c.before[c.is.ID()] != nil
}

func (c *comparison) kindChanged(g *Type) {
	c.was = g
	c.refuse("kind", "", fmt.Sprintf("%s was %s and is %s", c.is.Name, g.Kind, c.is.Kind), "malformed",
		fmt.Sprintf("keep //typeseal:%s, and add //typeseal:%s with a salt of its own", g.Verb, c.is.Verb))
}

func (c *comparison) saltChanged(g *Type) {
	c.was = g
	retired := Retired{g.Salt, g.Verb, g.Package, g.Name}
	c.say(Verdict{Outcome: Refused, Edit: "salt", Option: "salt",
		Message: fmt.Sprintf("salt was %s and is %s: every token in flight would be forged", g.Salt, c.is.Salt),
		Advice:  fmt.Sprintf("keep salt=%s; to give its tokens up, replace its lines in %s by: %s", g.Salt, Name, retired.line())})
}

// refuse reports a change of policy that no version can help.
func (c *comparison) refuse(edit, option, what, fate, advice string) {
	c.say(Verdict{Outcome: Refused, Edit: edit, Option: option, Message: what + ": every token in flight would be " + fate,
		Advice: advice + "; " + c.giveUp()})
}

// giveUp says how to make a change that costs the tokens in flight.
func (c *comparison) giveUp() string {
	return fmt.Sprintf("to give the tokens in flight up, delete the lines of %s from %s", c.was.ID(), Name)
}
