package handoff

import (
	"bytes"
	"compress/zlib"
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/typeseal/typeseal/runtime/internal/deflate"
)

// TestShort: compress/zlib reads what appendShort writes, at every length and
// for texts of few and of many repetitions.
func TestShort(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for n := range mostShort + 1 {
		for _, kinds := range []int{1, 2, 5, 256} {
			text := make([]byte, n)
			for i := range text {
				text[i] = byte(random.IntN(kinds) * 255 / kinds)
			}
			if got := inflated(t, appendShort(nil, text)); !bytes.Equal(got, text) {
				t.Fatalf("%d bytes of %d kinds: %q", n, kinds, got)
			}
		}
	}
}

// TestShortLength: a payload takes no more than with compress/zlib and a tenth,
// and a repetition is found.
func TestShortLength(t *testing.T) {
	text := []byte(`{"uid": 8734512, "email": "maria.lopez@example.com", "tenant": "acme-eu-west", "role": "billing-admin", "tier": 3}`)
	var b bytes.Buffer
	w, _ := zlib.NewWriterLevel(&b, zlib.BestCompression)
	w.Write(text)
	w.Close()
	if n := len(appendShort(nil, text)); n > b.Len()*11/10 {
		t.Errorf("%d bytes, compress/zlib %d", n, b.Len())
	}
	if n := len(appendShort(nil, []byte(strings.Repeat("order ", 100)))); n > 30 {
		t.Errorf("600 bytes that repeat take %d", n)
	}
}

func inflated(t testing.TB, stream []byte) []byte {
	t.Helper()
	z, err := zlib.NewReader(bytes.NewReader(stream))
	fatal(t, err)
	text, err := io.ReadAll(z)
	fatal(t, err)
	return text
}

// FuzzShort: inflating undoes appendShort.
func FuzzShort(f *testing.F) {
	f.Add([]byte(`{"a": [1, 1, 1, 1, 1], "b": [1, 1, 1, 1, 1]}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		text = text[:min(len(text), mostShort)]
		got, ok := deflate.UnpackZlib(nil, appendShort(nil, text), mostShort)
		if !ok || !bytes.Equal(got, text) {
			t.Fatalf("%q, %v", got, ok)
		}
	})
}
