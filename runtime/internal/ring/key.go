package ring

import (
	"encoding/binary"
	"encoding/hex"
	"errors"
	"strings"
	"time"

	"github.com/typeseal/typeseal/runtime/internal/secret"
	"github.com/typeseal/typeseal/runtime/internal/suite"
)

// A Key is a key of a ring.
type Key struct {
	ID    uint32
	State State
	Since time.Time // when it took its state, in UTC; zero if that is not written

	// Line is the number of the key's line, counted from 1.
	Line int

	// Where the parts are in the ring's text. StateAt and SinceAt are empty if these are not
	// written. SinceAt includes the word since.
	StateAt, KeyAt, SinceAt Span

	bytes secret.Of[[suite.KeySize]byte]
}

// NewKey returns a key that has no line yet. It does not refuse weak keys.
func NewKey(kind *Kind, b [suite.KeySize]byte) Key {
	return Key{ID: kind.id(b), bytes: secret.Hide(b)}
}

// Bytes returns the root key, signing seed or public key.
func (k Key) Bytes() [suite.KeySize]byte { return k.bytes.Show() }

// FormatID returns the text of a key id: eight hexadecimal digits.
func FormatID(id uint32) string {
	return hex.EncodeToString(binary.BigEndian.AppendUint32(nil, id))
}

// Reasons why a key's line is refused. They never show the line, since a mistyped key
// can be in it.
var (
	errTooManyWords = errors.New("too many words; write a state, a key and perhaps since=, and # before a comment")
	errUnknownState = errors.New("unknown state; write primary, accepted, retired or revoked before the key")
	errAttribute    = errors.New("unknown attribute; only since=2026-11-28T10:00:00Z may follow a key")
	errSince        = errors.New("bad instant; write since=2026-11-28T10:00:00Z, in UTC")
	errTwoSince     = errors.New("since twice; remove one of them")
)

// readKey reads a line with a key whose first word has been read.
func (r *reader) readKey(first Span, c *cursor, number int) error {
	state, at, key := stateOf(first.Of(r.text)), first, first
	if state != None {
		key = c.word()
	} else {
		at = Span{}
		if prefixed(first.Of(r.text)) == nil && c.next() != "" {
			return errUnknownState
		}
	}
	k, err := r.kind.Read(key.Of(r.text))
	if err != nil {
		return err
	}
	k.Line, k.State, k.StateAt, k.KeyAt = number, state, at, key
	r.keys = append(r.keys, k)
	return r.keys[len(r.keys)-1].readAttributes(c)
}

// readAttributes reads the words after a key.
func (k *Key) readAttributes(c *cursor) (err error) {
	for word := c.word(); !word.Empty(); word = c.word() {
		name, value, ok := strings.Cut(word.Of(c.text), "=")
		switch {
		case !ok:
			return errTooManyWords
		case name != "since":
			return errAttribute
		case !k.SinceAt.Empty():
			return errTwoSince
		}
		if k.Since, ok = ParseInstant(value); !ok {
			return errSince
		}
		k.SinceAt = word
	}
	return nil
}

// layout is the form of an instant.
const layout = "2006-01-02T15:04:05Z"

// FormatInstant returns the text of an instant from 1970 to 9999, without its fraction of a second.
func FormatInstant(t time.Time) string { return t.UTC().Format(layout) }

// ParseInstant reads an instant.
func ParseInstant(text string) (time.Time, bool) {
	t, err := time.Parse(layout, text)
	if err != nil || t.Unix() < 0 || t.Format(layout) != text { // Parse accepts fractions
		return time.Time{}, false
	}
	return t, true
}
