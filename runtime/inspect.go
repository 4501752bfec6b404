package typeseal

import (
	"time"

	"github.com/typeseal/typeseal/runtime/internal/armor"
	"github.com/typeseal/typeseal/runtime/internal/envelope"
)

// Inspection is what a token says of itself. Nothing of it is verified: anyone can
// write a token that says anything. It is for people who look into a problem,
// never for a decision.
type Inspection struct {
	Kind     Kind
	Prefix   string
	KeyID    string // eight hexadecimal digits
	IssuedAt time.Time
	Version  int
	HasState bool

	// Sizes in bytes: of the whole token, and of its content.
	Size, ContentSize int

	// Of a signed or public token, whose content anyone can read. A sealed
	// token shows none of it.
	TTL     time.Duration // 0: none
	ID      []byte        // 16 bytes, or nil
	Payload []byte
}

// Inspect reads a token without any key. It fails with ErrMalformed where the
// text is no token of at most 1 MiB. A type's own prefix is guessed, which fails
// for one token in a million: it is the longest that leaves a token of this
// century behind it.
func Inspect(token string) (*Inspection, error) {
	if len(token) > 1<<20 {
		return nil, ErrMalformed
	}
	var found *Inspection
	for end := min(longestPrefix, len(token)); end > 0; end-- {
		if !armor.ValidPrefix(token[:end]) {
			continue
		}
		c := inspect(token[end:])
		if c == nil {
			continue
		}
		c.Prefix = token[:end]
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

// longestPrefix is the length of the longest possible prefix, in characters:
// three words of at most 12, 11 and 11, each with its underscore.
const longestPrefix = 13 + 12 + 12

// inspect reads a token without its prefix, and returns nil where it is none.
func inspect(text string) *Inspection {
	wire, ok := armor.Decode(nil, text)
	if !ok || len(wire) == 0 {
		return nil
	}
	kind := envelope.Kind(wire[len(wire)-1])
	if kind != envelope.Signed && kind != envelope.Sealed && kind != envelope.Public {
		return nil
	}
	p, ok := envelope.Split(wire, kind)
	if !ok {
		return nil
	}
	h := p.Header
	c := &Inspection{
		Kind:        Kind(kind),
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
