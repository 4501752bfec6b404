package django

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/compat/internal/keylist"
	"github.com/typeseal/typeseal/runtime/compat/internal/opened"
	"github.com/typeseal/typeseal/runtime/internal/armor"
)

const (
	resetSalt = "django.contrib.auth.tokens.PasswordResetTokenGenerator"
	// ResetTimeout is the default of Django's setting PASSWORD_RESET_TIMEOUT.
	ResetTimeout = 259200 * time.Second
)

// PasswordReset is django.contrib.auth.tokens.PasswordResetTokenGenerator. Its tokens
// contain a time and a MAC over the state of the user: a token is no longer valid once
// the password, the last login or the e-mail changes. It is immutable and safe for
// concurrent use. Printing it does not show its keys.
type PasswordReset struct {
	settings
	timeout time.Duration
	zone    *time.Location
	ring    keylist.Ring
}

// User is the state that a reset token is bound to.
type User struct {
	PK        string // the text of the primary key
	Password  string // the stored hash, as Django stores it
	LastLogin time.Time
	Email     string
}

// NewPasswordReset returns a generator. zone is Django's TIME_ZONE, since the tokens
// count seconds of local time. Only the options Salt (Django's key_salt), Algorithm, Hash
// and AcceptFuture have an effect. Every error matches [typeseal.ErrConfig].
func NewPasswordReset(keys *Keys, timeout time.Duration, zone *time.Location, opts ...Option) (*PasswordReset, error) {
	s, err := settle("", resetSalt, opts)
	if err != nil {
		return nil, err
	}
	if timeout < 0 || zone == nil {
		return nil, faults.Config("the timeout is negative, or there is no time zone")
	}
	ring, err := keys.ring(s.alg, keylist.Namespace{Salt: s.salt})
	if err != nil {
		return nil, err
	}
	return &PasswordReset{s, timeout, zone, ring}, nil
}

// Make returns a token for the user as they are now. LastLogin is written in its
// own zone: with USE_TZ, Django's default, it must be in UTC.
func (p *PasswordReset) Make(u User) (string, error) { return p.makeAt(u, time.Now()) }

// Check returns nil for a token that Make returned for this user at most the timeout ago,
// if nothing of the user has changed since. For a changed user the error is
// [typeseal.ErrForged], because such a token cannot be distinguished from a forged one.
func (p *PasswordReset) Check(u User, token string) error { return p.checkAt(u, token, time.Now()) }

// Format writes a constant for every verb.
func (PasswordReset) Format(f fmt.State, _ rune) { io.WriteString(f, "django.PasswordReset") }

// EncodeUID returns the other half of the usual link: the text of the user's primary key
// in URL-safe base64.
func EncodeUID(pk string) string { return string(armor.Append(nil, "", []byte(pk))) }

// DecodeUID reverses [EncodeUID]. It refuses other spellings with
// [typeseal.ErrMalformed]. A uid is not authentic until [PasswordReset.Check] accepts its
// user.
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

// naive returns the time on a clock in the zone, read as if it were UTC.
func naive(t time.Time, zone *time.Location) time.Time {
	_, offset := t.In(zone).Zone()
	return time.Unix(t.Unix()+int64(offset), 0).UTC()
}

func (p *PasswordReset) makeAt(u User, now time.Time) (string, error) {
	m := p.ring.Primary()
	if m == nil {
		return "", errNoKeys
	}
	seconds := naive(now, p.zone).Unix() - epoch2001
	if seconds < 0 {
		return "", faults.Mint("the clock is before 2001")
	}
	return strconv.FormatInt(seconds, 36) + "-" + m.Text(u.text(seconds), resetTag), nil
}

func (p *PasswordReset) checkAt(u User, token string, now time.Time) error {
	if p.ring.Primary() == nil {
		return errNoKeys
	}
	stamp, tag, found := strings.Cut(token, "-")
	seconds, err := strconv.ParseInt(stamp, 36, 64)
	// Only the spelling that Django writes is accepted. Twelve digits fit an int64.
	canonical := len(stamp) <= 12 && seconds >= 0 && strconv.FormatInt(seconds, 36) == stamp
	if !found || err != nil || !canonical || len(token) > p.limits.Size {
		return typeseal.ErrMalformed
	}
	if p.ring.Match(u.text(seconds), tag, resetTag) < 0 {
		return typeseal.ErrForged
	}
	issued := time.Unix(epoch2001+seconds, 0).UTC()
	judged := opened.Judge(issued, naive(now, p.zone), p.timeout, opened.Skew)
	if judged == typeseal.ErrNotYetValid && (p.future || !p.ahead(issued, now)) {
		return nil
	}
	return judged
}

// ahead reports whether the time issued is still to come on a clock in the zone. If a
// clock change repeats an hour, an authentic token can seem up to an hour early. So ahead
// uses yesterday's offset, which gives the first moment with that time.
func (p *PasswordReset) ahead(issued, now time.Time) bool {
	_, before := now.Add(-24 * time.Hour).In(p.zone).Zone()
	first := issued.Add(-time.Duration(before) * time.Second)
	return first.Sub(now) > opened.Skew
}

// resetTag appends every other digit of the tag's hexadecimal text, as Django does.
func resetTag(dst, tag []byte) []byte {
	for _, b := range tag {
		dst = append(dst, "0123456789abcdef"[b>>4])
	}
	return dst
}

func (u User) text(seconds int64) string {
	login := ""
	if !u.LastLogin.IsZero() {
		login = u.LastLogin.Format(time.DateTime)
	}
	return u.PK + u.Password + login + strconv.FormatInt(seconds, 10) + u.Email
}
