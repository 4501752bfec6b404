package replaytest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/replay/internal/storetest"
)

// How long a call may take while the store's server does not answer.
const (
	waitDeadline = 300 * time.Millisecond // the deadline of a context that has one
	waitBeyond   = 100 * time.Millisecond // after that deadline
)

// waitBackground is how long a call may take whose context has no deadline.
var waitBackground = 20 * time.Second

// question is a call during an outage. Instead of failing, the store may give the answer
// true, if there is one, but must not accept the token.
type question struct {
	what     string
	use      typeseal.Use
	look     bool
	true     answer
	deadline time.Duration // 0: none
}

// outage checks that a store fails in time during an outage, for used tokens and for new
// ones, and that it has lost nothing afterwards.
func outage(s *Subject, begin func() (end func() error, err error)) error {
	plain, mine := storetest.NewUse(), storetest.Claimed(storetest.NewUse(), storetest.Random())
	if err := expectAll(s.Store, []typeseal.Use{plain, mine}, first, "before the outage"); err != nil {
		return err
	}
	end, err := begin()
	if err != nil {
		return err
	}
	failed := failsInTime(s.Store, plain, mine)
	if err := end(); err != nil {
		return err
	}
	if failed != nil {
		return failed
	}
	if err := expectBack(s.Store); err != nil {
		return err
	}
	if err := expect(s.Store, mine, claims, "with the same claim as before the outage"); err != nil {
		return err
	}
	return expect(s.Store, plain, used, "redeemed before the outage")
}

// failsInTime asks all questions at once, about tokens that were used before the outage,
// without and with a claim, and about new ones. The calls without a deadline come first, so
// that the others show if they wait for them.
func failsInTime(store typeseal.Store, plain, mine typeseal.Use) error {
	graced, theirs := plain, storetest.Claimed(mine, storetest.Random())
	late := theirs
	graced.Grace, late.Grace = time.Hour, time.Hour
	var questions []question
	for _, q := range []question{
		{"a new token without a deadline", storetest.NewUse(), false, "", 0},
		{"a used token", plain, false, used, waitDeadline},
		{"a used token within its grace", graced, false, "", waitDeadline},
		{"the claim of the record", mine, false, "", waitDeadline},
		{"another claim", theirs, false, used, waitDeadline},
		{"another claim within the grace", late, false, "", waitDeadline},
		{"a new token", storetest.NewUse(), false, "", waitDeadline},
	} {
		looked := q
		looked.look = true
		if q.what == "a new token" || q.deadline == 0 {
			looked.use, looked.true = storetest.NewUse(), unused
		}
		questions = append(questions, q, looked)
	}
	errs := make([]error, len(questions))
	var all sync.WaitGroup
	for i, q := range questions {
		all.Go(func() { errs[i] = q.ask(store) })
		if q.deadline == 0 {
			time.Sleep(10 * time.Millisecond) // so that it comes first
		}
	}
	all.Wait()
	if i := slices.IndexFunc(errs, func(err error) bool { return err != nil }); i >= 0 {
		return errs[i]
	}
	return nil
}

// method returns the method of a question, and what it is about.
func (q question) method() string {
	if q.look {
		return "looking at " + q.what
	}
	return "redeeming " + q.what
}

// errLate is for a store that answers after the deadline.
var errLate = errors.New("no answer in time")

// ask asks the question. A busy computer can be late, so a store is late only if it is
// late three times.
func (q question) ask(store typeseal.Store) (err error) {
	for range 3 {
		if err = q.askOnce(store); !errors.Is(err, errLate) || q.deadline == 0 {
			break
		}
	}
	if err != nil {
		return fmt.Errorf("%s during an outage: %w", q.method(), err)
	}
	return nil
}

func (q question) askOnce(store typeseal.Store) error {
	ctx, most := context.Background(), waitBackground
	if q.deadline > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, q.deadline)
		defer cancel()
		most = q.deadline + waitBeyond
	}
	answered := make(chan error, 1)
	go func() { answered <- q.judge(ctx, store) }()
	select {
	case err := <-answered:
		return err
	case <-time.After(most):
		return fmt.Errorf("%w: after %v, with a deadline of %v (0: none)", errLate, most, q.deadline)
	}
}

// judge returns an error if the store's answer is not true, or if it is a yes.
func (q question) judge(ctx context.Context, store typeseal.Store) error {
	var r typeseal.Record
	var err error
	found := true
	if q.look {
		r, found, err = store.Look(ctx, q.use)
	} else {
		r, err = store.Consume(ctx, q.use)
	}
	got := answerOf(r)
	if !found {
		got = unused
	}
	switch {
	case err != nil:
		return nil
	case found && !r.First && q.use.Accepts(r):
		return errors.New("accepted the token again, without a write")
	case got != q.true:
		return fmt.Errorf("got %s", got)
	}
	return nil
}
