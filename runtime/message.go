package typeseal

import (
	"github.com/typeseal/typeseal/runtime/internal/envelope"
	"github.com/typeseal/typeseal/runtime/internal/pae"
	"github.com/typeseal/typeseal/runtime/internal/suite"
)

// appendHead appends the PAE that the tag or signature of a token of s covers, without its
// last part, the content (FORMAT.md section 3). Only sealed tokens use the nonce.
func (s *Spec) appendHead(b []byte, h envelope.Header, realm string, opts []Option, nonce []byte) []byte {
	if len(opts) == 0 && s.plain != nil {
		// Without bindings, only the header differs from token to token.
		b = append(b, s.plain...)
		h.Append(b[:len(b)-noBindings-envelope.HeaderSize])
	} else {
		b = appendBindings(s.appendHeader(b, h, realm), opts)
	}
	if h.Kind == envelope.Sealed {
		b = pae.Part(b, nonce)
	}
	return b
}

// noBindings is the encoded size of A without bindings, in bytes: 8 for the length of A,
// and 8 for the count 0 in it.
const noBindings = 8 + 8

// appendHeader appends the parts before the bindings. A signature covers the
// domain, because an Ed25519 key is the same in every domain. A tag does not
// need to, since its key is derived from the domain.
func (s *Spec) appendHeader(b []byte, h envelope.Header, realm string) []byte {
	switch h.Kind {
	case envelope.Public:
		b = suite.AppendPublic(pae.Count(b, suite.PublicParts+3), s.domain(realm))
	case envelope.Sealed:
		b = pae.Count(b, 4)
	default:
		b = pae.Count(b, 3)
	}
	return h.Append(pae.Size(b, envelope.HeaderSize))
}

// appendBindings appends A, the PAE of the bindings among opts, as one part. It
// computes the size of A first, so that no other memory is needed.
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

// appendState appends the PAE that a state tag covers: the header, the values of the
// state, and more parts, which the caller appends. Minting and opening append one part:
// the bytes that the token's own tag covers, with zeros as the state tag. So the state
// tags of two tokens differ if anything in the tokens differs, and nobody can tell from
// the tags whether the states are equal.
func appendState(b []byte, h envelope.Header, state []string, more int) []byte {
	b = h.Append(pae.Size(pae.Count(b, 1+len(state)+more), envelope.HeaderSize))
	for _, s := range state {
		b = pae.Part(b, s)
	}
	return b
}
