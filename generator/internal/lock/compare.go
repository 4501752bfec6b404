package lock

import (
	"fmt"
	"go/token"
	"slices"
)

// Outcome is the effect of a change on the tokens in flight: those that were created
// before the change.
type Outcome int

// The outcomes, from good to bad.
const (
	Compatible   Outcome = iota // all tokens stay valid, for as long as max-age now says, and keep their meaning
	GivenUp                     // some tokens are no longer valid, as the source says
	NeedsVersion                // some tokens would be refused or misread; a new schema version avoids that
	Refused                     // some tokens would be refused or misread; a new schema version does not help
)

func (o Outcome) String() string {
	return [...]string{"compatible", "given up", "needs a version", "refused"}[o]
}

// Allowed reports whether files are generated despite the change.
func (o Outcome) Allowed() bool { return o <= GivenUp }

// A Verdict is one change with its outcome.
type Verdict struct {
	Outcome Outcome
	Edit    string // which change, a short name such as "field added"
	Type    *Type  // as it is now, or as it was if it was removed
	Gone    bool   // Type was removed
	Message string // what changed, a phrase without a full stop
	Advice  string // what to do; for an allowed change, what happens, or empty

	// The place in the source: the name of an option, or the position of a field. If
	// both are missing, it is the type.
	Option string
	Pos    token.Pos
}

// Compare compares an old lock with the lock of the source.
func Compare(old, now *Lock) []Verdict {
	c := &comparison{
		old: old, now: now, lines: trace(old, now), present: indexed(now.Types), elsewhere: indexed(now.Elsewhere),
	}
	for _, t := range now.Types {
		c.is = t
		if from := c.lines.from[t]; from != nil {
			for _, was := range from {
				c.continues(was)
			}
		} else if !c.moved() {
			c.say(Verdict{Edit: "type added", Message: t.shown() + " is new"})
		}
	}
	live := old.ByID()
	for _, t := range now.Elsewhere {
		if c.is = t; live[t.ID()] == nil {
			c.moved()
		}
	}
	for _, t := range old.Types {
		if !c.lines.continued[t] && !c.renewed(t) {
			c.is = t
			advice := "its tokens in flight can no longer be opened"
			if t.Salt != "" {
				advice += "; its salt stays reserved, so that no other type uses it"
			}
			c.say(Verdict{Outcome: GivenUp, Edit: "type removed", Gone: true, Message: t.shown() + " was removed",
				Advice: advice})
		}
	}
	return c.verdicts
}

// shown is the type's name with the facts that distinguish its tokens.
func (t *Type) shown() string {
	if t.Salt == "" {
		return fmt.Sprintf("type %s (%s)", t.Name, t.Verb)
	}
	return fmt.Sprintf("type %s (%s, salt %s)", t.Name, t.Verb, t.Salt)
}

// A comparison judges one type after the other.
type comparison struct {
	old, now *Lock
	lines    *lineage
	was, is  *Type // the type that is being judged

	present, elsewhere func() *index // the types of the new lock

	verdicts []Verdict
}

func (c *comparison) say(v Verdict) {
	v.Type = c.is
	c.verdicts = append(c.verdicts, v)
}

// continues compares a type with was, whose tokens in flight it opens.
func (c *comparison) continues(was *Type) {
	c.was = was
	if c.taken() || was.GoType != c.is.GoType && !c.renamed() {
		return
	}
	c.policy()
	if family(was.Format) == family(c.is.Format) {
		c.versions()
	}
	c.foreignTokens()
}

// moved judges a type whose tokens are new. It reports true if the type has the
// salt of another type, or had another salt or verb before.
func (c *comparison) moved() bool {
	t := c.is
	if c.taken() {
		return true
	}
	for _, was := range c.lines.live().named[t.GoType] {
		if c.lines.continued[was] {
			continue
		}
		switch c.was = was; {
		case was.Verb == t.Verb && was.Salt != t.Salt:
			c.resalted()
			return true
		case was.Verb != t.Verb && was.Salt == t.Salt:
			c.refuse("kind", "", fmt.Sprintf("%s was %s and is now %s", t.Name, was.Kind, t.Kind), "malformed",
				fmt.Sprintf("keep //typeseal:%s, and add //typeseal:%s with its own salt", was.Verb, t.Verb))
			return true
		}
	}
	return false
}

// resalted refuses another salt.
func (c *comparison) resalted() {
	was, is := c.was, c.is
	if was.Salt == "" && family(was.Format) != family(is.Format) {
		c.reformed()
		return
	}
	advice := "keep salt=" + was.Salt
	if was.Salt == "" {
		advice = "leave salt out"
	}
	c.refuse("salt", "salt", fmt.Sprintf("salt was %s and is now %s", orNone(was.Salt), orNone(is.Salt)), "forged",
		c.moving()+advice)
}

// renewed reports whether a removed type continues with another salt or another verb.
// Then the verdict on its successor covers it.
func (c *comparison) renewed(was *Type) bool {
	name := was.GoType
	return slices.ContainsFunc(slices.Concat(c.present().named[name], c.elsewhere().named[name]), func(t *Type) bool {
		return c.lines.from[t] == nil && (t.Salt == was.Salt) != (t.Verb == was.Verb)
	})
}

// refuse reports a change after which every token in flight would be malformed,
// forged or stale.
func (c *comparison) refuse(edit, option, what, fate, advice string) {
	c.say(Verdict{Outcome: Refused, Edit: edit, Option: option,
		Message: what + ": every token in flight would be refused as " + fate,
		Advice:  advice + "; " + c.was.giveUp()})
}

// giveUp returns advice for a change that makes the tokens in flight invalid.
func (t *Type) giveUp() string {
	return fmt.Sprintf("if none of its tokens are in use, run typeseal forget %s", t.Name)
}
