package replaytest

import (
	"context"
	"fmt"
	"sync"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/replay/internal/storetest"
)

// lostAnswers loses the answer to calls of Consume.
func lostAnswers(s *Subject) error {
	plain, mine := storetest.NewUse(), storetest.Claimed(storetest.NewUse(), storetest.Random())
	for what, use := range map[string]typeseal.Use{"without a claim": plain, "with a claim": mine} {
		if err := s.Lose(); err != nil {
			return err
		}
		got, _, err := consume(s.Store, use)
		if err == nil && got != first {
			return fmt.Errorf("the first call %s, whose answer was lost: got %s, want first or an error", what, got)
		}
		if err := settled(s.Store, use, got == first && err == nil); err != nil {
			return fmt.Errorf("the first call %s, whose answer was lost: %w", what, err)
		}
	}
	if err := s.Lose(); err != nil {
		return err
	}
	if got, _, err := consume(s.Store, plain); err == nil && got != used {
		return fmt.Errorf("a call for a used token, whose answer was lost: got %s, want used or an error", got)
	}
	return nil
}

// settled checks what became of a call that was won or failed: nobody else may redeem the
// token if it was won, and at most one may if it failed, or only its own claim.
func settled(store typeseal.Store, use typeseal.Use, won bool) error {
	want := claims
	if use.Claim == [16]byte{} {
		want = used
	}
	got, _, err := consume(store, use)
	if err != nil || got != want && (won || got != first) {
		return differ(got, want, err, "the same call again")
	}
	return expect(store, storetest.Claimed(use, storetest.Random()), used, "another claim, after the same call again")
}

// cutOff makes calls whose context ends in the middle: when the store asks it for the nth
// time, or after a part of the time that a call takes. In the end it asks for all tokens
// again, since a call that failed may go on.
func cutOff(s *Subject) error {
	start := time.Now()
	if err := expectAll(s.Store, storetest.NewUses(10), first, "a new token"); err != nil {
		return err
	}
	usual := time.Since(start) / 10
	var uses []typeseal.Use
	for i := range 120 {
		use := storetest.NewUse()
		if i%2 == 0 {
			use.Claim = storetest.Random()
		}
		if err := cutAt(s.Store, use, endingAt(i/2)); err != nil {
			return fmt.Errorf("the context ended when it was asked for the %dth time: %w", i/2, err)
		}
		uses = append(uses, storetest.Claimed(use, storetest.Random()))
		use.ID = storetest.Random()
		if err := cutAfter(s.Store, use, usual*time.Duration(i)/80); err != nil {
			return err
		}
		uses = append(uses, storetest.Claimed(use, storetest.Random()))
	}
	time.Sleep(200 * time.Millisecond)
	return expectAll(s.Store, uses, used, "a token that was redeemed after a call failed")
}

// cutAfter is cutAt with a context that ends after some time.
func cutAfter(store typeseal.Store, use typeseal.Use, after time.Duration) error {
	ctx, cancel := context.WithTimeout(context.Background(), after)
	defer cancel()
	if err := cutAt(store, use, ctx); err != nil {
		return fmt.Errorf("the context ended after %v: %w", after, err)
	}
	return nil
}

// cutAt redeems a token within a context that may end meanwhile, and checks what came of it.
func cutAt(store typeseal.Store, use typeseal.Use, ctx context.Context) error {
	r, err := store.Consume(ctx, use)
	if err == nil && !r.First {
		return fmt.Errorf("got %s for a new token, want first or an error", answerOf(r))
	}
	return settled(store, use, err == nil)
}

// fuse is a context that ends when somebody asks it for the nth time whether it has.
type fuse struct {
	context.Context
	mu   sync.Mutex
	left int
	done chan struct{}
}

func endingAt(n int) *fuse {
	return &fuse{Context: context.Background(), left: n, done: make(chan struct{})}
}

func (f *fuse) burn() {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.left--; f.left == -1 {
		close(f.done)
	}
}

func (f *fuse) Done() <-chan struct{} { f.burn(); return f.done }

func (f *fuse) Err() error {
	f.burn()
	select {
	case <-f.done:
		return context.Canceled
	default:
		return nil
	}
}
