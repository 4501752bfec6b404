// Package envelope splits the bytes of a token into header, nonce, content and tag,
// and the content into its parts, as FORMAT.md section 3 specifies. It does no
// cryptography.
package envelope

import "encoding/binary"

// A Kind says how a token is protected. It is the token's fmt byte.
type Kind byte

// The kinds of wire version 1.
const (
	Signed Kind = 0x11 // HMAC
	Sealed Kind = 0x12 // encrypted, then HMAC
	Public Kind = 0x13 // Ed25519 signature
)

// The parts of the flags byte.
const (
	FlagTTL     = 1 << 7   // the content has a TTL
	FlagID      = 1 << 6   // the content has an id
	FlagState   = 1 << 5   // the content has a state tag
	VersionMask = 1<<5 - 1 // the schema version
)

// Sizes in bytes.
const (
	HeaderSize = 11 // of the logical header: fmt, flags, key id, issue time
	NonceSize  = 16
	TTLSize    = 4
	IDSize     = 16
	StateSize  = 8

	front = HeaderSize - 1 // of the header at the front of a token, where fmt comes last
)

// MaxIssued is the latest issue time, in Unix seconds.
const MaxIssued = 1<<40 - 1

// TagSize returns the size, in bytes, of k's tag or signature.
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

// Overhead returns the number of bytes that a token of kind k adds to its content.
func (k Kind) Overhead() int {
	n := front + k.TagSize() + 1
	if k == Sealed {
		n += NonceSize
	}
	return n
}

// A Header is the logical header of a token, H in FORMAT.md.
type Header struct {
	Kind   Kind
	Flags  byte
	KeyID  uint32
	Issued int64 // Unix seconds, 0 to MaxIssued
}

// Append appends the logical header, which begins with fmt. Tags cover it in this
// form.
func (h Header) Append(dst []byte) []byte {
	return h.AppendWire(append(dst, byte(h.Kind)))
}

// AppendWire appends the header in the form that a token begins with: without fmt,
// which is the token's last byte.
func (h Header) AppendWire(dst []byte) []byte {
	dst = append(dst, h.Flags)
	dst = binary.BigEndian.AppendUint32(dst, h.KeyID)
	return append(dst, byte(h.Issued>>32), byte(h.Issued>>24), byte(h.Issued>>16), byte(h.Issued>>8), byte(h.Issued))
}

// ParseFront reads the header at the front of a token, without its kind, which comes last.
func ParseFront(wire [front]byte) Header {
	return Header{
		Flags:  wire[0],
		KeyID:  binary.BigEndian.Uint32(wire[1:5]),
		Issued: int64(wire[5])<<32 | int64(binary.BigEndian.Uint32(wire[6:10])),
	}
}

// Parts are the parts of a token. The slices share memory with the token's bytes.
type Parts struct {
	Header  Header
	Nonce   []byte // nil unless sealed
	Content []byte // encrypted if sealed
	Tag     []byte // the signature if public
}

// Split splits the bytes of a token of the given kind. It returns false if the token has
// another kind, or is shorter than the kind's overhead. It also returns false if a sealed
// token has the flag for an id, because its nonce is its id.
func Split(wire []byte, kind Kind) (Parts, bool) {
	if len(wire) < kind.Overhead() || wire[len(wire)-1] != byte(kind) {
		return Parts{}, false
	}
	p := Parts{Header: ParseFront([front]byte(wire))}
	p.Header.Kind = kind
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

// Content is the content of a token, after authentication and decryption. The slices
// share memory with it.
type Content struct {
	TTL     uint32 // in seconds, or 0 for none
	ID      []byte // nil for none
	State   []byte // the state tag, or nil for none
	Payload []byte
}

// SplitContent splits an authentic content into the parts that the token's flags
// announce. It returns false if the content is too short for them, or if it has a TTL
// of zero.
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
