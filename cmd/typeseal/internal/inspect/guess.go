package inspect

import (
	"encoding/binary"
	"encoding/json"
	"math"
	"unicode/utf8"

	"github.com/typeseal/typeseal/runtime/codec"
)

// maxRaw is the length in bytes of the longest payload that is inflated without knowing
// its type.
const maxRaw = 1 << 20

// A payload is the payload of a token as far as it can be read without its type.
type payload struct {
	// Encoding is json, msgpack, json+deflate or msgpack+deflate. It is unknown if the bytes
	// have none of these encodings. It is a guess.
	Encoding string `json:"encoding"`
	Bytes    int    `json:"bytes"` // as it is in the token
	Value    any    `json:"value,omitempty"`
	Raw      []byte `json:"raw,omitempty"` // in base64, if the encoding is unknown
}

// guess reads a payload without its type. A payload is a struct, so its first byte shows
// its encoding.
func guess(b []byte) *payload {
	p := &payload{Encoding: "unknown", Bytes: len(b)}
	if name, value, ok := guessCodec(b); ok {
		p.Encoding, p.Value = name, value
	} else if text, ok := unpacked(b, true, maxRaw/inflation); !ok {
		p.Raw = b
	} else if name, value, ok := guessCodec(text); ok {
		p.Encoding, p.Value = name+"+deflate", value
	} else {
		p.Raw = b
	}
	return p
}

func guessCodec(b []byte) (name string, value any, ok bool) {
	if len(b) == 0 {
		return "", nil, false
	}
	if b[0] == '{' {
		return "json", json.RawMessage(b), utf8.Valid(b) && json.Valid(b)
	}
	if array := b[0]&0xf0 == 0x90 || b[0] == 0xdc || b[0] == 0xdd; !array {
		return "", nil, false
	}
	var d codec.MsgpackDecoder
	d.Reset(b)
	whole := d.Value()
	return "msgpack", anyMsgpack(whole), d.End()
}

// anyMsgpack returns the value of msgpack that [codec.MsgpackDecoder.Value] has accepted, or
// nil for no bytes.
func anyMsgpack(b []byte) any {
	if len(b) == 0 {
		return nil
	}
	switch c := b[0]; {
	case c <= 0x7f:
		return int64(c)
	case c >= 0xe0:
		return int64(int8(c))
	case c <= 0x8f:
		return msgpackMap(b[1:], int(c&0x0f))
	case c <= 0x9f:
		return msgpackArray(b[1:], int(c&0x0f))
	case c <= 0xbf, c >= 0xd9 && c <= 0xdb:
		return msgpackWith(b, (*codec.MsgpackDecoder).String)
	case c >= 0xc4 && c <= 0xc6:
		return msgpackWith(b, (*codec.MsgpackDecoder).Bytes)
	case c == 0xdc, c == 0xdd:
		n, rest := msgpackLen(b, c == 0xdd)
		return msgpackArray(rest, n)
	case c == 0xde, c == 0xdf:
		n, rest := msgpackLen(b, c == 0xdf)
		return msgpackMap(rest, n)
	default:
		return msgpackScalar(c, b)
	}
}

func msgpackWith[T any](b []byte, read func(*codec.MsgpackDecoder) T) any {
	var d codec.MsgpackDecoder
	d.Reset(b)
	return read(&d)
}

// msgpackLen reads a length of two or four bytes after the first byte.
func msgpackLen(b []byte, long bool) (n int, rest []byte) {
	if long {
		return int(binary.BigEndian.Uint32(b[1:])), b[5:]
	}
	return int(binary.BigEndian.Uint16(b[1:])), b[3:]
}

func msgpackArray(b []byte, n int) any {
	var d codec.MsgpackDecoder
	d.Reset(b)
	list := []any{}
	for range n {
		list = append(list, anyMsgpack(d.Value()))
	}
	return list
}

// msgpackMap returns the entries of a map. A key that is not text is shown as JSON.
func msgpackMap(b []byte, n int) any {
	var d codec.MsgpackDecoder
	d.Reset(b)
	entries := object{}
	for range n {
		key := anyMsgpack(d.Value())
		name, isText := key.(string)
		if !isText {
			text, _ := marshal(key)
			name = string(text)
		}
		entries = append(entries, member{name, anyMsgpack(d.Value())})
	}
	return entries
}

// msgpackScalar returns nil, a bool, a number or an extension. A timestamp is a time, and
// another extension is its bytes.
func msgpackScalar(c byte, b []byte) any {
	unsigned := uint64(0)
	for _, digit := range b[1:min(len(b), 9)] {
		unsigned = unsigned<<8 | uint64(digit)
	}
	switch c {
	case 0xc2, 0xc3:
		return c == 0xc3
	case 0xca:
		f := math.Float32frombits(uint32(unsigned))
		return float(float64(f), f)
	case 0xcb:
		f := math.Float64frombits(unsigned)
		return float(f, f)
	case 0xcc, 0xcd, 0xce, 0xcf:
		return unsigned
	case 0xd0:
		return int64(int8(unsigned))
	case 0xd1:
		return int64(int16(unsigned))
	case 0xd2:
		return int64(int32(unsigned))
	case 0xd3:
		return int64(unsigned)
	case 0xc0:
		return nil
	}
	var d codec.MsgpackDecoder
	d.Reset(b)
	if t := d.Time(); d.End() {
		return t
	}
	return b
}
