// Package envelope splits a token's bytes into their parts (FORMAT.md section
// 3). It knows where things stand and how long they are, and no cryptography.
package envelope

import "encoding/binary"

// A Kind is a token's fmt byte: what it is protected with.
type Kind byte

// The kinds of wire version 1.
const (
	Signed Kind = 0x11
	Sealed Kind = 0x12
	Public Kind = 0x13
)

// The flag bits; the low five bits are the schema version.
const (
	FlagTTL     = 1 << 7
	FlagID      = 1 << 6
	FlagState   = 1 << 5
	VersionMask = 1<<5 - 1
)

// Sizes in bytes.
const (
	HeaderSize = 11 // the logical header: fmt, flags, key id, issue time
	NonceSize  = 16
	TTLSize    = 4
	IDSize     = 16
	StateSize  = 8
	MaxIssued  = 1<<40 - 1 // the latest issue time, in Unix seconds

	front = HeaderSize - 1 // the header on the wire, whose fmt stands last
)

// TagSize is the size of k's tag or signature.
func (k Kind) TagSize() int {
	switch k {
	case Signed:
		return 16
	case Sealed:
		return 32
	default:
		return 64
	}
}

// Overhead is what k adds to a token's content.
func (k Kind) Overhead() int {
	n := front + k.TagSize() + 1
	if k == Sealed {
		n += NonceSize
	}
	return n
}

// A Header is the logical header H.
type Header struct {
	Kind   Kind
	Flags  byte
	KeyID  uint32
	Issued int64 // Unix seconds, 0 to MaxIssued
}

// Append appends H, its fmt first.
func (h Header) Append(dst []byte) []byte {
	return h.AppendWire(append(dst, byte(h.Kind)))
}

// AppendWire appends the header as it stands at the front of a token.
func (h Header) AppendWire(dst []byte) []byte {
	dst = append(dst, h.Flags)
	dst = binary.BigEndian.AppendUint32(dst, h.KeyID)
	return append(dst, byte(h.Issued>>32), byte(h.Issued>>24), byte(h.Issued>>16), byte(h.Issued>>8), byte(h.Issued))
}

// Parts are a token's parts. The slices lie within the wire bytes.
type Parts struct {
	Header  Header
	Nonce   []byte // sealed only
	Content []byte // encrypted in a sealed token
	Tag     []byte // or signature
}

// Split splits wire, which must be of the given kind. It reports false for
// another fmt, for fewer bytes than the kind's overhead, and for an id flag on
// a sealed token, whose nonce is its id.
func Split(wire []byte, kind Kind) (Parts, bool) {
	if len(wire) < kind.Overhead() || wire[len(wire)-1] != byte(kind) {
		return Parts{}, false
	}
	p := Parts{Header: header(wire, kind)}
	rest := wire[front : len(wire)-1]
	if kind == Sealed {
		if p.Header.Flags&FlagID != 0 {
			return Parts{}, false
		}
		p.Nonce, rest = rest[:NonceSize], rest[NonceSize:]
	}
	border := len(rest) - kind.TagSize()
	p.Content, p.Tag = rest[:border], rest[border:]
	return p, true
}

func header(wire []byte, kind Kind) Header {
	return Header{
		Kind:   kind,
		Flags:  wire[0],
		KeyID:  binary.BigEndian.Uint32(wire[1:5]),
		Issued: int64(wire[5])<<32 | int64(binary.BigEndian.Uint32(wire[6:10])),
	}
}

// Content is what a token carries once it is authentic and decrypted.
type Content struct {
	TTL     uint32 // seconds; 0: none
	ID      []byte // nil: none
	State   []byte // nil: none
	Payload []byte
}

// SplitContent splits an authentic content as its flags say. It reports false
// where it is too short for them and where a TTL of zero is given.
func SplitContent(flags byte, content []byte) (Content, bool) {
	var c Content
	if flags&FlagTTL != 0 {
		if len(content) < TTLSize {
			return Content{}, false
		}
		c.TTL, content = binary.BigEndian.Uint32(content), content[TTLSize:]
		if c.TTL == 0 {
			return Content{}, false
		}
	}
	if flags&FlagID != 0 {
		if len(content) < IDSize {
			return Content{}, false
		}
		c.ID, content = content[:IDSize], content[IDSize:]
	}
	if flags&FlagState != 0 {
		if len(content) < StateSize {
			return Content{}, false
		}
		c.State, content = content[:StateSize], content[StateSize:]
	}
	c.Payload = content
	return c, true
}
