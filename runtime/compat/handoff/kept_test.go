//go:build !race

package handoff

// Not under the race detector, where sync.Pool forgets at random.

import (
	"bytes"
	"compress/zlib"
	"io"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
	"testing"
)

// TestNothingIsKept: however a call ends, no pool keeps what it encrypted or
// decrypted.
func TestNothingIsKept(t *testing.T) {
	procs, percent := runtime.GOMAXPROCS(1), debug.SetGCPercent(-1) // a pool keeps nothing for sure otherwise
	defer runtime.GOMAXPROCS(procs)
	defer debug.SetGCPercent(percent)
	h := newHandoff(t)
	secrets, err := h.keys.list()
	if err != nil {
		t.Fatal(err)
	}
	short, long := "of somebody", strings.Repeat("of somebody", mostShort)
	tokens := map[string]string{}
	for _, v := range []string{short, long} {
		if tokens[v], err = h.Encode(A, v); err != nil {
			t.Fatal(err)
		}
	}
	var got string
	for what, run := range map[string]func() error{
		"encoding":      func() error { _, err := h.Encode(A, short); return err },
		"encoding much": func() error { _, err := h.Encode(A, long); return err },
		"decoding":      func() error { return h.Decode(A, tokens[short], &got) },
		"decoding much": func() error { return h.Decode(A, tokens[long], &got) },
	} {
		tagger := secrets[0].take()
		secrets[0].taggers = sync.Pool{New: secrets[0].taggers.New}
		secrets[0].give(tagger)
		if err := run(); err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		if again := secrets[0].take(); again != tagger {
			t.Errorf("%s: the tagger was not given back", what)
		}
		left := append(tagger.text[:cap(tagger.text)], tagger.packed[:cap(tagger.packed)]...)
		if len(left) == 0 || len(bytes.Trim(left, "\x00")) > 0 {
			t.Errorf("%s: %q is left in %d bytes", what, bytes.Trim(left, "\x00"), len(left))
		}
	}
}

// TestSecretDeflaters: a writer that saw a secret text sees no other.
func TestSecretDeflaters(t *testing.T) {
	defer debug.SetGCPercent(debug.SetGCPercent(-1))
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	was, made := deflaters.New, 0
	defer func() { deflaters = sync.Pool{New: was} }()
	deflaters = sync.Pool{New: func() any { made++; return zlib.NewWriter(io.Discard) }}
	h := newHandoff(t)
	for _, c := range []struct {
		variant Variant
		made    int
	}{{B, 1}, {B, 1}, {A, 1}, {A, 2}, {B, 3}, {B, 3}} {
		if _, err := h.Encode(c.variant, strings.Repeat("x", 2*mostShort)); err != nil {
			t.Fatal(err)
		}
		if made != c.made {
			t.Errorf("%c: %d writers were made, want %d", c.variant, made, c.made)
		}
	}
}
