// Package repair finds a token in a text that mail programs, gateways and people have
// damaged: escaped, wrapped, decorated, or with other text around it. It looks at
// structure only. The token that it finds is opened and checked like any other.
package repair

import (
	"bytes"
	"strings"
)

// Limits on the text that is searched.
const (
	maxText   = 16 << 10  // bytes of text
	maxStarts = 8         // prefixes in one form of the text
	maxLayers = 3         // layers of escapes that are undone
	maxBreaks = 12        // gaps in one token
	maxTried  = 512 << 10 // characters of all candidates together, which are decoded
)

// Find returns the only token with the given prefix in text. It tries the text itself,
// the text after each of three layers of escapes is undone, and the form that Proofpoint
// gives to links. A token has at most limit characters, and valid reports whether it is
// well-formed. If there is no such token, or more than one, Find returns false.
func Find(text, prefix string, limit int, valid func(token string) bool) (string, bool) {
	if len(text) > maxText {
		return "", false
	}
	s := search{prefix: prefix, limit: limit, valid: valid}
	if strings.Contains(text, "urldefense") && !s.form(undoProofpoint(text)) {
		return "", false
	}
	for layer := 0; ; layer++ {
		if !s.form(text) {
			return "", false
		}
		inner := undo(text)
		if layer == maxLayers || inner == text {
			return s.found, s.found != ""
		}
		text = inner
	}
}

// A search goes through the forms of one text.
type search struct {
	prefix string
	limit  int
	valid  func(string) bool
	tried  int // characters of the candidates so far
	found  string
}

// form looks for tokens in one form of the text. It reports false if the search is
// over: if there are too many prefixes, or two tokens.
func (s *search) form(text string) bool {
	text = fold(text)
	starts := 0
	for at := range len(text) {
		if !s.prefixAt(text, at) {
			continue
		}
		if starts++; starts > maxStarts {
			return false
		}
		if begins(text[:at]) && !s.candidates(text[at+len(s.prefix):]) {
			return false
		}
	}
	return true
}

// prefixAt reports whether the prefix is at text[at:]. Its first letter may be a capital
// one, since phones capitalize the first letter of a field.
func (s *search) prefixAt(text string, at int) bool {
	rest := text[at:]
	return len(rest) >= len(s.prefix) && rest[1:len(s.prefix)] == s.prefix[1:] && rest[0]|0x20 == s.prefix[0]
}

// begins reports whether a token may begin after this text. It may not begin after a
// letter of the alphabet, unless that letter is the rest of an =3D that lost its =.
func begins(before string) bool {
	return before == "" || !isLetter(before[len(before)-1]) || strings.HasSuffix(before, "3D")
}

// candidates tries all tokens that begin with the prefix and continue with text. It
// reports false if the search is over.
func (s *search) candidates(text string) bool {
	token := append(make([]byte, 0, len(s.prefix)+len(text)), s.prefix...)
	for breaks := 0; ; breaks++ {
		n := letters(text)
		token, text = append(token, text[:n]...), text[n:]
		size, certain := gap(text)
		end := size == 0 || breaks == maxBreaks || !isLetterAt(text, size)
		if (end || !certain) && !s.candidate(token) {
			return false
		}
		if end || len(token) > s.limit {
			return true
		}
		text = text[size:]
	}
}

// candidate keeps a token if it is well-formed. It reports false if the search is over: if
// another token was well-formed, or too much was tried.
func (s *search) candidate(text []byte) bool {
	text = bytes.TrimRight(text, "-_") // tokens end in a letter or digit
	if len(text) > s.limit {
		return true
	}
	if s.tried += len(text); s.tried > maxTried {
		return false
	}
	token := string(text)
	if token == s.found || !s.valid(token) {
		return true
	}
	first := s.found == ""
	s.found = token
	return first
}

// letters returns the number of letters of the alphabet at the start of text.
func letters(text string) int {
	n := 0
	for isLetterAt(text, n) {
		n++
	}
	return n
}

func isLetterAt(text string, at int) bool { return at < len(text) && isLetter(text[at]) }

// isLetter reports whether c is in the alphabet of tokens.
func isLetter(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_'
}

// gap returns the size of the gap at the start of text, or 0 if there is none. A gap is a
// place at which a line was wrapped or a space was inserted. It is certain after the =
// that quoted-printable puts at the end of a line.
func gap(text string) (size int, certain bool) {
	if strings.HasPrefix(text, "=") && !strings.HasPrefix(text, "=2D") && !strings.HasPrefix(text, "=5F") {
		return 1 + blanks(text[1:]), true
	}
	return blanks(text), false
}

// blanks returns the number of bytes at the start of text that may be between two parts
// of a token: white space, the + that forms write for a space, and the marks of quoted
// replies at the start of a line.
func blanks(text string) int {
	newline := false
	for i := range len(text) {
		switch c := text[i]; {
		case c == '\n' || c == '\r':
			newline = true
		case c == ' ' || c == '\t' || c == '+':
		case newline && (c == '>' || c == '|'):
		default:
			return i
		}
	}
	return len(text)
}
