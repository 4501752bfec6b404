// Package storetest has what the tests of all stores share: uses of new tokens,
// and checks of what a store answers to them.
package storetest

import (
	"context"
	"crypto/rand"
	"errors"
	"testing"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
)

// Life is how long the tokens of NewUse and NewUseAt are good.
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

// Want fails the test unless the store answers first to each of the uses.
func Want(t testing.TB, store typeseal.Store, first bool, uses ...typeseal.Use) {
	t.Helper()
	for _, use := range uses {
		if got, err := store.Consume(context.Background(), use); got != first || err != nil {
			t.Fatalf("got %v, %v; want %v", got, err, first)
		}
	}
}

// WantError fails the test unless the store returns an error that matches target.
// If target is nil, any error will do.
func WantError(t testing.TB, store typeseal.Store, use typeseal.Use, target error) {
	t.Helper()
	got, err := store.Consume(context.Background(), use)
	if got || err == nil || target != nil && !errors.Is(err, target) {
		t.Fatalf("got %v, %v; want the error %v", got, err, target)
	}
}
