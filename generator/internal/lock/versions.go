package lock

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/typeseal/typeseal/generator/internal/contract"
	"github.com/typeseal/typeseal/generator/internal/directive"
)

// versions compares the versions of tokens that are created and opened, and the payload
// of each version that tokens in flight can have.
func (c *comparison) versions() {
	was, is := c.was, c.is
	if !c.number() {
		return
	}
	for _, v := range is.Accept {
		if v != is.Version && !was.used(v) {
			c.say(Verdict{Edit: "version accepted", Option: "accept", Message: fmt.Sprintf("version %d is accepted", v),
				Advice: fmt.Sprintf("%s has no record of it: make sure that its struct matches its tokens", Name)})
		}
	}
	for _, v := range was.Used {
		switch {
		case !is.opens(v) && was.opens(v):
			c.dropped(v)
		case is.opens(v) && base(was.Codec) == base(is.Codec):
			if _, ok := is.Shapes[v]; ok { // otherwise the source is wrong
				c.payload(v)
			}
		}
	}
}

// base is a codec without compression.
func base(codec string) string { return strings.TrimSuffix(codec, deflated) }

// encoder is the encoding of a type's payloads: msgpack, JSON, or a foreign format.
func (t *Type) encoder() string {
	if t.Codec == contract.Text {
		return family(t.Format)
	}
	return base(t.Codec)
}

// number compares version and mint. It reports whether the payloads must be compared too.
func (c *comparison) number() bool {
	was, is := c.was, c.is
	v := Verdict{Edit: "version raised", Option: "version",
		Message: fmt.Sprintf("version was %d and is now %d", was.Version, is.Version)}
	switch last := slices.Max(was.Used); {
	case was.Version == is.Version && was.Mint == is.Mint:
		return true
	case is.Version < last && !was.used(is.Version):
		v.Outcome, v.Edit = Refused, "version lowered"
		v.Message += ", a number that other tokens may have"
		v.Advice = fmt.Sprintf("versions only go up: write version=%d", min(last+1, contract.MaxVersion))
	case is.Version < was.Version:
		v.Edit = "version lowered"
	case is.Version == was.Version:
		v.Edit, v.Option = "mint", "mint"
		v.Message = fmt.Sprintf("mint was %d and is now %d", was.Mint, is.Mint)
	}
	if v.Outcome == Compatible && !was.opens(is.Mint) {
		v.Advice = fmt.Sprintf("hosts that still run the old build refuse tokens of version %d", is.Mint)
		if is.opens(was.Mint) {
			v.Advice += fmt.Sprintf("; to avoid that, deploy with mint=%d first", was.Mint)
		}
	}
	c.say(v)
	return v.Outcome == Compatible
}

// dropped gives the verdict on a version that is no longer accepted.
func (c *comparison) dropped(v int) {
	d := Verdict{Outcome: GivenUp, Edit: "version dropped", Option: "accept",
		Message: fmt.Sprintf("version %d is no longer accepted", v),
		Advice:  "its tokens in flight are refused with ErrVersion"}
	switch {
	case v != c.was.Mint && c.was.Since != "":
		d.Advice += fmt.Sprintf("; version %d replaced it on %s, and max-age is %s", c.was.Mint, c.was.Since,
			FormatAge(c.was.MaxAge))
		if Outlived(c.was.Since, c.was.MaxAge, time.Now()) {
			d.Outcome, d.Advice = Compatible, fmt.Sprintf("version %d replaced it on %s, and max-age has passed",
				c.was.Mint, c.was.Since)
		}
	case v != c.was.Mint:
	case c.is.Stated:
		d.Message += ", although tokens had it until now"
		d.Advice += ", as accept says"
	default:
		d.Outcome, d.Option = Refused, "version"
		d.Message += ", although tokens had it until now: its tokens in flight would be refused"
		d.Advice = fmt.Sprintf("write accept=%d and run typeseal freeze %s, which writes the struct of version %d; "+
			"to give those tokens up, write accept=%d", v, c.is.Name, v, c.is.Version)
	}
	c.say(d)
}

// Outlived reports whether all tokens that were created before the end of a day,
// such as 2026-07-11, have expired.
func Outlived(day string, maxAge time.Duration, now time.Time) bool {
	since, err := time.Parse(time.DateOnly, day)
	return err == nil && maxAge != contract.Unlimited && now.Sub(since) > 24*time.Hour+maxAge
}

// payload compares the fields of a version that was accepted and still is. If several
// verdicts need a new version, the first one in the source says how to add one.
func (c *comparison) payload(v int) {
	before := len(c.verdicts)
	s := structs{c: c, codec: c.is.encoder()}
	s.compare(c.was.Shapes[v], c.is.Shapes[v], "")
	var found []*Verdict
	for i := range c.verdicts[before:] {
		if f := &c.verdicts[before+i]; f.Outcome == NeedsVersion {
			found = append(found, f)
		}
	}
	if len(found) == 0 {
		return
	}
	first := slices.MinFunc(found, func(v, w *Verdict) int {
		_, a := c.is.Place(v.Pos)
		_, b := c.is.Place(w.Pos)
		return cmp.Or(strings.Compare(a.Filename, b.Filename), cmp.Compare(a.Offset, b.Offset))
	})
	for _, f := range found {
		c.remedy(f, v, f != first)
	}
}

// remedy adds to a verdict the way to change the payload of a version. If again is true,
// another verdict already says it.
func (c *comparison) remedy(verdict *Verdict, v int, again bool) {
	last := max(slices.Max(c.was.Used), c.is.Version)
	switch {
	case v != c.is.Version:
		verdict.Outcome = Refused
		verdict.Edit = "former " + verdict.Edit
		verdict.Advice = fmt.Sprintf("undo the change: the struct of version %d must match the tokens of version %[1]d",
			v)
	case c.is.Format != Native:
		verdict.Outcome = Refused
		verdict.Advice = fmt.Sprintf("undo the change: %s tokens have no room for a schema version; %s",
			family(c.is.Format), c.was.giveUp())
	case last >= contract.MaxVersion:
		verdict.Outcome = Refused
		verdict.Advice = fmt.Sprintf("undo the change, or declare a second type with its own salt: version %d is the "+
			"last that a token can have", last)
	case v != c.was.Version:
		verdict.Outcome = Refused
		verdict.Message += fmt.Sprintf(", and other tokens have version %d", v)
		verdict.Advice = fmt.Sprintf("write version=%d, a number that no token has", last+1)
	case again:
		verdict.Advice = withOr(verdict.Advice, fmt.Sprintf("raise the version of %s for this too", c.is.Name))
	default:
		advice := fmt.Sprintf("write version=%d accept=%s and run typeseal freeze %s, which keeps the old struct",
			last+1, directive.Numbers(c.was.Accept), c.is.Name)
		verdict.Advice = withOr(verdict.Advice, advice) + "; or, " + c.was.giveUp()
	}
}

// withOr joins two pieces of advice. The first may be empty.
func withOr(first, second string) string {
	if first == "" {
		return second
	}
	return first + "; or " + second
}
