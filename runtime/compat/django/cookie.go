package django

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/typeseal/typeseal/runtime/compat/internal/keylist"
	"github.com/typeseal/typeseal/runtime/compat/internal/pytoken"
)

// NewCookieSigner returns the signer of response.set_signed_cookie and
// request.get_signed_cookie for the cookie called name. salt is their argument salt,
// and may be empty. The signer makes and reads the cookies of Django 5.2.15, 6.0.6,
// 6.1 and newer. With [AcceptLegacyCookies] it also reads those of older versions.
//
// Name and salt must be UTF-8. The option [Salt] is refused.
func NewCookieSigner(keys *Keys, name, salt string, opts ...Option) (*TimestampSigner, error) {
	if name == "" {
		return nil, faults.Config("the cookie has no name")
	}
	if !utf8.ValidString(name) || !utf8.ValidString(salt) {
		return nil, faults.Config("the name or the salt of the cookie is not UTF-8")
	}
	s, err := settleCookie(cookieSalt(name, salt), classTimestampSigner, opts)
	if err != nil {
		return nil, err
	}
	if s.salt != cookieSalt(name, salt) {
		return nil, faults.Config("the option Salt would replace the name of the cookie; pass the salt as the argument")
	}
	c, err := s.core(keys, cookies(s.salt))
	if err != nil {
		return nil, err
	}
	if s.oldCookies != nil {
		err = c.addLegacy(keys, cookies(name+salt))
	}
	if err != nil {
		return nil, err
	}
	return &TimestampSigner{c}, nil
}

// cookies returns the namespace of a cookie with a salt. Django prepends the prefix to
// each secret.
func cookies(salt string) keylist.Namespace {
	n := pytoken.Signing(salt)
	n.Prefix = "django.http.cookies"
	return n
}

// cookieSalt is Django's salt since the fix of CVE-2026-6873. The length, in characters,
// distinguishes the cookie ab with the salt c from the cookie a with the salt bc.
func cookieSalt(name, salt string) string {
	return "django.http.cookies.v2:" + strconv.Itoa(utf8.RuneCountInString(salt)) + ":" + salt + name
}

// addLegacy accepts signatures of cookies with the old salt, after all others.
func (c *core) addLegacy(keys *Keys, n keylist.Namespace) error {
	if c.oldCookies.IsZero() {
		return faults.Config("AcceptLegacyCookies needs an end that is not the zero time")
	}
	old, err := c.settings.core(keys, n)
	if err != nil {
		return err
	}
	c.also = append(c.also, accepted{old.ring, *c.oldCookies})
	for _, sha1 := range old.also {
		c.also = append(c.also, accepted{sha1.ring, *c.oldCookies})
	}
	return nil
}

// legal are the characters that Python's http.cookies leaves unquoted. quotable are the
// characters that it leaves unescaped between quotes.
const (
	legal    = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-.^_`|~:"
	quotable = legal + " ()/<=>?@[]{}"
)

// QuoteCookie returns a value as Python's http.cookies writes it into a
// Set-Cookie header, in quotes if needed, with characters up to U+00FF in octal.
// net/http writes such values in another way.
func QuoteCookie(value string) string {
	if value != "" && strings.Trim(value, legal) == "" {
		return value
	}
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range value {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r > 0xff || strings.ContainsRune(quotable, r):
			b.WriteRune(r)
		default:
			fmt.Fprintf(&b, `\%03o`, r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// FindCookie returns the value that Django reads for name from a Cookie header, without
// quotes. If the header has several values for name, FindCookie returns the last one.
func FindCookie(header, name string) (value string, found bool) {
	for chunk := range strings.SplitSeq(header, ";") {
		key, val, ok := strings.Cut(chunk, "=")
		if ok && strings.TrimSpace(key) == name {
			value, found = unquoteCookie(strings.TrimSpace(val)), true
		}
	}
	return value, found
}

// unquoteCookie reverses QuoteCookie. As in Python, a backslash that does not begin an
// escape is kept.
func unquoteCookie(s string) string {
	if len(s) < 2 || s[0] != '"' || s[len(s)-1] != '"' {
		return s
	}
	s = s[1 : len(s)-1]
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] != '\\' || i+1 == len(s):
			b.WriteByte(s[i])
		case octal.MatchString(s[i:]):
			n, _ := strconv.ParseUint(s[i+1:i+4], 8, 8)
			b.WriteRune(rune(n))
			i += 3
		default:
			b.WriteByte(s[i+1])
			i++
		}
	}
	return b.String()
}

// octal is an escaped character.
var octal = regexp.MustCompile(`^\\[0-3][0-7][0-7]`)
