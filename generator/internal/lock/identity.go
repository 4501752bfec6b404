package lock

import (
	"fmt"
	"slices"

	"github.com/typeseal/typeseal/generator/internal/contract"
)

// renamed compares types with the same salt and different Go types, and reports whether
// the type was renamed: the old name is not in use, and the new name was never used.
// Otherwise the salt was given to another purpose, and tokens in flight would be accepted
// for that purpose.
func (c *comparison) renamed() bool {
	was, is := c.was, c.is
	switch holder := c.holder(is.GoType, was); {
	case c.stays(was):
		c.takes(was, fmt.Sprintf("which still has other tokens; to rename it, move all directives of %s", was.Name))
		return false
	case holder != nil:
		other := "with salt " + holder.Salt
		if holder.Salt == "" {
			other = "of " + family(holder.Format)
		}
		c.takes(was, fmt.Sprintf("and %s is the type of other tokens, %s", is.Name, other))
		return false
	}
	same := "its tokens stay the same, because its salt does"
	if is.Salt == "" {
		same = fmt.Sprintf("its tokens stay the same: %s tokens without a salt", family(is.Format))
	}
	if was.Package != is.Package {
		c.say(Verdict{Edit: "package", Advice: same,
			Message: fmt.Sprintf("%s was in package %s and is now in %s", is.Name, was.Package, is.Package)})
	}
	if was.Name != is.Name {
		c.say(Verdict{Edit: "type renamed", Message: fmt.Sprintf("type %s is now called %s", was.Name, is.Name),
			Advice: same})
	}
	return true
}

// takes refuses a type that takes the salt of another type, or tokens without a salt that
// belong to another type.
func (c *comparison) takes(was *Type, why string) {
	message, instead := fmt.Sprintf("salt %s belongs to %s, %s", was.Salt, was.Name, why), "its own salt"
	if f := contract.Foreign(family(c.is.Format)); f != nil && f.Salt == contract.NoSalt {
		instead = "another format"
	}
	if was.Salt == "" {
		message = fmt.Sprintf("%s tokens without a salt belong to %s, %s", family(was.Format), was.Name, why)
	}
	c.say(Verdict{Outcome: Refused, Edit: "salt taken", Option: "salt", Message: message,
		Advice: fmt.Sprintf("tokens of %s in flight would be accepted as %s; give %s %s; %s", was.Name,
			c.is.Name, c.is.Name, instead, was.giveUp())})
}

// stays reports whether a Go type still has tokens.
func (c *comparison) stays(was *Type) bool {
	return c.present().named[was.GoType] != nil || c.elsewhere().named[was.GoType] != nil
}

// holder returns an old type that has or had a name, and whose Go type is not the Go type
// of was.
func (c *comparison) holder(name GoType, was *Type) *Type {
	for _, t := range slices.Concat(c.lines.live().called[name], c.lines.retired().called[name]) {
		if t.GoType != was.GoType {
			return t
		}
	}
	return nil
}

// taken refuses a salt that is new to a type and belonged to another type. It reports
// whether there is such a salt.
func (c *comparison) taken() bool {
	for _, salt := range c.is.salts() {
		if slices.ContainsFunc(c.lines.from[c.is], func(t *Type) bool { return slices.Contains(t.salts(), salt) }) {
			continue
		}
		if owner, gone := c.owner(salt); owner != nil {
			c.saltTaken(salt, owner, gone)
			return true
		}
	}
	return false
}

// owner returns the old type that has a salt, except the type that is being compared, and
// whether the old type is retired.
func (c *comparison) owner(salt string) (t *Type, gone bool) {
	live := c.lines.live().salted[salt]
	for i, t := range slices.Concat(live, c.lines.retired().salted[salt]) {
		if t.GoType != c.is.GoType && !c.becomes(t, c.is.GoType) {
			return t, i >= len(live)
		}
	}
	return nil, false
}

// becomes reports whether an old type now has this name.
func (c *comparison) becomes(was *Type, name GoType) bool {
	return slices.ContainsFunc(c.present().named[name], func(t *Type) bool {
		return slices.Contains(c.lines.from[t], was)
	}) || slices.ContainsFunc(c.elsewhere().named[name], func(t *Type) bool { return t.ID() == was.ID() })
}

// saltTaken refuses a salt that belonged to another type.
func (c *comparison) saltTaken(salt string, owner *Type, gone bool) {
	v := Verdict{Outcome: Refused, Edit: "salt taken", Option: "salt",
		Message: fmt.Sprintf("salt %s belongs to %s", salt, owner.GoType)}
	instead, forget, when := "choose another salt", "run typeseal forget "+owner.Name, ""
	switch {
	case gone:
		v.Edit, v.Message = "retired salt", fmt.Sprintf("salt %s belonged to %s, which was removed", salt, owner.GoType)
		if c.stays(owner) {
			v.Message = fmt.Sprintf("salt %s belonged to %s before", salt, owner.GoType)
			forget = "run typeseal forget " + salt
		}
		when = " when the last of them has expired"
	case salt != owner.Salt && c.stays(owner):
		forget = fmt.Sprintf("remove also from %s first, run typeseal, and then typeseal forget %s", owner.Name, salt)
		when = " when the last of them has expired"
	}
	if salt != c.is.Salt {
		v.Option, instead = "also-salt", "leave also out"
	}
	v.Advice = fmt.Sprintf("its tokens may be in flight and would be accepted as %s; %s, or %s%s", c.is.Name, instead,
		forget, when)
	c.say(v)
}
