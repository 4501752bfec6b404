package inspect

import (
	"encoding/base64"
	"encoding/json"
	"regexp"
	"slices"
	"strings"

	"github.com/typeseal/typeseal/runtime/pasted"
)

// An otherToken is a part of the text that looks like a token of another system, or like a
// key. Its text is not shown, since it may be a secret.
type otherToken struct {
	position
	Start     int    `json:"start"` // in bytes
	End       int    `json:"end"`
	LooksLike string `json:"looks_like"`

	// Format is that of the directive option, if a type can accept such tokens, and Types
	// are the names of the types that do.
	Format string   `json:"format,omitempty"`
	Types  []string `json:"types"`
}

// A look describes the tokens of another system.
type look struct {
	like    string
	format  string
	pattern *regexp.Regexp
	is      func(text string) bool   // whether a match is really one; nil: always
	more    func(text string) string // what the token says about itself, or empty
}

// looks are the systems whose tokens people mistake for typeseal's. A text that matches
// several of them is the first. JWTs and those below it are often in the same headers and
// cookies.
var looks = []look{
	{like: "a secret key of typeseal: if others have seen it, it must be replaced",
		pattern: regexp.MustCompile(`typeseal_(?:key|sec)_v1_[A-Za-z0-9_-]*`)},
	{like: "a public key of typeseal", pattern: regexp.MustCompile(`typeseal_pub_v1_[A-Za-z0-9_-]*`)},
	{like: "an encrypted JWT (JWE)",
		pattern: regexp.MustCompile(`\beyJ[A-Za-z0-9_-]{5,}(?:\.[A-Za-z0-9_-]*){4}`), more: jwtHeader},
	{like: "a token of itsdangerous, as in Flask", format: "itsdangerous",
		pattern: regexp.MustCompile(`\.?\b[A-Za-z0-9_-]{4,}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,86}\b`)},
	{like: "a JWT", format: "jwt",
		pattern: regexp.MustCompile(`\beyJ[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]{2,}\.[A-Za-z0-9_-]*`), more: jwtHeader},
	{like: "a PASETO token", pattern: regexp.MustCompile(`\bv[1-4]\.(?:local|public)\.[A-Za-z0-9_-]{20,}`)},
	{like: "a Fernet token", pattern: regexp.MustCompile(`\bgAAAAA[A-Za-z0-9_-]{60,}={0,2}`)},
	{like: "an Ax_Handoff token", format: "handoff",
		pattern: regexp.MustCompile(`\bXH[AB][A-Za-z0-9_-]{30,}HX\b`)},
	{like: "a handshake token", format: "handshake",
		pattern: regexp.MustCompile(`[A-Za-z0-9_:-]*:[0-9]{9,11}:[0-9a-f]{40,128}:[0-9a-f]{40,128}\b`)},
	{like: "a token of Django's signing", format: "django",
		pattern: regexp.MustCompile(`[A-Za-z0-9._-]+:[0-9A-Za-z]{6}:[A-Za-z0-9_-]{27,86}`)},
	{like: "a password reset token of Django", pattern: regexp.MustCompile(`\b[0-9a-z]{6}-[0-9a-f]{32}\b`)},
	{like: "a cookie of gorilla/securecookie", format: "securecookie", is: securecookie,
		pattern: regexp.MustCompile(`\bM[A-Za-z0-9_-]{59,}={0,2}`)},
	{like: "a signed message of Rails", pattern: regexp.MustCompile(`[A-Za-z0-9+/=%_-]{8,}--[0-9a-f]{40,128}\b`)},
	{like: "a UUID",
		pattern: regexp.MustCompile(`(?i)\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b`)},
}

// maxOthers is how many tokens of other systems are reported.
const maxOthers = 20

// othersIn returns what looks like a token of another system, apart from the tokens that
// were found, in the order of the text.
func othersIn(p Text, found []pasted.Token, types []*Type) []otherToken {
	list := []otherToken{}
	taken := func(start, end int) bool {
		return slices.ContainsFunc(found, func(t pasted.Token) bool { return start < t.End && t.Start < end }) ||
			slices.ContainsFunc(list, func(o otherToken) bool { return start < o.End && o.Start < end })
	}
	for _, l := range looks {
		for _, at := range l.pattern.FindAllStringIndex(p.text, maxOthers) {
			text := p.text[at[0]:at[1]]
			if len(list) == maxOthers || taken(at[0], at[1]) || l.is != nil && !l.is(text) {
				continue
			}
			o := otherToken{p.position(at[0]), at[0], at[1], l.like, l.format, namesOf(types, l.format)}
			if l.more != nil {
				o.LooksLike += l.more(text)
			}
			list = append(list, o)
		}
	}
	slices.SortFunc(list, func(a, b otherToken) int { return a.Start - b.Start })
	return list
}

// namesOf returns the names of the types that accept tokens of a foreign format.
func namesOf(types []*Type, format string) []string {
	names := []string{}
	for _, c := range types {
		if format != "" && !c.Retired && (c.Format == format || c.Also.Format == format) {
			names = append(names, c.Name())
		}
	}
	return names
}

// securecookie reports whether a text is a date, a value and a MAC with bars between them.
func securecookie(text string) bool {
	inner, err := base64.URLEncoding.DecodeString(text)
	return err == nil && cookie.Match(inner)
}

var cookie = regexp.MustCompile(`^[0-9]{9,11}\|[A-Za-z0-9_=-]*\|`)

// jwtHeader returns the algorithm that a JWT names.
func jwtHeader(token string) string {
	first, _, _ := strings.Cut(token, ".")
	text, err := base64.RawURLEncoding.DecodeString(first)
	var header struct{ Alg string }
	if err != nil || json.Unmarshal(text, &header) != nil || !jwtAlg.MatchString(header.Alg) {
		return ""
	}
	return ", alg " + header.Alg
}

var jwtAlg = regexp.MustCompile(`^[A-Za-z0-9_+-]{1,30}$`)
