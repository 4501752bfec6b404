package django

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// cookiePrefix stands before each secret, to make a cookie signer's key of it.
const cookiePrefix = "django.http.cookies"

// NewCookieSigner returns the signer of response.set_signed_cookie and
// request.get_signed_cookie for the cookie called name, with their argument
// salt, which may be empty. It makes and reads the cookies of Django 5.2.15,
// 6.0.6, 6.1 and newer. [AcceptLegacyCookies] also reads those of older ones.
//
// Name and salt must be UTF-8. The option [Salt] is refused.
func NewCookieSigner(keys *Keys, name, salt string, opts ...Option) (*TimestampSigner, error) {
	if name == "" {
		return nil, configError("a cookie needs a name")
	}
	if !utf8.ValidString(name) || !utf8.ValidString(salt) {
		return nil, configError("a cookie's name or salt is not UTF-8")
	}
	s, err := settleCookie(cookieSalt(name, salt), classTimestampSigner, opts)
	if err != nil {
		return nil, err
	}
	if s.salt != cookieSalt(name, salt) {
		return nil, configError("the option Salt replaces a cookie's name: give the salt as the argument")
	}
	c, err := s.core(keys, cookiePrefix)
	if err != nil {
		return nil, err
	}
	old, err := s.legacyCookies(keys, name+salt)
	if err != nil {
		return nil, err
	}
	c.also = append(c.also, old...)
	return &TimestampSigner{c}, nil
}

// cookieSalt is Django's since CVE-2026-6873. The length, in characters, is what
// keeps the cookie ab with the salt c from the cookie a with the salt bc.
func cookieSalt(name, salt string) string {
	return "django.http.cookies.v2:" + strconv.Itoa(utf8.RuneCountInString(salt)) + ":" + salt + name
}

// legacyCookies returns the MACs of cookies with the old salt, if
// AcceptLegacyCookies was given. They are tried last.
func (s settings) legacyCookies(keys *Keys, salt string) ([]accepted, error) {
	if s.oldCookies == nil {
		return nil, nil
	}
	if s.oldCookies.IsZero() {
		return nil, configError("AcceptLegacyCookies needs an end")
	}
	old := []accepted{{keys.macs(s.alg, salt+"signer", cookiePrefix), *s.oldCookies}}
	if s.sha1 {
		old = append(old, accepted{keys.macs(named("sha1"), salt+"signer", cookiePrefix), *s.oldCookies})
	}
	return old, nil
}

// legal is what Python's http.cookies leaves unquoted, quotable what it leaves
// unescaped between quotes.
const (
	legal    = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-.^_`|~:"
	quotable = legal + " ()/<=>?@[]{}"
)

// QuoteCookie returns a value as Python's http.cookies writes it into a
// Set-Cookie header, which net/http does not: quoted where needed, with
// characters up to U+00FF in octal.
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

// FindCookie returns the value that Django reads for name from a Cookie header:
// unquoted, the last where there are several.
func FindCookie(header, name string) (value string, found bool) {
	for chunk := range strings.SplitSeq(header, ";") {
		key, val, ok := strings.Cut(chunk, "=")
		if ok && strings.TrimSpace(key) == name {
			value, found = unquoteCookie(strings.TrimSpace(val)), true
		}
	}
	return value, found
}

// unquoteCookie undoes QuoteCookie, and like Python leaves a backslash that
// escapes nothing as it is.
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
		case isOctal(s[i+1:]):
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

func isOctal(s string) bool {
	return len(s) >= 3 && s[0] >= '0' && s[0] <= '3' && s[1] >= '0' && s[1] <= '7' && s[2] >= '0' && s[2] <= '7'
}
