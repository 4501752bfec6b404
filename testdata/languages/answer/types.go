package answer

import "errors"

// Text and Binary encode themselves and accept everything, as in languages that do not have
// the Go type.
type (
	Text   []byte
	Binary []byte
)

// MarshalText returns t.
func (t Text) MarshalText() ([]byte, error) { return t, nil }

// UnmarshalText sets t.
func (t *Text) UnmarshalText(text []byte) error { *t = text; return nil }

// MarshalBinary returns b.
func (b Binary) MarshalBinary() ([]byte, error) { return b, nil }

// UnmarshalBinary sets b.
func (b *Binary) UnmarshalBinary(data []byte) error { *b = data; return nil }

// Digits and Even refuse most text and data.
type (
	Digits string
	Even   string
)

var errRefused = errors.New("refused")

// MarshalText returns d.
func (d Digits) MarshalText() ([]byte, error) { return []byte(d), nil }

// UnmarshalText refuses text that has anything but decimal digits.
func (d *Digits) UnmarshalText(text []byte) error {
	for _, c := range text {
		if c < '0' || c > '9' {
			return errRefused
		}
	}
	*d = Digits(text)
	return nil
}

// MarshalBinary returns e.
func (e Even) MarshalBinary() ([]byte, error) { return []byte(e), nil }

// UnmarshalBinary refuses an odd number of bytes.
func (e *Even) UnmarshalBinary(data []byte) error {
	if len(data)%2 == 1 {
		return errRefused
	}
	*e = Even(data)
	return nil
}

// Named types, which are encoded as the types beneath them.
type (
	Name   string
	Blob   []byte
	Flag   bool
	Number int64
	Ratio  float32
)
