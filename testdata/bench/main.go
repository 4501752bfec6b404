// Bench measures typeseal, its floor and its peers, and writes RESULTS.md and
// results.svg.
//
//	go run .                  measures everything, in about six minutes
//	go run . -short -check    fails if something became worse; CI runs this
//
// The floor is the least work for a token; see package floor. All times are CPU times.
// Operations that are compared run interleaved in this one process; see package measure.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"runtime"
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
	flag.BoolVar(&c.short, "short", false, "measure only what the targets compare")
	flag.BoolVar(&c.check, "check", false,
		"exit 1 if there are more allocations than allowed, or a ratio misses its target by more than a seventh")
	flag.StringVar(&c.out, "out", "", "directory for RESULTS.md and results.svg (default ., and none with -short)")
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

// An experiment measures one section.
type experiment struct {
	measure  func(config) (section, error)
	parallel bool // it is about several goroutines
}

// run measures on one processor, unless e measures several goroutines. Otherwise the
// garbage collector would use idle processors, and their time would count.
func (e experiment) run(c config) (section, error) {
	if !e.parallel {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	}
	return e.measure(c)
}

func measureAll(c config) (sections []section, t *tokens, err error) {
	start := time.Now()
	experiments := []experiment{
		{measure: func(c config) (section, error) { t, err = measureTokens(c); return t, err }},
		{measure: measureRefusals},
		{measure: measureWatching},
		{measure: measureTenants},
	}
	if !c.short {
		experiments = append(experiments, experiment{measureScaling, true}, experiment{measureReload, true},
			experiment{measure: measureMillion}, experiment{measure: measureCompat})
	}
	for i, e := range experiments {
		s, err := e.run(c)
		if err != nil {
			return nil, nil, err
		}
		sections = append(sections, s)
		fmt.Fprintf(os.Stderr, "bench: %d of %d experiments done after %v\n",
			i+1, len(experiments), time.Since(start).Round(time.Second))
	}
	return sections, t, nil
}
