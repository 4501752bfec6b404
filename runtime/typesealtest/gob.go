package typesealtest

import (
	"encoding/gob"
	"slices"
	"strings"
	"testing"
)

// gobOf returns a value as package encoding/gob encodes it.
func gobOf(v any) ([]byte, error) {
	var b strings.Builder
	err := gob.NewEncoder(&b).Encode(v)
	return []byte(b.String()), err
}

// ungobbed returns what is left of a value after a round trip: gob does not distinguish
// empty and nil, and a pointer to zero from nil. It returns v if that fails.
func ungobbed[T any](v T) T {
	var back T
	b, err := gobOf(&v)
	if err != nil || gob.NewDecoder(strings.NewReader(string(b))).Decode(&back) != nil {
		return v
	}
	return back
}

// badGobs returns payloads that are not a gob of v's type.
func badGobs(t *testing.T, v any) [][]byte {
	t.Helper()
	good, err := gobOf(v)
	if err != nil {
		t.Fatal(err)
	}
	other, err := gobOf(struct{ TypesealUnknown int }{1})
	if err != nil {
		t.Fatal(err)
	}
	number, err := gobOf(1)
	if err != nil {
		t.Fatal(err)
	}
	return [][]byte{good[:len(good)-1], slices.Concat(good, good), other, number, {}, {1, 2, 3}}
}
