package typeseal

import (
	"errors"
	"fmt"
	"strings"
	"unicode"

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
		if err := ring.line(line, number, parse); err != nil {
			return nil, lineError(number, err.Error())
		}
	}
	return ring, ring.check()
}

// line reads one line.
func (r *ringText) line(line string, number int, parse func(string) ([suite.KeySize]byte, error)) error {
	if word, rest := cutWord(line); word == "cutoff" {
		c, err := parseCutoff(rest)
		r.cutoffs = append(r.cutoffs, c)
		return err
	}
	line, _, _ = strings.Cut(line, "#")
	words := strings.Fields(line)
	if len(words) == 0 {
		return nil
	}
	k, err := parseKeyLine(words, parse)
	k.line = number
	r.keys = append(r.keys, k)
	return err
}

// cutWord splits a line behind its first word.
func cutWord(line string) (word, rest string) {
	line = strings.TrimSpace(line)
	if i := strings.IndexFunc(line, unicode.IsSpace); i >= 0 {
		return line[:i], strings.TrimSpace(line[i:])
	}
	return line, ""
}

var (
	errTooManyWords = errors.New("more than a state and a key")
	errUnknownState = errors.New("unknown state; a line is primary, accepted, retired or revoked, then the key, or a cutoff")
)

func parseKeyLine(words []string, parse func(string) ([suite.KeySize]byte, error)) (k ringKey, err error) {
	if len(words) > 2 {
		return k, errTooManyWords
	}
	if len(words) == 2 {
		state, ok := keyStates[words[0]]
		if !ok {
			return k, errUnknownState
		}
		k.state = state
	}
	k.key, err = parse(words[len(words)-1])
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
