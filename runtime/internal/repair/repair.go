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
	var found string
	s := search{prefix: prefix, limit: limit, valid: valid, starts: maxStarts, most: maxTried}
	s.keep = func(_ int, token string) bool {
		first := found == ""
		found = token
		return first
	}
	s.known = func(token string) bool { return token == found }
	if strings.Contains(text, "urldefense") && !s.form(lookalikes.undo(proofpoint.undo(text, nil), nil)) {
		return "", false
	}
	for layer := 0; ; layer++ {
		if !s.form(lookalikes.undo(text, nil)) {
			return "", false
		}
		inner := escapes.undo(text, nil)
		if layer == maxLayers || inner == text {
			return found, found != ""
		}
		text = inner
	}
}

// A search goes through the forms of one text.
type search struct {
	prefix string
	limit  int // characters of a token
	valid  func(token string) bool
	known  func(token string) bool // it need not be checked and kept again

	// keep gets the place and the text of each token. It reports whether the search goes
	// on.
	keep func(at int, token string) bool

	began  func(at int) // if it is not nil, gets the place of each prefix with which a token may begin
	starts int          // most prefixes in one form
	most   int          // most characters of all candidates together
	tried  int          // characters of the candidates so far
}

// form looks for tokens in one form of the text, which is ASCII. It reports false if the
// search is over: if there are too many prefixes, or keep says so.
func (s *search) form(text string) bool {
	starts := 0
	for at := s.next(text, 0); at >= 0; at = s.next(text, at+1) {
		if starts++; starts > s.starts {
			return false
		}
		if !begins(text[:at]) {
			continue
		}
		if s.began != nil {
			s.began(at)
		}
		if !s.candidates(text, at) {
			return false
		}
	}
	return true
}

// next returns the place of the first prefix at or after from, or -1. Its first letter may
// be a capital one, since phones capitalize the first letter of a field.
func (s *search) next(text string, from int) int {
	for {
		i := strings.Index(text[min(from+1, len(text)):], s.prefix[1:])
		if i < 0 {
			return -1
		}
		if from += i; text[from]|0x20 == s.prefix[0] {
			return from
		}
		from++
	}
}

// begins reports whether a token may begin after this text. It may not begin after a
// letter of the alphabet, unless that letter is the rest of an =3D that lost its =.
func begins(before string) bool {
	return before == "" || !isLetter(before[len(before)-1]) || strings.HasSuffix(before, "3D")
}

// candidates tries all tokens that begin with the prefix at text[at:]. It reports false if
// the search is over.
func (s *search) candidates(text string, at int) bool {
	text = text[at+len(s.prefix):]
	token := []byte(s.prefix)
	for breaks := 0; ; breaks++ {
		n := letters(text)
		token, text = append(token, text[:n]...), text[n:]
		if s.tried += n; s.tried > s.most {
			return false
		}
		size, certain := gap(text)
		end := size == 0 || breaks == maxBreaks || !isLetterAt(text, size)
		if (end || !certain) && !s.candidate(at, token) {
			return false
		}
		if end || len(token) > s.limit {
			return true
		}
		text = text[size:]
	}
}

// candidate keeps a token if it is well-formed. It reports false if the search is over: if
// keep says so, or too much was tried.
func (s *search) candidate(at int, text []byte) bool {
	text = bytes.TrimRight(text, "-_") // tokens end in a letter or digit
	if len(text) > s.limit {
		return true
	}
	if s.tried += len(text); s.tried > s.most {
		return false
	}
	token := string(text)
	return s.known(token) || !s.valid(token) || s.keep(at, token)
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
