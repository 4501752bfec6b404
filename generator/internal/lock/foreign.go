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

// family is a format without its parameters.
func family(format string) string {
	name, _, _ := strings.Cut(format, " ")
	return name
}

// A foreign describes the foreign tokens that a type opens: its own tokens, or the tokens
// that also= names. The zero value means none.
type foreign struct {
	format  string // its name
	choice  string // the words of the parameters, except future and missing
	future  bool   // tokens dated in the future are accepted
	missing bool   // fields that are missing or null are zero
	salt    string
	until   string // the last day, as 2027-03-31; empty: no end
}

// space has the values from which keys are derived, besides the secret.
func (f foreign) space() string {
	if f.format == "" {
		return ""
	}
	return f.format + " " + f.salt
}

// encoder is the encoding of the format's payloads: JSON, gob, or the format itself.
func (f foreign) encoder() string {
	switch format := contract.Foreign(f.format); {
	case format.Fields:
		return f.format
	case format.Codecs != nil && !slices.Contains(strings.Fields(f.choice), "codec="+contract.JSON):
		return contract.Gob
	}
	return contract.JSON
}

// main describes the type's own tokens if they are foreign.
func (t *Type) main() foreign {
	if t.Format == Native {
		return foreign{}
	}
	f := parseForeign(t.Format)
	f.salt = t.Salt
	return f
}

// over reports whether the last day on which the tokens are accepted has passed.
func (f foreign) over() bool {
	return f.until != "" && f.until < time.Now().UTC().Format(time.DateOnly)
}

// option is the option also= with which a type accepts the tokens, and the options that
// describe them. salt is that of the type.
func (f foreign) option(salt string) string {
	words := []string{"also=" + f.format}
	for word := range strings.FieldsSeq(f.choice) {
		words = append(words, "also-"+word)
	}
	if f.salt != "" && (f.salt != salt || contract.Foreign(f.format).Salt != contract.OptionSalt) {
		words = append(words, "also-salt="+f.salt)
	}
	return strings.Join(words, " ")
}

// also describes the tokens that also= names.
func (t *Type) also() foreign { return parseForeign(t.Also) }

// parseForeign reads the facts format and also.
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
		case name == "missing":
			f.missing = true
		default:
			choice = append(choice, word)
		}
	}
	f.choice = strings.Join(choice, " ")
	return f
}

// foreignTokens compares the foreign tokens that are accepted before and after the
// change.
func (c *comparison) foreignTokens() {
	was, is := c.was.main(), c.is.main()
	if was.format != "" && was.space() != is.space() {
		if is = c.is.also(); was.space() == is.space() {
			c.sameSpace(was, is, "format")
			c.foreignPayload(was, "stop accepting them first")
		}
	} else if was.format != "" {
		c.sameSpace(was, is, "format") // versions judges its payload
	}
	c.alsoTokens()
}

func (c *comparison) alsoTokens() {
	was, is := c.was.also(), c.is.also()
	switch {
	case was == is && was.format == "":
	case was.format == "" && c.was.main().space() == is.space():
	case was.format == "":
		c.say(Verdict{Edit: "also", Option: "also", Message: "also was added: " + c.is.Also,
			Advice: "the type's own tokens do not change"})
		c.foreignAgain(is)
	case was.space() != is.space():
		v := Verdict{Outcome: GivenUp, Edit: "also", Option: "also",
			Message: fmt.Sprintf("also was %s and is now %s", c.was.Also, orNone(c.is.Also)),
			Advice:  was.format + " tokens are refused from now on"}
		if was.over() {
			v.Outcome, v.Advice = Compatible, fmt.Sprintf("%s tokens were accepted until %s", was.format, was.until)
		}
		c.say(v)
		c.foreignAgain(is)
	default:
		c.sameSpace(was, is, "also")
		instead := "stop accepting them first"
		if was.over() {
			instead = "remove also and its options: they are not accepted since " + was.until
		}
		c.foreignPayload(was, instead)
	}
}

// lasting describes the foreign tokens that both types accept. It is empty if there are none.
func (c *comparison) lasting() foreign {
	for _, was := range []foreign{c.was.main(), c.was.also()} {
		is := c.is.also()
		if was.format != "" && was.space() == is.space() && !was.over() {
			return was
		}
	}
	return foreign{}
}

// foreignAgain compares foreign tokens that are accepted again after a pause.
func (c *comparison) foreignAgain(is foreign) {
	for _, t := range c.old.Retired {
		if is.format != "" && t.GoType == c.is.GoType && t.main().space() == is.space() {
			c.was = t
			c.foreignPayload(is, "leave also out")
		}
	}
}

// retiredForeign returns the foreign tokens that a type no longer accepts as a retired
// type, so that no other type uses their salt. It returns nil if there are none.
func retiredForeign(was, is *Type) *Type {
	f := was.also()
	if f.salt == "" || slices.Contains(is.salts(), f.salt) {
		return nil
	}
	format := contract.Foreign(f.format)
	t := &Type{
		Salt: f.salt, Verb: was.Verb, GoType: was.GoType, Kind: string(contract.Signed), Format: f.format,
		Codec: format.Codec(), MaxAge: was.MaxAge, MaxSize: min(was.MaxSize, format.MostMaxSize),
		Accept: []int{0}, Used: []int{0}, Shapes: map[int][]*Field{0: was.Shapes[was.Version]},
	}
	if was.Verb == string(directive.Seal) {
		t.Kind = string(contract.Sealed)
	}
	if f.choice != "" {
		t.Format += " " + f.choice
	}
	if f.future {
		t.Format += " future=accept"
	}
	return t
}

// sameSpace compares the parameters of foreign tokens that are still opened.
func (c *comparison) sameSpace(was, is foreign, option string) {
	v := Verdict{Edit: option, Option: option,
		Message: fmt.Sprintf("%s was %s and is now %s", option, c.saidOf(c.was, option), c.saidOf(c.is, option))}
	switch {
	case was == is:
		return
	case was.choice != is.choice:
		v.Outcome = Refused
		v.Advice = fmt.Sprintf("every %s token in flight would be refused; %s; %s", was.format,
			c.restore(was, option), c.was.giveUp())
	case is.until != "" && (was.until == "" || is.until < was.until):
		v.Outcome = GivenUp
		v.Advice = fmt.Sprintf("%s tokens are refused after %s", was.format, is.until)
		if was.until == "" {
			v.Outcome = Compatible
		}
	case was.missing && !is.missing:
		v.Outcome = GivenUp
		v.Advice = was.format + " tokens in which a field is missing or null are refused from now on"
	case was.over() && !is.over():
		v.Advice = was.format + " tokens in flight are accepted again"
	case was.future && !is.future:
		v.Advice = "tokens dated in the future are not valid before their date"
	default:
		v.Advice = was.format + " tokens in flight are accepted as before"
	}
	c.say(v)
}

// restore is advice for parameters of foreign tokens that have changed.
func (c *comparison) restore(was foreign, option string) string {
	switch {
	case option == "also":
		return "undo the change, or stop accepting them first: remove also and its options, and run typeseal"
	case c.is.Format == Native:
		return "write " + was.option(c.is.Salt)
	}
	return "undo the change"
}

// saidOf returns a type's fact about format or also.
func (c *comparison) saidOf(t *Type, option string) string {
	switch {
	case option == "also":
		return orNone(t.Also)
	case t.Format == Native && t.Also != "":
		return Native + ", with also=" + t.Also
	}
	return t.Format
}

// foreignPayload compares the newest payload, which foreign tokens contain. They have no
// schema version. instead is what to do instead of undoing a change.
func (c *comparison) foreignPayload(f foreign, instead string) {
	before := len(c.verdicts)
	s := structs{c: c, codec: f.encoder(), missing: c.is.also().missing}
	s.compare(c.was.Shapes[c.was.Version], c.is.Shapes[c.is.Version], "")
	found := c.verdicts[before:]
	c.verdicts = c.verdicts[:before]
	for _, v := range found {
		if v.Outcome.Allowed() {
			continue // the verdict on the type's own tokens says the same
		}
		v.Outcome, v.Edit = Refused, "foreign "+v.Edit
		v.Message += fmt.Sprintf(", %s tokens included", f.format)
		v.Advice = withOr(v.Advice,
			fmt.Sprintf("undo the change: %s tokens have no room for a schema version; or %s", f.format, instead))
		c.verdicts = append(c.verdicts, v)
	}
}
