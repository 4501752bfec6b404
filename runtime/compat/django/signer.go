package django

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/internal/armor"
)

const classSigner = "django.core.signing.Signer"

// Signer is django.core.signing.Signer: text and a signature, without a time.
// It is immutable and safe for concurrent use, and prints no secret.
type Signer struct{ core }

// NewSigner returns a signer. Its errors are [typeseal.ErrConfig].
func NewSigner(keys *Keys, opts ...Option) (*Signer, error) {
	c, err := newCore(keys, "", classSigner, opts)
	if err != nil {
		return nil, err
	}
	return &Signer{c}, nil
}

// Sign returns value, the separator and the signature. A value that is not
// UTF-8, or too long for a token, is [typeseal.ErrMint].
func (s *Signer) Sign(value string) (string, error) { return s.signText(value, nil) }

// Unsign returns the value of an authentic token.
//
// With an explicit salt it also reads what a [TimestampSigner] of that salt
// signed, value and time glued together: the two share a key in Django.
func (s *Signer) Unsign(token string) (string, error) { return s.verify(token, time.Now()) }

// SignObject signs v as JSON; see [TimestampSigner.SignObject].
func (s *Signer) SignObject(v any) (string, error) { return s.signObject(v, nil) }

// UnsignObject decodes an authentic token's JSON into what v points to; see
// [TimestampSigner.UnsignObject].
func (s *Signer) UnsignObject(token string, v any) error {
	body, err := s.verify(token, time.Now())
	if err != nil {
		return err
	}
	return s.object(body, v)
}

// Format prints a constant for every verb.
func (Signer) Format(f fmt.State, _ rune) { io.WriteString(f, "django.Signer") }

// core is what every signer has: settings and the MACs for its salt.
type core struct {
	settings
	macs func() []*mac // primary first; a func for the reason in Keys
	also []accepted    // what else a signature may be made with
}

// accepted is a namespace whose signatures are verified, and never made.
type accepted struct {
	macs  func() []*mac
	until time.Time // zero: without an end
}

func newCore(keys *Keys, salt, class string, opts []Option) (core, error) {
	s, err := settle(salt, class, opts)
	if err != nil {
		return core{}, err
	}
	return s.core(keys, "")
}

// core derives the MAC keys. prefix stands before each secret: a cookie signer
// has one.
func (s settings) core(keys *Keys, prefix string) (core, error) {
	if err := keys.check(); err != nil {
		return core{}, err
	}
	c := core{settings: s, macs: keys.macs(s.alg, s.salt+"signer", prefix)}
	if s.sha1 {
		c.also = []accepted{{macs: keys.macs(named("sha1"), s.salt+"signer", prefix)}}
	}
	return c, nil
}

// primary returns the MAC that signs.
func (c *core) primary() (*mac, error) {
	if c.macs == nil {
		return nil, configError("no keys")
	}
	return c.macs()[0], nil
}

// signText signs value, and the time in front of the signature unless it is nil.
func (c *core) signText(value string, now *time.Time) (string, error) {
	m, err := c.primary()
	if err != nil {
		return "", err
	}
	if !utf8.ValidString(value) {
		return "", mintError("text is not UTF-8")
	}
	t := m.take()
	defer m.give(t)
	t.token = append(t.token[:0], value...)
	return c.finish(m, t, now)
}

// finish makes a token of the value in t.token.
func (c *core) finish(m *mac, t *tagger, now *time.Time) (string, error) {
	if now != nil {
		t.token = appendBase62(append(t.token, c.sep...), now.Unix())
	}
	if len(t.token)+len(c.sep)+m.encodedLen() > c.maxSize {
		return "", mintError("token longer than the limit")
	}
	tag := t.sum(t.token)
	t.token = armor.Append(append(t.token, c.sep...), "", tag)
	return string(t.token), nil
}

// verify splits at the last separator and checks the signature, before which
// nothing of the token but its length is looked at.
func (c *core) verify(token string, now time.Time) (string, error) {
	if c.macs == nil {
		return "", configError("no keys")
	}
	if len(token) > c.maxSize {
		return "", typeseal.ErrMalformed
	}
	value, sig, ok := cutLast(token, c.sep)
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
	if anyMatches(c.macs(), value, sig) {
		return true
	}
	return slices.ContainsFunc(c.also, func(a accepted) bool {
		return (a.until.IsZero() || now.Before(a.until)) && anyMatches(a.macs(), value, sig)
	})
}

func cutLast(s, sep string) (before, after string, found bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return "", "", false
	}
	return s[:i], s[i+len(sep):], true
}
