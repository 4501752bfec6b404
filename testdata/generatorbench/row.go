package main

import (
	"fmt"
	"os"
	"time"

	"github.com/typeseal/typeseal/testdata/generatorbench/process"
	"github.com/typeseal/typeseal/testdata/generatorbench/project"
	"github.com/typeseal/typeseal/testdata/measure"
)

// A row is one command that is measured, again and again, on a module of its own.
type row struct {
	name   string
	by     generator
	args   []string            // without it, the generator's command
	from   string              // a module that the rows run on in place of a written one
	ready  func(*module) error // once, after the first output was written
	before func(*module) error // before each run, unmeasured
	after  func(*module) error // tells whether the run did its work
	empty  bool                // with an empty build cache
	shared bool                // reported without memory, which is that of several processes

	module *module
	cell   *measure.Cell
	peaks  []float64 // megabytes
}

// An experiment is rows for modules of one size. They are measured in turn, in several
// rounds.
type experiment struct {
	size   project.Size
	title  string // of its table
	rows   []*row
	rounds int
	again  bool // it has rows of another experiment, which are judged there
}

// base is the name of the first row of each experiment, with which the others are compared.
const base = "`go list ./...`"

// run prepares the modules and measures.
func (e *experiment) run(w *workbench) error {
	var cells []*measure.Cell
	for _, r := range e.rows {
		if err := r.prepare(w, e.size); err != nil {
			return fmt.Errorf("%s, %s, %s: %w", e.size, r.by.name, r.name, err)
		}
		r.cell = &measure.Cell{Name: fmt.Sprintf("%s, %s, %s", e.size, r.by.name, r.name), Time: r.time}
		cells = append(cells, r.cell)
	}
	if err := measure.Once(cells, e.rounds); err != nil {
		return err
	}
	for _, r := range e.rows {
		if err := os.RemoveAll(r.module.root); err != nil {
			return err
		}
	}
	return nil
}

func (r *row) prepare(w *workbench, size project.Size) (err error) {
	if err := w.install(r.by); err != nil {
		return err
	}
	if r.module, err = w.newModule(r.by, size); err != nil {
		return err
	}
	if r.from != "" {
		err = r.module.copy(r.from)
	} else {
		err = r.module.write()
	}
	if err != nil || r.ready == nil {
		return err
	}
	return r.ready(r.module)
}

// time runs the command n times and returns its CPU time.
func (r *row) time(n int) (total time.Duration, err error) {
	for range n {
		used, err := r.once()
		if err != nil {
			return 0, err
		}
		total += used.CPU
		r.peaks = append(r.peaks, float64(used.Peak)/1e6)
	}
	return total, nil
}

func (r *row) once() (used process.Usage, err error) {
	args := r.args
	if args == nil {
		args = r.by.command
	}
	cmd := r.module.bench.command(r.module.dir, args[0], args[1:]...)
	cmd.Env = r.module.env()
	if r.empty {
		dir, err := os.MkdirTemp(r.module.root, "build")
		if err != nil {
			return used, err
		}
		defer os.RemoveAll(dir)
		cmd.Env = append(cmd.Env, "GOCACHE="+dir)
	}
	if r.before != nil {
		if err := r.before(r.module); err != nil {
			return used, err
		}
	}
	if used, err = process.Run(cmd); err != nil || r.after == nil {
		return used, err
	}
	return used, r.after(r.module)
}

// get returns the row of that name and generator.
func (e *experiment) get(by, name string) *row {
	for _, r := range e.rows {
		if r.by.name == by && r.name == name {
			return r
		}
	}
	return nil
}

// memory returns the median of the peaks, in megabytes.
func (r *row) memory() float64 { return measure.Quantile(append([]float64{}, r.peaks...), 0.5) }
