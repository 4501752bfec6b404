package deflate

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"hash/adler32"
	"io"
	"math"
	"sync"
)

// window is how many bytes of text a flate reader keeps at most.
const window = 32 << 10

// zeros overwrites a window.
var zeros [window]byte

// An unpacker reads one stream after another.
type unpacker struct {
	stream bytes.Reader // flate reads it byte by byte, and not beyond the end of the stream
	text   io.Reader
}

// unpackers keeps flate readers, 40 KB each.
var unpackers = sync.Pool{New: func() any {
	u := new(unpacker)
	u.text = flate.NewReader(&u.stream)
	return u
}}

// Unpack returns the text of a DEFLATE stream (RFC 1951). It reports false unless stream
// is exactly one complete stream, without a byte after it, of a text of at most limit
// bytes. The text is then room with length 0.
//
// The text is in room's memory if it fits. Otherwise Unpack allocates a few times the
// size of stream and text, at most twice limit. It zeroes all other memory that held a
// part of the text.
func Unpack(room, stream []byte, limit int) (text []byte, ok bool) {
	u := unpackers.Get().(*unpacker)
	u.reset(stream, nil)
	text, ok = u.read(room[:0], min(limit, math.MaxInt-1))
	used := window
	if ok {
		used = min(len(text), window)
	} else {
		clear(text)
		text = room[:0]
	}
	u.reset(nil, zeros[:used])
	unpackers.Put(u)
	return text, ok
}

// reset makes u read stream. The reader's window then begins with dictionary, and its
// code tables are empty. The reader keeps only the lengths of the last block's code
// words. They reveal some of the bytes of the last text, but not their order.
func (u *unpacker) reset(stream, dictionary []byte) {
	u.stream.Reset(stream)
	u.text.(flate.Resetter).Reset(&u.stream, dictionary) // never fails
}

// read appends the text of u's stream to text, which is empty. If it reports false, as
// Unpack does, it returns the part that it has read.
func (u *unpacker) read(text []byte, limit int) ([]byte, bool) {
	for {
		if len(text) == cap(text) {
			text = moved(text, min(max(2*cap(text), 4*int(u.stream.Size())), limit+1))
		}
		n, err := u.text.Read(text[len(text):min(cap(text), limit+1)])
		text = text[:len(text)+n]
		switch {
		case err == io.EOF && len(text) <= limit && u.stream.Len() == 0:
			return text, true
		case err != nil || len(text) > limit:
			return text, false
		}
	}
}

// moved returns a copy of text that has room for size bytes, and zeroes the old memory.
func moved(text []byte, size int) []byte {
	more := append(make([]byte, 0, size), text...)
	clear(text)
	return more
}

// UnpackZlib is Unpack for a zlib stream (RFC 1950) without a preset dictionary. It
// checks the checksum.
func UnpackZlib(room, stream []byte, limit int) (text []byte, ok bool) {
	if len(stream) < 6 || !zlibHeader(stream) {
		return room[:0], false
	}
	border := len(stream) - adler32.Size
	text, ok = Unpack(room, stream[2:border], limit)
	if ok && adler32.Checksum(text) != binary.BigEndian.Uint32(stream[border:]) {
		clear(text)
		return room[:0], false
	}
	return text, ok
}

// zlibHeader reports whether a stream begins with the method DEFLATE, a window of
// at most 32 KB, no preset dictionary, and a correct checksum of these two bytes.
func zlibHeader(stream []byte) bool {
	const method, window32K, dictionary = 8, 7, 0x20
	return stream[0]&15 == method && stream[0]>>4 <= window32K && stream[1]&dictionary == 0 &&
		binary.BigEndian.Uint16(stream)%31 == 0
}
