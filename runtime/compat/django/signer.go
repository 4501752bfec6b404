package django

import (
	"crypto/hmac"
	"encoding/base64"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	typeseal "github.com/typeseal/typeseal/runtime"
)

const classSigner = "django.core.signing.Signer"

// Signer is django.core.signing.Signer: text and a signature, without a time.
// It is immutable and safe for concurrent use, and prints no secret.
type Signer struct{ core }

// NewSigner returns a signer. Its errors are [typeseal.ErrConfig].
func NewSigner(keys *Keys, opts ...Option) (*Signer, error) {
	c, err := newCore(keys, "", "", classSigner, opts)
	if err != nil {
		return nil, err
	}
	return &Signer{c}, nil
}

// Sign returns value, the separator and the signature. A value that is not
// UTF-8, or too long for a token, is [typeseal.ErrMint].
func (s *Signer) Sign(value string) (string, error) { return s.sign(value) }

// Unsign returns the value of an authentic token.
//
// With an explicit salt it also reads what a [TimestampSigner] of that salt
// signed, value and time glued together: the two share a key in Django.
func (s *Signer) Unsign(token string) (string, error) { return s.verify(token) }

// SignObject signs v as JSON; see [TimestampSigner.SignObject].
func (s *Signer) SignObject(v any) (string, error) { return signObject(&s.core, v, s.Sign) }

// UnsignObject decodes an authentic token's JSON into what v points to; see
// [TimestampSigner.UnsignObject].
func (s *Signer) UnsignObject(token string, v any) error {
	body, err := s.verify(token)
	if err != nil {
		return err
	}
	return s.object(body, v)
}

// Format prints a constant for every verb.
func (Signer) Format(f fmt.State, _ rune) { io.WriteString(f, "django.Signer") }

// core is what every signer has: settings and the MAC keys for its salt.
type core struct {
	settings
	macs   func() [][]byte // primary first; a func for the reason in Keys
	legacy func() [][]byte // SHA-1's, nil unless asked for
}

// newCore derives the MAC keys. prefix stands before each secret: a cookie
// signer has one.
func newCore(keys *Keys, prefix, salt, class string, opts []Option) (core, error) {
	s, err := settle(salt, class, opts)
	if err != nil {
		return core{}, err
	}
	return s.core(keys, prefix)
}

func (s settings) core(keys *Keys, prefix string) (core, error) {
	secrets, err := keys.list()
	if err != nil {
		return core{}, err
	}
	macs := s.alg.deriveAll(s.salt+"signer", prefix, secrets)
	c := core{settings: s, macs: func() [][]byte { return macs }}
	if s.legacy {
		old := algorithms["sha1"].deriveAll(s.salt+"signer", prefix, secrets)
		c.legacy = func() [][]byte { return old }
	}
	return c, nil
}

func (c *core) sign(value string) (string, error) {
	if c.macs == nil {
		return "", configError("no keys")
	}
	if !utf8.ValidString(value) {
		return "", mintError("text is not UTF-8")
	}
	if len(value)+len(c.sep)+c.alg.encodedLen() > c.maxSize {
		return "", mintError("token longer than the limit")
	}
	return value + c.sep + signature(c.alg, c.macs()[0], value), nil
}

// verify splits at the last separator and checks the signature, before which
// nothing of the token but its length is looked at.
func (c *core) verify(token string) (string, error) {
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
	if !matches(c.alg, c.macs(), value, sig) && !c.matchesLegacy(value, sig) {
		return "", typeseal.ErrForged
	}
	if !utf8.ValidString(value) {
		return "", typeseal.ErrPayload
	}
	return value, nil
}

func (c *core) matchesLegacy(value, sig string) bool {
	return c.legacy != nil && matches(algorithms["sha1"], c.legacy(), value, sig)
}

// matches compares texts, as Django does, so that no other spelling of the same
// signature passes.
func matches(a algorithm, keys [][]byte, value, sig string) bool {
	if len(sig) != a.encodedLen() {
		return false
	}
	for _, k := range keys {
		if hmac.Equal([]byte(sig), []byte(signature(a, k, value))) {
			return true
		}
	}
	return false
}

func signature(a algorithm, key []byte, value string) string {
	return base64.RawURLEncoding.EncodeToString(a.sum(key, value))
}

func cutLast(s, sep string) (before, after string, found bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return "", "", false
	}
	return s[:i], s[i+len(sep):], true
}
