package typeseal

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/typeseal/typeseal/runtime/internal/suite"
)

// keyState is what a key in a ring may do.
type keyState byte

const (
	stateNone keyState = iota // none was written
	statePrimary
	stateAccepted
	stateRetired
	stateRevoked
)

var keyStates = map[string]keyState{
	"primary":  statePrimary,
	"accepted": stateAccepted,
	"retired":  stateRetired,
	"revoked":  stateRevoked,
}

func (s keyState) String() string {
	for name, state := range keyStates {
		if s == state {
			return name
		}
	}
	return "none"
}

// refusal is why a key in this state does not open, nil where it does.
func (s keyState) refusal() error {
	switch s {
	case stateRetired:
		return errRetiredKey
	case stateRevoked:
		return errRevokedKey
	}
	return nil
}

// ringText is the text of a ring, read.
type ringText struct {
	keys    []ringKey
	cutoffs []cutoff
}

// ringKey is one key of a ring's text.
type ringKey struct {
	line  int // counted from 1
	state keyState
	key   [suite.KeySize]byte
}

// parseRing reads the text of a ring whose keys parse reads.
func parseRing(text string, parse func(string) ([suite.KeySize]byte, error)) (*ringText, error) {
	if len(text) > maxRingText {
		return nil, fmt.Errorf("%w: key ring: more than 64 KiB", ErrConfig)
	}
	ring, number := &ringText{}, 0
	for line := range strings.Lines(text) {
		number++
		if err := ring.line(withoutEnd(line), number, parse); err != nil {
			return nil, lineError(number, err.Error())
		}
	}
	return ring, ring.check()
}

// withoutEnd returns a line without the LF or CRLF that ends it.
func withoutEnd(line string) string {
	body, ended := strings.CutSuffix(line, "\n")
	if !ended {
		return line
	}
	return strings.TrimSuffix(body, "\r")
}

// line reads one line, as KEYS.md section 1 has it.
func (r *ringText) line(line string, number int, parse func(string) ([suite.KeySize]byte, error)) error {
	if err := checkLine(line); err != nil {
		return err
	}
	word, rest := cutWord(line)
	switch word {
	case "":
		return nil
	case "cutoff":
		c, err := parseCutoff(rest)
		r.cutoffs = append(r.cutoffs, c)
		return err
	}
	k, err := parseKeyLine(word, rest, parse)
	k.line = number
	r.keys = append(r.keys, k)
	return err
}

var (
	errByteOrderMark  = errors.New("a byte order mark; save the ring as UTF-8 without one")
	errCarriageReturn = errors.New("a carriage return without a line feed; end lines with LF or CRLF")
	errRingUTF8       = errors.New("not UTF-8; save the ring as UTF-8")
	errTooManyWords   = errors.New("more than a state and a key")
	errUnknownState   = errors.New("unknown state; a line is primary, accepted, retired or revoked, then the key, or a cutoff")
)

// checkLine refuses characters that readers of other languages take otherwise.
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

// cutWord splits a line after its first word, which only spaces and tabs end. A
// comment is not a word. It is called at the start of a line or after a word: a #
// that comes first is a comment then.
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

const blanks = " \t"

// parseKeyLine reads a line whose first word is given: a key, or its state.
func parseKeyLine(word, rest string, parse func(string) ([suite.KeySize]byte, error)) (k ringKey, err error) {
	if second, rest := cutWord(rest); second != "" {
		state, ok := keyStates[word]
		if !ok {
			return k, errUnknownState
		}
		if third, _ := cutWord(rest); third != "" {
			return k, errTooManyWords
		}
		k.state, word = state, second
	}
	k.key, err = parse(word)
	return k, err
}

func (r *ringText) check() error {
	switch {
	case len(r.keys) == 0:
		return fmt.Errorf("%w: key ring: no key in it", ErrConfig)
	case len(r.keys) > maxKeys:
		return fmt.Errorf("%w: key ring: more than %d keys", ErrConfig, maxKeys)
	case len(r.keys) == 1:
		return nil
	}
	for _, k := range r.keys {
		if k.state == stateNone {
			return lineError(k.line, "no state before the key; with several keys each needs one")
		}
	}
	return nil
}

func lineError(number int, what string) error {
	return fmt.Errorf("%w: key ring: line %d: %s", ErrConfig, number, what)
}
