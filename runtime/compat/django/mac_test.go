package django

import (
	"crypto/sha256"
	"crypto/sha512"
	"strconv"
	"sync"
	"testing"
	"time"
)

// TestNamespaces: however many salts and hashes one Keys has served, each still
// has its own key, from several goroutines at once.
func TestNamespaces(t *testing.T) {
	keys := newKeys(t, "secret", nil)
	namespaces := [][]Option{{Hash(sha256.New)}, {Hash(sha512.New)}, {Algorithm("sha512"), Salt("0")}}
	for i := range 2 * mostNamespaces {
		namespaces = append(namespaces, []Option{Salt(strconv.Itoa(i))})
	}
	tokens := make([]string, len(namespaces))
	for i, opts := range namespaces {
		var err error
		tokens[i], err = Dumps(keys, i, opts...)
		fatal(t, err)
	}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for i, opts := range namespaces {
				var v int
				if err := Loads(keys, tokens[i], time.Hour, &v, opts...); err != nil || v != i {
					t.Errorf("namespace %d: %d, %v", i, v, err)
				}
				if Loads(keys, tokens[(i+1)%len(tokens)], time.Hour, &v, opts...) == nil {
					t.Errorf("namespace %d reads another's token", i)
				}
			}
		})
	}
	wg.Wait()
	d := &derivations{secrets: []string{"secret"}}
	for i := range 10 * mostNamespaces {
		d.macs(named("sha256"), strconv.Itoa(i), "")
	}
	if len(d.known) > mostNamespaces {
		t.Errorf("%d namespaces kept", len(d.known))
	}
}
