package itsdangerous

import (
	"bytes"
	"encoding/binary"
	"time"

	"github.com/typeseal/typeseal/runtime/internal/armor"
)

// lastTime is the last second of the year 9999. Python has no later ones, so that
// itsdangerous cannot read them. It has five bytes.
const lastTime = 253402300799

// appendTime appends seconds as itsdangerous writes them: a big-endian number without
// leading zero bytes, in base64.
func appendTime(dst []byte, seconds int64) []byte {
	var number [8]byte
	binary.BigEndian.PutUint64(number[:], uint64(seconds))
	return armor.Append(dst, "", bytes.TrimLeft(number[:], "\x00"))
}

// parseTime accepts only the spelling that itsdangerous writes.
func parseTime(s string) (time.Time, bool) {
	if len(s) > armor.EncodedLen(5) {
		return time.Time{}, false
	}
	var room [16]byte
	number, ok := armor.Decode(room[:0], s)
	if !ok || len(number) > 0 && number[0] == 0 {
		return time.Time{}, false
	}
	var seconds int64
	for _, b := range number {
		seconds = seconds<<8 | int64(b)
	}
	return time.Unix(seconds, 0).UTC(), seconds <= lastTime
}
