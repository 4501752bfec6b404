package typeseal

import (
	"github.com/typeseal/typeseal/runtime/internal/envelope"
	"github.com/typeseal/typeseal/runtime/internal/pae"
	"github.com/typeseal/typeseal/runtime/internal/suite"
)

// appendHead appends the PAE that a tag or signature covers, up to but without
// its last part, the content (FORMAT.md section 3). The nonce is used by sealed
// tokens only.
func appendHead(b []byte, h envelope.Header, d suite.Domain, opts []Option, nonce []byte) []byte {
	switch h.Kind {
	case envelope.Public:
		b = suite.AppendPublic(pae.Count(b, suite.PublicParts+3), d)
	case envelope.Sealed:
		b = pae.Count(b, 4)
	default:
		b = pae.Count(b, 3)
	}
	b = h.Append(pae.Size(b, envelope.HeaderSize))
	b = appendBindings(b, opts)
	if h.Kind == envelope.Sealed {
		b = pae.Part(b, nonce)
	}
	return b
}

// appendBindings appends A, the PAE of the bindings among opts, as one part.
func appendBindings(b []byte, opts []Option) []byte {
	size, count := 8, 0
	for i := range opts {
		if opts[i].kind == optionBinding {
			size += 8 + len(opts[i].binding)
			count++
		}
	}
	b = pae.Count(pae.Size(b, size), count)
	for i := range opts {
		if opts[i].kind == optionBinding {
			b = pae.Part(b, opts[i].binding)
		}
	}
	return b
}

// appendState appends the PAE that a state tag covers.
func appendState(b []byte, h envelope.Header, state []string) []byte {
	b = h.Append(pae.Size(pae.Count(b, 1+len(state)), envelope.HeaderSize))
	for _, s := range state {
		b = pae.Part(b, s)
	}
	return b
}
