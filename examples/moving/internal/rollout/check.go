package rollout

import (
	"math/rand/v2"
	"testing"
	"testing/synctest"
	"time"
)

// Steps checks the steps of a page: no request of 10,000 is refused if all hosts take the
// first step before one takes the second, in some random orders of the hosts, and if the
// second step is taken back. It also checks that this test notices a wrong order. The clock
// of the test is fast.
func Steps(t *testing.T, orders uint64, site Site, maxAge time.Duration) {
	t.Helper()
	p := Play{Site: site, Requests: 10000, MaxAge: maxAge}
	for seed := range orders {
		synctest.Test(t, func(t *testing.T) { p.none(t, seed, 1, 2) })
	}
	synctest.Test(t, func(t *testing.T) { p.none(t, orders, 1, 2, 1, 2) }) // the second step is taken back
	for name, changes := range map[string]func(r *rand.Rand) []Change{
		"the first step is left out":   func(r *rand.Rand) []Change { return InOrder(r, 2) },
		"hosts do not wait for others": func(r *rand.Rand) []Change { return Apart(r, 1, 2) },
		"the second step comes first":  func(r *rand.Rand) []Change { return InOrder(r, 2, 1) },
		"one host misses the first step": func(r *rand.Rand) []Change {
			return append(InOrder(r, 1)[1:], InOrder(r, 2)...)
		},
	} {
		synctest.Test(t, func(t *testing.T) { p.some(t, name, changes) })
	}
}

// none fails the test if a request is refused.
func (p Play) none(t *testing.T, seed uint64, versions ...int) {
	t.Helper()
	r := rand.New(rand.NewPCG(seed, 2026))
	p.Changes = InOrder(r, versions...)
	if refused, err := p.Refused(r); refused > 0 {
		t.Errorf("%d, seed %d: %d of %d requests were refused: %v", versions, seed, refused, p.Requests, err)
	}
}

// some fails the test if no request is refused, although the steps are wrong.
func (p Play) some(t *testing.T, wrong string, changes func(*rand.Rand) []Change) {
	t.Helper()
	r := rand.New(rand.NewPCG(1, 2026))
	p.Changes = changes(r)
	refused, err := p.Refused(r)
	if refused == 0 {
		t.Errorf("%s: no request was refused", wrong)
	}
	t.Logf("%s: %d of %d requests were refused: %v", wrong, refused, p.Requests, err)
}
