package replay_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/example/shop"
	"github.com/typeseal/typeseal/runtime/replay"
	"github.com/typeseal/typeseal/runtime/replay/replaytest"
)

func TestMemory(t *testing.T) {
	replaytest.Run(t, func(*testing.T) replaytest.Subject {
		return replaytest.Subject{
			Store:   replay.NewMemory(),
			Restart: func() (typeseal.Store, error) { return replay.NewMemory(), nil },
			Clock: func(now func() time.Time) (replaytest.Subject, error) {
				return replaytest.Subject{Store: replay.NewMemory(replay.Clock(now))}, nil
			},
		}
	})
}

// seller mints vouchers and redeems them.
type seller struct {
	keys  *typeseal.Keyring
	store typeseal.Store
}

func newSeller(t testing.TB, store typeseal.Store) *seller {
	t.Helper()
	keys, err := typeseal.ParseKeyring(typeseal.GenerateKey())
	if err != nil {
		t.Fatal(err)
	}
	return &seller{keys, store}
}

func (s *seller) mint(t testing.TB, opts ...typeseal.Option) string {
	t.Helper()
	token, err := shop.Voucher{Cents: 500}.Seal(s.keys, opts...)
	if err != nil {
		t.Fatal(err)
	}
	return token
}

func (s *seller) redeem(token string, opts ...typeseal.Option) error {
	return new(shop.Voucher).Redeem(context.Background(), s.keys, s.store, token, opts...)
}

func (s *seller) peek(token string, opts ...typeseal.Option) error {
	return new(shop.Voucher).Peek(context.Background(), s.keys, s.store, token, opts...)
}

// counted counts the calls of a store.
type counted struct {
	typeseal.Store
	calls, looks int
}

func (c *counted) Consume(ctx context.Context, use typeseal.Use) (typeseal.Record, error) {
	c.calls++
	return c.Store.Consume(ctx, use)
}

func (c *counted) Look(ctx context.Context, use typeseal.Use) (typeseal.Record, bool, error) {
	c.looks++
	return c.Store.Look(ctx, use)
}

// TestRedeem checks that Peek, a wrong binding and an expired token do not use up a
// token, and that a claim can be repeated.
func TestRedeem(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := &counted{Store: replay.NewMemory()}
		s := newSeller(t, store)
		bound, claim := typeseal.BoundTo("session:7"), typeseal.Claim([16]byte{1})
		token, late := s.mint(t, bound), s.mint(t)
		for range 10 {
			wantIs(t, s.peek(token, bound), nil)
		}
		if store.looks != 10 {
			t.Fatalf("%d looks, want 10", store.looks)
		}
		wantIs(t, s.redeem(token), typeseal.ErrForged)
		wantIs(t, s.redeem(token, typeseal.BoundTo("session:8")), typeseal.ErrForged)
		if store.calls != 0 {
			t.Fatalf("%d calls of the store, want none", store.calls)
		}
		wantIs(t, s.redeem(token, bound, claim), nil)
		wantIs(t, s.redeem(token, bound, claim), nil)
		wantIs(t, s.redeem(token, bound, typeseal.Claim([16]byte{2})), typeseal.ErrUsed)
		wantIs(t, s.redeem(token, bound), typeseal.ErrUsed)
		wantIs(t, s.peek(token, bound), typeseal.ErrUsed)
		wantIs(t, s.peek(token, bound, claim), nil)

		time.Sleep(91 * 24 * time.Hour)
		wantIs(t, s.redeem(late), typeseal.ErrExpired)
		if store.calls != 4 {
			t.Fatalf("%d calls of the store, want 4", store.calls)
		}
	})
}

// TestFailingStore checks that the failure of a store matches ErrStore and the
// store's own error, and does not blame the token.
func TestFailingStore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSeller(t, replay.NewMemory(replay.MaxIDs(1)))
		wantIs(t, s.redeem(s.mint(t)), nil)
		wantFailure(t, s.redeem(s.mint(t)), replay.ErrFull)

		before := s.mint(t)
		time.Sleep(time.Second)
		s.store = replay.NewMemory()
		wantFailure(t, s.redeem(before), replay.ErrBeforeStart)
		wantFailure(t, s.peek(before), replay.ErrBeforeStart)
		s.store = replay.NewMemory(replay.AcceptEarlier())
		wantIs(t, s.redeem(before), nil)
		wantIs(t, s.redeem(before), typeseal.ErrUsed)
	})
}

func wantFailure(t *testing.T, err, reason error) {
	t.Helper()
	wantIs(t, err, typeseal.ErrStore)
	wantIs(t, err, reason)
	for _, kind := range []error{typeseal.ErrInvalid, typeseal.ErrUsed} {
		if errors.Is(err, kind) {
			t.Fatalf("%v is %v", err, kind)
		}
	}
}

// TestMintedInTheSecondOfTheStore mints a token in the second in which the store is
// created, but before it. A test without AcceptEarlier may do that.
func TestMintedInTheSecondOfTheStore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSeller(t, nil)
		token := s.mint(t)
		time.Sleep(999 * time.Millisecond)
		s.store = replay.NewMemory()
		wantIs(t, s.redeem(token), nil)
		wantIs(t, s.redeem(token), typeseal.ErrUsed)
	})
}

// TestThousandAtOnce redeems each of 100 tokens a thousand times at once.
func TestThousandAtOnce(t *testing.T) {
	s := newSeller(t, replay.NewMemory(replay.AcceptEarlier()))
	for range 100 {
		token := s.mint(t)
		var won, used atomic.Int32
		var failed atomic.Value
		var all sync.WaitGroup
		for range 1000 {
			all.Go(func() {
				switch err := s.redeem(token); {
				case err == nil:
					won.Add(1)
				case errors.Is(err, typeseal.ErrUsed):
					used.Add(1)
				default:
					failed.Store(err)
				}
			})
		}
		all.Wait()
		if won.Load() != 1 || used.Load() != 999 {
			t.Fatalf("%d succeeded and %d were refused; %v", won.Load(), used.Load(), failed.Load())
		}
	}
}

func wantIs(t *testing.T, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Fatalf("got %v, want %v", err, want)
	}
}
