package django

import (
	"fmt"
	"io"
	"time"
	"unicode/utf8"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/compat/internal/keylist"
	"github.com/typeseal/typeseal/runtime/compat/internal/pyhash"
	"github.com/typeseal/typeseal/runtime/compat/internal/pytoken"
	"github.com/typeseal/typeseal/runtime/internal/armor"
)

const classSigner = "django.core.signing.Signer"

// Signer is django.core.signing.Signer: its tokens are text and a signature, without a
// time. It is immutable and safe for concurrent use. Printing it does not show its keys.
type Signer struct{ core }

// NewSigner returns a signer. Every error matches [typeseal.ErrConfig].
func NewSigner(keys *Keys, opts ...Option) (*Signer, error) {
	c, err := newCore(keys, "", classSigner, opts)
	if err != nil {
		return nil, err
	}
	return &Signer{c}, nil
}

// Sign returns value, the separator and the signature. It fails with
// [typeseal.ErrMint] if value is not UTF-8, or too long for a token.
func (s *Signer) Sign(value string) (string, error) { return s.signText(value, nil) }

// Unsign returns the value of an authentic token.
//
// With an explicit salt it also accepts tokens of a [TimestampSigner] with this salt, and
// returns value, separator and time as one text: in Django the two signers share a key.
func (s *Signer) Unsign(token string) (string, error) { return s.verify(token, time.Now()) }

// SignObject signs v as JSON; see [TimestampSigner.SignObject].
func (s *Signer) SignObject(v any) (string, error) { return s.signObject(v, nil) }

// UnsignObject decodes the JSON of an authentic token into what v points to; see
// [TimestampSigner.UnsignObject].
func (s *Signer) UnsignObject(token string, v any) error {
	body, err := s.verify(token, time.Now())
	if err != nil {
		return err
	}
	return s.object(body, v)
}

// Format writes a constant for every verb.
func (Signer) Format(f fmt.State, _ rune) { io.WriteString(f, "django.Signer") }

// core has the parts that all signers share: settings, and the MACs for their salt.
type core struct {
	settings
	ring keylist.Ring
	also []accepted // further signatures that are accepted
}

// accepted are MACs that only verify.
type accepted struct {
	ring  keylist.Ring
	until time.Time // zero if forever
}

func newCore(keys *Keys, salt, class string, opts []Option) (core, error) {
	s, err := settle(salt, class, opts)
	if err != nil {
		return core{}, err
	}
	return s.core(keys, pytoken.Signing(s.salt))
}

func (s settings) core(keys *Keys, n keylist.Namespace) (core, error) {
	ring, err := keys.ring(s.alg, n)
	c := core{settings: s, ring: ring}
	if s.sha1 && err == nil {
		ring, err = keys.ring(pyhash.Named("sha1"), n)
		c.also = []accepted{{ring: ring}}
	}
	return c, err
}

// signText signs value, with a time unless now is nil.
func (c *core) signText(value string, now *time.Time) (string, error) {
	m := c.ring.Primary()
	if m == nil {
		return "", errNoKeys
	}
	if !utf8.ValidString(value) {
		return "", faults.Mint("a text is not UTF-8")
	}
	room := m.Take()
	defer m.Give(room)
	room.Token = append(room.Token[:0], value...)
	return c.finish(m, room, now)
}

// finish makes a token from the value in room.Token.
func (c *core) finish(m *keylist.MAC, room *keylist.Room, now *time.Time) (string, error) {
	if now != nil {
		room.Token = appendBase62(append(room.Token, c.sep...), now.Unix())
	}
	if len(room.Token)+len(c.sep)+armor.EncodedLen(m.Size()) > c.limits.Size {
		return "", faults.Mint("the token is longer than MaxSize")
	}
	tag := room.Sum(room.Token)
	room.Token = keylist.Base64(append(room.Token, c.sep...), tag)
	return string(room.Token), nil
}

// verify splits at the last separator and checks the signature. Before the check it uses
// only the length of the token.
func (c *core) verify(token string, now time.Time) (string, error) {
	if c.ring.Primary() == nil {
		return "", errNoKeys
	}
	if len(token) > c.limits.Size {
		return "", typeseal.ErrMalformed
	}
	value, sig, ok := pytoken.CutLast(token, c.sep)
	if !ok {
		return "", typeseal.ErrMalformed
	}
	if !c.authentic(value, sig, now) {
		return "", typeseal.ErrForged
	}
	if !utf8.ValidString(value) {
		return "", typeseal.ErrPayload
	}
	return value, nil
}

func (c *core) authentic(value, sig string, now time.Time) bool {
	if c.ring.Match(value, sig, keylist.Base64) >= 0 {
		return true
	}
	for _, a := range c.also {
		if (a.until.IsZero() || now.Before(a.until)) && a.ring.Match(value, sig, keylist.Base64) >= 0 {
			return true
		}
	}
	return false
}
