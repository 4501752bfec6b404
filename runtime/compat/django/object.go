package django

import (
	"strings"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/compat/internal/pyjson"
	"github.com/typeseal/typeseal/runtime/internal/armor"
	"github.com/typeseal/typeseal/runtime/internal/deflate"
)

const (
	dumpsSalt = "django.core.signing"
	// SessionSalt is the salt of the cookie session backend, which calls
	// Dumps with it and [Compress].
	SessionSalt = "django.contrib.sessions.backends.signed_cookies"
)

// Dumps is django.core.signing.dumps: v as JSON, URL-safe and timestamped. Its
// default salt is django.core.signing.
func Dumps(keys *Keys, v any, opts ...Option) (string, error) {
	s, err := newTimestampSigner(keys, dumpsSalt, opts)
	if err != nil {
		return "", err
	}
	return s.SignObject(v)
}

// Loads is django.core.signing.loads: it decodes what [Dumps] wrote, at most
// maxAge ago, into what v points to.
func Loads(keys *Keys, token string, maxAge time.Duration, v any, opts ...Option) error {
	s, err := newTimestampSigner(keys, dumpsSalt, opts)
	if err != nil {
		return err
	}
	return s.UnsignObject(token, maxAge, v)
}

// SignObject signs v as [JSON] writes it; json.RawMessage is respelled so.
func (s *TimestampSigner) SignObject(v any) (string, error) {
	now := time.Now()
	return s.signObject(v, &now)
}

// UnsignObject decodes the JSON of an authentic token that is at most maxAge
// old into what v points to, with encoding/json: numbers become json.Number
// where v leaves the type open, and names that the text does not have, or null,
// leave Go's zero value. At every depth, a name that a struct does not have to
// the letter, an array of another length than Go's and two spellings of one key
// of a map are refused. Into a *json.RawMessage the text itself is given, in its
// order. On error what v points to is untouched.
func (s *TimestampSigner) UnsignObject(token string, maxAge time.Duration, v any) error {
	body, err := s.Unsign(token, maxAge)
	if err != nil {
		return err
	}
	return s.object(body, v)
}

func (c *core) signObject(v any, now *time.Time) (string, error) {
	m, err := c.primary()
	if err != nil {
		return "", err
	}
	t := m.take()
	defer m.give(t)
	if t.text, err = appendJSON(t.text[:0], v); err != nil {
		return "", err
	}
	return c.signJSON(m, t, t.text, now)
}

func (c *core) signJSON(m *mac, t *tagger, text []byte, now *time.Time) (token string, err error) {
	if t.token, err = c.appendBody(t.token[:0], text); err != nil {
		return "", err
	}
	return c.finish(m, t, now)
}

func (c *core) object(body string, v any) error {
	text, err := c.text(body)
	if err != nil {
		return err
	}
	return decode(text, v)
}

// appendBody compresses and encodes: the dot is Django's mark for compressed.
func (c *core) appendBody(dst, text []byte) ([]byte, error) {
	if len(text) > c.maxPayload {
		return dst, mintError("payload longer than the limit")
	}
	if c.compress {
		if small := deflate.PackZlib(nil, text, false); len(small) < len(text)-1 {
			dst, text = append(dst, '.'), small
		}
	}
	return armor.Append(dst, "", text), nil
}

// text undoes body and checks that it is JSON as Django writes it.
func (c *core) text(body string) ([]byte, error) {
	text, err := c.unpack(body)
	if err != nil {
		return nil, err
	}
	t := c.macs()[0].take()
	defer c.macs()[0].give(t)
	var ok bool
	if t.text, ok = pyjson.Respell(t.text[:0], text, pyjson.CompactASCII, style); !ok {
		return nil, typeseal.ErrPayload
	}
	return text, nil
}

// unpack undoes appendBody. Only authentic bodies come here, so that nothing is
// inflated before the signature.
func (c *core) unpack(body string) ([]byte, error) {
	encoded, compressed := strings.CutPrefix(body, ".")
	text, ok := armor.Decode(nil, encoded)
	if ok && compressed {
		text, ok = deflate.UnpackZlib(nil, text, c.maxPayload)
	}
	if !ok || len(text) > c.maxPayload {
		return nil, typeseal.ErrPayload
	}
	return text, nil
}
