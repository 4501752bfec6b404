package django

import (
	"crypto/hmac"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/internal/armor"
)

const (
	resetSalt = "django.contrib.auth.tokens.PasswordResetTokenGenerator"
	// ResetTimeout is Django's PASSWORD_RESET_TIMEOUT unless its settings say
	// otherwise.
	ResetTimeout = 259200 * time.Second
)

// PasswordReset is django.contrib.auth.tokens.PasswordResetTokenGenerator. Its
// tokens hold a time and a MAC, nothing of the user: they die when the password,
// the last login or the e-mail changes. It is immutable and safe for concurrent
// use, and prints no secret.
type PasswordReset struct {
	settings
	timeout time.Duration
	zone    *time.Location
	macs    func() []*mac
}

// User is the state that a reset token is bound to.
type User struct {
	PK        string // the primary key's text
	Password  string // the stored hash, as Django stores it
	LastLogin time.Time
	Email     string
}

// NewPasswordReset returns a generator. zone is Django's TIME_ZONE: the tokens
// count naive local seconds. Of the options, Salt (Django's key_salt),
// Algorithm, Hash and AcceptFuture have a meaning here. Its errors are
// [typeseal.ErrConfig].
func NewPasswordReset(keys *Keys, timeout time.Duration, zone *time.Location, opts ...Option) (*PasswordReset, error) {
	s, err := settle("", resetSalt, opts)
	if err != nil {
		return nil, err
	}
	if timeout < 0 || zone == nil {
		return nil, configError("a password reset needs a timeout and a time zone")
	}
	if err := keys.check(); err != nil {
		return nil, err
	}
	return &PasswordReset{s, timeout, zone, keys.macs(s.alg, s.salt, "")}, nil
}

// Make returns a token for the user as they are now. LastLogin is written in its
// own zone: with USE_TZ, Django's default, that has to be UTC.
func (p *PasswordReset) Make(u User) (string, error) { return p.makeAt(u, time.Now()) }

// Check returns nil for a token that Make gave this user, with nothing of them
// changed since, at most the timeout ago. A changed user is
// [typeseal.ErrForged]: nothing in the token could tell the two apart.
func (p *PasswordReset) Check(u User, token string) error { return p.checkAt(u, token, time.Now()) }

// Format prints a constant for every verb.
func (PasswordReset) Format(f fmt.State, _ rune) { io.WriteString(f, "django.PasswordReset") }

// EncodeUID returns the other half of the usual link, the primary key's text in
// URL-safe base64.
func EncodeUID(pk string) string { return string(armor.Append(nil, "", []byte(pk))) }

// DecodeUID undoes [EncodeUID]; other spellings are [typeseal.ErrMalformed]. A
// uid is not authentic until [PasswordReset.Check] has said so of its user.
func DecodeUID(uid string) (string, error) {
	if len(uid) > armor.EncodedLen(DefaultMaxSize) {
		return "", typeseal.ErrMalformed
	}
	b, ok := armor.Decode(nil, uid)
	if !ok || !utf8.Valid(b) {
		return "", typeseal.ErrMalformed
	}
	return string(b), nil
}

// epoch2001 is 2001-01-01 00:00:00 UTC.
const epoch2001 = 978307200

// naive is what the clock on the zone's wall shows, read as if it were UTC.
func naive(t time.Time, zone *time.Location) time.Time {
	_, offset := t.In(zone).Zone()
	return time.Unix(t.Unix()+int64(offset), 0).UTC()
}

func (p *PasswordReset) makeAt(u User, now time.Time) (string, error) {
	if p.macs == nil {
		return "", configError("no keys")
	}
	seconds := naive(now, p.zone).Unix() - epoch2001
	if seconds < 0 {
		return "", mintError("clock before 2001")
	}
	return p.macs()[0].resetToken(u, seconds), nil
}

func (p *PasswordReset) checkAt(u User, token string, now time.Time) error {
	if p.macs == nil {
		return configError("no keys")
	}
	stamp, _, found := strings.Cut(token, "-")
	seconds, ok := parseBase36(stamp)
	if !found || !ok || len(token) > p.maxSize {
		return typeseal.ErrMalformed
	}
	if !p.authentic(u, token, seconds) {
		return typeseal.ErrForged
	}
	issued := time.Unix(epoch2001+seconds, 0).UTC()
	if !p.future && issued.Sub(naive(now, p.zone)) > skew && p.ahead(issued, now) {
		return typeseal.ErrNotYetValid
	}
	if naive(now, p.zone).Sub(issued) > p.timeout {
		return typeseal.ErrExpired
	}
	return nil
}

func (p *PasswordReset) authentic(u User, token string, seconds int64) bool {
	for _, m := range p.macs() {
		if hmac.Equal([]byte(token), []byte(m.resetToken(u, seconds))) {
			return true
		}
	}
	return false
}

// ahead says whether every moment at which the wall clock can show issued is
// still to come. Where a change of the clock repeats an hour, an honest token
// looks up to an hour early; yesterday's offset gives the first such moment.
func (p *PasswordReset) ahead(issued, now time.Time) bool {
	_, before := now.Add(-24 * time.Hour).In(p.zone).Zone()
	first := issued.Add(-time.Duration(before) * time.Second)
	return first.Sub(now) > skew
}

// resetToken rebuilds the whole text, so that only one spelling of it passes.
// Of the tag's hexadecimal text Django takes every other digit.
func (m *mac) resetToken(u User, seconds int64) string {
	t := m.take()
	defer m.give(t)
	t.text = append(t.text[:0], u.text(seconds)...)
	t.token = append(strconv.AppendInt(t.token[:0], seconds, 36), '-')
	for _, b := range t.sum(t.text) {
		t.token = append(t.token, "0123456789abcdef"[b>>4])
	}
	return string(t.token)
}

func (u User) text(seconds int64) string {
	login := ""
	if !u.LastLogin.IsZero() {
		login = u.LastLogin.Format(time.DateTime)
	}
	return u.PK + u.Password + login + strconv.FormatInt(seconds, 10) + u.Email
}

// parseBase36 accepts the one spelling that Django writes. Twelve digits, the
// most, fit an int64.
func parseBase36(s string) (int64, bool) {
	if len(s) > 12 {
		return 0, false
	}
	n, err := strconv.ParseInt(s, 36, 64)
	return n, err == nil && n >= 0 && strconv.FormatInt(n, 36) == s
}
