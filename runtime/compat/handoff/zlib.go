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

// appendDeflated appends a zlib stream. Its level is nobody's business: every
// reader takes any.
func appendDeflated(dst, text []byte) []byte {
	if len(text) <= mostShort {
		return appendShort(dst, text)
	}
	w := deflaters.Get().(*zlib.Writer)
	defer deflaters.Put(w)
	b := bytes.NewBuffer(dst)
	w.Reset(b)
	w.Write(text)
	w.Close()
	return b.Bytes()
}
