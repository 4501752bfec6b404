package typeseal

import (
	"time"

	"github.com/typeseal/typeseal/runtime/internal/armor"
	"github.com/typeseal/typeseal/runtime/internal/envelope"
)

// Inspection is the unverified content of a token: anyone can write a token that says
// anything. Use it to analyze a problem, never to make a decision.
type Inspection struct {
	Kind     string // signed, sealed or public
	Prefix   string
	KeyID    string // eight hexadecimal digits
	IssuedAt time.Time
	Version  int // schema version of the payload
	HasState bool

	// Sizes in bytes, of the whole token and of its content.
	Size, ContentSize int

	// The content of a signed or public token, which anyone can read. These
	// fields are empty for a sealed token.
	TTL     time.Duration // 0: none
	ID      []byte        // 16 bytes, or nil
	Payload []byte
}

// kindNames has the words for the kinds of tokens.
var kindNames = map[envelope.Kind]string{
	envelope.Signed: "signed",
	envelope.Sealed: "sealed",
	envelope.Public: "public",
}

// Inspect reads a token without a key. It returns ErrMalformed if the text is
// not a token or is longer than 1 MiB. It guesses where the prefix ends: after
// the longest prefix that leaves a token of this century. The guess is wrong
// for about one token in a million.
func Inspect(token string) (*Inspection, error) {
	if len(token) > armor.LargestSize {
		return nil, ErrMalformed
	}
	var found *Inspection
	for end := min(armor.LongestPrefix, len(token)); end > 0; end-- {
		if !armor.ValidPrefix(token[:end]) {
			continue
		}
		c := inspect(token[end:])
		if c == nil {
			continue
		}
		c.Prefix = token[:end]
		// If the prefix ended elsewhere, the issue time would be other bytes of
		// the token, and hardly a date of this century.
		if y := c.IssuedAt.Year(); y >= 2000 && y < 2100 {
			return c, nil
		}
		found = c
	}
	if found == nil {
		return nil, ErrMalformed
	}
	return found, nil
}

// inspect reads a token without its prefix, and returns nil if the text is not
// one. A sealed token has its content encrypted, so nothing of that is shown.
func inspect(text string) *Inspection {
	wire, ok := armor.Decode(nil, text)
	if !ok || len(wire) == 0 {
		return nil
	}
	kind := envelope.Kind(wire[len(wire)-1])
	if kindNames[kind] == "" {
		return nil
	}
	p, ok := envelope.Split(wire, kind)
	if !ok {
		return nil
	}
	h := p.Header
	c := &Inspection{
		Kind:        kindNames[kind],
		KeyID:       keyIDText(h.KeyID),
		IssuedAt:    time.Unix(h.Issued, 0).UTC(),
		Version:     int(h.Flags & envelope.VersionMask),
		HasState:    h.Flags&envelope.FlagState != 0,
		Size:        len(wire),
		ContentSize: len(p.Content),
	}
	if kind == envelope.Sealed {
		return c
	}
	content, ok := envelope.SplitContent(h.Flags, p.Content)
	if !ok {
		return nil
	}
	c.TTL = time.Duration(content.TTL) * time.Second
	c.ID, c.Payload = content.ID, content.Payload
	return c
}
