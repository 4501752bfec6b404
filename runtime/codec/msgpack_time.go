package codec

import (
	"encoding/binary"
	"time"
)

// The range of times that both codecs encode, in seconds since 1970. Protobuf and
// Python have the same range.
const (
	firstSecond = -62135596800 // 0001-01-01T00:00:00Z
	lastSecond  = 253402300799 // 9999-12-31T23:59:59Z
)

// timestamp is msgpack's extension type -1.
const timestamp = 0xff

// nsShift is the position of the nanoseconds in a timestamp of 8 bytes. The seconds
// take the 34 bits below.
const nsShift = 34

// validTime reports whether t is in the years 1 to 9999 in UTC.
func validTime(t time.Time) bool {
	s := t.Unix()
	return firstSecond <= s && s <= lastSecond
}

// Time writes v as the shortest timestamp that can hold it, of 4, 8 or 12 bytes. The
// time zone and the monotonic clock reading are not encoded. Time fails with ErrTime
// outside the years 1 to 9999 in UTC.
func (e *MsgpackEncoder) Time(v time.Time) {
	if !validTime(v) {
		e.Fail(ErrTime)
	}
	sec, ns := uint64(v.Unix()), uint64(v.Nanosecond()) // ns < 2^30
	switch {
	case sec>>nsShift != 0: // before 1970 or after 2514
		e.buf = append(e.buf, ext8, 12, timestamp)
		e.buf = binary.BigEndian.AppendUint32(e.buf, uint32(ns))
		e.buf = binary.BigEndian.AppendUint64(e.buf, sec)
	case ns != 0 || sec>>32 != 0:
		e.buf = append(e.buf, fixExt8, timestamp)
		e.buf = binary.BigEndian.AppendUint64(e.buf, ns<<nsShift|sec)
	default:
		e.buf = append(e.buf, fixExt4, timestamp)
		e.buf = binary.BigEndian.AppendUint32(e.buf, uint32(sec))
	}
}

// Time reads a timestamp and returns the time in UTC. It fails if the form is not the
// shortest, the nanoseconds are 10^9 or more, or the time is outside the years 1 to
// 9999.
func (d *MsgpackDecoder) Time() time.Time {
	var sec int64
	var ns uint64
	minimal := false
	switch d.next() {
	case fixExt4:
		if b := d.timestamp(4); b != nil {
			sec, minimal = int64(binary.BigEndian.Uint32(b)), true
		}
	case fixExt8:
		if b := d.timestamp(8); b != nil {
			both := binary.BigEndian.Uint64(b)
			sec, ns = int64(both&(1<<nsShift-1)), both>>nsShift
			minimal = ns != 0 || sec>>32 != 0
		}
	case ext8:
		if d.next() == 12 {
			if b := d.timestamp(12); b != nil {
				ns, sec = uint64(binary.BigEndian.Uint32(b)), int64(binary.BigEndian.Uint64(b[4:]))
				minimal = uint64(sec)>>nsShift != 0
			}
		}
	}
	if !minimal || ns >= 1e9 || sec < firstSecond || sec > lastSecond {
		d.Fail()
		return time.Time{}
	}
	return time.Unix(sec, int64(ns)).UTC()
}

// timestamp reads the type of an extension, which must be -1, and returns its n bytes.
// It returns nil after a failure.
func (d *MsgpackDecoder) timestamp(n int) []byte {
	if d.next() != timestamp {
		d.Fail()
		return nil
	}
	return d.take(n)
}
