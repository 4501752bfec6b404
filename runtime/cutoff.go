package typeseal

import (
	"errors"
	"strings"
	"time"

	"github.com/typeseal/typeseal/runtime/codec"
)

// cutoff revokes the tokens that were issued before a second: all tokens, those
// with one salt, or those with one binding.
type cutoff struct {
	// before is the first second that is not revoked, in Unix seconds.
	before int64

	// scope says whether salt or binding is set.
	scope         cutoffScope
	salt, binding string
}

// cutoffScope says which of the tokens from before a cutoff are revoked.
type cutoffScope byte

const (
	cutAll cutoffScope = iota
	cutSalt
	cutBinding
)

// Reasons why a cutoff is refused.
var (
	errCutoff = errors.New(`bad cutoff; write cutoff 2026-11-22T10:00:00Z, and after it nothing, ` +
		`or salt and a salt, or binding and a JSON string`)
	errFutureCutoff = errors.New("a cutoff in the future; it would revoke all tokens until then")
)

// parseCutoff reads the text after the word cutoff.
func parseCutoff(text string) (c cutoff, err error) {
	instant, rest := cutWord(text)
	if c.before, err = parseInstant(instant); err != nil {
		return c, err
	}
	scope, name := cutWord(rest)
	ok := true
	switch scope {
	case "":
	case "salt":
		c.scope = cutSalt
		c.salt, rest = cutWord(name)
		ok = validSalt(c.salt)
	case "binding":
		c.scope = cutBinding
		c.binding, rest, ok = cutString(strings.TrimLeft(name, blanks))
	default:
		ok = false
	}
	if end, _ := cutWord(rest); !ok || scope != "" && end != "" {
		return c, errCutoff
	}
	return c, nil
}

// cutString splits a line after the JSON string at its start. In the string, a
// # does not begin a comment. A blank or the end of the line must follow the
// string.
func cutString(line string) (value, rest string, ok bool) {
	end := 1 // index of the closing quote
	for end < len(line) && line[end] != '"' {
		if line[end] == '\\' {
			end++
		}
		end++
	}
	if end >= len(line) {
		return "", "", false
	}
	var d codec.JSONDecoder
	d.Reset([]byte(line[:end+1]))
	value, rest = d.String(), line[end+1:]
	return value, rest, d.End() && (rest == "" || strings.IndexByte(blanks, rest[0]) >= 0)
}

// parseInstant reads the time of a cutoff and returns it in Unix seconds.
func parseInstant(text string) (int64, error) {
	const layout = "2006-01-02T15:04:05Z"
	t, err := time.Parse(layout, text)
	if err != nil || t.Unix() < 0 || t.Format(layout) != text { // Parse accepts fractions
		return 0, errCutoff
	}
	if t.Unix() > time.Now().Unix()+skew {
		return 0, errFutureCutoff
	}
	return t.Unix(), nil
}

// For generated code. Serves returns nil if r has keys for tokens of s, and
// otherwise an error that matches ErrConfig. Generated code calls it before it
// tries the keys of another system.
func (r *Keyring) Serves(s *Spec) error { return s.usable(r.viewed() != nil, false) }

// For generated code. Serves is like [Keyring.Serves].
func (r *PublicKeyring) Serves(s *Spec) error { return s.usable(r.viewed() != nil, true) }

// For generated code. Revoked returns ErrRevoked if a cutoff of r revokes the tokens of s
// that were issued at issuedAt. The zero time is before every cutoff. Generated code
// calls Revoked for tokens of another system; opening checks typeseal's own tokens by
// itself.
func (r *Keyring) Revoked(s *Spec, issuedAt time.Time) error {
	v := r.viewed()
	if err := s.usable(v != nil, false); err != nil {
		return err
	}
	return revocation(v.present().set.cutoffs, s, issuedAt)
}

// For generated code. Revoked is like [Keyring.Revoked].
func (r *PublicKeyring) Revoked(s *Spec, issuedAt time.Time) error {
	v := r.viewed()
	if err := s.usable(v != nil, true); err != nil {
		return err
	}
	return revocation(v.present().set.cutoffs, s, issuedAt)
}

// revocation returns ErrRevoked if a cutoff revokes a token of another system.
// Such tokens have no bindings.
func revocation(cutoffs []cutoff, s *Spec, issuedAt time.Time) error {
	if revoked(cutoffs, s, issuedAt.Unix(), nil) {
		return ErrRevoked
	}
	return nil
}

// revoked reports whether a cutoff revokes a token of s that was issued at a
// time, in Unix seconds, and is opened with opts.
func revoked(cutoffs []cutoff, s *Spec, issued int64, opts []Option) bool {
	for i := range cutoffs {
		if c := &cutoffs[i]; issued < c.before && c.concerns(s, opts) {
			return true
		}
	}
	return false
}

// concerns reports whether a token of s that is opened with opts is in the scope
// of c. A cutoff for a binding concerns all tokens that are opened with it,
// whatever other bindings they have.
func (c *cutoff) concerns(s *Spec, opts []Option) bool {
	switch c.scope {
	case cutSalt:
		return s.salt == c.salt
	case cutBinding:
		for i := range opts {
			if opts[i].kind == optionBinding && opts[i].binding.Show() == c.binding {
				return true
			}
		}
		return false
	}
	return true
}
