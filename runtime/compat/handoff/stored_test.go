package handoff

import (
	"bytes"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/typeseal/typeseal/runtime/compat/internal/compattest"
)

// TestPackSecret: compress/zlib can read the streams of texts with few and with many
// repetitions, below and above the length from which texts are compressed.
func TestPackSecret(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for _, n := range []int{0, 1, 2, 100, mostStored - 1, mostStored, mostStored + 1, 70000} {
		for _, kinds := range []int{1, 5, 256} {
			text := make([]byte, n)
			for i := range text {
				text[i] = byte(random.IntN(kinds) * 255 / kinds)
			}
			stream := packSecret([]byte("x"), text)
			got, rest := compattest.Inflated(stream[1:])
			if !bytes.Equal(got, text) || len(rest) > 0 || stream[0] != 'x' {
				t.Fatalf("%d bytes of %d kinds: %q", n, kinds, got)
			}
		}
	}
}

// TestSecretLength: the length of a short A token reveals only the length of its payload.
// A long token is compressed.
func TestSecretLength(t *testing.T) {
	h := newHandoff(t)
	length := func(variant Variant, text string) int {
		token, err := h.Encode(variant, text)
		fatal(t, err)
		return len(token)
	}
	if a, b := length(A, strings.Repeat("a", 500)), length(A, strings.Repeat("0123456789", 50)); a != b {
		t.Errorf("500 characters give %d and %d", a, b)
	}
	if n := length(A, strings.Repeat("a", 2*mostStored)); n > 200 {
		t.Errorf("2 KiB of repeated text give %d characters", n)
	}
	if n := length(B, strings.Repeat("a", 500)); n > 100 {
		t.Errorf("500 repeated characters give %d in variant B", n)
	}
}
