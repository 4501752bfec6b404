package replaytest

import (
	"fmt"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/replay/internal/storetest"
)

// gracePasses redeems a token, and then again and again with a grace. With a Clock it
// checks the very second in which the grace ends.
func gracePasses(s *Subject) error {
	if s.Clock == nil {
		return graceBy(s.Store, time.Now(), time.Second, time.Second, time.Sleep)
	}
	h := newHand(2030)
	subject, err := s.Clock(h.now)
	if err != nil {
		return err
	}
	return graceBy(subject.Store, h.now(), 30*time.Second, 0, h.advance)
}

// graceBy redeems a token whose type has a grace, at several ages of the record. The ages
// may be wrong by less than blur.
func graceBy(store typeseal.Store, now time.Time, grace, blur time.Duration, pass func(time.Duration)) error {
	use := storetest.NewUseAt(now)
	if err := expect(store, use, first, "without grace"); err != nil {
		return err
	}
	age := time.Duration(0)
	for _, step := range []struct {
		age, grace time.Duration
		accepted   bool
	}{
		{0, 0, false},
		{0, grace, true},
		{grace / 2 / time.Second * time.Second, grace, true},
		{grace, grace + blur, true},
		{grace + time.Second + blur/10, grace, false},
		{grace + time.Second + blur/10, time.Hour, true},
		{grace + time.Second + blur/10, 0, false},
	} {
		pass(step.age - age)
		age = step.age
		use.Grace = step.grace
		if err := accepts(store, use, age, step.accepted); err != nil {
			return err
		}
	}
	return nil
}

// accepts redeems a token again, and looks at it, and expects that the record is accepted
// or not.
func accepts(store typeseal.Store, use typeseal.Use, age time.Duration, want bool) error {
	for what, ask := range asks {
		got, r, err := ask(store, use)
		if err := differ(got, used, err, what); err != nil {
			return err
		}
		if use.Accepts(r) != want {
			return fmt.Errorf("%s %v after the first use, with a grace of %v: accepted is %v, want %v; "+
				"the record was made at %v and is from %v", what, age, use.Grace, !want, want, r.At.UTC(), r.Now.UTC())
		}
	}
	return nil
}

// asks are the two ways to ask a store.
var asks = map[string]func(typeseal.Store, typeseal.Use) (answer, typeseal.Record, error){
	"redeeming": consume, "looking": look,
}
