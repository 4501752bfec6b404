package compattest

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"testing"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/compat/internal/pyjson"
)

// A Format is a foreign format with JSON. Its name begins the reasons of its errors.
type Format struct {
	Name string
	Mint map[string]func(v any) error                   // each way to mint
	Read map[string]func(text string, target any) error // each way to read an authentic text
}

// loud fails when it is written. The text of its error contains its payload.
type loud string

var errBroken = errors.New("no")

func (l loud) MarshalJSON() ([]byte, error) {
	return nil, fmt.Errorf("payload %q: %w: %w", string(l), errBroken, typeseal.ErrForged)
}

type loudText string

func (l loudText) MarshalText() ([]byte, error) { return loud(l).MarshalJSON() }

// Callers checks that the error of a method of the caller's type does not match
// typeseal.ErrInvalid, and that its text is not shown.
func (f Format) Callers(t *testing.T) {
	for name, mint := range f.Mint {
		for _, v := range []any{
			loud("secret"), []any{loudText("secret")},
			struct{ V *loudText }{new(loudText)}, map[string]loud{"k": "secret"},
		} {
			err := mint(v)
			if !errors.Is(err, typeseal.ErrMint) || !errors.Is(err, errBroken) ||
				errors.Is(err, typeseal.ErrInvalid) || errors.Is(err, typeseal.ErrForged) {
				t.Errorf("%s of %T: %v", name, v, err)
			}
			f.says(t, err, "a marshal method failed")
		}
	}
}

// Refused checks the errors for values that Python's JSON or Go's text cannot represent.
func (f Format) Refused(t *testing.T) {
	for want, v := range map[string]any{
		"NaN and infinities are not JSON": math.NaN(),
		"an object has one name twice":    pyjson.Object{{Name: "a"}, {Name: "a"}},
		"JSON that Python does not write": json.RawMessage("{"), "a text is not UTF-8": "\xff",
	} {
		for name, mint := range f.Mint {
			err := mint(v)
			if !errors.Is(err, typeseal.ErrMint) {
				t.Errorf("%s of %T: %v", name, v, err)
			}
			f.says(t, err, want)
		}
	}
}

func (f Format) says(t *testing.T, err error, reason string) {
	t.Helper()
	if want := typeseal.ErrMint.Error() + ": " + f.Name + ": " + reason; err == nil || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
}

// Names checks that readers distinguish names that differ only in case, for any target.
// Package pyjson has more tests of this.
func (f Format) Names(t *testing.T) {
	type payload struct {
		Admin bool `json:"is_admin"`
		Inner []map[string]*struct{ K int }
	}
	for name, read := range f.Read {
		for text, want := range map[string]error{
			`{"is_admin":true,"Inner":[{"k":{"K":1}}]}`: nil, `{}`: nil,
			`{"is_admin":false,"IS_ADMIN":true}`: typeseal.ErrPayload, `{"IS_ADMIN":true}`: typeseal.ErrPayload,
			`{"is_admin":false,"i\u017f_admin":true}`: typeseal.ErrPayload,
			`{"i\u017f_admin":true}`:                  typeseal.ErrPayload,
			`{"Inner":[{"k":{"\u212a":1}}]}`:          typeseal.ErrPayload, `{"inner":[]}`: typeseal.ErrPayload,
		} {
			if err := read(text, new(payload)); !errors.Is(err, want) {
				t.Errorf("%s of %s: %v, want %v", name, text, err, want)
			}
		}
		for _, target := range []any{new(any), new(json.RawMessage), new(map[string]int)} {
			if err := read(`{"a":1,"A":2}`, target); !errors.Is(err, typeseal.ErrPayload) {
				t.Errorf("%s into %T: %v", name, target, err)
			}
		}
	}
	for name, mint := range f.Mint {
		if err := mint(map[string]int{"a": 1, "A": 2}); err != nil {
			t.Errorf("%s: Python distinguishes the two names: %v", name, err)
		}
	}
}

// Untouched checks that a target does not change if reading fails, and that it must be
// a pointer.
func (f Format) Untouched(t *testing.T) {
	type payload struct{ A, B int }
	v := payload{7, 7}
	for name, read := range f.Read {
		for _, text := range []string{`{"A":1,"B":"x"}`, `{"A":1,"B":2,"C":3}`, `{"A":1.5}`} {
			if err := read(text, &v); !errors.Is(err, typeseal.ErrPayload) || v != (payload{7, 7}) {
				t.Errorf("%s of %s: %v, %+v", name, text, err, v)
			}
		}
		for _, target := range []any{nil, v, (*payload)(nil)} {
			if err := read("1", target); !errors.Is(err, typeseal.ErrConfig) {
				t.Errorf("%s into %T: %v", name, target, err)
			}
		}
	}
}
