package replaytest

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

var update = flag.Bool("update", false, "write FAULTS.md")

// fault is a mistake in a store, and the check that finds it.
type fault struct {
	name    string
	check   string
	message string // a part of what the check says
	wrap    wrap   // nil: the instances are good
	set     func(s *server, subject *Subject)
}

// faults are all faulty stores.
func faults() []fault {
	return slices.Concat(raceFaults, idFaults, claimFaults, recordFaults, lookFaults, timeFaults, callFaults,
		processFaults, outageFaults)
}

// TestFaultyStores runs the checks on stores that have one fault each. The check for
// the fault must find it.
func TestFaultyStores(t *testing.T) {
	t.Parallel()
	all := faults()
	errs := make([]error, len(all))
	var running sync.WaitGroup
	turns := make(chan bool, 12) // they sleep most of the time
	for i, f := range all {
		turns <- true
		c := named(t, f.check)
		running.Go(func() { errs[i] = f.run(c); <-turns })
	}
	running.Wait()
	for i, f := range all {
		t.Run(f.check+"/"+f.name, func(t *testing.T) {
			if errs[i] == nil {
				t.Fatal("the check passed")
			}
			if !strings.Contains(errs[i].Error(), f.message) {
				t.Fatalf("the check said %q, want %q", errs[i], f.message)
			}
		})
	}
}

// run runs a check on the faulty store.
func (f fault) run(c check) error {
	s := newServer(time.Now)
	if f.wrap == nil {
		f.wrap = good
	}
	subject := s.subject(f.wrap)
	if f.set != nil {
		f.set(s, &subject)
	}
	return c.run(&subject)
}

func named(t *testing.T, name string) check {
	t.Helper()
	i := slices.IndexFunc(checks, func(c check) bool { return c.name == name })
	if i < 0 {
		t.Fatalf("no check %q", name)
	}
	return checks[i]
}

// TestListOfFaults checks that FAULTS.md has all checks and faults, and that no check is
// without a fault.
func TestListOfFaults(t *testing.T) {
	t.Parallel()
	want := list()
	if *update {
		if err := os.WriteFile("FAULTS.md", []byte(want), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := os.ReadFile("FAULTS.md"); string(got) != want || err != nil {
		t.Errorf("FAULTS.md is not up to date (%v); write it with: go test -run List -update", err)
	}
}

func list() string {
	var b strings.Builder
	total := 0
	for _, c := range checks {
		fmt.Fprintf(&b, "\n## %s\n\n%s", c.name, c.must)
		if c.needs != "" {
			fmt.Fprintf(&b, " This check needs `Subject.%s`.", c.needs)
		}
		b.WriteString("\n\n")
		for _, f := range faults() {
			if f.check == c.name {
				fmt.Fprintf(&b, "- %s\n", f.name)
				total++
			}
		}
	}
	return fmt.Sprintf(head, len(checks), total) + b.String()
}

const head = `# Faulty stores

Package replaytest has %d checks. Each has a sentence that says what a store must do, and
a list of faulty stores that it finds: %d in all. A test runs them all and fails if one
is not found by its check. Each store has one fault and is good otherwise.

The documentation of the package lists faults that no test can find.

This file is made by: go test ./runtime/replay/replaytest -run List -update
`

// TestEachCheckFindsSomething checks that no check is without a faulty store.
func TestEachCheckFindsSomething(t *testing.T) {
	t.Parallel()
	for _, c := range checks {
		if !slices.ContainsFunc(faults(), func(f fault) bool { return f.check == c.name }) {
			t.Errorf("no faulty store for the check %q", c.name)
		}
	}
}
