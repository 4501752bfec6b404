package typeseal

import (
	"bytes"
	"compress/flate"
	"io"
	"sync"
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

// deflatePayload compresses message[at:] in place where that makes it shorter,
// and says so in the byte before it.
func deflatePayload(message []byte, at int) []byte {
	w := deflaters.Get().(*flate.Writer)
	var out bytes.Buffer
	w.Reset(&out)
	w.Write(message[at:]) // a bytes.Buffer takes everything
	w.Close()
	w.Reset(io.Discard) // so that the pool does not keep the output
	deflaters.Put(w)
	if out.Len() >= len(message)-at {
		return message
	}
	message[at-1] = deflatedPayload
	return append(message[:at], out.Bytes()...)
}

// inflatePayload undoes deflatePayload on an authentic payload. It reports
// false for an unknown first byte, for anything but one complete stream without
// a byte after it, and for more than limit bytes.
func inflatePayload(payload []byte, limit int) ([]byte, bool) {
	if len(payload) == 0 {
		return nil, false
	}
	how, payload := payload[0], payload[1:]
	switch how {
	case storedPayload:
		return payload, true
	case deflatedPayload:
		// A bytes.Reader is an io.ByteReader, so that flate reads no further
		// than the stream's end.
		in := bytes.NewReader(payload)
		out, err := io.ReadAll(io.LimitReader(flate.NewReader(in), int64(limit)+1))
		return out, err == nil && len(out) <= limit && in.Len() == 0
	}
	return nil, false
}
