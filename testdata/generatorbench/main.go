// Generatorbench measures typeseal as a whole command, beside generators that people know,
// and writes RESULTS.md.
//
//	go run .            measures everything
//	go test .           fails if something became worse; CI runs this
//
// The peers are the tools that go.mod names. They are built before anything is measured.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"time"
)

type config struct {
	rounds int
	short  bool   // only what CI holds
	out    string // directory for RESULTS.md; none if empty
}

func main() {
	var c config
	flag.IntVar(&c.rounds, "rounds", 9, "rounds for 100 x 10; all other experiments have a third of them")
	flag.BoolVar(&c.short, "short", false, "measure only what CI holds")
	flag.StringVar(&c.out, "out", ".", "directory for RESULTS.md")
	flag.Parse()
	if err := run(c, os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "generatorbench:", err)
		os.Exit(1)
	}
}

// run measures, writes the page and prints the verdicts. A short run returns an error if CI
// must fail.
func run(c config, out, progress io.Writer) (err error) {
	w, err := newWorkbench()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, w.close()) }()
	sections, verdicts, err := measureAll(c, w, progress)
	if err != nil {
		return err
	}
	io.WriteString(out, verdictTable(verdicts))
	if c.out != "" {
		if err := write(c.out, w, sections, verdicts); err != nil {
			return err
		}
	}
	if !c.short {
		return nil
	}
	return kept(verdicts)
}

func measureAll(c config, w *workbench, progress io.Writer) (sections []section, verdicts []verdict, err error) {
	token, err := w.sampleToken()
	if err != nil {
		return nil, nil, err
	}
	start := time.Now()
	all := experiments(c, token)
	for i, e := range all {
		if err := e.run(w); err != nil {
			return nil, nil, err
		}
		sections = append(sections, e)
		verdicts = append(verdicts, e.verdicts()...)
		fmt.Fprintf(progress, "generatorbench: %d of %d experiments done after %v\n", i+1, len(all),
			time.Since(start).Round(time.Second))
	}
	if c.short {
		return sections, verdicts, nil
	}
	watch := &watching{size: hundred, saves: c.rounds}
	return append(sections, watch), verdicts, watch.run(w)
}

// experiments returns what is measured.
func experiments(c config, token string) []*experiment {
	first := &experiment{size: hundred, title: "100 packages with 10 structs each", rounds: c.rounds,
		rows: slices.Concat(beside(controllerGen), editing(), reading(token))}
	if c.short {
		return []*experiment{first}
	}
	first.rows = append(first.rows, installed())
	few := max(1, c.rounds/3)
	return []*experiment{
		first,
		{size: hundred, title: "Beside more peers", rounds: few, rows: beside(peers[1:]...), again: true},
		{size: twoHundred, title: "200 packages with 20 structs each", rounds: few,
			rows: slices.Concat(beside(controllerGen), editing(), reading(token))},
		{size: quarter, title: "One package with 250 structs", rounds: few, rows: beside()},
		{size: thousand, title: "One package with 1000 structs", rounds: few, rows: beside()},
		{title: large + ", which has no directive", rounds: few, rows: elsewhere()},
	}
}

// beside returns the rows of typeseal and of peers.
func beside(peers ...generator) []*row {
	rows := append([]*row{goList()}, regenerating(typeseal)...)
	for _, p := range peers {
		rows = append(rows, regenerating(p)...)
	}
	return rows
}
