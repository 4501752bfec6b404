package handshake

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
)

// Unlimited is a time range that no token leaves, as is 0.
const Unlimited = time.Duration(math.MaxInt64)

// skew is how many seconds ahead of this clock another may run.
const skew = 60

// AuthToken is handshake's AuthToken. It is immutable and safe for concurrent
// use, and prints no secret.
type AuthToken struct {
	settings
	keys *Keys
	macs func() []*mac // the creating one first; a func for the reason in Keys
}

// New returns an AuthToken. Its errors are [typeseal.ErrConfig].
func New(keys *Keys, opts ...Option) (*AuthToken, error) {
	s, err := settle(opts)
	if err != nil {
		return nil, err
	}
	return s.with(keys)
}

func (s settings) with(keys *Keys) (*AuthToken, error) {
	if err := keys.check(); err != nil {
		return nil, err
	}
	return &AuthToken{s, keys, keys.macs(s.alg)}, nil
}

// Create returns a token of these fields, each of the characters A-Z, a-z, 0-9,
// "-" and "_", or empty. A field with others and a token longer than
// [MaxLength] are [typeseal.ErrMint].
//
// The first field should name the token's purpose, and the verifier compare it:
// nothing else tells one purpose from another. Create() and Create("") give the
// same token.
func (a *AuthToken) Create(fields ...string) (string, error) {
	if a.macs == nil {
		return "", configError("no keys")
	}
	m := a.macs()[0]
	t := m.take()
	defer m.give(t)
	return a.create(m, t, fields, time.Now(), a.draw(m, t))
}

// draw returns a random part: the hash of as many random bytes as were asked for,
// or as many random bytes as a hash has.
func (a *AuthToken) draw(m *mac, t *tagger) []byte {
	if !a.ownRandom {
		part := t.random[:min(m.size, mostRandom)]
		rand.Read(part)
		return part
	}
	random := t.random[:a.randomLen]
	rand.Read(random)
	return t.hashOf(random)
}

// Verify returns the fields of an authentic token whose time is at most
// timeRange away from now, in whole seconds; 0 sets no limit. A token of no
// field and one of an empty field both give none. A negative timeRange is
// [typeseal.ErrConfig].
func (a *AuthToken) Verify(token string, timeRange time.Duration) ([]string, error) {
	return a.verifyAt(token, timeRange, time.Now())
}

// Format prints a constant for every verb.
func (AuthToken) Format(f fmt.State, _ rune) { io.WriteString(f, "handshake.AuthToken") }

func (a *AuthToken) verifyAt(token string, timeRange time.Duration, now time.Time) ([]string, error) {
	if timeRange < 0 {
		return nil, configError("negative time range")
	}
	if timeRange == 0 {
		timeRange = Unlimited
	}
	c, err := a.openAt(token, timeRange, now)
	if err != nil {
		return nil, err
	}
	return c.fields()
}

func (a *AuthToken) create(m *mac, t *tagger, fields []string, now time.Time, random []byte) (string, error) {
	b := t.token[:0]
	for i, f := range fields {
		if !allowed(f) {
			return "", mintError("a field has other characters than A-Z, a-z, 0-9, - and _")
		}
		if i > 0 {
			b = append(b, ':')
		}
		b = append(b, f...)
	}
	b = strconv.AppendInt(append(b, ':'), now.Unix(), 10)
	b = hex.AppendEncode(append(b, ':'), random)
	t.token = b
	if len(b)+1+m.encodedLen() > a.maxSize {
		return "", mintError("token longer than the limit")
	}
	t.token = hex.AppendEncode(append(b, ':'), t.sum(b))
	return string(t.token), nil
}

// content is what an authentic token says.
type content struct {
	names  string // the fields, joined
	issued time.Time
}

// openAt returns content with [typeseal.ErrExpired] too: it is authentic. The
// time has one spelling before the MAC is computed; handshake parses and prints
// it again, so that there several tokens verify as one.
func (a *AuthToken) openAt(token string, timeRange time.Duration, now time.Time) (content, error) {
	if a.macs == nil {
		return content{}, configError("no keys")
	}
	if len(token) > a.maxSize {
		return content{}, typeseal.ErrMalformed
	}
	message, sig, _ := cutLast(token)
	rest, _, _ := cutLast(message)
	names, stamp, found := cutLast(rest)
	seconds, ok := parseSeconds(stamp)
	if !found || !ok {
		return content{}, typeseal.ErrMalformed
	}
	if !anyMatches(a.macs(), message, sig) {
		return content{}, typeseal.ErrForged
	}
	age, limit := now.Unix()-seconds, int64(math.MaxInt64)
	if timeRange != Unlimited {
		limit = int64(timeRange / time.Second)
	}
	if -age > limit || -age > skew && !a.future {
		return content{}, typeseal.ErrNotYetValid
	}
	c := content{names, time.Unix(seconds, 0).UTC()}
	if age > limit {
		return c, typeseal.ErrExpired
	}
	return c, nil
}

// fields splits the names; handshake itself would take any character in them.
func (c content) fields() ([]string, error) {
	if c.names == "" {
		return nil, nil
	}
	fields := strings.Split(c.names, ":")
	for _, f := range fields {
		if !allowed(f) {
			return nil, typeseal.ErrPayload
		}
	}
	return fields, nil
}

func allowed(field string) bool {
	for i := range len(field) {
		if !inField[field[i]] {
			return false
		}
	}
	return true
}

var inField = func() (in [256]bool) {
	for _, c := range []byte("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") {
		in[c] = true
	}
	return in
}()

func cutLast(s string) (before, after string, found bool) {
	i := strings.LastIndexByte(s, ':')
	if i < 0 {
		return "", "", false
	}
	return s[:i], s[i+1:], true
}

// farthest is what a time beyond it counts as: no clock gets there, and sums
// with it do not overflow.
const farthest = 1 << 53

// parseSeconds accepts the canonical decimal of an integer of any size.
func parseSeconds(s string) (int64, bool) {
	digits := strings.TrimPrefix(s, "-")
	if digits == "" || strings.Trim(digits, "0123456789") != "" || digits[0] == '0' && s != "0" {
		return 0, false
	}
	// The one error that is left is a number out of range, which n is then the
	// nearest to.
	n, _ := strconv.ParseInt(s, 10, 64)
	return max(-farthest, min(farthest, n)), true
}
