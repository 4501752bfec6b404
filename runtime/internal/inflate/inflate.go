// Package inflate reads DEFLATE (RFC 1951) and zlib (RFC 1950) streams that are
// as short as a token's payload. It accepts what compress/flate and compress/zlib
// accept, but no preset dictionary; it is here because those set up 40 KB for
// each stream, and take several times as long for a short one as the stream
// itself.
package inflate

import (
	"encoding/binary"
	"hash/adler32"
	"slices"
	"sync"
)

// readers holds room for the codes of a block, 4 KB each.
var readers = sync.Pool{New: func() any { return new(reader) }}

// Append appends what the whole of stream, in DEFLATE, stands for. It reports
// false, with nothing appended, for anything but one complete stream of at most
// limit bytes. What does not fit into dst's capacity is measured before room is
// made for it, so that no stream costs more memory than its text.
func Append(dst, stream []byte, limit int) ([]byte, bool) {
	r := readers.Get().(*reader)
	defer readers.Put(r)
	room := min(limit, cap(dst)-len(dst))
	end := r.read(dst, stream, room, false)
	if r.full && room < limit && r.read(nil, stream, limit, true) == len(stream) {
		end = r.read(slices.Grow(dst, r.size), stream, r.size, false)
	}
	out := r.out
	r.src, r.out = nil, nil
	if end != len(stream) {
		return dst, false
	}
	return out, true
}

// AppendZlib is Append for a zlib stream, whose checksum it checks.
func AppendZlib(dst, stream []byte, limit int) ([]byte, bool) {
	if len(stream) < 6 || !zlibHeader(stream) {
		return dst, false
	}
	border := len(stream) - adler32.Size
	out, ok := Append(dst, stream[2:border], limit)
	if !ok || adler32.Checksum(out[len(dst):]) != binary.BigEndian.Uint32(stream[border:]) {
		return dst, false
	}
	return out, true
}

// zlibHeader reports whether a stream begins with the method DEFLATE, a window
// of at most 32 KB, no preset dictionary and the two bytes' own check.
func zlibHeader(stream []byte) bool {
	const deflate, window32K, dictionary = 8, 7, 0x20
	return stream[0]&15 == deflate && stream[0]>>4 <= window32K && stream[1]&dictionary == 0 &&
		binary.BigEndian.Uint16(stream)%31 == 0
}
