package envelope

import (
	"bytes"
	"testing"
)

// TestSplit checks the position of each part in tokens of each kind.
func TestSplit(t *testing.T) {
	h := Header{Flags: 0x85, KeyID: 0x01020304, Issued: 0x0506070809}
	for _, kind := range []Kind{Signed, Sealed, Public} {
		h.Kind = kind
		tag := bytes.Repeat([]byte{0xee}, kind.TagSize())
		w := h.AppendWire(nil)
		if kind == Sealed {
			w = append(w, bytes.Repeat([]byte{0xaa}, NonceSize)...)
		}
		if got := len(w) + len(tag) + 1; got != kind.Overhead() {
			t.Errorf("%#x: overhead %d, want %d", kind, kind.Overhead(), got)
		}
		w = append(append(append(w, "content"...), tag...), byte(kind))
		p, ok := Split(w, kind)
		if !ok || p.Header != h || string(p.Content) != "content" || !bytes.Equal(p.Tag, tag) ||
			kind == Sealed != (len(p.Nonce) == NonceSize) {
			t.Errorf("%#x: %+v, %v", kind, p, ok)
		}
		if full := h.Append(nil); len(full) != HeaderSize || full[0] != byte(kind) || !bytes.Equal(full[1:], w[:10]) {
			t.Errorf("%#x: header %x", kind, full)
		}
		for n := range kind.Overhead() {
			short := append(bytes.Clone(w[:n]), byte(kind))
			if _, ok := Split(short[1:], kind); ok {
				t.Errorf("%#x: %d bytes are accepted", kind, n)
			}
		}
	}
}

func TestSplitContent(t *testing.T) {
	id, state := bytes.Repeat([]byte{1}, IDSize), bytes.Repeat([]byte{2}, StateSize)
	content := append(append(append([]byte{0, 0, 1, 2}, id...), state...), "payload"...)
	all := byte(FlagTTL | FlagID | FlagState)
	c, ok := SplitContent(all, content)
	if !ok || c.TTL != 0x102 || string(c.Payload) != "payload" ||
		!bytes.Equal(c.ID, id) || !bytes.Equal(c.State, state) {
		t.Errorf("%+v, %v", c, ok)
	}
	for n := range TTLSize + IDSize + StateSize {
		if _, ok := SplitContent(all, content[:n]); ok {
			t.Errorf("%d bytes are accepted", n)
		}
	}
	if _, ok := SplitContent(FlagTTL, []byte{0, 0, 0, 0, 'x'}); ok {
		t.Error("a TTL of zero is accepted")
	}
	if c, ok := SplitContent(0, nil); !ok || len(c.Payload) != 0 {
		t.Error("an empty content is refused")
	}
}
