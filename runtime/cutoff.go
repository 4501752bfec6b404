package typeseal

import (
	"errors"
	"strconv"
	"strings"
	"time"
)

// A cutoff revokes every token issued before an instant: of all types, of one
// salt, or with one binding.
type cutoff struct {
	before        int64 // Unix seconds
	salt, binding string
	scope         cutoffScope
}

type cutoffScope byte

const (
	cutAll cutoffScope = iota
	cutSalt
	cutBinding
)

var (
	errCutoff       = errors.New(`a cutoff is: cutoff 2026-11-22T10:00:00Z, then nothing, salt and a salt, or binding and a quoted binding`)
	errFutureCutoff = errors.New("a cutoff in the future")
)

// parseCutoff reads what stands behind the word cutoff.
func parseCutoff(text string) (c cutoff, err error) {
	instant, rest, scoped := strings.Cut(text, " ")
	const layout = "2006-01-02T15:04:05Z"
	before, err := time.Parse(layout, instant)
	if err != nil || before.Unix() < 0 || before.Format(layout) != instant { // Parse takes fractions too
		return c, errCutoff
	}
	if before.Unix() > time.Now().Unix()+skew {
		return c, errFutureCutoff // it would refuse every token minted until then
	}
	c.before = before.Unix()
	if !scoped {
		return c, nil
	}
	scope, name, _ := strings.Cut(strings.TrimSpace(rest), " ")
	name = strings.TrimSpace(name)
	switch {
	case scope == "salt" && validSalt(name):
		c.scope, c.salt = cutSalt, name
		return c, nil
	case scope == "binding" && strings.HasPrefix(name, `"`):
		c.scope = cutBinding
		if c.binding, err = strconv.Unquote(name); err == nil {
			return c, nil
		}
	}
	return c, errCutoff
}

// revoked reports whether one of the cutoffs holds for a token of s issued at a
// time, in Unix seconds, and opened with opts.
func revoked(cutoffs []cutoff, s *Spec, issued int64, opts []Option) bool {
	for i := range cutoffs {
		if c := &cutoffs[i]; issued < c.before && c.concerns(s, opts) {
			return true
		}
	}
	return false
}

func (c *cutoff) concerns(s *Spec, opts []Option) bool {
	switch c.scope {
	case cutSalt:
		return s.salt == c.salt
	case cutBinding:
		for i := range opts {
			if opts[i].kind == optionBinding && opts[i].binding == c.binding {
				return true
			}
		}
		return false
	}
	return true
}
