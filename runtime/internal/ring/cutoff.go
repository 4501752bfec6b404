package ring

import (
	"errors"
	"time"

	"github.com/typeseal/typeseal/runtime/codec"
	"github.com/typeseal/typeseal/runtime/internal/suite"
)

// A Cutoff revokes the tokens that were issued before a second: all tokens, those
// with one salt, or those with one binding.
type Cutoff struct {
	// Before is the first second that is not revoked, in Unix seconds.
	Before int64

	Salt    string  // or ""
	Binding *string // or nil

	// Line is the number of the cutoff's line, counted from 1.
	Line int
}

// Skew is how many seconds the clocks of two hosts may differ. A cutoff may be so many
// seconds in the future.
const Skew = 60

// Reasons why a cutoff is refused.
var (
	errCutoff = errors.New(`bad cutoff; write cutoff 2026-11-22T10:00:00Z, and after it nothing, ` +
		`or salt and a salt, or binding and a JSON string`)
	errFutureCutoff = errors.New("a cutoff in the future would revoke all tokens until then; " +
		"write an instant that has passed")
)

// readCutoff reads a line whose first word was cutoff.
func (r *reader) readCutoff(c *cursor, number int) error {
	cut := Cutoff{Line: number}
	before, ok := ParseInstant(c.next())
	if !ok {
		return errCutoff
	}
	if cut.Before = before.Unix(); cut.Before > time.Now().Unix()+Skew {
		return errFutureCutoff
	}
	if !cut.readScope(c) || c.next() != "" {
		return errCutoff
	}
	r.cutoffs = append(r.cutoffs, cut)
	return nil
}

// readScope reads the words after the instant.
func (cut *Cutoff) readScope(c *cursor) bool {
	switch c.next() {
	case "":
		return true
	case "salt":
		cut.Salt = c.next()
		return suite.ValidSalt(cut.Salt)
	case "binding":
		binding, ok := c.binding()
		cut.Binding = &binding
		return ok
	}
	return false
}

// binding reads a JSON string, after which a blank or the end of the line must come. In
// the string, a # does not begin a comment and a semicolon does not end the line.
func (c *cursor) binding() (string, bool) {
	quoted := c.quoted()
	if quoted.Empty() || c.at < c.end && !c.any(blanks) {
		return "", false
	}
	var d codec.JSONDecoder
	d.Reset([]byte(quoted.Of(c.text)))
	value := d.String()
	return value, d.End()
}

// FormatCutoff returns the text of a cutoff, without a break. It refuses a cutoff that Parse
// would refuse.
func FormatCutoff(c Cutoff) (string, error) {
	text := cutoffWord + " " + FormatInstant(time.Unix(c.Before, 0))
	if c.Salt != "" {
		text += " salt " + c.Salt
	}
	if c.Binding != nil {
		var e codec.JSONEncoder
		e.String(*c.Binding)
		quoted, err := e.Take()
		if err != nil {
			return "", errCutoff
		}
		text += " binding " + string(quoted)
	}
	return text, checkCutoff(text, c)
}

// checkCutoff returns nil if the first line of a text is read as the cutoff.
func checkCutoff(text string, want Cutoff) error {
	line, r := lineAt(text, 0), reader{text: text}
	if err := r.readLine(line, want.Line); err != nil {
		return err
	}
	got := r.cutoffs[0]
	if got.Salt != want.Salt || (got.Binding == nil) != (want.Binding == nil) {
		return errCutoff
	}
	return nil
}
