package typeseal

import (
	"bytes"
	"compress/flate"
	"io"
	"sync"

	"github.com/typeseal/typeseal/runtime/internal/inflate"
)

// The first byte of a payload under a +deflate codec (FORMAT.md section 3).
const (
	storedPayload   = 0
	deflatedPayload = 1
)

// deflaters holds flate writers, which weigh more than half a megabyte each.
var deflaters = sync.Pool{New: func() any {
	w, err := flate.NewWriter(io.Discard, flate.DefaultCompression)
	if err != nil {
		panic(err) // only for a level that does not exist
	}
	return w
}}

// deflatePayload compresses message[at:] in place if that makes it shorter, and
// says so in the byte before it. A writer keeps the text that it compressed last:
// one that saw a secret text is not used again.
func deflatePayload(message []byte, at int, secret bool) []byte {
	w := deflaters.Get().(*flate.Writer)
	var out bytes.Buffer
	w.Reset(&out)
	w.Write(message[at:]) // a bytes.Buffer takes everything
	w.Close()
	w.Reset(io.Discard) // so that the pool does not keep the output
	if !secret {
		deflaters.Put(w)
	}
	if out.Len() >= len(message)-at {
		return message
	}
	message[at-1] = deflatedPayload
	return append(message[:at], out.Bytes()...)
}

// inflate finds the codec's bytes in an authentic payload. It leaves none, which
// no decoder accepts, for an unknown first byte, for anything but one complete
// stream without a byte after it, and for more than the payload limit.
func (o *openRoom) inflate() {
	p := o.content.Payload
	switch o.payload = nil; {
	case !o.spec.deflate:
		o.payload = p
	case len(p) == 0:
	case p[0] == storedPayload:
		o.payload = p[1:]
	case p[0] == deflatedPayload:
		if text, ok := inflate.Append(o.text[:0], p[1:], o.spec.payloadLimit()); ok {
			o.text, o.payload = text, text
		}
	}
}
