package crew

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
)

// Load is a measurement of how fast several processes redeem.
type Load struct {
	Address   string
	Processes int
	Clients   int  // in each process
	Bare      bool // insert only, by Target.Bare
	For       time.Duration
	// During, where not nil, is called once the workers are off; the report
	// waits for it.
	During func() error
}

// Report is what a Load found.
type Report struct {
	Rate    float64 // a second, all clients together
	Median  time.Duration
	P999    time.Duration // of a thousand calls one takes longer
	Longest time.Duration
}

func (r Report) String() string {
	return fmt.Sprintf("%.0f/s, median %v, 99.9%% %v, longest %v", r.Rate,
		r.Median.Round(time.Microsecond), r.P999.Round(time.Microsecond), r.Longest.Round(time.Microsecond))
}

type loadOrders struct {
	Clients int
	Bare    bool
	For     time.Duration
}

type loadReport struct {
	Took    []time.Duration
	Elapsed time.Duration
	Err     string
}

// Run runs the measurement.
func (l Load) Run(t testing.TB) Report {
	t.Helper()
	crew := start(t, l.Processes, "load", l.Address)
	receive[string](t, crew)
	send(t, crew, loadOrders{l.Clients, l.Bare, l.For})
	if l.During != nil {
		if err := l.During(); err != nil {
			t.Fatal(err)
		}
	}
	var took []time.Duration
	var report Report
	for _, r := range receive[loadReport](t, crew) {
		if r.Err != "" {
			t.Fatal(r.Err)
		}
		took = append(took, r.Took...)
		report.Rate += float64(len(r.Took)) / r.Elapsed.Seconds()
	}
	finish(t, crew)
	slices.Sort(took)
	report.Median = took[len(took)/2]
	report.P999 = took[len(took)*999/1000]
	report.Longest = took[len(took)-1]
	return report
}

func loadJob(target *Target, orders *json.Decoder, reports *json.Encoder) error {
	d, err := newDesk(target.Store)
	if err != nil {
		return err
	}
	if err := reports.Encode("ready"); err != nil {
		return err
	}
	var o loadOrders
	if err := orders.Decode(&o); err != nil {
		return err
	}
	call := d.redeem
	if o.Bare {
		call = func() error { return target.Bare(random()) }
	}
	return reports.Encode(o.measure(call))
}

// measure lets all clients call as often as they can.
func (o *loadOrders) measure(call func() error) (report loadReport) {
	var lock sync.Mutex
	var all sync.WaitGroup
	start := time.Now()
	for range o.Clients {
		all.Go(func() {
			took, err := repeat(call, start.Add(o.For))
			lock.Lock()
			defer lock.Unlock()
			report.Took = append(report.Took, took...)
			if err != nil {
				report.Err = err.Error()
			}
		})
	}
	all.Wait()
	report.Elapsed = time.Since(start)
	return report
}

func repeat(call func() error, end time.Time) (took []time.Duration, err error) {
	for before := time.Now(); err == nil && before.Before(end); {
		err = call()
		now := time.Now()
		took = append(took, now.Sub(before))
		before = now
	}
	return took, err
}

func random() (id [16]byte) {
	rand.Read(id[:])
	return id
}

var loadSpec = typeseal.NewSpec(typeseal.Policy{
	Kind: typeseal.Signed, Salt: "test.load", Codec: typeseal.Msgpack, MaxAge: 30 * time.Minute, Once: true,
})

// desk redeems as a program would: what is measured is all of it, minting too.
type desk struct {
	keys  *typeseal.Keyring
	store typeseal.Store
}

func newDesk(store typeseal.Store) (*desk, error) {
	keys, err := typeseal.ParseKeyring(typeseal.GenerateKey())
	return &desk{keys, store}, err
}

func (d *desk) redeem() error {
	m, err := loadSpec.Mint(d.keys)
	if err != nil {
		return err
	}
	m.Msgpack().Int(42)
	token, err := m.Text()
	if err != nil {
		return err
	}
	o, err := loadSpec.Open(d.keys, token)
	if err != nil {
		return err
	}
	guest := o.Msgpack().Int(64)
	if err := typeseal.Decoded(o, &guest); err != nil {
		return err
	}
	return o.Redeem(context.Background(), d.store)
}
