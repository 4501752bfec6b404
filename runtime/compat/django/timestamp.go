package django

import (
	"fmt"
	"io"
	"strings"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/compat/internal/opened"
	"github.com/typeseal/typeseal/runtime/compat/internal/pytoken"
)

const classTimestampSigner = "django.core.signing.TimestampSigner"

// TimestampSigner is django.core.signing.TimestampSigner: its tokens are text, the
// time of signing in whole seconds, and a signature over both. It is immutable and
// safe for concurrent use. Printing it does not show its keys.
type TimestampSigner struct{ core }

// NewTimestampSigner returns a signer. Every error matches [typeseal.ErrConfig].
func NewTimestampSigner(keys *Keys, opts ...Option) (*TimestampSigner, error) {
	return newTimestampSigner(keys, "", opts)
}

func newTimestampSigner(keys *Keys, salt string, opts []Option) (*TimestampSigner, error) {
	c, err := newCore(keys, salt, classTimestampSigner, opts)
	if err != nil {
		return nil, err
	}
	return &TimestampSigner{c}, nil
}

// Sign returns value, the time and the signature. It fails with [typeseal.ErrMint]
// if value is not UTF-8, or too long for a token.
func (s *TimestampSigner) Sign(value string) (string, error) {
	now := time.Now()
	return s.signText(value, &now)
}

// Unsign returns the value of an authentic token that is at most maxAge old. With
// [typeseal.Unlimited], which is Django's max_age=None, the age does not matter. A
// token of exactly maxAge is accepted. Fractions of a second count, so that a maxAge
// of 0 refuses nearly every token.
func (s *TimestampSigner) Unsign(token string, maxAge time.Duration) (string, error) {
	value, _, err := s.openAt(token, maxAge, time.Now())
	if err != nil {
		return "", err
	}
	return value, nil
}

// Format writes a constant for every verb.
func (TimestampSigner) Format(f fmt.State, _ rune) { io.WriteString(f, "django.TimestampSigner") }

// openAt returns the value and the time of an authentic token, even if the token has
// expired.
func (c *core) openAt(token string, maxAge time.Duration, now time.Time) (value string, issued time.Time, err error) {
	text, err := c.verify(token, now)
	if err != nil {
		return "", issued, err
	}
	value, stamp, ok := pytoken.CutLast(text, c.sep)
	if !ok {
		return "", issued, typeseal.ErrMalformed
	}
	seconds, ok := parseBase62(stamp)
	if !ok {
		return "", issued, typeseal.ErrMalformed
	}
	ahead := opened.Skew
	if c.future {
		ahead = typeseal.Unlimited
	}
	issued = time.Unix(seconds, 0).UTC()
	return value, issued, opened.Judge(issued, now, maxAge, ahead)
}

const base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

func appendBase62(dst []byte, n int64) []byte {
	if n == 0 {
		return append(dst, '0')
	}
	var digits [12]byte
	i := len(digits)
	u := uint64(max(n, -n))
	for ; u > 0; u /= 62 {
		i--
		digits[i] = base62[u%62]
	}
	if n < 0 {
		i--
		digits[i] = '-'
	}
	return append(dst, digits[i:]...)
}

// parseBase62 accepts only the spelling that Django writes. Ten digits, the most,
// fit an int64 and last for 26 billion years.
func parseBase62(s string) (int64, bool) {
	digits := strings.TrimPrefix(s, "-")
	if digits == "" || len(digits) > 10 || digits[0] == '0' && s != "0" {
		return 0, false
	}
	var n int64
	for i := range len(digits) {
		d := strings.IndexByte(base62, digits[i])
		if d < 0 {
			return 0, false
		}
		n = n*62 + int64(d)
	}
	if len(digits) < len(s) {
		n = -n
	}
	return n, true
}
