package replaytest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
)

// idsAreApart tries ids that text, keys and strings of C might confuse.
func idsAreApart(s *Subject) error {
	base := newUse()
	ids := [][16]byte{{}, base.ID}
	for i := range 16 {
		var zero, near [16]byte
		zero[i] = 1
		near = base.ID
		near[i] ^= 1
		ids = append(ids, zero, near)
	}
	for _, b := range []byte("\xff{}:'\\%\n\x80 ") {
		ids = append(ids, [16]byte([]byte(strings.Repeat(string([]byte{b}), 16))))
	}
	salt := fmt.Sprintf("ids.%x", random())
	for _, want := range []bool{true, false} {
		for _, id := range ids {
			use := base
			use.Salt, use.ID = salt, id
			if err := expect(s.Store, use, want, fmt.Sprintf("id %x", id)); err != nil {
				return err
			}
		}
	}
	return nil
}

// saltsAreApart is R14: one id in several salts is as many tokens.
func saltsAreApart(s *Subject) error {
	use := newUse()
	salts := []string{"a", "ab", "a.b", "a/b", "a-b", "a_b", "a.", "0", strings.Repeat("x", 63), strings.Repeat("x", 64)}
	for _, want := range []bool{true, false} {
		for _, salt := range salts {
			use.Salt = salt
			if err := expect(s.Store, use, want, "salt "+salt); err != nil {
				return err
			}
		}
	}
	return nil
}

// claimsRepeat is R05: after a lost answer the same caller may ask again.
func claimsRepeat(s *Subject) error {
	bare, own, other := newUse(), newUse(), random()
	mine := claimed(own, random())
	return inOrder(s.Store,
		step{bare, true, "no claim"},
		step{bare, false, "no claim again: zero never repeats"},
		step{claimed(bare, other), false, "a claim after none"},
		step{bare, false, "no claim after a claim"},
		step{mine, true, "a claim"},
		step{mine, true, "the same claim again"},
		step{claimed(own, other), false, "another claim"},
		step{own, false, "no claim after a claim was first"},
		step{mine, true, "the same claim after others"},
	)
}

// manyStay finds a store that drops old ids to make room.
func manyStay(s *Subject) error {
	uses := newUses(3000)
	if testing.Short() {
		uses = uses[:1200]
	}
	for _, want := range []bool{true, false} {
		for i, use := range uses {
			if err := expect(s.Store, use, want, fmt.Sprintf("id %d of %d", i, len(uses))); err != nil {
				return err
			}
		}
	}
	return nil
}

// keepsBeyondExpiry is R13: records outlive their tokens, since clocks are set
// back, and no token is accepted twice however late it comes.
func keepsBeyondExpiry(s *Subject) error {
	now := time.Now().Truncate(time.Second)
	soon, ages := newUse(), newUse()
	soon.ExpiresAt = now.Add(2 * time.Second)
	ages.IssuedAt, ages.ExpiresAt = now.Add(-72*time.Hour), now.Add(-48*time.Hour)
	if err := expect(s.Store, soon, true, "a token about to end"); err != nil {
		return err
	}
	consume(s.Store, ages) // yes, no or an error, but not yes twice
	if first, _ := consume(s.Store, ages); first {
		return errors.New("a token that ended days ago: accepted twice or late")
	}
	time.Sleep(time.Until(soon.ExpiresAt.Add(2 * time.Second)))
	if s.Purge != nil {
		if err := s.Purge(context.Background()); err != nil {
			return err
		}
	}
	// To a caller whose clock was set back the token is still good.
	return expectRefused(s.Store, soon, "two seconds after its end")
}

func purgeKeepsLive(s *Subject) error {
	uses := newUses(50)
	for _, want := range []bool{true, false} {
		for _, use := range uses {
			if err := expect(s.Store, use, want, "around a purge"); err != nil {
				return err
			}
		}
		if err := s.Purge(context.Background()); err != nil {
			return err
		}
	}
	return nil
}

// cancelled is part of R04: a caller that has left gets an error, never an
// answer that it may take for a yes.
func cancelled(s *Subject) error {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	past, cancel := context.WithDeadline(context.Background(), time.Now().Add(-time.Second))
	defer cancel()
	for _, ctx := range []context.Context{ctx, past} {
		if first, err := s.Store.Consume(ctx, newUse()); err == nil {
			return fmt.Errorf("%w: answered %v", context.Cause(ctx), first)
		}
	}
	return expect(s.Store, newUse(), true, "the next caller")
}

// restart is R09: no token works again because the store was restarted. Stores
// that forget at a restart must refuse what was issued before it, and say by an
// error that they do not know.
func restart(s *Subject) error {
	uses, unused := newUses(50), newUse()
	for _, use := range uses {
		if err := expect(s.Store, use, true, "before the restart"); err != nil {
			return err
		}
	}
	time.Sleep(time.Until(unused.IssuedAt.Add(time.Second)))
	store, err := s.Restart()
	if err != nil {
		return err
	}
	if err := eventually(store, newUse()); err != nil {
		return err
	}
	for _, use := range uses {
		if err := expectRefused(store, use, "after the restart"); err != nil {
			return err
		}
	}
	return expectDoubt(store, unused, "issued before the restart")
}

// eventually waits for a store to come back: use is redeemed in the end.
func eventually(store typeseal.Store, use typeseal.Use) error {
	use.Claim = random()
	var err error
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		var first bool
		if first, err = consume(store, use); err == nil {
			if !first {
				err = errors.New("a new token after the store came back: refused")
			}
			return err
		}
	}
	return fmt.Errorf("the store did not come back: %w", err)
}
