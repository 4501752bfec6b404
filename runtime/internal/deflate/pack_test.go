package deflate

import (
	"bytes"
	"compress/zlib"
	"io"
	"strings"
	"sync"
	"testing"
)

// TestPackZlib: the standard library can read every stream.
func TestPackZlib(t *testing.T) {
	for n := range 300 { // up to 6 KB
		text := strings.Repeat(session, n+1)[:n*n/7]
		stream := PackZlib([]byte("front"), []byte(text), n%2 == 0)
		if string(stream[:5]) != "front" {
			t.Fatalf("the stream begins %q", stream[:5])
		}
		z, err := zlib.NewReader(bytes.NewReader(stream[5:]))
		if err != nil {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(z); err != nil || string(got) != text {
			t.Errorf("%d bytes: read %d, %v", len(text), len(got), err)
		}
	}
}

// TestPackers: goroutines share a few packers. A packer that compressed a secret is not
// kept.
func TestPackers(t *testing.T) {
	var wg sync.WaitGroup
	for range 4 * maxPackers {
		wg.Go(func() {
			for range 50 {
				if text, ok := Unpack(nil, Pack(nil, []byte(session), false), len(session)); !ok ||
					string(text) != session {
					t.Errorf("read %q, %v", text, ok)
				}
			}
		})
	}
	wg.Wait()
	for range maxPackers {
		Pack(nil, []byte(session), true)
	}
	for range maxPackers {
		p := <-packers
		if p.fast != nil || p.small != nil || p.out != nil {
			t.Error("a packer that had a secret text is kept")
		}
		packers <- p
	}
}

func BenchmarkPack(b *testing.B) {
	dst, text := make([]byte, 0, 1024), []byte(session)
	b.ReportAllocs()
	for b.Loop() {
		Pack(dst, text, false)
	}
}
