package lock

import (
	"fmt"
	"slices"
)

// renamed judges a salt that another Go type had. It is a rename only if the old
// name is gone and the new one is new: then nothing else can be meant. A name
// that other tokens have, or had, says that the salt went from one purpose to
// another, and the tokens in flight would pass for those of the new one.
func (c *comparison) renamed() bool {
	was, is := c.was, c.is
	switch holder := c.holder(is.GoType, was); {
	case c.stays(was):
		c.takes(was, fmt.Sprintf("which is still there with other tokens; to rename it, rename all of %s", was.Name))
		return false
	case holder != nil:
		c.takes(was, fmt.Sprintf("and %s is the name of other tokens, %s", is.Name, holder.origin()))
		return false
	}
	same := "its tokens are the same, since its salt is"
	if is.Salt == "" {
		same = fmt.Sprintf("its tokens are the same: those of %s without a salt", family(is.Format))
	}
	if was.Package != is.Package {
		c.say(Verdict{Edit: "package", Advice: same,
			Message: fmt.Sprintf("%s was in package %s and is in %s", is.Name, was.Package, is.Package)})
	}
	if was.Name != is.Name {
		c.say(Verdict{Edit: "type renamed", Message: fmt.Sprintf("type %s is called %s now", was.Name, is.Name),
			Advice: same})
	}
	return true
}

// origin says where the tokens of a name are.
func (t *Type) origin() string {
	if t.Salt == "" {
		return fmt.Sprintf("those of %s", family(t.Format))
	}
	return "those with salt " + t.Salt
}

// takes refuses a salt, or the place of tokens without one, that another type
// has.
func (c *comparison) takes(was *Type, why string) {
	message := fmt.Sprintf("salt %s is that of %s, %s", was.Salt, was.Name, why)
	if was.Salt == "" {
		message = fmt.Sprintf("%s tokens without a salt are those of %s, %s", family(was.Format), was.Name, why)
	}
	c.say(Verdict{Outcome: Refused, Edit: "salt taken", Option: "salt", Message: message,
		Advice: fmt.Sprintf("tokens of %s in flight would pass for %s; give %s a salt of its own; %s", was.Name,
			c.is.Name, c.is.Name, was.giveUp())})
}

// stays reports whether a Go type is in the source still, with whatever tokens.
func (c *comparison) stays(was *Type) bool {
	return slices.ContainsFunc(slices.Concat(c.now.Types, c.now.Elsewhere),
		func(t *Type) bool { return t.GoType == was.GoType })
}

// holder is an old type, other than was and its like for the other verb, that
// had a name at any time.
func (c *comparison) holder(name GoType, was *Type) *Type {
	for _, t := range slices.Concat(c.old.Types, c.old.Retired) {
		if t.GoType != was.GoType && (t.GoType == name || slices.Contains(t.Formerly, name)) {
			return t
		}
	}
	return nil
}

// salts are those of a type's own tokens and of the foreign ones that it opens.
func (t *Type) salts() (list []string) {
	for _, s := range []string{t.Salt, t.also().salt} {
		if s != "" && !slices.Contains(list, s) {
			list = append(list, s)
		}
	}
	return list
}

// taken reports whether a type has a salt that is new to it and that another
// type had, and says so.
func (c *comparison) taken() bool {
	for _, salt := range c.is.salts() {
		if slices.ContainsFunc(c.lines.from[c.is], func(t *Type) bool { return slices.Contains(t.salts(), salt) }) {
			continue
		}
		if owner := c.owner(salt); owner != nil {
			c.saltTaken(salt, owner)
			return true
		}
	}
	return false
}

// owner is the old type that has a salt, whatever its verb, if that is another
// Go type than the one at hand.
func (c *comparison) owner(salt string) *Type {
	for _, t := range slices.Concat(c.old.Types, c.old.Retired) {
		if slices.Contains(t.salts(), salt) && t.GoType != c.is.GoType && !c.becomes(t, c.is.GoType) {
			return t
		}
	}
	return nil
}

// becomes reports whether an old type goes on under this name.
func (c *comparison) becomes(was *Type, name GoType) bool {
	return slices.ContainsFunc(c.now.Types, func(t *Type) bool {
		return t.GoType == name && slices.Contains(c.lines.from[t], was)
	}) || slices.ContainsFunc(c.now.Elsewhere, func(t *Type) bool { return t.GoType == name && t.ID() == was.ID() })
}

// saltTaken refuses a salt that was another type's.
func (c *comparison) saltTaken(salt string, owner *Type) {
	v := Verdict{Outcome: Refused, Edit: "salt taken", Option: "salt",
		Message: fmt.Sprintf("salt %s is that of %s", salt, owner.GoType)}
	forget, when := owner.Name, ""
	if slices.Contains(c.old.Retired, owner) {
		v.Edit, v.Message = "retired salt", fmt.Sprintf("salt %s was that of %s, which is gone", salt, owner.GoType)
		when = " when the last of them has expired"
		if c.stays(owner) {
			v.Message, forget = fmt.Sprintf("salt %s was that of %s before", salt, owner.GoType), salt
		}
	}
	if salt != c.is.Salt {
		v.Option = "also-salt"
	}
	v.Advice = fmt.Sprintf("its tokens may be in flight, and would pass for %s; choose another salt, or run typeseal forget %s%s",
		c.is.Name, forget, when)
	c.say(v)
}
