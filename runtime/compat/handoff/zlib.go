package handoff

import (
	"bytes"
	"compress/zlib"
	"io"
	"slices"
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

// inflaters are kept, for one takes 40 KB.
var inflaters = sync.Pool{New: func() any { return new(inflater) }}

// inflater reads zlib streams. Its room is for the usual short payload.
type inflater struct {
	src  bytes.Reader
	zlib io.ReadCloser
	room [2048]byte
}

// inflate appends the text of a stream, which has to be all of stream and its
// text at most limit bytes. What does not fit the room is measured first and then
// allocated exactly, so that a text which is too long costs no more than the
// decompressor's window.
func inflate(dst, stream []byte, limit int) ([]byte, bool) {
	z := inflaters.Get().(*inflater)
	defer inflaters.Put(z)
	if !z.reset(stream) {
		return dst, false
	}
	n, err := z.fill()
	if err == io.EOF {
		return append(dst, z.room[:n]...), n <= limit && z.src.Len() == 0
	}
	if err != nil {
		return dst, false
	}
	rest, err := io.Copy(io.Discard, io.LimitReader(z.zlib, int64(limit)+1))
	size := int64(n) + rest
	if err != nil || size > int64(limit) || z.src.Len() > 0 || !z.reset(stream) {
		return dst, false
	}
	from := len(dst)
	dst = slices.Grow(dst, int(size))[:from+int(size)]
	_, err = io.ReadFull(z.zlib, dst[from:])
	return dst, err == nil
}

// fill reads into the room: io.EOF is the stream's good end, nil a full room.
// io.ReadFull would give a stream that was cut and one that is short one error.
func (z *inflater) fill() (n int, err error) {
	for n < len(z.room) && err == nil {
		var more int
		more, err = z.zlib.Read(z.room[n:])
		n += more
	}
	return n, err
}

// reset reports whether the stream has a good header.
func (z *inflater) reset(stream []byte) bool {
	z.src.Reset(stream)
	if z.zlib == nil {
		first, err := zlib.NewReader(&z.src)
		z.zlib = first
		return err == nil
	}
	return z.zlib.(zlib.Resetter).Reset(&z.src, nil) == nil
}
