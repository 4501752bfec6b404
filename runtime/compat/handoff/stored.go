package handoff

import (
	"encoding/binary"
	"hash/adler32"

	"github.com/typeseal/typeseal/runtime/internal/deflate"
)

// mostStored is the length up to which packSecret does not compress a text.
const mostStored = 1024

// packSecret appends a zlib stream (RFC 1950) of a secret text. Each secret text needs a
// new writer that sees no other text, so compressing one takes 0.3 ms. That is too long
// for a text of at most 1 KiB. Its stream contains the text uncompressed, and the length
// of the stream reveals only the length of the text.
func packSecret(dst, text []byte) []byte {
	if len(text) > mostStored {
		return deflate.PackZlib(dst, text, true)
	}
	const header = "\x78\x01" + // DEFLATE, a window of 32 KB, the fastest level
		"\x01" // the last block, stored
	length := uint16(len(text))
	dst = append(dst, header...)
	dst = binary.LittleEndian.AppendUint16(dst, length)
	dst = binary.LittleEndian.AppendUint16(dst, ^length)
	dst = append(dst, text...)
	return binary.BigEndian.AppendUint32(dst, adler32.Checksum(text))
}
