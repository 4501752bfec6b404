package lock

import (
	"fmt"
	"go/token"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/typeseal/typeseal/generator/internal/contract"
	"github.com/typeseal/typeseal/generator/internal/directive"
)

// versions judges which versions are minted and opened, and the payload of each
// whose number tokens have had before.
func (c *comparison) versions() {
	was, is := c.was, c.is
	if !c.number() {
		return
	}
	for _, v := range is.Accept {
		if v != is.Version && !was.used(v) {
			c.say(Verdict{Edit: "version accepted", Option: "accept", Message: fmt.Sprintf("version %d is accepted", v),
				Advice: fmt.Sprintf("%s does not know what it was: see that its struct is what its tokens hold", Name)})
		}
	}
	for _, v := range was.Used {
		switch {
		case !is.opens(v) && was.opens(v):
			c.dropped(v)
		case is.opens(v) && base(was.Codec) == base(is.Codec) && is.shaped(v):
			c.payload(v)
		}
	}
}

// shaped reports whether the payload of a version is known: the former struct of
// one is missing where the source is at fault.
func (t *Type) shaped(version int) bool {
	_, ok := t.Shapes[version]
	return ok
}

func base(codec string) string { return strings.TrimSuffix(codec, "+deflate") }

// encoder is what encodes a type's payloads: msgpack, JSON, or a foreign format.
func (t *Type) encoder() string {
	if t.Codec == contract.Text {
		return family(t.Format)
	}
	return base(t.Codec)
}

// number judges a change of the version that is written or minted. It reports
// false if that says all.
func (c *comparison) number() bool {
	was, is := c.was, c.is
	v := Verdict{Edit: "version raised", Option: "version",
		Message: fmt.Sprintf("version was %d and is %d", was.Version, is.Version)}
	switch last := slices.Max(was.Used); {
	case was.Version == is.Version && was.Mint == is.Mint:
		return true
	case is.Version < last && !was.used(is.Version):
		v.Outcome, v.Edit = Refused, "version lowered"
		v.Message += ", a number that other tokens may have had"
		v.Advice = fmt.Sprintf("versions only go up: write version=%d", min(last+1, contract.MaxVersion))
	case is.Version < was.Version:
		v.Edit = "version lowered"
	case is.Version == was.Version:
		v.Edit, v.Option = "mint", "mint"
		v.Message = fmt.Sprintf("version %d was minted, and %d is", was.Mint, is.Mint)
	}
	if v.Outcome == Compatible && !was.opens(is.Mint) {
		v.Advice = fmt.Sprintf("while hosts of the old build run, they refuse tokens of version %d", is.Mint)
		if is.opens(was.Mint) {
			v.Advice += fmt.Sprintf("; mint=%d in a deploy before this one avoids that", was.Mint)
		}
	}
	c.say(v)
	return v.Outcome == Compatible
}

// dropped judges a version that is no longer opened.
func (c *comparison) dropped(v int) {
	d := Verdict{Outcome: GivenUp, Edit: "version dropped", Option: "accept",
		Message: fmt.Sprintf("version %d is no longer accepted", v),
		Advice:  "its tokens in flight are refused from now on (ErrVersion)"}
	switch {
	case v != c.was.Mint && c.was.Since != "":
		d.Advice += fmt.Sprintf("; version %d took its place on %s, and max-age is %s", c.was.Mint, c.was.Since,
			formatAge(c.was.MaxAge))
		if Outlived(c.was.Since, c.was.MaxAge, time.Now()) {
			d.Outcome, d.Advice = Compatible, fmt.Sprintf("version %d took its place on %s, and max-age has passed",
				c.was.Mint, c.was.Since)
		}
	case v != c.was.Mint:
	case c.is.Stated:
		d.Message += ", though it was minted until now"
		d.Advice += ", as accept says"
	default:
		d.Outcome, d.Option = Refused, "version"
		d.Message += ", though it was minted until now: its tokens in flight would be refused"
		d.Advice = fmt.Sprintf("write accept=%d and run typeseal freeze %s, which writes the struct of version %d; to give those tokens up, write accept=%d",
			v, c.is.Name, v, c.is.Version)
	}
	c.say(d)
}

// Outlived reports whether all tokens have expired that were minted before a
// day, such as 2026-07-11. The day counts as a whole.
func Outlived(day string, maxAge time.Duration, now time.Time) bool {
	since, err := time.Parse(time.DateOnly, day)
	return err == nil && maxAge != directive.Unlimited && now.Sub(since) > 24*time.Hour+maxAge
}

// payload judges the fields of a version that was opened and still is.
func (c *comparison) payload(v int) {
	before := len(c.verdicts)
	s := structs{c: c, codec: c.is.encoder()}
	s.compare(c.was.Shapes[v], c.is.Shapes[v], "")
	found := c.verdicts[before:]
	top := c.topmost(found)
	for i := range found {
		if found[i].Outcome == NeedsVersion {
			c.remedy(&found[i], v, i != top)
		}
	}
}

// topmost is the first in the source of the verdicts that need a version: it
// says what to do for all.
func (c *comparison) topmost(list []Verdict) (top int) {
	at := token.Pos(math.MaxInt)
	for i, v := range list {
		pos := v.Pos
		if pos == token.NoPos {
			pos = c.is.Pos
		}
		if v.Outcome == NeedsVersion && pos < at {
			top, at = i, pos
		}
	}
	return top
}

// remedy says how to make a change of a version's payload, wholly for the first
// of several.
func (c *comparison) remedy(verdict *Verdict, v int, again bool) {
	last := max(slices.Max(c.was.Used), c.is.Version)
	switch {
	case v != c.is.Version:
		verdict.Outcome = Refused
		verdict.Edit = "former " + verdict.Edit
		verdict.Advice = fmt.Sprintf("undo it: the struct of version %d stays what the tokens of version %d are", v, v)
	case c.is.Format != Native:
		verdict.Outcome = Refused
		verdict.Advice = fmt.Sprintf("undo it: tokens of %s have no room for a schema version; %s",
			family(c.is.Format), c.was.giveUp())
	case last >= contract.MaxVersion:
		verdict.Outcome = Refused
		verdict.Advice = fmt.Sprintf("undo it, or declare a second type with a salt of its own: version %d is the last that a token can have", last)
	case v != c.was.Version:
		verdict.Outcome = Refused
		verdict.Message += fmt.Sprintf(", and version %d was that of other tokens", v)
		verdict.Advice = fmt.Sprintf("write version=%d, a number that no token has had", last+1)
	case again:
		verdict.Advice = withOr(verdict.Advice, fmt.Sprintf("it needs a new version of %s too", c.is.Name))
	default:
		advice := fmt.Sprintf("write version=%d accept=%s and run typeseal freeze %s, which keeps the old struct",
			last+1, directive.Numbers(c.was.Accept), c.is.Name)
		verdict.Advice = withOr(verdict.Advice, advice) + "; or, " + c.was.giveUp()
	}
}

// withOr joins two ways out, of which there may be one only.
func withOr(first, second string) string {
	if first == "" {
		return second
	}
	return first + "; or " + second
}
