package django

import (
	"fmt"
	"io"
	"math"
	"strings"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
)

const classTimestampSigner = "django.core.signing.TimestampSigner"

// Unlimited is a max age that no token exceeds: Django's max_age=None.
const Unlimited = time.Duration(math.MaxInt64)

// skew is how far ahead of this clock another may run.
const skew = 60 * time.Second

// TimestampSigner is django.core.signing.TimestampSigner: text, the time of
// signing in whole seconds, and a signature over both. It is immutable and safe
// for concurrent use, and prints no secret.
type TimestampSigner struct{ core }

// NewTimestampSigner returns a signer. Its errors are [typeseal.ErrConfig].
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

// Sign returns value, the time and the signature. A value that is not UTF-8, or
// too long for a token, is [typeseal.ErrMint].
func (s *TimestampSigner) Sign(value string) (string, error) {
	now := time.Now()
	return s.signText(value, &now)
}

// Unsign returns the value of an authentic token that is at most maxAge old
// ([Unlimited]: however old). An age equal to maxAge is still good; a fraction
// of a second counts, so that a maxAge of 0 expires nearly every token.
func (s *TimestampSigner) Unsign(token string, maxAge time.Duration) (string, error) {
	o, err := s.openAt(token, maxAge, time.Now())
	if err != nil {
		return "", err
	}
	return o.value, nil
}

// Format prints a constant for every verb.
func (TimestampSigner) Format(f fmt.State, _ rune) { io.WriteString(f, "django.TimestampSigner") }

// stamped is the authentic content of a timestamped token.
type stamped struct {
	value  string
	issued time.Time
}

// openAt returns content with [typeseal.ErrExpired] too: it is authentic.
func (c *core) openAt(token string, maxAge time.Duration, now time.Time) (stamped, error) {
	text, err := c.verify(token, now)
	if err != nil {
		return stamped{}, err
	}
	value, stamp, ok := cutLast(text, c.sep)
	if !ok {
		return stamped{}, typeseal.ErrMalformed
	}
	seconds, ok := parseBase62(stamp)
	if !ok {
		return stamped{}, typeseal.ErrMalformed
	}
	issued := time.Unix(seconds, 0).UTC()
	if !c.future && issued.Sub(now) > skew {
		return stamped{}, typeseal.ErrNotYetValid
	}
	if now.Sub(issued) > maxAge {
		err = typeseal.ErrExpired
	}
	return stamped{value, issued}, err
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

// parseBase62 accepts the one spelling of a number that Django writes. Ten
// digits, the most, fit an int64 and last for 26 billion years.
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
