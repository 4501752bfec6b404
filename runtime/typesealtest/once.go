package typesealtest

import (
	"context"
	"errors"
	"reflect"
	"testing"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/replay"
)

// testOnce: a token is redeemed once, and again only with the same claim or within its
// grace.
func (x *tester[T]) testOnce(t *testing.T) {
	v := x.sample()
	at(t, 0, func(t *testing.T) { x.testTwice(t, &v) })
	x.testStore(t, &v)
	x.testClaim(t, &v)
}

func (x *tester[T]) testTwice(t *testing.T, v *T) {
	c := x.call(Call{Load: x.load(v)})
	c.Token = x.token(t, v)
	want := x.expected(v)
	try := func(what string, method func(*T, Call) error, used error) {
		t.Helper()
		p, before := x.receivers()
		switch err := method(&p, c); {
		case used != nil:
			refused(t, what, err, used)
			if !reflect.DeepEqual(p, before) {
				t.Errorf("%s fails, but changes the receiver", what)
			}
		case err != nil:
			t.Errorf("%s: %v", what, err)
		case want != nil && !x.same(&p, want):
			t.Errorf("%s gives another payload\n got: %+v\nwant: %+v", what, p, *want)
		}
	}
	try("Peek", x.Open, nil)
	try("Peek again", x.Open, nil)
	try("Redeem", x.Redeem, nil)
	if grace := x.Policy.Grace; grace > 0 {
		try("Redeem again", x.Redeem, nil)
		time.Sleep(grace)
		try("Redeem at the end of the grace", x.Redeem, nil)
		try("Peek at the end of the grace", x.Open, nil)
		time.Sleep(time.Second)
		if grace == x.Policy.MaxAge {
			return // the token has expired
		}
	}
	try("Redeem of a used token", x.Redeem, typeseal.ErrUsed)
	try("Peek of a used token", x.Open, typeseal.ErrUsed)
}

var errStore = errors.New("the store is down")

// A witness is a store that remembers what it was asked, and fails if err is set.
type witness struct {
	store typeseal.Store
	err   error
	ctx   context.Context
	use   typeseal.Use
}

func (w *witness) Consume(ctx context.Context, use typeseal.Use) (typeseal.Record, error) {
	if w.ctx, w.use = ctx, use; w.err != nil {
		return typeseal.Record{}, w.err
	}
	return w.store.Consume(ctx, use)
}

func (w *witness) Look(ctx context.Context, use typeseal.Use) (typeseal.Record, bool, error) {
	if w.ctx, w.use = ctx, use; w.err != nil {
		return typeseal.Record{}, false, w.err
	}
	return w.store.Look(ctx, use)
}

type contextKey struct{}

// testStore: the store is asked about this token with the caller's context, and its errors
// are those of a store.
func (x *tester[T]) testStore(t *testing.T, v *T) {
	token := x.token(t, v)
	ctx := context.WithValue(t.Context(), contextKey{}, true)
	for _, o := range x.openings() {
		w := &witness{store: replay.NewMemory(replay.AcceptEarlier())}
		c := Call{Context: ctx, Store: w, Load: x.load(v), Token: token}
		p := x.receiver()
		if err := o.call(&p, x.call(c)); err != nil {
			t.Errorf("%s: %v", o.name, err)
			continue
		}
		if w.ctx == nil || w.ctx.Value(contextKey{}) == nil {
			t.Errorf("%s does not pass its context to the store", o.name)
		}
		if w.use.Salt != x.Policy.Salt || w.use.Grace != x.Policy.Grace ||
			w.use.ExpiresAt.Sub(w.use.IssuedAt) != x.Policy.MaxAge {
			t.Errorf("%s asks the store about %+v", o.name, w.use)
		}
		w.err = errStore
		x.refuses(t, token, typeseal.ErrStore, c)
	}
}

// testClaim: who redeemed a token can do so again with the same claim.
func (x *tester[T]) testClaim(t *testing.T, v *T) {
	at(t, 0, func(t *testing.T) {
		c := x.call(Call{Load: x.load(v), Token: x.token(t, v)})
		c.Options = []typeseal.Option{typeseal.Claim([16]byte{1})}
		p := x.receiver()
		if err := x.Redeem(&p, c); err != nil {
			t.Fatalf("Redeem with a claim: %v", err)
		}
		if x.Policy.Grace == x.Policy.MaxAge {
			return // nobody else is ever refused
		}
		if x.Policy.Grace > 0 {
			time.Sleep(x.Policy.Grace + time.Second)
		}
		for _, o := range x.openings() {
			if err := o.call(&p, c); err != nil {
				t.Errorf("%s with the claim of the first call: %v", o.name, err)
			}
			other := c
			other.Options = []typeseal.Option{typeseal.Claim([16]byte{2})}
			refused(t, o.name+" with another claim", o.call(&p, other), typeseal.ErrUsed)
		}
	})
}
