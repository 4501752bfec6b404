//go:build unix

package generator

import (
	"context"
	"fmt"
	"path/filepath"
	"runtime/metrics"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/typeseal/typeseal/generator/internal/diag"
	"github.com/typeseal/typeseal/generator/internal/directive"
	"github.com/typeseal/typeseal/generator/internal/emitgo"
	"github.com/typeseal/typeseal/generator/internal/history"
	"github.com/typeseal/typeseal/generator/internal/model"
	"github.com/typeseal/typeseal/generator/internal/plan"
	"github.com/typeseal/typeseal/generator/internal/rules"
	"github.com/typeseal/typeseal/generator/internal/source"
	"github.com/typeseal/typeseal/generator/internal/survey"
)

// A size is the size of a module: its packages, and the types of each.
type size struct{ packages, types int }

func (s size) String() string { return fmt.Sprintf("%dx%d", s.packages, s.types) }

var sizes = []size{{1, 1}, {10, 10}, {100, 10}, {200, 20}}

// module writes a module of the size.
func (s size) module(t testing.TB) (dir string) {
	dir = t.TempDir()
	write(t, filepath.Join(dir, "go.mod"), "module example.com/app\n\ngo 1.26.0\n")
	for p := range s.packages {
		var b strings.Builder
		fmt.Fprintf(&b, "package p%03d\n\nimport \"time\"\n", p)
		for i := range s.types {
			fmt.Fprintf(&b, `
//typeseal:%[1]s salt=p%[2]d.t%[3]d max-age=30m
type T%[3]d struct {
	ID    int64            `+"`json:\"id\"`"+`
	Email string           `+"`json:\"email\"`"+`
	Roles []string         `+"`json:\"roles\"`"+`
	At    time.Time        `+"`json:\"at\"`"+`
	Sub   Sub%[3]d         `+"`json:\"sub\"`"+`
	M     map[string]int64 `+"`json:\"m\"`"+`
	P     *uint32          `+"`json:\"p\"`"+`
}

// Sub%[3]d is a part of T%[3]d.
type Sub%[3]d struct {
	A, B string
	Xs   []int32
}
`, []string{"seal", "sign"}[i%2], p, i)
		}
		write(t, filepath.Join(dir, fmt.Sprintf("p%03d", p), "t.go"), b.String())
	}
	return dir
}

// BenchmarkGenerate generates for modules of several sizes: fresh, without a lock, and if
// nothing has changed since.
func BenchmarkGenerate(b *testing.B) {
	for _, s := range sizes {
		dir := s.module(b)
		for _, state := range []string{"fresh", "same"} {
			b.Run(s.String()+"/"+state, func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if result := cleanly(b, dir); len(result.Files) != s.packages {
						b.Fatalf("%d files", len(result.Files))
					}
				}
			})
			check(b, Commit(cleanly(b, dir)))
		}
	}
}

// BenchmarkStages runs the stages of Generate one after the other, and reports the
// processor time in milliseconds and the allocated megabytes of each.
func BenchmarkStages(b *testing.B) {
	for _, s := range sizes {
		dir := s.module(b)
		for _, state := range []string{"fresh", "same"} {
			b.Run(s.String()+"/"+state, func(b *testing.B) {
				c := clock{}
				for b.Loop() {
					c.stages(b, dir)
				}
				for _, name := range c.names {
					b.ReportMetric(c.spent[name].Seconds()*1e3/float64(b.N), name+"-ms")
					b.ReportMetric(float64(c.allocated[name])/1e6/float64(b.N), name+"-MB")
				}
			})
			check(b, Commit(cleanly(b, dir)))
		}
	}
}

// A clock adds up the time and memory that stages take.
type clock struct {
	names     []string
	spent     map[string]time.Duration
	allocated map[string]uint64
}

// time runs a stage.
func (c *clock) time(name string, stage func()) {
	before, start := allocated(), processor()
	stage()
	if c.spent == nil {
		c.spent, c.allocated = map[string]time.Duration{}, map[string]uint64{}
	}
	if _, known := c.spent[name]; !known {
		c.names = append(c.names, name)
	}
	c.spent[name] += processor() - start
	c.allocated[name] += allocated() - before
}

// allocated returns how many bytes the process has allocated.
func allocated() uint64 {
	sample := []metrics.Sample{{Name: "/gc/heap/allocs:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}

// processor returns the processor time of the process and of the commands that it has run.
func processor() (spent time.Duration) {
	for _, who := range []int{syscall.RUSAGE_SELF, syscall.RUSAGE_CHILDREN} {
		var usage syscall.Rusage
		if err := syscall.Getrusage(who, &usage); err == nil {
			spent += time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
		}
	}
	return spent
}

// stages generates for the module in a folder.
func (c *clock) stages(b *testing.B, dir string) {
	ctx := context.Background()
	var src *source.Module
	var err error
	c.time("load", func() {
		src, err = source.Load(ctx, source.Config{Dir: dir, Header: plan.Header, Mentions: directive.Mentions})
	})
	check(b, err)
	found := &diag.Collector{Fset: src.Fset, Source: src.Source, Name: filepath.ToSlash}
	var list []*survey.Package
	c.time("directives", func() { list = survey.Directives(src, nil, found) })
	c.time("types", func() { err = survey.Types(ctx, src, list, found) })
	check(b, err)
	var models []*model.Package
	for _, p := range list {
		models = append(models, p.Package)
	}
	c.time("rules", func() {
		for _, p := range models {
			found.Add(rules.Check(p)...)
		}
		found.Add(rules.CheckAll(models, func(diag.Span) string { return "" })...)
	})
	var tokens *history.Comparison
	c.time("lock", func() {
		tokens = history.Compare(ctx, history.Config{
			Dir: src.Dir, Roots: src.Roots, Packages: models, Whole: src.Whole, Now: time.Now(), Found: found,
		})
	})
	var files []*plan.File
	c.time("plan", func() {
		for _, p := range models {
			files = append(files, plan.New(p)...)
		}
	})
	c.time("emit", func() {
		for _, f := range files {
			_, err = emitgo.Emit(f)
			check(b, err)
		}
	})
	c.time("tokens", func() {
		r := run{source: src, models: models, found: found, tokens: tokens}
		if list := r.listTokens(); len(list) == 0 {
			b.Fatal("no tokens")
		}
	})
	if found.Faulty("") {
		b.Fatal(found.Errors())
	}
}
