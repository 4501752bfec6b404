package django

import (
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/compat/internal/keylist"
	"github.com/typeseal/typeseal/runtime/compat/internal/pyjson"
	"github.com/typeseal/typeseal/runtime/compat/internal/pytoken"
)

const (
	dumpsSalt = "django.core.signing"
	// SessionSalt is the salt of the cookie session backend, which calls
	// Dumps with it and [Compress].
	SessionSalt = "django.contrib.sessions.backends.signed_cookies"
)

// Dumps is django.core.signing.dumps: it signs v as JSON, with a time, as
// [TimestampSigner.SignObject] does. The default salt is django.core.signing.
func Dumps(keys *Keys, v any, opts ...Option) (string, error) {
	s, err := newTimestampSigner(keys, dumpsSalt, opts)
	if err != nil {
		return "", err
	}
	return s.SignObject(v)
}

// Loads is django.core.signing.loads: it decodes the object of a token that [Dumps] made
// at most maxAge ago into *v, as [TimestampSigner.UnsignObject] does.
func Loads(keys *Keys, token string, maxAge time.Duration, v any, opts ...Option) error {
	s, err := newTimestampSigner(keys, dumpsSalt, opts)
	if err != nil {
		return err
	}
	return s.UnsignObject(token, maxAge, v)
}

// SignObject signs v as the JSON that Django's serializer writes for the same value:
// ASCII only, no white space, Python's text for floats (1.0, 1e+16). v is nil, a
// bool, text, a number (json.Number and *big.Int too), a slice, array, map, [Object],
// struct, or pointer to one, or has a MarshalJSON or MarshalText method; a
// json.RawMessage is written in Django's spelling. Struct fields are written in the
// order of their declaration under their json tags (name, "-", omitempty, omitzero);
// embedded fields and the string option are refused.
//
// Values that JSON or UTF-8 cannot represent, duplicate names and more than 1000 levels
// are refused with [typeseal.ErrMint]. Names that differ only in case are written, since
// Python distinguishes them; the readers of this package refuse them.
func (s *TimestampSigner) SignObject(v any) (string, error) {
	now := time.Now()
	return s.signObject(v, &now)
}

// UnsignObject decodes the JSON of an authentic token that is at most maxAge old into
// what v points to, with encoding/json: numbers become json.Number if v does not specify
// their type, and null or a missing name leaves Go's zero value. At every depth,
// UnsignObject refuses names that no field of a struct has exactly, an array of another
// length than Go's, and two spellings of one key of a map. A *json.RawMessage receives
// the text itself. If UnsignObject fails, the value that v points to does not change.
func (s *TimestampSigner) UnsignObject(token string, maxAge time.Duration, v any) error {
	body, err := s.Unsign(token, maxAge)
	if err != nil {
		return err
	}
	return s.object(body, v)
}

func (c *core) signObject(v any, now *time.Time) (string, error) {
	m := c.ring.Primary()
	if m == nil {
		return "", errNoKeys
	}
	room := m.Take()
	defer m.Give(room)
	var err error
	if room.Text, err = pyjson.Append(room.Text[:0], v, style); err != nil {
		return "", err
	}
	return c.signJSON(m, room, room.Text, now)
}

// signJSON compresses and encodes text, and signs it.
func (c *core) signJSON(m *keylist.MAC, room *keylist.Room, text []byte, now *time.Time) (string, error) {
	if len(text) > c.limits.Payload {
		return "", faults.Mint("the payload is longer than MaxPayload")
	}
	room.Token = pytoken.AppendBody(room.Token[:0], text, c.compress)
	return c.finish(m, room, now)
}

func (c *core) object(body string, v any) error {
	text, ok := pytoken.Body(body, c.limits.Payload)
	if !ok {
		return typeseal.ErrPayload
	}
	m := c.ring.Primary()
	room := m.Take()
	defer m.Give(room)
	if room.Text, ok = pyjson.Respell(room.Text[:0], text, pyjson.CompactASCII, style); !ok {
		return typeseal.ErrPayload
	}
	return pyjson.Decode(faults, text, v)
}
