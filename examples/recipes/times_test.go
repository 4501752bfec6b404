package recipes

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/replay"
)

// TestInviteTimes: an invitation is refused if it was issued in the future, after it was
// used, and after a week.
func TestInviteTimes(t *testing.T) {
	keys, err := typeseal.ParseKeyring(typeseal.GenerateKey())
	if err != nil {
		t.Fatal(err)
	}
	var early string
	synctest.Test(t, func(t *testing.T) { // a sender whose clock is an hour ahead
		time.Sleep(time.Hour)
		early, err = Invite{Team: "Red"}.Seal(keys)
	})
	synctest.Test(t, func(t *testing.T) { // all bubbles begin at the same time
		store := replay.NewMemory()
		token, err2 := Invite{Team: "Red"}.Seal(keys)
		if err := errors.Join(err, err2); err != nil {
			t.Fatal(err)
		}
		redeem := func(wait time.Duration, token string, want error) {
			time.Sleep(wait)
			if err := new(Invite).Redeem(t.Context(), keys, store, token); !errors.Is(err, want) {
				t.Errorf("%v, want %v", err, want)
			}
		}
		redeem(0, early, typeseal.ErrNotYetValid)
		redeem(7*24*time.Hour, token, nil)
		redeem(0, token, typeseal.ErrUsed)
		redeem(time.Second, token, typeseal.ErrExpired)
	})
}
