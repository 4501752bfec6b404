package typeseal

import (
	"errors"
	"fmt"
	"io/fs"
	"testing"

	"github.com/typeseal/typeseal/runtime/internal/reason"
)

// TestCaused checks the text of an error of Caused, and what it unwraps to and matches.
func TestCaused(t *testing.T) {
	own := errors.New("own")
	path := &fs.PathError{Op: "open", Path: "p", Err: own}
	for name, c := range map[string]struct {
		cause  error
		text   string
		unwrap error
	}{
		"another's text": {path, "typeseal: cannot mint token", path},
		"with a constant": {fmt.Errorf("quoted: %w", reason.New("a constant")),
			"typeseal: cannot mint token: a constant", nil},
		"a constant": {reason.New("a constant"), "typeseal: cannot mint token: a constant", nil},
		"blames":     {fmt.Errorf("%w: %w", path, ErrForged), "typeseal: cannot mint token", nil},
		"blames deeper": {reason.Wrap("a constant", path, &ExpiredError[int]{}),
			"typeseal: cannot mint token: a constant", nil},
	} {
		err := Caused(ErrMint, c.cause)
		if err.Error() != c.text || c.unwrap != nil && errors.Unwrap(err) != c.unwrap {
			t.Errorf("%s: %q, unwraps to %v", name, err, errors.Unwrap(err))
		}
		if !errors.Is(err, ErrMint) || blamesToken(err) || errors.Is(err, ErrConfig) {
			t.Errorf("%s: matches the wrong kinds", name)
		}
		found, ok := errors.AsType[*fs.PathError](err)
		if want := errors.Is(c.cause, own); errors.Is(err, own) != want || ok != want || ok && found != path {
			t.Errorf("%s: own error found: %v, %v", name, ok, errors.Is(err, own))
		}
		if _, ok := errors.AsType[*ExpiredError[int]](err); ok {
			t.Errorf("%s: found another token's expiry", name)
		}
		if _, ok := errors.AsType[*tokenError](err); ok {
			t.Errorf("%s: found a token's error", name)
		}
	}
}

// TestCallback: the error of a callback is returned as it is, unless it blames the
// token.
func TestCallback(t *testing.T) {
	own := errors.New("own")
	for _, err := range []error{own, ErrStale, ErrConfig, fmt.Errorf("%w", own)} {
		if got := callback(err, ErrStale); got != err {
			t.Errorf("%v became %v", err, got)
		}
	}
	for _, err := range []error{ErrForged, fmt.Errorf("%w: %w", own, ErrStale)} {
		if got := callback(err, ErrStale); blamesToken(got) || got.Error() != errCallback.Error() ||
			errors.Is(got, own) != errors.Is(err, own) {
			t.Errorf("%v became %v", err, got)
		}
	}
}
