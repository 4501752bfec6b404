//go:build !race

package deflate

import (
	"compress/flate"
	"strings"
	"testing"
)

// The race detector makes sync.Pool forget, so these tests run without it.

// TestPackAllocates: after the first call, Pack reuses its packer.
func TestPackAllocates(t *testing.T) {
	dst := make([]byte, 0, 4096)
	for _, text := range []string{session, strings.Repeat(session, 10)} {
		for range maxPackers {
			Pack(dst, []byte(text), false)
		}
		if n := testing.AllocsPerRun(100, func() { Pack(dst, []byte(text), false) }); n > 1 { // the text's
			t.Errorf("%d bytes: %v allocations", len(text), n)
		}
	}
}

// TestUnpackAllocates: a text that is too long takes no memory but the room.
func TestUnpackAllocates(t *testing.T) {
	stream := deflated(t, strings.Repeat("a", 1<<20), flate.BestCompression)
	room := make([]byte, 1<<16+1)
	if n := testing.AllocsPerRun(10, func() { Unpack(room, stream, 1<<16) }); n > 0 {
		t.Errorf("%v allocations for a text that is too long", n)
	}
}
