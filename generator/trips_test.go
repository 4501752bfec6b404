package generator

import (
	"fmt"
	"strings"
	"testing"
)

// quick tells the go command to compile without optimizations.
const quick = "-gcflags=-N -l"

// tripOf returns a statement that mints and opens values of a type.
func tripOf(name, typ, mint, open string) string {
	return fmt.Sprintf("fill.Trip(%q, func(v %s, k *rt.Keyring) (string, error) { return v.%s(k) }, "+
		"func(v *%s, k *rt.Keyring, token string) error { return v.%s(k, token) })\n", name, typ, mint, typ, open)
}

// tripped counts types by how the round trips of their values went. It is an error if a
// token does not open. Types with methods of their own may refuse or change values; which
// types may is the caller's to say.
func tripped(t *testing.T, out string, may func(name string) bool) map[string]int {
	t.Helper()
	counts := map[string]int{}
	for line := range strings.Lines(out) {
		kind, what, _ := strings.Cut(strings.TrimSpace(line), "\t")
		switch kind {
		case "equal":
		case "stable", "part", "never":
			if name, _, _ := strings.Cut(what, ":"); !may(name) {
				t.Error(kind, what)
			}
			t.Log(kind, what)
		case "differs":
			t.Error("round trip: ", what)
		default:
			continue
		}
		counts[kind]++
	}
	return counts
}

func total(counts map[string]int) (n int) {
	for _, c := range counts {
		n += c
	}
	return n
}
