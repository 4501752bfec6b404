package lock

import (
	"bytes"
	"fmt"
	"maps"
	"strings"

	"github.com/typeseal/typeseal/generator/internal/contract"
)

// policy compares everything except payloads.
func (c *comparison) policy() {
	was, is := c.was, c.is
	if family(was.Format) != family(is.Format) {
		// The format decides most of the rest.
		if was.Format == Native || is.also().space() != was.main().space() {
			c.reformed()
		} else if is.MaxSize < was.MaxSize {
			c.maxSize()
		}
		return
	}
	if was.Kind != is.Kind {
		c.refuse("alg", "alg", fmt.Sprintf("%s was %s and is now %s", is.Name, was.Kind, is.Kind), "malformed", second)
	}
	if was.Codec != is.Codec {
		c.codec()
	}
	if was.Prefix != is.Prefix {
		c.refuse("prefix", "prefix", fmt.Sprintf("prefix was %s and is now %s", was.Prefix, is.Prefix), "malformed",
			fmt.Sprintf("keep prefix=%s, or declare a second type with its own salt", was.Prefix))
	}
	c.maxAge()
	c.maxSize()
	c.once()
	c.state()
}

// second is advice for a change that a type cannot have.
const second = "undo the change, or declare a second type with its own salt and open both until the old tokens have " +
	"expired"

// reformed refuses another format.
func (c *comparison) reformed() {
	c.refuse("format", "format", fmt.Sprintf("format was %s and is now %s", c.was.Format, c.is.Format), "malformed",
		c.moving()+second)
}

// moving is advice for a type that had foreign tokens and has native ones.
func (c *comparison) moving() string {
	if c.was.Format == Native || c.is.Format != Native || c.is.Once || len(c.is.State) > 0 {
		return ""
	}
	return fmt.Sprintf("write %s, and until= with the last day on which these tokens are accepted; or ",
		c.was.main().option(c.is.Salt))
}

func (c *comparison) codec() {
	was, is := base(c.was.Codec), base(c.is.Codec)
	const advice = ", or declare a second type with its own salt and open both until the old tokens have expired"
	switch {
	case was != is:
		c.refuse("codec", "codec", fmt.Sprintf("codec was %s and is now %s", was, is), "forged",
			"keep codec="+was+advice)
	case c.is.Format != Native:
		c.say(Verdict{Edit: "compress", Option: "compress",
			Message: fmt.Sprintf("codec was %s and is now %s", c.was.Codec, c.is.Codec),
			Advice:  fmt.Sprintf("%s reads both", family(c.is.Format))})
	case is != c.is.Codec:
		c.refuse("compress", "compress", "compress was added", "forged", "leave it out"+advice)
	default:
		c.refuse("compress", "", "compress was removed", "forged", "keep it"+advice)
	}
}

func (c *comparison) maxAge() {
	was, is := c.was.MaxAge, c.is.MaxAge
	v := Verdict{Edit: "max-age", Option: "max-age",
		Message: fmt.Sprintf("max-age was %s and is now %s", FormatAge(was), FormatAge(is))}
	switch {
	case was == is:
		return
	case is != contract.Unlimited && (was == contract.Unlimited || was > is):
		v.Edit += " lowered"
		v.Advice = fmt.Sprintf("it applies at once: tokens in flight that are older than %s are expired", FormatAge(is))
	case c.is.Once:
		v.Edit += " raised"
		v.Advice = "tokens in flight keep the max-age that they were created with"
	case is == contract.Unlimited:
		v.Edit += " raised"
		v.Advice = "every token ever created is valid again, even if it had expired; " +
			"to prevent that, add a cutoff to the key ring"
	default:
		v.Edit += " raised"
		v.Advice = fmt.Sprintf("it also applies to tokens in flight, and expired tokens that are younger than %s are "+
			"valid again; to prevent that, add a cutoff to the key ring", FormatAge(is))
	}
	c.say(v)
}

func (c *comparison) maxSize() {
	was, is := c.was.MaxSize, c.is.MaxSize
	what := fmt.Sprintf("max-size was %d and is now %d", was, is)
	switch {
	case is > was:
		c.say(Verdict{Edit: "max-size raised", Option: "max-size", Message: what,
			Advice: fmt.Sprintf("hosts that still run the old build refuse tokens of more than %d characters", was)})
	case is < was && c.sameShapes() && c.is.Longest > 0 && c.is.Longest <= is:
		c.say(Verdict{Edit: "max-size lowered", Option: "max-size", Message: what,
			Advice: fmt.Sprintf("no token in flight is longer than %d characters", c.is.Longest)})
	case is < was:
		advice := fmt.Sprintf("keep max-size=%d, or bound the fields with max= so that no token is longer than %d",
			was, is)
		if f := c.lasting(); f.format != "" {
			advice = fmt.Sprintf("keep max-size=%d as long as %s tokens are accepted", was, f.format)
		}
		c.say(Verdict{Outcome: Refused, Edit: "max-size lowered", Option: "max-size",
			Message: what + ": longer tokens in flight would be refused as malformed",
			Advice:  advice + "; " + c.was.giveUp()})
	}
}

// sameShapes reports whether nothing has changed that affects the length of native tokens in
// flight, and all others are refused.
func (c *comparison) sameShapes() bool {
	was, is := *c.was, *c.is
	if c.lasting().format != "" {
		return false
	}
	is.Also = was.Also
	is.MaxSize, is.MaxAge, is.Grace, is.GoType = was.MaxSize, was.MaxAge, was.Grace, was.GoType
	is.Used, is.Formerly, is.Shapes = was.Used, was.Formerly, maps.Clone(is.Shapes)
	for _, v := range was.Used {
		if !is.opens(v) {
			is.Shapes[v] = was.Shapes[v]
		}
	}
	return bytes.Equal(was.appendStanza(nil), is.appendStanza(nil))
}

func (c *comparison) once() {
	switch was, is := c.was.Once, c.is.Once; {
	case is && !was:
		c.refuse("once added", "once", "once was added, but tokens in flight have no id to redeem", "malformed",
			"leave it out, or declare a second type with its own salt")
	case was && !is:
		c.say(Verdict{Outcome: Refused, Edit: "once removed",
			Message: "once was removed: tokens in flight that were redeemed would be valid again",
			Advice:  "keep it, or declare a second type with its own salt; " + c.was.giveUp()})
	case is:
		c.grace()
	}
}

// grace compares the grace. A change concerns only tokens that were used already: no
// unused token becomes valid or invalid.
func (c *comparison) grace() {
	was, is := c.was.Grace, c.is.Grace
	if was == is {
		return
	}
	v := Verdict{Edit: "grace", Option: "grace",
		Message: fmt.Sprintf("grace was %s and is now %s", orNone(FormatAge(was)), orNone(FormatAge(is)))}
	if is == 0 {
		v.Option, v.Advice = "once", "it applies at once: used tokens in flight are refused"
	} else {
		v.Advice = fmt.Sprintf("it applies at once: used tokens in flight are accepted again for %s after their "+
			"first use", FormatAge(is))
	}
	c.say(v)
}

// state compares the state fields. Tokens depend on the values and the order of state
// fields, not on their names.
func (c *comparison) state() {
	was, is := c.was.State, c.is.State
	const advice = "undo the change, or declare a second type with its own salt"
	switch {
	case len(was) == 0 && len(is) > 0:
		c.refuseState("state added", fmt.Sprintf("state %s was added", is[0].Go), "malformed", advice)
	case len(was) > 0 && len(is) == 0:
		c.refuseState("state removed", fmt.Sprintf("state %s was removed", was[0].Go), "malformed", advice)
	case len(was) != len(is) || moved(was, is):
		c.refuseState("state changed", fmt.Sprintf("state was %s and is now %s", goNames(was), goNames(is)), "stale",
			advice)
	default:
		for i, f := range is {
			if was[i].Go != f.Go {
				c.say(Verdict{Edit: "state renamed", Pos: f.Pos,
					Message: fmt.Sprintf("state %s is now called %s", was[i].Go, f.Go),
					Advice:  "if its value is not the same as before, tokens in flight are refused as stale"})
			}
			if was[i].Type != f.Type {
				c.refuse("state changed", "",
					fmt.Sprintf("state %s was %s and is now %s", f.Go, was[i].Type, f.Type), "stale",
					advice)
				c.verdicts[len(c.verdicts)-1].Pos = f.Pos
			}
		}
	}
}

func (c *comparison) refuseState(edit, what, fate, advice string) {
	c.refuse(edit, "", what, fate, advice)
	if len(c.is.State) > 0 {
		c.verdicts[len(c.verdicts)-1].Pos = c.is.State[0].Pos
	}
}

// moved reports whether a field has the place that another field had.
func moved(was, is []*Field) bool {
	for i, f := range is {
		for j, o := range was {
			if i != j && f.Go == o.Go {
				return true
			}
		}
	}
	return false
}

func goNames(fields []*Field) string {
	var names []string
	for _, f := range fields {
		names = append(names, f.Go)
	}
	return strings.Join(names, ", ")
}
