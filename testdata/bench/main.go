// Bench measures typeseal beside its floor and its peers and writes what it
// found: RESULTS.md and results.svg.
//
//	go run .                  everything, in about four minutes
//	go run . -short -check    what CI runs: fails where something became worse
//
// The floor is what a token costs at least; see package floor. All that is
// compared runs interleaved in this one process; see package measure.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"time"
)

type config struct {
	rounds int
	slice  time.Duration // of a cell in a round
	short  bool
	check  bool
	out    string
}

func main() {
	c := config{slice: 3 * time.Millisecond}
	flag.IntVar(&c.rounds, "rounds", 0, "rounds, at least 60 for results that are published (default 150, short 80)")
	flag.BoolVar(&c.short, "short", false, "only the payload that the targets are about, and only what they compare")
	flag.BoolVar(&c.check, "check", false, "exit 1 where allocations rose or a ratio to the floor is worse than its target by half")
	flag.StringVar(&c.out, "out", "", "directory for RESULTS.md and results.svg (default . and none when short)")
	flag.Parse()
	c.defaults()
	if err := run(c, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func (c *config) defaults() {
	if c.out == "" && !c.short {
		c.out = "."
	}
	if c.rounds > 0 {
		return
	}
	c.rounds = 150
	if c.short {
		c.rounds = 80
	}
}

// run measures, writes the files and prints the verdicts.
func run(c config, out io.Writer) error {
	sections, tokens, err := measureAll(c)
	if err != nil {
		return err
	}
	var verdicts []verdict
	for _, s := range sections {
		verdicts = append(verdicts, s.verdicts()...)
	}
	if c.out != "" {
		if err := write(c.out, c, sections, tokens, verdicts); err != nil {
			return err
		}
	}
	io.WriteString(out, verdictTable(verdicts))
	if c.check {
		return kept(verdicts)
	}
	return nil
}

// A section is one experiment of the results page.
type section interface {
	verdicts() []verdict
	markdown() string
}

func measureAll(c config) ([]section, *tokens, error) {
	start := time.Now()
	t, err := measureTokens(c)
	if err != nil {
		return nil, nil, err
	}
	sections := []section{t}
	experiments := []func(config) (section, error){measureRefusals, measureScaling}
	if !c.short {
		experiments = append(experiments, measureReload, measureMillion, measureCompat)
	}
	for i, measure := range experiments {
		fmt.Fprintf(os.Stderr, "bench: %d of %d experiments after %v\n", i+1, len(experiments)+1, time.Since(start).Round(time.Second))
		s, err := measure(c)
		if err != nil {
			return nil, nil, err
		}
		sections = append(sections, s)
	}
	return sections, t, nil
}
