package replaytest

import (
	"context"
	"fmt"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/replay/internal/storetest"
)

// patience is how long a healthy store may take to answer.
var patience = 30 * time.Second

// answer is a store's answer about a token.
type answer string

const (
	first  answer = "first"  // this use made the record
	claims answer = "claims" // the record has the claim of this use
	used   answer = "used"   // the record has another claim, or none
	unused answer = "unused" // there is no record

	notClaimed answer = "a record that is First but not Claimed, for a use with a claim"
	noClaim    answer = "a record that is Claimed, for a use without a claim"
	firstLook  answer = "a record with First from Look"
)

// answerOf returns the answer that a record stands for.
func answerOf(r typeseal.Record) answer {
	switch {
	case r.First:
		return first
	case r.Claimed:
		return claims
	}
	return used
}

// consume redeems a token.
func consume(store typeseal.Store, use typeseal.Use) (answer, typeseal.Record, error) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	r, err := store.Consume(ctx, use)
	switch unclaimed := use.Claim == [16]byte{}; {
	case r.Claimed && unclaimed:
		return noClaim, r, err
	case r.First && !r.Claimed && !unclaimed:
		return notClaimed, r, err
	}
	return answerOf(r), r, err
}

// look looks at a token.
func look(store typeseal.Store, use typeseal.Use) (answer, typeseal.Record, error) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	r, found, err := store.Look(ctx, use)
	switch {
	case !found:
		return unused, r, err
	case r.First:
		return firstLook, r, err
	case r.Claimed && use.Claim == [16]byte{}:
		return noClaim, r, err
	}
	return answerOf(r), r, err
}

// expect redeems a token, and returns an error unless the store gives an answer.
func expect(store typeseal.Store, use typeseal.Use, want answer, what string) error {
	got, _, err := consume(store, use)
	return differ(got, want, err, "redeeming "+what)
}

// expectLook is expect for looking.
func expectLook(store typeseal.Store, use typeseal.Use, want answer, what string) error {
	got, _, err := look(store, use)
	return differ(got, want, err, "looking "+what)
}

func differ(got, want answer, err error, what string) error {
	switch {
	case err != nil:
		return fmt.Errorf("%s: %w", what, err)
	case got != want:
		return fmt.Errorf("%s: got %s, want %s", what, got, want)
	}
	return nil
}

// expectAll is expect for several uses.
func expectAll(store typeseal.Store, uses []typeseal.Use, want answer, what string) error {
	return each(expect, store, uses, want, what)
}

// expectLooks is expectLook for several uses.
func expectLooks(store typeseal.Store, uses []typeseal.Use, want answer, what string) error {
	return each(expectLook, store, uses, want, what)
}

func each(expect func(typeseal.Store, typeseal.Use, answer, string) error,
	store typeseal.Store, uses []typeseal.Use, want answer, what string) error {
	for _, use := range uses {
		what := fmt.Sprintf("%s: id %x, salt %s", what, use.ID, use.Salt)
		if err := expect(store, use, want, what); err != nil {
			return err
		}
	}
	return nil
}

// expectOnce returns an error unless the store redeems each token once, whichever other
// tokens it has redeemed.
func expectOnce(store typeseal.Store, uses []typeseal.Use) error {
	for i := range uses {
		if err := expectLooks(store, uses[i:i+1], unused, "before the first time"); err != nil {
			return err
		}
		if err := expectAll(store, uses[i:i+1], first, "the first time"); err != nil {
			return err
		}
	}
	if err := expectLooks(store, uses, used, "after the first time"); err != nil {
		return err
	}
	return expectAll(store, uses, used, "the second time")
}

// expectRefused returns an error unless the store says that used tokens are used. The
// store may fail, since it may have lost the record.
func expectRefused(store typeseal.Store, uses []typeseal.Use, what string) error {
	for _, use := range uses {
		if got, _, err := look(store, use); got != used && err == nil {
			return fmt.Errorf("%s: looking: got %s, want used or an error", what, got)
		}
		if got, _, err := consume(store, use); got != used && err == nil {
			return fmt.Errorf("%s: got %s, want used or an error", what, got)
		}
	}
	return nil
}

// expectBack waits until the store redeems a new token.
func expectBack(store typeseal.Store) error {
	use := storetest.Claimed(storetest.NewUse(), storetest.Random())
	var err error
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		var got answer
		if got, _, err = consume(store, use); err == nil {
			return differ(got, first, nil, "a new token after the store came back")
		}
	}
	return fmt.Errorf("the store did not come back: %w", err)
}
