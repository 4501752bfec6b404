// Package crew lets several processes redeem at once: the test binary starts
// itself again as workers, which race for the same ids or measure how fast a
// store is.
package crew

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"testing"

	typeseal "github.com/typeseal/typeseal/runtime"
)

// Target is what a worker works on.
type Target struct {
	Store typeseal.Store
	// Bare inserts an id in the way that the store's database is fastest at,
	// for comparison; it may be nil.
	Bare  func(id [16]byte) error
	Close func() error
}

// Opener opens the target at an address, in a worker.
type Opener func(address string) (*Target, error)

// envJob names the job of a worker.
const envJob = "TYPESEAL_TEST_JOB"

// jobs are what workers can do. Each reads its orders and writes its reports.
var jobs = map[string]func(target *Target, orders *json.Decoder, reports *json.Encoder) error{
	"race":   raceJob,
	"load":   loadJob,
	"stream": streamJob,
}

// Main is a TestMain: in a worker it does the worker's job, otherwise it runs
// the tests and then leave.
func Main(m *testing.M, open Opener, leave func()) {
	if job := os.Getenv(envJob); job != "" {
		if err := work(job, open); err != nil {
			fmt.Fprintf(os.Stderr, "worker: %v\n", err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	code := m.Run()
	if leave != nil {
		leave()
	}
	os.Exit(code)
}

func work(job string, open Opener) error {
	orders, reports := json.NewDecoder(os.Stdin), json.NewEncoder(os.Stdout)
	var address string
	if err := orders.Decode(&address); err != nil {
		return err
	}
	target, err := open(address)
	if err != nil {
		return err
	}
	err = jobs[job](target, orders, reports)
	return errors.Join(err, target.Close())
}

// worker is a worker as its parent sees it.
type worker struct {
	cmd     *exec.Cmd
	stdin   io.Closer
	orders  *json.Encoder
	reports *json.Decoder
}

// start starts n workers, which end with the test.
func start(t testing.TB, n int, job, address string) []*worker {
	t.Helper()
	crew := make([]*worker, n)
	for i := range crew {
		w, err := startOne(job)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			w.stdin.Close()
			w.cmd.Process.Kill()
			w.cmd.Wait()
		})
		crew[i] = w
	}
	send(t, crew, address)
	return crew
}

func startOne(job string) (*worker, error) {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), envJob+"="+job)
	cmd.Stderr = os.Stderr
	stdin, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	w := &worker{cmd, stdin, json.NewEncoder(stdin), json.NewDecoder(stdout)}
	return w, cmd.Start()
}

// send gives every worker the same order.
func send(t testing.TB, crew []*worker, order any) {
	t.Helper()
	for _, w := range crew {
		if err := w.orders.Encode(order); err != nil {
			t.Fatal(err)
		}
	}
}

// receive waits for a report of every worker.
func receive[R any](t testing.TB, crew []*worker) []R {
	t.Helper()
	reports := make([]R, len(crew))
	for i, w := range crew {
		if err := w.reports.Decode(&reports[i]); err != nil {
			t.Fatalf("worker %d: %v", i, err)
		}
	}
	return reports
}

// finish lets the workers go and wants them to end well.
func finish(t testing.TB, crew []*worker) {
	t.Helper()
	for i, w := range crew {
		w.stdin.Close()
		if err := w.cmd.Wait(); err != nil {
			t.Errorf("worker %d: %v", i, err)
		}
	}
}
