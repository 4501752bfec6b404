package lock

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/typeseal/typeseal/generator/internal/contract"
	"github.com/typeseal/typeseal/generator/internal/directive"
)

// Native is the format of FORMAT.md.
const Native = "native"

// family is a format without what it lets a type choose.
func family(format string) string {
	name, _, _ := strings.Cut(format, " ")
	return name
}

// A foreign is what a type says of the foreign tokens that it opens: all of
// them, or those that also= names. The zero value stands for none.
type foreign struct {
	format string // django, handshake or handoff
	choice string // the words that the format lets a type choose, but for future
	future bool   // tokens dated in the future are accepted
	salt   string
	until  string // the last day, as 2027-03-31; empty: no end
}

// space is what the tokens' keys are derived from beside the secret.
func (f foreign) space() string {
	if f.format == "" {
		return ""
	}
	return f.format + " " + f.salt
}

// encoder is what encodes the format's payloads: JSON, or the format itself.
func (f foreign) encoder() string {
	if contract.Foreign(f.format).Fields {
		return f.format
	}
	return contract.JSON
}

// main is what the type's own format is if it is foreign.
func (t *Type) main() foreign {
	if t.Format == Native {
		return foreign{}
	}
	f := parseForeign(t.Format)
	f.salt = t.Salt
	return f
}

// also is what also= says.
func (t *Type) also() foreign { return parseForeign(t.Also) }

// parseForeign reads the words of a format or of also.
func parseForeign(text string) (f foreign) {
	var choice []string
	for i, word := range strings.Fields(text) {
		switch name, value, _ := strings.Cut(word, "="); {
		case i == 0:
			f.format = word
		case name == "until":
			f.until = value
		case name == "salt":
			f.salt = value
		case name == "future":
			f.future = true
		default:
			choice = append(choice, word)
		}
	}
	f.choice = strings.Join(choice, " ")
	return f
}

// foreignTokens judges the foreign tokens that were opened, in their own codec.
func (c *comparison) foreignTokens() {
	was, is := c.was.main(), c.is.main()
	if was.format != "" && was.space() != is.space() {
		if is = c.is.also(); was.space() == is.space() {
			c.sameSpace(was, is, "format")
			c.foreignPayload(was)
		}
	} else if was.format != "" {
		c.sameSpace(was, is, "format") // its payload is the type's only version
	}
	c.alsoTokens()
}

func (c *comparison) alsoTokens() {
	was, is := c.was.also(), c.is.also()
	switch {
	case was == is && was.format == "":
	case was.format == "" && c.was.main().space() == is.space():
	case was.format == "":
		c.say(Verdict{Edit: "also", Option: "also", Message: "also is new: " + c.is.Also,
			Advice: "its own tokens are as they were"})
		c.foreignAgain(is)
	case was.space() != is.space():
		c.alsoEnded(was)
		c.foreignAgain(is)
	default:
		c.sameSpace(was, is, "also")
		c.foreignPayload(was)
	}
}

// alsoEnded judges foreign tokens that are accepted no more.
func (c *comparison) alsoEnded(was foreign) {
	v := Verdict{Outcome: GivenUp, Edit: "also", Option: "also",
		Message: fmt.Sprintf("also was %s and is %s", c.was.Also, orNone(c.is.Also)),
		Advice:  was.format + " tokens are refused from now on"}
	if was.until < time.Now().UTC().Format(time.DateOnly) {
		v.Outcome, v.Advice = Compatible, fmt.Sprintf("%s tokens were accepted until %s", was.format, was.until)
	}
	c.say(v)
}

// foreignAgain judges foreign tokens that were accepted before, and are again.
func (c *comparison) foreignAgain(is foreign) {
	for _, t := range c.old.Retired {
		if is.format != "" && t.GoType == c.is.GoType && t.main().space() == is.space() {
			c.was = t
			c.foreignPayload(is)
		}
	}
}

// retireForeign keeps what the foreign tokens were that a type accepted until
// now, as a type that is gone: their salt is not free.
func (l *Lock) retireForeign(was, is *Type) {
	f := was.also()
	if f.salt == "" || slices.Contains(is.salts(), f.salt) {
		return
	}
	format := contract.Foreign(f.format)
	t := &Type{
		Salt: f.salt, Verb: string(directive.Sign), GoType: was.GoType, Kind: string(contract.Signed), Format: f.format,
		Codec: format.Codec(), MaxAge: was.MaxAge, MaxSize: min(was.MaxSize, format.MostMaxSize),
		Accept: []int{0}, Used: []int{0}, Shapes: map[int][]*Field{0: was.Shapes[was.Version]},
	}
	if f.choice != "" {
		t.Format += " " + f.choice
	}
	if f.future {
		t.Format += " future=accept"
	}
	if !slices.ContainsFunc(slices.Concat(l.Types, l.Retired), func(o *Type) bool { return o.ID() == t.ID() }) {
		l.Retired = append(l.Retired, t)
	}
}

// sameSpace judges what is said of foreign tokens that are opened as before.
func (c *comparison) sameSpace(was, is foreign, option string) {
	v := Verdict{Edit: option, Option: option,
		Message: fmt.Sprintf("%s was %s and is %s", option, c.saidOf(c.was, option), c.saidOf(c.is, option))}
	switch {
	case was == is:
		return
	case was.choice != is.choice:
		v.Outcome = Refused
		v.Advice = fmt.Sprintf("every %s token in flight would be forged; undo it; %s", was.format, c.was.giveUp())
	case is.until != "" && (was.until == "" || is.until < was.until):
		v.Outcome = GivenUp
		v.Advice = fmt.Sprintf("%s tokens are refused after %s", was.format, is.until)
		if was.until == "" {
			v.Outcome = Compatible
		}
	case was.future && !is.future:
		v.Advice = "tokens dated in the future are not valid until then"
	default:
		v.Advice = was.format + " tokens in flight are accepted as before"
	}
	c.say(v)
}

// saidOf is what a type says of its format, or of its foreign tokens.
func (c *comparison) saidOf(t *Type, option string) string {
	switch {
	case option == "also":
		return orNone(t.Also)
	case t.Format == Native && t.Also != "":
		return Native + ", with also=" + t.Also
	}
	return t.Format
}

// foreignPayload judges the newest payload as foreign tokens have it: no version
// of a schema tells theirs apart.
func (c *comparison) foreignPayload(f foreign) {
	before := len(c.verdicts)
	s := structs{c: c, codec: f.encoder()}
	s.compare(c.was.Shapes[c.was.Version], c.is.Shapes[c.is.Version], "")
	found := c.verdicts[before:]
	c.verdicts = c.verdicts[:before]
	for _, v := range found {
		if v.Outcome.Allowed() {
			continue // the type's own tokens say as much
		}
		v.Outcome, v.Edit = Refused, "foreign "+v.Edit
		v.Message += fmt.Sprintf(", %s tokens among them", f.format)
		v.Advice = withOr(v.Advice,
			fmt.Sprintf("undo it: %s tokens have no room for a schema version; or end also= first", f.format))
		c.verdicts = append(c.verdicts, v)
	}
}
