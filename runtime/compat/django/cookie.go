package django

import (
	"fmt"
	"strconv"
	"strings"
)

// NewCookieSigner returns the signer of response.set_signed_cookie and
// request.get_signed_cookie for one cookie. Its keys are
// "django.http.cookies" with each secret after it, its salt is name and salt
// joined. Django joins them without a delimiter, so that the cookie ab with the
// salt c and the cookie a with the salt bc read each other's values: choose
// salts that no other cookie's name can run into.
func NewCookieSigner(keys *Keys, name, salt string, opts ...Option) (*TimestampSigner, error) {
	if name == "" {
		return nil, configError("a cookie needs a name")
	}
	return newTimestampSigner(keys, "django.http.cookies", name+salt, opts)
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
