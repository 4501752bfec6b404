package typeseal

import (
	"github.com/typeseal/typeseal/runtime/internal/envelope"
	"github.com/typeseal/typeseal/runtime/internal/pae"
	"github.com/typeseal/typeseal/runtime/internal/suite"
)

// appendHead appends the PAE that a tag or signature covers, up to but without
// its last part, the content (FORMAT.md section 3). The nonce is used by sealed
// tokens only.
func (sub *subkeys) appendHead(b []byte, h envelope.Header, opts []Option, nonce []byte) []byte {
	if len(opts) == 0 {
		// Most tokens: all but the header is the same each time.
		b = append(b, sub.plain...)
		h.Append(b[:len(b)-noBindings-envelope.HeaderSize])
	} else {
		b = appendBindings(appendHeader(b, h, sub.domain), opts)
	}
	if h.Kind == envelope.Sealed {
		b = pae.Part(b, nonce)
	}
	return b
}

// noBindings is how many bytes appendBindings appends where there are none: A's
// length, and in it the count of zero.
const noBindings = 8 + 8

// plainHead returns what appendHead appends without bindings, its header blank.
func plainHead(kind envelope.Kind, d suite.Domain) []byte {
	return appendBindings(appendHeader(nil, envelope.Header{Kind: kind}, d), nil)
}

// appendHeader appends all in front of the bindings.
func appendHeader(b []byte, h envelope.Header, d suite.Domain) []byte {
	switch h.Kind {
	case envelope.Public:
		b = suite.AppendPublic(pae.Count(b, suite.PublicParts+3), d)
	case envelope.Sealed:
		b = pae.Count(b, 4)
	default:
		b = pae.Count(b, 3)
	}
	return h.Append(pae.Size(b, envelope.HeaderSize))
}

// appendBindings appends A, the PAE of the bindings among opts, as one part.
func appendBindings(b []byte, opts []Option) []byte {
	size, count := 8, 0
	for i := range opts {
		if opts[i].kind == optionBinding {
			size += 8 + len(opts[i].binding.Show())
			count++
		}
	}
	b = pae.Count(pae.Size(b, size), count)
	for i := range opts {
		if opts[i].kind == optionBinding {
			b = pae.Part(b, opts[i].binding.Show())
		}
	}
	return b
}

// appendState appends the PAE that a state tag covers: the header, the state's
// strings, and so many more parts, which are the caller's to append. Minting and
// opening append one: the message that the token's own tag covers, the state tag
// in it zero. So only tokens that are the same throughout have the same state
// tag, and no two show that their states are equal.
func appendState(b []byte, h envelope.Header, state []string, more int) []byte {
	b = h.Append(pae.Size(pae.Count(b, 1+len(state)+more), envelope.HeaderSize))
	for _, s := range state {
		b = pae.Part(b, s)
	}
	return b
}
