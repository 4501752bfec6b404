package typeseal

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// keyState is the state of a key in a ring. It says what the key may be used
// for.
type keyState byte

const (
	stateNone     keyState = iota // not written
	statePrimary                  // mints and opens
	stateAccepted                 // opens
	stateRetired                  // does neither
	stateRevoked                  // does neither, and errors match ErrRevoked
)

// keyStates has the word for each state.
var keyStates = map[string]keyState{
	"primary":  statePrimary,
	"accepted": stateAccepted,
	"retired":  stateRetired,
	"revoked":  stateRevoked,
}

// String returns the word for s, or "" for stateNone.
func (s keyState) String() string {
	for name, state := range keyStates {
		if s == state {
			return name
		}
	}
	return ""
}

// Limits of a key ring's text (KEYS.md). The text of a signing key has the same
// limit.
const (
	maxKeys     = 64
	maxRingText = 64 << 10 // bytes
)

// ringText is the content of a ring's text, which is read line by line.
type ringText struct {
	kind    *keyKind
	cutoffs []cutoff

	// lines has the number of the line of each key, counted from 1.
	keys  []*key
	lines []int
}

// parseRing reads the text of a ring of one kind of keys.
func parseRing(text string, kind *keyKind) (*keySet, error) {
	if len(text) > maxRingText {
		return nil, ringError("the text is longer than 64 KiB")
	}
	ring, number := &ringText{kind: kind}, 0
	for line := range strings.Lines(text) {
		number++
		if body, ended := strings.CutSuffix(line, "\n"); ended {
			line = strings.TrimSuffix(body, "\r")
		}
		if err := ring.line(line, number); err != nil {
			return nil, lineError(number, err)
		}
	}
	return ring.set()
}

// line reads one line, as KEYS.md section 1 defines it.
func (r *ringText) line(line string, number int) error {
	if err := checkLine(line); err != nil {
		return err
	}
	word, rest := cutWord(line)
	switch word {
	case "": // an empty line, or only a comment
		return nil
	case "cutoff":
		c, err := parseCutoff(rest)
		r.cutoffs = append(r.cutoffs, c)
		return err
	}
	k, err := r.kind.readLine(word, rest)
	r.keys, r.lines = append(r.keys, k), append(r.lines, number)
	return err
}

// Reasons why a line is refused. They never show the line, since a mistyped key
// can be in it.
var (
	errByteOrderMark  = errors.New("a byte order mark; save the ring as UTF-8 without one")
	errCarriageReturn = errors.New("a carriage return without a line feed; end lines with LF or CRLF")
	errRingUTF8       = errors.New("not UTF-8; save the ring as UTF-8")
	errTooManyWords   = errors.New("too many words; write a state and a key, and # before a comment")
	errUnknownState   = errors.New("unknown state; write primary, accepted, retired or revoked before the key")
	errNoKeyState     = errors.New("no state before the key; with several keys each needs one")
)

// checkLine refuses characters that readers in other languages would handle
// differently.
func checkLine(line string) error {
	switch {
	case strings.HasPrefix(line, "\ufeff"):
		return errByteOrderMark
	case strings.Contains(line, "\r"):
		return errCarriageReturn
	case !utf8.ValidString(line):
		return errRingUTF8
	}
	return nil
}

// cutWord splits a line after its first word. Only spaces and tabs end a word. If a
// comment begins at the start of the line or after the blanks, both results are empty.
// The caller must not cut in the middle of a word.
func cutWord(line string) (word, rest string) {
	line = strings.TrimLeft(line, blanks)
	if strings.HasPrefix(line, "#") {
		return "", ""
	}
	if i := strings.IndexAny(line, blanks); i >= 0 {
		return line[:i], line[i:]
	}
	return line, ""
}

// blanks separate words. No other white space does.
const blanks = " \t"

// readLine reads a line whose first word is a key, or a state with the key
// after it.
func (k *keyKind) readLine(word, rest string) (*key, error) {
	state, text := stateNone, word
	if second, rest := cutWord(rest); second != "" {
		var ok bool
		if state, ok = keyStates[word]; !ok {
			return nil, errUnknownState
		}
		if third, _ := cutWord(rest); third != "" {
			return nil, errTooManyWords
		}
		text = second
	}
	read, err := k.read(text)
	if err != nil {
		return nil, err
	}
	read.state = state
	return read, nil
}

// set returns the keys and cutoffs of a ring that is complete.
func (r *ringText) set() (*keySet, error) {
	switch {
	case len(r.keys) == 0:
		return nil, ringError("the text has no key")
	case len(r.keys) > maxKeys:
		return nil, ringError("the text has more than 64 keys")
	}
	set := &keySet{cutoffs: r.cutoffs}
	for i, k := range r.keys {
		if k.state == stateNone && len(r.keys) > 1 {
			return nil, lineError(r.lines[i], errNoKeyState)
		}
		if err := set.add(k, r.kind); err != nil {
			return nil, lineError(r.lines[i], err)
		}
	}
	if set.primary == nil && r.kind.lone == statePrimary {
		return nil, ringError("the text has no primary key")
	}
	return set, nil
}

// ringError returns the error for a ring that is refused as a whole.
func ringError(what string) error {
	return fmt.Errorf("%w: key ring: %s", ErrConfig, what)
}

// lineError returns the error for one line. It shows the line's number only.
func lineError(number int, what error) error {
	return fmt.Errorf("%w: key ring: line %d: %w", ErrConfig, number, what)
}
