package typeseal

import (
	"fmt"
	"strings"

	"github.com/typeseal/typeseal/runtime/internal/suite"
)

// keyState is what a key in a ring may do.
type keyState byte

const (
	stateNone keyState = iota // none was written
	statePrimary
	stateAccepted
	stateRetired
)

var keyStates = map[string]keyState{
	"primary":  statePrimary,
	"accepted": stateAccepted,
	"retired":  stateRetired,
}

func (s keyState) String() string {
	for name, state := range keyStates {
		if s == state {
			return name
		}
	}
	return "none"
}

// opens reports whether a key in this state opens what it minted.
func (s keyState) opens() bool { return s == statePrimary || s == stateAccepted }

// ringLine is one key of a ring's text.
type ringLine struct {
	number int // counted from 1
	state  keyState
	key    [suite.KeySize]byte
}

// parseRing reads the lines of a ring whose keys parse reads.
func parseRing(text string, parse func(string) ([suite.KeySize]byte, error)) ([]ringLine, error) {
	if len(text) > maxRingText {
		return nil, fmt.Errorf("%w: key ring: more than 64 KiB", ErrConfig)
	}
	var lines []ringLine
	number := 0
	for line := range strings.Lines(text) {
		number++
		line, _, _ = strings.Cut(line, "#")
		words := strings.Fields(line)
		if len(words) == 0 {
			continue
		}
		l, err := parseLine(words, parse)
		if err != nil {
			return nil, lineError(number, err.Error())
		}
		l.number = number
		lines = append(lines, l)
	}
	return lines, checkLines(lines)
}

func parseLine(words []string, parse func(string) ([suite.KeySize]byte, error)) (l ringLine, err error) {
	if len(words) > 2 {
		return l, fmt.Errorf("more than a state and a key")
	}
	if len(words) == 2 {
		state, ok := keyStates[words[0]]
		if !ok {
			return l, fmt.Errorf("unknown state; a line is primary, accepted or retired, then the key")
		}
		l.state = state
	}
	l.key, err = parse(words[len(words)-1])
	return l, err
}

func checkLines(lines []ringLine) error {
	switch {
	case len(lines) == 0:
		return fmt.Errorf("%w: key ring: no key in it", ErrConfig)
	case len(lines) > maxKeys:
		return fmt.Errorf("%w: key ring: more than %d keys", ErrConfig, maxKeys)
	case len(lines) == 1 && lines[0].state == stateNone:
		lines[0].state = statePrimary
	}
	for _, l := range lines {
		if l.state == stateNone {
			return lineError(l.number, "no state before the key; with several keys each needs one")
		}
	}
	return nil
}

func lineError(number int, what string) error {
	return fmt.Errorf("%w: key ring: line %d: %s", ErrConfig, number, what)
}
