package lock

import (
	"fmt"
	"go/token"
	"slices"
)

// Outcome is what a change does to the tokens in flight: those that were minted
// before it.
type Outcome int

// The outcomes, from good to bad. Compatible: each token is good as long as it
// was, or as max-age now says, and means what it meant. GivenUp: some are
// refused from now on, since the source says so. NeedsVersion: some would be
// refused or misread, and a new version keeps them apart. Refused: tokens would
// be refused or misread, and no version helps.
const (
	Compatible Outcome = iota
	GivenUp
	NeedsVersion
	Refused
)

func (o Outcome) String() string {
	return [...]string{"compatible", "given up", "needs a version", "refused"}[o]
}

// Allowed reports whether the change may be made.
func (o Outcome) Allowed() bool { return o <= GivenUp }

// A Verdict is one change, and what it does.
type Verdict struct {
	Outcome Outcome
	Edit    string // which change, a short name such as "field added"
	Type    *Type  // as it is now, or as it was if it is gone
	Gone    bool
	Message string // what was and what is, a phrase without a full stop
	Advice  string // what to do; for an allowed change what happens, or empty

	// Where in the source: an option's name, or the position of a field; with
	// neither it is the type.
	Option string
	Pos    token.Pos
}

// Compare says what has changed between two locks, the newer of which comes
// from source, and what that does.
func Compare(old, now *Lock) []Verdict {
	c := &comparison{old: old, now: now, lines: trace(old, now)}
	for _, t := range now.Types {
		c.is = t
		if from := c.lines.from[t]; from != nil {
			for _, was := range from {
				c.goesOn(was)
			}
		} else if !c.moved() {
			c.say(Verdict{Edit: "type added", Message: t.shown() + " is new"})
		}
	}
	c.elsewhere()
	for _, t := range old.Types {
		if !c.lines.continued[t] && !c.renewed(t) {
			c.is = t
			c.say(Verdict{Outcome: GivenUp, Edit: "type removed", Gone: true, Message: t.shown() + " is gone",
				Advice: "nothing opens its tokens in flight any more; its salt stays retired, so that no other type takes it"})
		}
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
	old, now *Lock
	lines    *lineage
	was, is  *Type
	verdicts []Verdict
}

func (c *comparison) say(v Verdict) {
	v.Type = c.is
	c.verdicts = append(c.verdicts, v)
}

// goesOn judges a type whose tokens in flight are was's.
func (c *comparison) goesOn(was *Type) {
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

// elsewhere judges what the directives say of the types that are not known
// further, where the old lock does not have such tokens.
func (c *comparison) elsewhere() {
	live := c.old.ByID()
	for _, t := range c.now.Elsewhere {
		if c.is = t; live[t.ID()] == nil {
			c.moved()
		}
	}
}

// moved reports whether a type whose tokens nobody has minted yet has the salt
// of another, or had another salt or verb, and says so.
func (c *comparison) moved() bool {
	t := c.is
	if c.taken() {
		return true
	}
	for _, was := range c.old.Types {
		if was.GoType != t.GoType || c.lines.continued[was] {
			continue
		}
		switch c.was = was; {
		case was.Verb == t.Verb && was.Salt != t.Salt:
			c.saltChanged()
			return true
		case was.Verb != t.Verb && was.Salt == t.Salt:
			c.verbChanged()
			return true
		}
	}
	return false
}

// renewed reports whether a type that is gone has the salt or the verb of
// another that is there now, which that one's verdict says.
func (c *comparison) renewed(was *Type) bool {
	return slices.ContainsFunc(slices.Concat(c.now.Types, c.now.Elsewhere), func(t *Type) bool {
		return c.lines.from[t] == nil && t.GoType == was.GoType && (t.Salt == was.Salt) != (t.Verb == was.Verb)
	})
}

func (c *comparison) verbChanged() {
	c.refuse("kind", "", fmt.Sprintf("%s was %s and is %s", c.is.Name, c.was.Kind, c.is.Kind), "malformed",
		fmt.Sprintf("keep //typeseal:%s, and add //typeseal:%s with a salt of its own", c.was.Verb, c.is.Verb))
}

func (c *comparison) saltChanged() {
	c.refuse("salt", "salt", fmt.Sprintf("salt was %s and is %s", c.was.Salt, c.is.Salt), "forged",
		"keep salt="+c.was.Salt)
}

// refuse reports a change of policy that no version can help.
func (c *comparison) refuse(edit, option, what, fate, advice string) {
	c.say(Verdict{Outcome: Refused, Edit: edit, Option: option,
		Message: what + ": every token in flight would be " + fate,
		Advice:  advice + "; " + c.was.giveUp()})
}

// giveUp says how to make a change that costs the tokens in flight.
func (t *Type) giveUp() string {
	return fmt.Sprintf("if none of its tokens is in use, run typeseal forget %s", t.Name)
}
