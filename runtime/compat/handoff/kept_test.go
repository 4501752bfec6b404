//go:build !race

package handoff

// The race detector is off, since with it sync.Pool drops items at random.

import (
	"bytes"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"
)

// TestNothingIsKept: however a call ends, no pool keeps the text that it encrypted or
// decrypted.
func TestNothingIsKept(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1)) // otherwise a pool may drop the room
	defer debug.SetGCPercent(debug.SetGCPercent(-1))
	h := newHandoff(t)
	short, long := "of somebody", strings.Repeat("of somebody", 1000)
	tokens := map[string]string{}
	for _, v := range []string{short, long} {
		token, err := h.Encode(A, v)
		fatal(t, err)
		tokens[v] = token
	}
	var got string
	m := h.keys.ring.Primary()
	for what, run := range map[string]func() error{
		"encoding":      func() error { _, err := h.Encode(A, short); return err },
		"encoding much": func() error { _, err := h.Encode(A, long); return err },
		"decoding":      func() error { return h.Decode(A, tokens[short], &got) },
		"decoding much": func() error { return h.Decode(A, tokens[long], &got) },
	} {
		room := m.Take()
		m.Give(room)
		fatal(t, run())
		again := m.Take()
		if again != room {
			t.Errorf("%s: the room was not given back", what)
		}
		left := append(room.Text[:cap(room.Text)], room.Packed[:cap(room.Packed)]...)
		if len(left) == 0 || len(bytes.Trim(left, "\x00")) > 0 {
			t.Errorf("%s: %q is left in %d bytes", what, bytes.Trim(left, "\x00"), len(left))
		}
		m.Give(again)
	}
}
