package main

import (
	"os"
	"strings"
	"testing"

	"github.com/typeseal/typeseal/testdata/generatorbench/project"
	"github.com/typeseal/typeseal/testdata/measure"
)

// TestGoals fails if typeseal uses more than its goals allow. It only compares commands
// that run in turn on this machine.
func TestGoals(t *testing.T) {
	if testing.Short() {
		t.Skip("runs generators for a minute")
	}
	c := config{rounds: 3, short: true, out: t.TempDir()}
	if err := run(c, t.Output(), t.Output()); err != nil {
		t.Error(err)
	}
	page, err := os.ReadFile(c.out + "/RESULTS.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"| 100 x 10, fresh: / controller-gen, fresh | ", "| typeseal | nothing changed | "} {
		if !strings.Contains(string(page), want) {
			t.Errorf("the page does not contain %q", want)
		}
	}
}

// TestGenerators: each generator writes what its row claims, and the output compiles.
func TestGenerators(t *testing.T) {
	if testing.Short() {
		t.Skip("builds all peers")
	}
	w, err := newWorkbench()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.close() })
	for _, g := range append(peers, typeseal) {
		t.Run(g.name, func(t *testing.T) {
			if err := w.install(g); err != nil {
				t.Fatal(err)
			}
			m, err := w.newModule(g, project.Size{Packages: 2, Types: 6})
			if err != nil {
				t.Fatal(err)
			}
			if err := m.write(); err != nil {
				t.Fatal(err)
			}
			if err := m.run("go", "vet", "./..."); err != nil {
				t.Error(err)
			}
			if err := m.clean(); err != nil || m.complete() == nil {
				t.Errorf("nothing was removed, or nothing is missed: %v", err)
			}
			if w.version(g.tool) == "" {
				t.Errorf("go.mod has no version of %s", g.tool)
			}
		})
	}
}

// TestGoalsAreMeasured: the experiments have the rows of every goal.
func TestGoalsAreMeasured(t *testing.T) {
	all := experiments(config{rounds: 1}, "")
	for _, g := range goals {
		measured := false
		for _, e := range all {
			for _, r := range e.rows {
				r.cell, r.peaks = &measure.Cell{}, []float64{1}
			}
			_, ok := e.measured(g)
			measured = measured || ok && e.size == g.size && !e.again
		}
		if !measured {
			t.Errorf("nothing measures %q", g.what())
		}
	}
}

func TestVerdict(t *testing.T) {
	at := func(best, median float64) measure.Spread { return measure.Spread{Best: best, Median: median} }
	for _, tt := range []struct {
		name      string
		got       measure.Spread
		allows    float64
		met, kept bool
	}{
		{"below the goal", at(0.9, 1), 0, true, true},
		{"above it", at(1.2, 1.2), 0, false, true},
		{"above it by more than the slack", at(1.4, 1.4), 0, false, false},
		{"above it in the median alone", at(1, 9), 0, false, true},
		{"as CI allows today", at(2.2, 2.2), 2, false, true},
		{"more than CI allows today", at(2.7, 2.7), 2, false, false},
	} {
		v := verdict{goal{row: fresh, over: base, most: 1, allows: tt.allows}, tt.got}
		if v.met() != tt.met || v.kept() != tt.kept || (kept([]verdict{v}) == nil) != tt.kept {
			t.Errorf("%s: met %v, kept %v", tt.name, v.met(), v.kept())
		}
	}
}

// TestFailure: a generator that fails, or that does not do its work, is not measured.
func TestFailure(t *testing.T) {
	w, err := newWorkbench()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.close() })
	small := project.Size{Packages: 1, Types: 5}
	for want, r := range map[string]*row{
		"unknown command": {by: typeseal, args: []string{"typeseal", "nosuch"}},
		"has written only 0": {by: typeseal, args: []string{"typeseal", "list"}, before: (*module).clean,
			after: (*module).complete},
		"although nothing":     {by: typeseal, before: rewrite, after: (*module).unchanged},
		"go.mod does not requ": {by: typeseal, from: "example.com/other"},
	} {
		e := experiment{size: small, rounds: 1, rows: []*row{r}}
		if err := e.run(w); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, not %q", err, want)
		}
	}
}

// rewrite makes an output stale after its time was remembered.
func rewrite(m *module) error {
	outputs, err := m.outputs()
	if err != nil {
		return err
	}
	if err := m.remember(); err != nil {
		return err
	}
	text, err := os.ReadFile(outputs[0])
	if err != nil {
		return err
	}
	return os.WriteFile(outputs[0], append(text, "\n// stale\n"...), 0o666)
}
