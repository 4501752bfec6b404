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

var inviteSpec = typeseal.NewSpec(typeseal.Policy{
	Kind: typeseal.Signed, Salt: "test.invite", Codec: typeseal.Msgpack, MaxAge: 30 * time.Minute, Once: true,
})

// desk mints invitations and redeems them, as generated code would.
type desk struct {
	keys  *typeseal.Keyring
	store typeseal.Store
}

func newDesk(t testing.TB, store typeseal.Store) *desk {
	t.Helper()
	keys, err := typeseal.ParseKeyring(typeseal.GenerateKey())
	if err != nil {
		t.Fatal(err)
	}
	return &desk{keys, store}
}

func (d *desk) mint(t testing.TB, opts ...typeseal.Option) string {
	t.Helper()
	m, err := inviteSpec.Mint(d.keys, opts...)
	if err != nil {
		t.Fatal(err)
	}
	m.Msgpack().Int(42)
	token, err := m.Text()
	if err != nil {
		t.Fatal(err)
	}
	return token
}

func (d *desk) open(token string, opts []typeseal.Option) (*typeseal.Opening, error) {
	o, err := inviteSpec.Open(d.keys, token, opts...)
	if err != nil {
		return o, err
	}
	guest := o.Msgpack().Int(64)
	return o, typeseal.Decoded(o, &guest)
}

func (d *desk) peek(token string, opts ...typeseal.Option) error {
	o, err := d.open(token, opts)
	if err != nil {
		return err
	}
	return o.Peek()
}

func (d *desk) redeem(token string, opts ...typeseal.Option) error {
	o, err := d.open(token, opts)
	if err != nil {
		return err
	}
	return o.Redeem(context.Background(), d.store, opts...)
}

// recorded counts what reaches a store.
type recorded struct {
	typeseal.Store
	calls atomic.Int32
}

func (r *recorded) Consume(ctx context.Context, use typeseal.Use) (bool, error) {
	r.calls.Add(1)
	return r.Store.Consume(ctx, use)
}

// TestRedeem walks one token through R12, R11, R01, R05 and R10: what fails
// before the last step never reaches the store.
func TestRedeem(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := &recorded{Store: replay.NewMemory()}
		d := newDesk(t, store)
		bound, claim := typeseal.BoundTo("session:7"), typeseal.Claim([16]byte{1})
		token := d.mint(t, bound)
		for range 10 {
			wantIs(t, d.peek(token, bound), nil)
		}
		wantIs(t, d.redeem(token), typeseal.ErrForged)
		wantIs(t, d.redeem(token, typeseal.BoundTo("session:8")), typeseal.ErrForged)
		if n := store.calls.Load(); n != 0 {
			t.Fatalf("%d calls of the store before the last step", n)
		}
		wantIs(t, d.redeem(token, bound, claim), nil)
		wantIs(t, d.redeem(token, bound, claim), nil)
		wantIs(t, d.redeem(token, bound, typeseal.Claim([16]byte{2})), typeseal.ErrUsed)
		wantIs(t, d.redeem(token, bound), typeseal.ErrUsed)

		late := d.mint(t)
		time.Sleep(31 * time.Minute)
		calls := store.calls.Load()
		wantIs(t, d.redeem(late), typeseal.ErrExpired)
		if n := store.calls.Load(); n != calls {
			t.Fatal("an expired token reached the store")
		}
	})
}

// TestFailingStore is that a store's failure is no fault of the token, and says
// what it is.
func TestFailingStore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t, replay.NewMemory(replay.MaxIDs(1)))
		wantIs(t, d.redeem(d.mint(t)), nil)
		wantFailure(t, d.redeem(d.mint(t)), replay.ErrFull)

		before := d.mint(t)
		time.Sleep(time.Second)
		d.store = replay.NewMemory()
		wantFailure(t, d.redeem(before), replay.ErrBeforeStart)
		d.store = replay.NewMemory(replay.AcceptEarlier())
		wantIs(t, d.redeem(before), nil)
		wantIs(t, d.redeem(before), typeseal.ErrUsed)
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

// TestFirstClick mints before the store is there, in its second, as a test does.
func TestFirstClick(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t, nil)
		token := d.mint(t)
		time.Sleep(999 * time.Millisecond)
		d.store = replay.NewMemory()
		wantIs(t, d.redeem(token), nil)
		wantIs(t, d.redeem(token), typeseal.ErrUsed)
	})
}

// TestThousandAtOnce is R02 in one process: 1000 redeem a token, 100 times.
func TestThousandAtOnce(t *testing.T) {
	d := newDesk(t, replay.NewMemory(replay.AcceptEarlier()))
	for range 100 {
		token := d.mint(t)
		var won, used atomic.Int32
		var failed atomic.Value
		var all sync.WaitGroup
		for range 1000 {
			all.Go(func() {
				switch err := d.redeem(token); {
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
