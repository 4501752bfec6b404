package replaytest

import (
	"context"
	"crypto/rand"
	"fmt"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
)

const testSalt = "replaytest.sample"

// life is how long newUse's tokens are good.
const life = time.Hour

// newUse returns a use of a token that was issued just now and that nobody
// redeemed.
func newUse() typeseal.Use { return newUseAt(time.Now()) }

func newUseAt(now time.Time) typeseal.Use {
	issued := now.Truncate(time.Second)
	return typeseal.Use{Salt: testSalt, ID: random(), IssuedAt: issued, ExpiresAt: issued.Add(life)}
}

func newUses(n int) []typeseal.Use {
	uses := make([]typeseal.Use, n)
	for i := range uses {
		uses[i] = newUse()
	}
	return uses
}

func random() (b [16]byte) {
	rand.Read(b[:])
	return b
}

func claimed(use typeseal.Use, claim [16]byte) typeseal.Use {
	use.Claim = claim
	return use
}

// patience bounds what a healthy store may take to answer.
const patience = 30 * time.Second

func consume(store typeseal.Store, use typeseal.Use) (bool, error) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	return store.Consume(ctx, use)
}

// expect consumes and compares.
func expect(store typeseal.Store, use typeseal.Use, first bool, what string) error {
	switch got, err := consume(store, use); {
	case err != nil:
		return fmt.Errorf("%s: %w", what, err)
	case got != first:
		return fmt.Errorf("%s: got %v, want %v", what, got, first)
	}
	return nil
}

// expectRefused fails if the answer is yes. A store in doubt may return an error.
func expectRefused(store typeseal.Store, use typeseal.Use, what string) error {
	if first, err := consume(store, use); first && err == nil {
		return fmt.Errorf("%s: accepted a second time", what)
	}
	return nil
}

// expectDoubt fails if a store says that a token was used that nobody redeemed. A
// store that cannot know must return an error.
func expectDoubt(store typeseal.Store, use typeseal.Use, what string) error {
	if first, err := consume(store, use); !first && err == nil {
		return fmt.Errorf("%s: called used, though nobody redeemed it", what)
	}
	return nil
}

// step is one expectation of a sequence.
type step struct {
	use   typeseal.Use
	first bool
	what  string
}

func inOrder(store typeseal.Store, steps ...step) error {
	for _, s := range steps {
		if err := expect(store, s.use, s.first, s.what); err != nil {
			return err
		}
	}
	return nil
}
