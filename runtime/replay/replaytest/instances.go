package replaytest

import (
	"errors"
	"fmt"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/replay/internal/storetest"
)

// instancesAgree redeems tokens by one instance of a store and asks another about them,
// which had asked before. So the other has cached what there is to cache. Opening the other
// must change nothing.
func instancesAgree(s *Subject) error {
	mine := storetest.Claimed(storetest.NewUse(), storetest.Random())
	if err := expect(s.Store, mine, first, "before the other instance was opened"); err != nil {
		return err
	}
	other, err := s.Open()
	if err != nil {
		return err
	}
	for _, store := range []typeseal.Store{s.Store, other} {
		if err := expect(store, mine, claims, "redeemed before the other instance was opened"); err != nil {
			return err
		}
	}
	for i := range 50 {
		one, two := s.Store, other
		if i%2 == 1 {
			one, two = two, one
		}
		if err := knows(one, two); err != nil {
			return fmt.Errorf("redeemed by instance %d, then by the other: %w", i%2+1, err)
		}
	}
	return nil
}

// knows redeems a token by one instance, and expects another one to know it.
func knows(one, two typeseal.Store) error {
	mine := storetest.Claimed(storetest.NewUse(), storetest.Random())
	theirs := storetest.Claimed(mine, storetest.Random())
	for _, step := range []struct {
		store typeseal.Store
		look  bool
		use   typeseal.Use
		want  answer
		what  string
	}{
		{two, true, mine, unused, "before the first use"},
		{one, false, mine, first, "a claim"},
		{two, true, mine, claims, "the same claim"},
		{two, true, theirs, used, "another claim"},
		{two, false, theirs, used, "another claim"},
		{two, false, mine, claims, "the same claim"},
		{one, false, mine, claims, "the same claim"},
	} {
		ask := expect
		if step.look {
			ask = expectLook
		}
		if err := ask(step.store, step.use, step.want, step.what); err != nil {
			return err
		}
	}
	return sameTimes(one, two, mine)
}

// sameTimes expects two instances to agree on the times of a record, because they have one
// clock.
func sameTimes(one, two typeseal.Store, use typeseal.Use) error {
	start := time.Now()
	_, r, err1 := consume(one, use)
	_, other, err2 := consume(two, use)
	if err := errors.Join(err1, err2); err != nil {
		return err
	}
	apart, most := other.Now.Sub(r.Now), time.Since(start)+time.Second
	if !other.At.Equal(r.At) || apart < -time.Second || apart > most {
		return fmt.Errorf("the record was made at %v and is from %v, and by the other instance %v and %v",
			r.At.UTC(), r.Now.UTC(), other.At.UTC(), other.Now.UTC())
	}
	return nil
}

// instancesRace lets the claimants of a race call two instances in turn.
func instancesRace(s *Subject) error {
	other, err := s.Open()
	if err != nil {
		return err
	}
	for _, kind := range []claiming{withoutClaims, ownClaims, oneClaim} {
		if err := race(kind, s.Store, other); err != nil {
			return err
		}
	}
	return nil
}
