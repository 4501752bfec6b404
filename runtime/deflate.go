package typeseal

import (
	"github.com/typeseal/typeseal/runtime/internal/deflate"
	"github.com/typeseal/typeseal/runtime/internal/envelope"
)

// The first byte of a payload under a +deflate codec (FORMAT.md section 3).
const (
	storedPayload   = 0
	deflatedPayload = 1
)

// deflate compresses the payload in place if that makes it shorter. The byte before the
// payload says whether it is compressed.
func (m *mintRoom) deflate() {
	text := m.message[m.payload:]
	m.wire = deflate.Pack(m.wire[:0], text, m.spec.kind == envelope.Sealed)
	if len(m.wire) < len(text) {
		m.message[m.payload-1] = deflatedPayload
		m.message = append(m.message[:m.payload], m.wire...)
	}
}

// inflate finds the codec's bytes in an authentic payload. It leaves no bytes, which no
// decoder accepts, if the first byte is unknown, if the rest is not exactly one complete
// stream, or if the payload is over the limit.
func (o *openRoom) inflate() {
	p := o.content.Payload
	switch o.payload = nil; {
	case !o.spec.deflate:
		o.payload = p
	case len(p) == 0:
	case p[0] == storedPayload:
		o.payload = p[1:]
	case p[0] == deflatedPayload:
		if text, ok := deflate.Unpack(o.text, p[1:], o.spec.payloadLimit()); ok {
			o.text, o.payload = text, text
		}
	}
}
