package replaytest

import (
	"context"
	"errors"
	"fmt"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/replay/internal/storetest"
)

// patience is how long a healthy store may take to answer.
const patience = 30 * time.Second

func consume(store typeseal.Store, use typeseal.Use) (first bool, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	return store.Consume(ctx, use)
}

// expect returns an error unless the store answers first.
func expect(store typeseal.Store, use typeseal.Use, first bool, what string) error {
	switch got, err := consume(store, use); {
	case err != nil:
		return fmt.Errorf("%s: %w", what, err)
	case got != first:
		return fmt.Errorf("%s: got %v, want %v", what, got, first)
	}
	return nil
}

// expectAll is expect for several uses.
func expectAll(store typeseal.Store, uses []typeseal.Use, first bool, what string) error {
	for i, use := range uses {
		what := fmt.Sprintf("%s: token %d of %d, id %x, salt %s", what, i+1, len(uses), use.ID, use.Salt)
		if err := expect(store, use, first, what); err != nil {
			return err
		}
	}
	return nil
}

// expectOnce returns an error unless the store redeems each token once.
func expectOnce(store typeseal.Store, uses []typeseal.Use) error {
	if err := expectAll(store, uses, true, "the first time"); err != nil {
		return err
	}
	return expectAll(store, uses, false, "the second time")
}

// expectRefused returns an error if the store accepts a used token. The store may
// fail, since it may have lost the record.
func expectRefused(store typeseal.Store, uses []typeseal.Use, what string) error {
	for _, use := range uses {
		if first, err := consume(store, use); first && err == nil {
			return fmt.Errorf("%s: accepted a second time", what)
		}
	}
	return nil
}

// expectBack waits until the store redeems a new token.
func expectBack(store typeseal.Store) error {
	use := storetest.Claimed(storetest.NewUse(), storetest.Random())
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
