package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/typeseal/typeseal/testdata/generatorbench/project"
	"github.com/typeseal/typeseal/testdata/measure"
)

// A watching measures how long it takes after a save until `typeseal watch` has written the
// output and the lock. That is wall-clock time, so CI holds no goal for it.
type watching struct {
	size    project.Size
	saves   int
	missing bool      // this version of typeseal has no watch
	took    []float64 // milliseconds
}

const maxWatch = 100 // milliseconds

// patience is how long watch may take for one save before the measurement fails.
const patience = time.Minute

func (r *watching) run(w *workbench) error {
	if _, err := w.output(w.dir, "typeseal", "help", "watch"); err != nil {
		r.missing = true
		return nil
	}
	m, err := w.newModule(typeseal, r.size)
	if err != nil {
		return err
	}
	if err := m.write(); err != nil {
		return err
	}
	cmd := w.command(m.dir, "typeseal", "watch")
	cmd.Env = m.env()
	if err := cmd.Start(); err != nil {
		return err
	}
	defer cmd.Wait()
	defer cmd.Process.Signal(os.Interrupt)
	if _, err := m.save(); err != nil { // the first run may still go on
		return err
	}
	for range r.saves {
		time.Sleep(500 * time.Millisecond)
		took, err := m.save()
		if err != nil {
			return err
		}
		r.took = append(r.took, took.Seconds()*1000)
	}
	return nil
}

// save changes the max-age of one type, and returns how long it took until the output and the
// lock were written.
func (m *module) save() (time.Duration, error) {
	output := filepath.Join(m.dir, strings.TrimSuffix(project.Source(middle), ".go")+"_typeseal.go")
	before := [2]time.Time{modified(output), modified(m.lock())}
	if err := m.changeAge(); err != nil {
		return 0, err
	}
	start := time.Now()
	for modified(output).Equal(before[0]) || modified(m.lock()).Equal(before[1]) {
		if time.Since(start) > patience {
			return 0, fmt.Errorf("typeseal watch has written nothing for %v after a save", patience)
		}
		time.Sleep(time.Millisecond)
	}
	return time.Since(start), m.hasAge()
}

// modified returns when a file was written, or the zero time while it is being replaced.
func modified(path string) time.Time {
	info, err := os.Stat(path)
	if err != nil {
		return time.Time{}
	}
	return info.ModTime()
}

func (r *watching) markdown() string {
	const title = "## Watching\n\nFrom a save until `typeseal watch` has written the output and the lock"
	if r.missing {
		return title + ": not measured, because this version has no watch.\n"
	}
	median, outcome := measure.Quantile(slices.Clone(r.took), 0.5), "met"
	if median > maxWatch {
		outcome = "**missed**"
	}
	return fmt.Sprintf("%s, for %s: %.0f ms in the median of %d saves.\nThis is wall-clock time. "+
		"The goal is %d ms: %s. Each save changes the max-age of one type.\n",
		title, r.size, median, r.saves, maxWatch, outcome)
}
