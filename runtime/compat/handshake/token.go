package handshake

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/compat/internal/keylist"
	"github.com/typeseal/typeseal/runtime/compat/internal/opened"
)

// AuthToken is handshake's AuthToken. It is immutable and safe for concurrent use.
// Printing it does not show its keys.
type AuthToken struct {
	settings
	ring keylist.Ring
}

// New returns an AuthToken. Every error matches [typeseal.ErrConfig].
func New(keys *Keys, opts ...Option) (*AuthToken, error) {
	s, err := settle(opts)
	if err != nil {
		return nil, err
	}
	a, err := s.with(keys)
	if err != nil {
		return nil, err
	}
	return &a, nil
}

var errNoKeys = faults.Config("no keys; make them with NewKeys")

func (s settings) with(keys *Keys) (AuthToken, error) {
	if keys == nil || keys.list.Secrets() == nil {
		return AuthToken{}, errNoKeys
	}
	// The keys of the MACs are the secrets themselves.
	return AuthToken{s, keys.list.Ring(s.alg, keylist.Namespace{}, keylist.Raw)}, nil
}

// Create returns a token of these fields. A field may be empty. It may contain the
// characters A-Z, a-z, 0-9, "-" and "_". Create refuses other characters, and a token
// longer than [MaxLength], with [typeseal.ErrMint].
//
// The first field should name the purpose of the token, and the verifier should compare
// it, because nothing else separates purposes. Create() and Create("") return the same
// token.
func (a *AuthToken) Create(fields ...string) (string, error) {
	m := a.ring.Primary()
	if m == nil {
		return "", errNoKeys
	}
	room := m.Take()
	defer m.Give(room)
	n := min(m.Size(), mostRandom)
	if a.ownRandom {
		n = a.randomLen
	}
	room.Packed = append(room.Packed[:0], make([]byte, n)...)
	rand.Read(room.Packed)
	random := room.Packed
	if a.ownRandom {
		h := a.alg.New()
		h.Write(random)
		random = h.Sum(nil)
	}
	return a.create(m, room, fields, time.Now(), random)
}

// Verify returns the fields of an authentic token whose time is at most timeRange away
// from now, in whole seconds. There is no limit if timeRange is 0 or
// [typeseal.Unlimited]; any other negative timeRange is refused with
// [typeseal.ErrConfig]. Verify returns no fields for a token without fields, and also for
// a token of one empty field.
func (a *AuthToken) Verify(token string, timeRange time.Duration) ([]string, error) {
	return a.verifyAt(token, timeRange, time.Now())
}

// Format writes a constant for every verb.
func (AuthToken) Format(f fmt.State, _ rune) { io.WriteString(f, "handshake.AuthToken") }

func (a *AuthToken) verifyAt(token string, timeRange time.Duration, now time.Time) ([]string, error) {
	if timeRange < 0 && timeRange != typeseal.Unlimited {
		return nil, faults.Config("negative time range; 0 means no limit")
	}
	if timeRange == 0 {
		timeRange = typeseal.Unlimited
	}
	names, _, err := a.openAt(token, timeRange, now)
	if err != nil {
		return nil, err
	}
	return split(names)
}

func (a *AuthToken) create(
	m *keylist.MAC, room *keylist.Room, fields []string, now time.Time, random []byte,
) (string, error) {
	b := room.Token[:0]
	for i, f := range fields {
		if !allowed(f) {
			return "", faults.Mint("a field has a character other than A-Z, a-z, 0-9, - and _")
		}
		if i > 0 {
			b = append(b, ':')
		}
		b = append(b, f...)
	}
	b = strconv.AppendInt(append(b, ':'), now.Unix(), 10)
	b = hex.AppendEncode(append(b, ':'), random)
	room.Token = b
	if len(b)+1+hex.EncodedLen(m.Size()) > a.maxSize {
		return "", faults.Mint("the token is longer than MaxSize")
	}
	room.Token = hex.AppendEncode(append(b, ':'), room.Sum(b))
	return string(room.Token), nil
}

// openAt returns the joined fields and the time of an authentic token, even if the
// token has expired. It accepts only one spelling of the time. handshake accepts more,
// since it computes the MAC of a message with the time in its own spelling.
func (a *AuthToken) openAt(
	token string, timeRange time.Duration, now time.Time,
) (names string, issued time.Time, err error) {
	if a.ring.Primary() == nil {
		return "", issued, errNoKeys
	}
	if len(token) > a.maxSize {
		return "", issued, typeseal.ErrMalformed
	}
	message, sig, _ := cutLast(token)
	rest, _, _ := cutLast(message)
	names, stamp, found := cutLast(rest)
	seconds, ok := parseSeconds(stamp)
	if !found || !ok {
		return "", issued, typeseal.ErrMalformed
	}
	if a.ring.Match(message, sig, hex.AppendEncode) < 0 {
		return "", issued, typeseal.ErrForged
	}
	ahead := timeRange
	if !a.future && (ahead == typeseal.Unlimited || ahead > opened.Skew) {
		ahead = opened.Skew
	}
	issued = time.Unix(seconds, 0).UTC()
	return names, issued, opened.Judge(issued, time.Unix(now.Unix(), 0), timeRange, ahead)
}

// split returns the fields. It refuses characters that Create refuses; handshake
// itself accepts any.
func split(names string) ([]string, error) {
	if names == "" {
		return nil, nil
	}
	fields := strings.Split(names, ":")
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

// farthest stands for every time that is farther from now. It is far outside the range of
// clocks, and calculations with it do not overflow.
const farthest = 1 << 53

// parseSeconds accepts the canonical decimal of an integer of any size.
func parseSeconds(s string) (int64, bool) {
	digits := strings.TrimPrefix(s, "-")
	if digits == "" || strings.Trim(digits, "0123456789") != "" || digits[0] == '0' && s != "0" {
		return 0, false
	}
	// The only possible error is a number out of range. Then n is the nearest number in
	// range.
	n, _ := strconv.ParseInt(s, 10, 64)
	return max(-farthest, min(farthest, n)), true
}
