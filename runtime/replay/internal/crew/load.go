package crew

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/example/shop"
	"github.com/typeseal/typeseal/runtime/replay/internal/storetest"
)

// A measurement takes this long, and has this many clients in each process.
const (
	duration = 2 * time.Second
	clients  = 8
)

// report is the result of a measurement.
type report struct {
	rate    float64 // calls in a second, of all clients together
	median  time.Duration
	p999    time.Duration // one call in a thousand takes longer
	longest time.Duration
}

func (r report) String() string {
	return fmt.Sprintf("%.0f/s, median %v, 99.9%% %v, longest %v", r.rate,
		r.median.Round(time.Microsecond), r.p999.Round(time.Microsecond), r.longest.Round(time.Microsecond))
}

// loadReport has the measurements of the clients of one worker.
type loadReport struct {
	Took []time.Duration // one for each call
	Err  string
}

// measure lets several processes redeem as fast as they can or, if bare is set, insert
// ids with Target.Bare. After they have begun, it calls during, if that is not nil.
func measure(t testing.TB, address string, processes int, bare bool, during func() error) (total report) {
	t.Helper()
	crew := start(t, processes, "load", address)
	send(t, crew, bare)
	if during != nil {
		if err := during(); err != nil {
			t.Fatal(err)
		}
	}
	var took []time.Duration
	for _, r := range receive[loadReport](t, crew) {
		if r.Err != "" {
			t.Fatal(r.Err)
		}
		took = append(took, r.Took...)
	}
	finish(t, crew)
	slices.Sort(took)
	return report{
		rate:    float64(len(took)) / duration.Seconds(),
		median:  took[len(took)/2],
		p999:    took[len(took)*999/1000],
		longest: took[len(took)-1],
	}
}

// loadJob lets the worker's clients call as often as they can. The measured time of
// redeeming includes minting and opening, as in a program.
func loadJob(target *Target, orders *json.Decoder, reports *json.Encoder) error {
	keys, err := typeseal.ParseKeyring(typeseal.GenerateKey())
	if err != nil {
		return err
	}
	call := func() error {
		token, err := shop.Voucher{Cents: 500}.Seal(keys)
		if err != nil {
			return err
		}
		return new(shop.Voucher).Redeem(context.Background(), keys, target.Store, token)
	}
	var bare bool
	if err := orders.Decode(&bare); err != nil {
		return err
	}
	if bare {
		call = func() error { return target.Bare(storetest.Random()) }
	}
	var report loadReport
	end := time.Now().Add(duration)
	together(clients, func(lock *sync.Mutex) {
		for before := time.Now(); before.Before(end); {
			err := call()
			now := time.Now()
			lock.Lock()
			report.Took = append(report.Took, now.Sub(before))
			if err != nil {
				report.Err, now = err.Error(), end
			}
			lock.Unlock()
			before = now
		}
	})
	return reports.Encode(report)
}

// Benchmark compares redeeming with the bare insert, each with 16 clients in two
// processes. They take turns, so that other load on the machine slows both equally. The
// best of three turns counts.
//
//	go test -run - -bench Load -benchtime 1x
func Benchmark(b *testing.B, address string) {
	var bare, redeem report
	better := func(a, b report) report {
		if a.rate > b.rate {
			return a
		}
		return b
	}
	for b.Loop() {
		for range 3 {
			bare = better(bare, measure(b, address, 2, true, nil))
			redeem = better(redeem, measure(b, address, 2, false, nil))
		}
	}
	b.Logf("bare:   %v", bare)
	b.Logf("redeem: %v", redeem)
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(redeem.rate, "redeems/s")
	b.ReportMetric(bare.rate, "bare/s")
	b.ReportMetric(100*redeem.rate/bare.rate, "%ofbare")
}

// stall is how long a purge may make a call wait.
const stall = 100 * time.Millisecond

// PurgeBeside fails the test if redeeming waits for a purge. It measures the longest call
// of several processes without a purge and beside one. On a busy machine some calls are
// long without one, so a call is too long only if it also takes twice as long as the
// longest call without a purge. The store would cause a wait in every run, but the
// machine does not, so one good run of five is enough.
func PurgeBeside(t testing.TB, address string, processes int, prepare func(), purge func() error) {
	t.Helper()
	for range 5 {
		prepare()
		without := measure(t, address, processes, false, nil)
		beside := measure(t, address, processes, false, purge)
		t.Logf("without purge: %v", without)
		t.Logf("beside purge:  %v", beside)
		if beside.longest <= max(stall, 2*without.longest) {
			return
		}
	}
	t.Errorf("in every run a call waited for the purge, longer than %v", stall)
}
