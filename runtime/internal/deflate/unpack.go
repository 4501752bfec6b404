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
	stream bytes.Reader // flate takes single bytes of it, and none after the end
	text   io.Reader
}

// unpackers keeps flate readers, 40 KB each.
var unpackers = sync.Pool{New: func() any {
	u := new(unpacker)
	u.text = flate.NewReader(&u.stream)
	return u
}}

// Unpack returns the text of a whole DEFLATE stream (RFC 1951). It reports false
// for anything but one complete stream of a text of at most limit bytes, without a
// byte after the stream; text then is room, emptied.
//
// The text lies in room's memory if it fits. Otherwise Unpack allocates a few times
// what stream and text take, at most twice limit. It zeroes whatever else held a
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
// code tables are empty. It keeps the lengths of the last block's code words, which
// tell some of the bytes that a text had, and nothing of their order.
func (u *unpacker) reset(stream, dictionary []byte) {
	u.stream.Reset(stream)
	u.text.(flate.Resetter).Reset(&u.stream, dictionary) // never fails
}

// read appends the text of u's stream to text, which is empty. It reports false as
// Unpack does, and then returns what it has read.
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

// moved returns text with room for size bytes, and zeroes its old memory.
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
// at most 32 KB, no preset dictionary, and a right checksum of these two bytes.
func zlibHeader(stream []byte) bool {
	const method, window32K, dictionary = 8, 7, 0x20
	return stream[0]&15 == method && stream[0]>>4 <= window32K && stream[1]&dictionary == 0 &&
		binary.BigEndian.Uint16(stream)%31 == 0
}
