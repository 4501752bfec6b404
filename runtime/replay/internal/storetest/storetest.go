// Package storetest has helpers for the tests of all stores: uses of new tokens, and
// checks of a store's answers to them.
package storetest

import (
	"context"
	"crypto/rand"
	"errors"
	"testing"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
)

// Life is how long the tokens of NewUse and NewUseAt are valid.
const Life = time.Hour

// NewUse returns the use of a token that was issued in this second and that
// nobody has redeemed.
func NewUse() typeseal.Use { return NewUseAt(time.Now()) }

// NewUseAt is NewUse for a token that was issued in the second of now.
func NewUseAt(now time.Time) typeseal.Use {
	issued := now.Truncate(time.Second)
	return typeseal.Use{Salt: "test.sample", ID: Random(), IssuedAt: issued, ExpiresAt: issued.Add(Life)}
}

// NewUses returns the uses of n new tokens.
func NewUses(n int) []typeseal.Use {
	uses := make([]typeseal.Use, n)
	for i := range uses {
		uses[i] = NewUse()
	}
	return uses
}

// Claimed returns use with a claim.
func Claimed(use typeseal.Use, claim [16]byte) typeseal.Use {
	use.Claim = claim
	return use
}

// Random returns a random id or claim.
func Random() (b [16]byte) {
	rand.Read(b[:])
	return b
}

// Want redeems each of the uses. It fails the test unless the store accepts it, or, if
// first is false, refuses it as used. A store accepts a use that comes first, or has the
// claim of the first.
func Want(t testing.TB, store typeseal.Store, first bool, uses ...typeseal.Use) {
	t.Helper()
	for _, use := range uses {
		r, err := store.Consume(context.Background(), use)
		if got := r.First || r.Claimed; got != first || err != nil {
			t.Fatalf("got %+v, %v; want first %v", r, err, first)
		}
	}
}

// WantUsed looks at each of the uses, and fails the test unless the store answers that
// it is used, or that it is not.
func WantUsed(t testing.TB, store typeseal.Store, used bool, uses ...typeseal.Use) {
	t.Helper()
	for _, use := range uses {
		if r, got, err := store.Look(context.Background(), use); got != used || err != nil {
			t.Fatalf("got %+v, %v, %v; want used %v", r, got, err, used)
		}
	}
}

// WantError fails the test unless redeeming and looking return an error that matches
// target. If target is nil, any error will do.
func WantError(t testing.TB, store typeseal.Store, use typeseal.Use, target error) {
	t.Helper()
	WantLookError(t, store, use, target)
	WantConsumeError(t, store, use, target)
}

// WantConsumeError is WantError for redeeming alone.
func WantConsumeError(t testing.TB, store typeseal.Store, use typeseal.Use, target error) {
	t.Helper()
	r, err := store.Consume(context.Background(), use)
	wantError(t, r, err, target)
}

// WantLookError is WantError for looking alone.
func WantLookError(t testing.TB, store typeseal.Store, use typeseal.Use, target error) {
	t.Helper()
	r, used, err := store.Look(context.Background(), use)
	if used {
		t.Fatalf("got a record %+v", r)
	}
	wantError(t, r, err, target)
}

func wantError(t testing.TB, r typeseal.Record, err, target error) {
	t.Helper()
	if r != (typeseal.Record{}) || err == nil || target != nil && !errors.Is(err, target) {
		t.Fatalf("got %+v, %v; want the error %v", r, err, target)
	}
}
