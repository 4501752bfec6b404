package typeseal

import (
	"fmt"
	"io"
	"log/slog"

	"github.com/typeseal/typeseal/runtime/internal/ring"
)

// With these methods, keys are printed as key ids, and options, payloads and tokens as
// constants. The receivers are values, so that a copy prints like a pointer. Package fmt
// does not call the methods of values in unexported fields. Package secret hides those.

// String lists the ring's key ids and their states.
func (r Keyring) String() string { return r.viewed().print("Keyring") }

// Format writes String for every verb.
func (r Keyring) Format(f fmt.State, _ rune) { io.WriteString(f, r.String()) }

// MarshalText returns String.
func (r Keyring) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// LogValue returns String.
func (r Keyring) LogValue() slog.Value { return slog.StringValue(r.String()) }

// String names the key's id.
func (k SigningKey) String() string { return k.viewed().print("SigningKey") }

// Format writes String for every verb.
func (k SigningKey) Format(f fmt.State, _ rune) { io.WriteString(f, k.String()) }

// MarshalText returns String.
func (k SigningKey) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// LogValue returns String.
func (k SigningKey) LogValue() slog.Value { return slog.StringValue(k.String()) }

// String lists the ring's key ids and their states.
func (r PublicKeyring) String() string { return r.viewed().print("PublicKeyring") }

// Format writes String for every verb.
func (r PublicKeyring) Format(f fmt.State, _ rune) { io.WriteString(f, r.String()) }

// MarshalText returns String.
func (r PublicKeyring) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// LogValue returns String.
func (r PublicKeyring) LogValue() slog.Value { return slog.StringValue(r.String()) }

// Format writes Error for every verb.
func (e ExpiredError[T]) Format(f fmt.State, _ rune) { io.WriteString(f, e.Error()) }

// MarshalText returns Error.
func (e ExpiredError[T]) MarshalText() ([]byte, error) { return []byte(e.Error()), nil }

// LogValue returns Error.
func (e ExpiredError[T]) LogValue() slog.Value { return slog.StringValue(e.Error()) }

// Format writes a constant for every verb.
func (o Option) Format(f fmt.State, _ rune) { io.WriteString(f, "typeseal.Option") }

// String returns a constant.
func (*Minting) String() string { return "typeseal.Minting" }

// Format writes String for every verb.
func (m *Minting) Format(f fmt.State, _ rune) { io.WriteString(f, m.String()) }

// String returns a constant.
func (*Opening) String() string { return "typeseal.Opening" }

// Format writes String for every verb.
func (o *Opening) Format(f fmt.State, _ rune) { io.WriteString(f, o.String()) }

// keyIDText returns a key id in the form for people: eight hexadecimal digits.
func keyIDText(id uint32) string { return ring.FormatID(id) }
