package handoff

import (
	"bytes"
	"compress/zlib"
	"io"
	"sync"
)

// deflaters are kept, for one takes a megabyte.
var deflaters = sync.Pool{New: func() any {
	w, _ := zlib.NewWriterLevel(io.Discard, zlib.BestCompression)
	return w
}}

// appendDeflated appends a zlib stream, of whatever level: readers take any. A
// writer keeps the text that it compressed last: one that saw a secret text is not
// used again.
func appendDeflated(dst, text []byte, secret bool) []byte {
	if len(text) <= mostShort {
		return appendShort(dst, text)
	}
	w := deflaters.Get().(*zlib.Writer)
	b := bytes.NewBuffer(dst)
	w.Reset(b)
	w.Write(text)
	w.Close()
	if !secret {
		w.Reset(io.Discard) // so that the pool does not keep the output
		deflaters.Put(w)
	}
	return b.Bytes()
}
