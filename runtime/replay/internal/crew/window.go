package crew

import (
	"context"
	"testing"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
)

// window is how long before its server dies a store may have redeemed what it
// loses, by its documentation.
const window = 2 * time.Second

// OutlastsWindow redeems a batch, waits for as long as the window is, and wants
// each of the batch refused by the store that restart returns once it has killed
// the server. It waits idly: what others write meanwhile would take the batch to
// the disk with it.
func OutlastsWindow(t *testing.T, store typeseal.Store, restart func() typeseal.Store) {
	t.Helper()
	const batch = 300
	var redeemed []typeseal.Use
	for range batch {
		use := newUse("test.window")
		if first, err := store.Consume(context.Background(), use); !first || err != nil {
			t.Fatal(first, err)
		}
		redeemed = append(redeemed, use)
	}
	time.Sleep(window)
	store = restart()
	again := 0
	for _, use := range redeemed {
		first, err := store.Consume(context.Background(), use)
		if err != nil {
			t.Fatal(err)
		}
		if first {
			again++
		}
	}
	if again > 0 {
		t.Errorf("%d of %d redeemed again", again, batch)
	}
}

func newUse(salt string) typeseal.Use {
	now := time.Now()
	return typeseal.Use{Salt: salt, ID: random(), IssuedAt: now, ExpiresAt: now.Add(time.Hour)}
}
