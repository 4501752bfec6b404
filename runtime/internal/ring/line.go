package ring

import "strings"

// A Span is a part of a text: the bytes from From up to To, without the one at To.
type Span struct{ From, To int }

// Of returns the part of text.
func (s Span) Of(text string) string { return text[s.From:s.To] }

// Empty reports whether s has no bytes.
func (s Span) Empty() bool { return s.From == s.To }

// A Line is a line of a ring's text, without and with the break that ends it: a
// semicolon, LF or CR LF. The last line may have no break.
type Line struct{ Body, Whole Span }

// lineAt returns the line that begins at an index of text.
func lineAt(text string, from int) Line {
	at := afterBinding(text, from)
	i := strings.IndexAny(text[at:], ";\n")
	if i < 0 {
		return Line{Span{from, len(text)}, Span{from, len(text)}}
	}
	end := at + i
	whole := Span{from, end + 1}
	if text[end] == '\n' && end > from && text[end-1] == '\r' {
		end--
	}
	return Line{Span{from, end}, whole}
}

// afterBinding returns an index in the line at from, before which no semicolon ends the line. If
// the line is a cutoff for a binding, that is the index after the closing quote, or if the quote
// is missing, the index of the LF or of the end of the text.
func afterBinding(text string, from int) int {
	c := cursor{text, from, len(text)}
	if c.next() != cutoffWord || c.next() == "" || c.next() != "binding" {
		return from
	}
	c.quoted()
	return c.at
}

// blanks separate words. No other white space does.
const blanks = " \t"

// A cursor reads the words of a line: of text from at up to end, or up to an LF or
// a semicolon.
type cursor struct {
	text    string
	at, end int
}

// next reads a word and returns its text.
func (c *cursor) next() string { return c.word().Of(c.text) }

// word reads a word. At the line's end and before a comment it returns an empty Span. The
// cursor must not be in the middle of a word.
func (c *cursor) word() Span {
	c.skipBlanks()
	from := c.at
	if from < c.end && c.text[from] == '#' {
		return Span{from, from}
	}
	for c.at < c.end && !c.any(blanks+";\n") {
		c.at++
	}
	return Span{from, c.at}
}

func (c *cursor) skipBlanks() {
	for c.at < c.end && c.any(blanks) {
		c.at++
	}
}

// any reports whether one of a set of characters comes next. There must be a next one.
func (c *cursor) any(set string) bool { return strings.IndexByte(set, c.text[c.at]) >= 0 }

// quoted reads a string in double quotes, with its quotes, in which a backslash hides the
// character after it. It returns an empty Span if no string comes next, or if the closing quote
// is missing. In that case the cursor goes to the LF or the end.
func (c *cursor) quoted() Span {
	c.skipBlanks()
	from := c.at
	if from == c.end || c.text[from] != '"' {
		return Span{from, from}
	}
	for c.at++; c.at < c.end && c.text[c.at] != '\n'; c.at++ {
		switch c.text[c.at] {
		case '"':
			c.at++
			return Span{from, c.at}
		case '\\':
			if c.at+1 < c.end && c.text[c.at+1] != '\n' {
				c.at++
			}
		}
	}
	return Span{from, from}
}
