// Package crew tests stores from several processes. The test binary starts itself
// again as workers, which race for the same tokens, redeem until they are killed,
// or measure how fast a store is.
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

// Target is the store that a worker uses.
type Target struct {
	Store typeseal.Store
	// Bare inserts an id in the fastest way that the store's database offers.
	// Benchmark compares redeeming with it.
	Bare  func(id [16]byte) error
	Close func() error
}

// These variables of a worker's environment name its job and its store.
const (
	envJob     = "TYPESEAL_TEST_JOB"
	envAddress = "TYPESEAL_TEST_ADDRESS"
)

// jobs are the jobs of workers. A job reads its orders and writes its reports.
var jobs = map[string]func(target *Target, orders *json.Decoder, reports *json.Encoder) error{
	"race":   raceJob,
	"load":   loadJob,
	"stream": streamJob,
}

// Main is for a TestMain. In a worker it opens the target at the worker's address and
// does the worker's job. Otherwise it runs the tests. Then it calls leave, if leave is
// not nil.
func Main(m *testing.M, open func(address string) (*Target, error), leave func()) {
	if job := os.Getenv(envJob); job != "" {
		target, err := open(os.Getenv(envAddress))
		if err == nil {
			reports := json.NewEncoder(os.Stdout)
			reports.Encode("ready")
			err = errors.Join(jobs[job](target, json.NewDecoder(os.Stdin), reports), target.Close())
		}
		if err != nil {
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

// worker is the parent's handle on a worker.
type worker struct {
	cmd     *exec.Cmd
	stdin   io.Closer
	orders  *json.Encoder
	reports *json.Decoder
}

// start starts n workers, waits until each has opened its target, and ends them
// when the test ends.
func start(t testing.TB, n int, job, address string) []*worker {
	t.Helper()
	crew := make([]*worker, n)
	for i := range crew {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), envJob+"="+job, envAddress+"="+address)
		cmd.Stderr = os.Stderr
		stdin, err := cmd.StdinPipe()
		stdout, failed := cmd.StdoutPipe()
		if err := errors.Join(err, failed, cmd.Start()); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			stdin.Close()
			cmd.Process.Kill()
			cmd.Wait()
		})
		crew[i] = &worker{cmd, stdin, json.NewEncoder(stdin), json.NewDecoder(stdout)}
	}
	receive[string](t, crew)
	return crew
}

// send sends every worker the same order.
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

// finish closes the workers' orders and fails the test if a worker then fails.
func finish(t testing.TB, crew []*worker) {
	t.Helper()
	for i, w := range crew {
		w.stdin.Close()
		if err := w.cmd.Wait(); err != nil {
			t.Errorf("worker %d: %v", i, err)
		}
	}
}
