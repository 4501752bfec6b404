package typeseal

import (
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

// TestConcurrent: many goroutines mint and open while the ring is swapped, and
// no call sees the bytes of another.
func TestConcurrent(t *testing.T) {
	texts := []string{GenerateKey(), GenerateKey()}
	rings := []string{
		"primary " + texts[0] + "\naccepted " + texts[1],
		"accepted " + texts[0] + "\nprimary " + texts[1],
	}
	for _, kind := range []Kind{Signed, Sealed} {
		var current atomic.Pointer[Keyring]
		current.Store(mustRing(t, rings[0]))
		base := newKit(t, samplePolicy(kind))
		var wg sync.WaitGroup
		for g := range 32 {
			wg.Go(func() {
				for i := range 200 {
					k := *base
					k.ring = current.Load()
					sent := sample{ID: int64(g*1000 + i), Name: strings.Repeat(string(rune('a'+g%26)), i)}
					token, err := k.tryMint(sent)
					if err != nil {
						t.Error(err)
						return
					}
					k.ring = current.Load()
					if got, err := k.open(token); err != nil || got != sent {
						t.Errorf("got %+v, %v", got, err)
						return
					}
				}
			})
		}
		for i := range 50 {
			current.Store(mustRing(t, rings[i%2]))
		}
		wg.Wait()
	}
}
