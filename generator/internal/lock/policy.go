package lock

import (
	"fmt"
	"maps"
	"strings"
	"time"

	"github.com/typeseal/typeseal/generator/internal/directive"
)

// policy judges everything but the payload.
func (c *comparison) policy() {
	was, is := c.was, c.is
	const second = "undo it, or declare a second type with a salt of its own and open both for as long as tokens live"
	if family(was.Format) != family(is.Format) {
		// A format decides most of the rest.
		if was.Format == Native || is.also().space() != was.main().space() {
			c.refuse("format", "format", fmt.Sprintf("format was %s and is %s", was.Format, is.Format), "malformed",
				second)
		} else if is.MaxSize < was.MaxSize {
			c.maxSize()
		}
		return
	}
	if was.Kind != is.Kind {
		c.refuse("alg", "alg", fmt.Sprintf("%s was %s and is %s", is.Name, was.Kind, is.Kind), "malformed", second)
	}
	if was.Codec != is.Codec {
		c.codec()
	}
	if was.Prefix != is.Prefix {
		c.refuse("prefix", "prefix", fmt.Sprintf("prefix was %s and is %s", was.Prefix, is.Prefix), "malformed",
			fmt.Sprintf("keep prefix=%s, or declare a second type with a salt of its own", was.Prefix))
	}
	c.maxAge()
	c.maxSize()
	c.once()
	c.state()
}

func (c *comparison) codec() {
	was, deflated := strings.CutSuffix(c.was.Codec, "+deflate")
	is, deflates := strings.CutSuffix(c.is.Codec, "+deflate")
	const advice = ", or declare a second type with a salt of its own and open both for as long as tokens live"
	switch {
	case was != is:
		c.refuse("codec", "codec", fmt.Sprintf("codec was %s and is %s", was, is), "forged", "keep codec="+was+advice)
	case c.is.Format != Native:
		c.say(Verdict{Edit: "compress", Option: "compress",
			Message: fmt.Sprintf("codec was %s and is %s", c.was.Codec, c.is.Codec),
			Advice:  fmt.Sprintf("readers of %s take both", family(c.is.Format))})
	case deflates:
		c.refuse("compress", "compress", "compress is new", "forged", "leave it out"+advice)
	case deflated:
		c.refuse("compress", "", "compress is gone", "forged", "keep it"+advice)
	}
}

func (c *comparison) maxAge() {
	was, is := c.was.MaxAge, c.is.MaxAge
	v := Verdict{Edit: "max-age", Option: "max-age",
		Message: fmt.Sprintf("max-age was %s and is %s", formatAge(was), formatAge(is))}
	switch {
	case was == is:
		return
	case longer(was, is):
		v.Edit += " lowered"
		v.Advice = fmt.Sprintf("it applies at once: tokens in flight that are older than %s are expired from now on", formatAge(is))
	case c.is.Once:
		v.Edit += " raised"
		v.Advice = "tokens in flight keep the life that they were minted with"
	case is == directive.Unlimited:
		v.Edit += " raised"
		v.Advice = "every token ever minted is good again, expired ones too; to keep those dead, give the key ring a cutoff"
	default:
		v.Edit += " raised"
		v.Advice = fmt.Sprintf("tokens in flight live longer too, and expired ones that are younger than %s are good again; to keep those dead, give the key ring a cutoff", formatAge(is))
	}
	c.say(v)
}

// longer reports whether a life is longer than another.
func longer(a, b time.Duration) bool {
	return b != directive.Unlimited && (a == directive.Unlimited || a > b)
}

func (c *comparison) maxSize() {
	was, is := c.was.MaxSize, c.is.MaxSize
	what := fmt.Sprintf("max-size was %d and is %d", was, is)
	switch {
	case is > was:
		c.say(Verdict{Edit: "max-size raised", Option: "max-size", Message: what,
			Advice: fmt.Sprintf("while hosts of the old build run, they refuse tokens of more than %d characters",
				was)})
	case is < was && c.sameShapes() && c.is.Longest > 0 && c.is.Longest <= is:
		c.say(Verdict{Edit: "max-size lowered", Option: "max-size", Message: what,
			Advice: fmt.Sprintf("no token in flight is longer than %d characters", c.is.Longest)})
	case is < was:
		c.say(Verdict{Outcome: Refused, Edit: "max-size lowered", Option: "max-size",
			Message: what + ": longer tokens in flight would be malformed",
			Advice:  fmt.Sprintf("keep max-size=%d, or bound the fields with max= so that no token is longer than %d; %s", was, is, c.was.giveUp())})
	}
}

// sameShapes reports whether nothing has changed that decides how long a token
// is: no payload, and no option but these.
func (c *comparison) sameShapes() bool {
	was, is := *c.was, *c.is
	is.MaxSize, is.MaxAge, is.GoType = was.MaxSize, was.MaxAge, was.GoType
	is.Used, is.Formerly, is.Shapes = was.Used, was.Formerly, maps.Clone(is.Shapes)
	for _, v := range was.Used {
		if !is.opens(v) {
			is.Shapes[v] = was.Shapes[v]
		}
	}
	return was.stanza() == is.stanza()
}

func (c *comparison) once() {
	switch was, is := c.was.Once, c.is.Once; {
	case is && !was:
		c.refuse("once added", "once", "once is new, and tokens in flight have no id to redeem", "malformed",
			"leave it out, or declare a second type with a salt of its own")
	case was && !is:
		c.say(Verdict{Outcome: Refused, Edit: "once removed",
			Message: "once is gone: tokens in flight that were used would be good again",
			Advice:  "keep it, or declare a second type with a salt of its own; " + c.was.giveUp()})
	}
}

// state judges the fields that are authenticated but not sent. Their values are
// what counts, in their order.
func (c *comparison) state() {
	was, is := c.was.State, c.is.State
	const advice = "undo it, or declare a second type with a salt of its own"
	switch {
	case len(was) == 0 && len(is) > 0:
		c.refuseState("state added", fmt.Sprintf("state %s is new", is[0].Go), "malformed", advice)
	case len(was) > 0 && len(is) == 0:
		c.refuseState("state removed", fmt.Sprintf("state %s is gone", was[0].Go), "malformed", advice)
	case len(was) != len(is) || moved(was, is):
		c.refuseState("state changed", fmt.Sprintf("state was %s and is %s", goNames(was), goNames(is)), "stale",
			advice)
	default:
		c.stateFields(advice)
	}
}

func (c *comparison) refuseState(edit, what, fate, advice string) {
	c.refuse(edit, "", what, fate, advice)
	if len(c.is.State) > 0 {
		c.verdicts[len(c.verdicts)-1].Pos = c.is.State[0].Pos
	}
}

func (c *comparison) stateFields(advice string) {
	for i, was := range c.was.State {
		is := c.is.State[i]
		if was.Go != is.Go {
			c.say(Verdict{Edit: "state renamed", Pos: is.Pos,
				Message: fmt.Sprintf("state %s is called %s now", was.Go, is.Go),
				Advice:  "if it loads another value than before, tokens in flight are stale"})
		}
		if was.Type != is.Type {
			c.refuse("state changed", "", fmt.Sprintf("state %s was %s and is %s", is.Go, was.Type, is.Type),
				"stale", advice)
			c.verdicts[len(c.verdicts)-1].Pos = is.Pos
		}
	}
}

// moved reports whether a field stands where another stood before.
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
