package codec_test

import (
	"encoding/binary"
	"encoding/hex"
	"errors"
	"strings"
)

// color is encoded as text: #rrggbb.
type color struct{ r, g, b uint8 }

func (c color) MarshalText() ([]byte, error) {
	return []byte("#" + hex.EncodeToString([]byte{c.r, c.g, c.b})), nil
}

func (c *color) UnmarshalText(text []byte) error {
	rgb, err := hex.DecodeString(strings.TrimPrefix(string(text), "#"))
	if err != nil || len(rgb) != 3 {
		return errors.New("not a color: " + string(text))
	}
	c.r, c.g, c.b = rgb[0], rgb[1], rgb[2]
	if canonical, _ := c.MarshalText(); string(canonical) != string(text) {
		return errors.New("not the canonical form of a color: " + string(text))
	}
	return nil
}

// point is encoded as four bytes.
type point struct{ x, y int16 }

func (p point) MarshalBinary() ([]byte, error) {
	b := binary.BigEndian.AppendUint16(nil, uint16(p.x))
	return binary.BigEndian.AppendUint16(b, uint16(p.y)), nil
}

func (p *point) UnmarshalBinary(b []byte) error {
	if len(b) != 4 {
		return errors.New("not a point")
	}
	p.x, p.y = int16(binary.BigEndian.Uint16(b)), int16(binary.BigEndian.Uint16(b[2:]))
	return nil
}

var errSecret = errors.New("cannot marshal s3cret")

// broken is encoded as any text and with any error.
type broken struct {
	out string
	err error
}

func (b broken) MarshalText() ([]byte, error)       { return []byte(b.out), b.err }
func (b broken) MarshalBinary() ([]byte, error)     { return []byte(b.out), b.err }
func (b *broken) UnmarshalText(text []byte) error   { b.out = string(text); return nil }
func (b *broken) UnmarshalBinary(data []byte) error { b.out = string(data); return nil }

// keeper keeps the slice that it is given, which its interfaces forbid.
type keeper struct{ kept []byte }

func (k *keeper) UnmarshalText(b []byte) error   { k.kept = b; return nil }
func (k *keeper) UnmarshalBinary(b []byte) error { k.kept = b; return nil }
