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
	keys := newKeys(t)
	var early string
	synctest.Test(t, func(t *testing.T) { // a sender whose clock is an hour ahead
		time.Sleep(time.Hour)
		early = must(Invite{Team: "Red"}.Seal(keys))(t)
	})
	synctest.Test(t, func(t *testing.T) { // all bubbles begin at the same time
		token, store := must(Invite{Team: "Red"}.Seal(keys))(t), replay.NewMemory()
		redeem := func(token string, want error) {
			t.Helper()
			if err := new(Invite).Redeem(t.Context(), keys, store, token); !errors.Is(err, want) {
				t.Errorf("%v, want %v", err, want)
			}
		}
		redeem(early, typeseal.ErrNotYetValid)
		time.Sleep(7 * 24 * time.Hour)
		redeem(token, nil)
		redeem(token, typeseal.ErrUsed)
		time.Sleep(time.Second)
		redeem(token, typeseal.ErrExpired)
	})
}
