//go:build unix

package emitgo_test

import (
	"fmt"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"github.com/typeseal/typeseal/generator/internal/emitgo"
	"github.com/typeseal/typeseal/generator/internal/model/modeltest"
	"github.com/typeseal/typeseal/generator/internal/plan"
)

// BenchmarkEmit prints files with few and many types, and types with few and many fields.
// The time is CPU time of the process, which includes the garbage collector. All shapes of
// code are known after the first output, as in a run for many packages.
func BenchmarkEmit(b *testing.B) {
	for _, size := range []struct{ types, fields int }{{10, 7}, {1000, 7}, {1000, 20}} {
		b.Run(fmt.Sprintf("types=%d/fields=%d", size.types, size.fields), func(b *testing.B) {
			file := planned(b, size.types, size.fields)
			emit(b, file)
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			start := cpuTime(b)
			for b.Loop() {
				emit(b, file)
			}
			used := cpuTime(b) - start
			runtime.ReadMemStats(&after)
			n := float64(b.N * size.types)
			b.ReportMetric(float64(used.Nanoseconds())/n, "cpu-ns/type")
			b.ReportMetric(float64(after.Mallocs-before.Mallocs)/n, "allocs/type")
			b.ReportMetric(float64(after.TotalAlloc-before.TotalAlloc)/n, "B/type")
			b.ReportMetric(0, "ns/op")
		})
	}
}

func emit(b *testing.B, file *plan.File) {
	if _, err := emitgo.Emit(file); err != nil {
		b.Fatal(err)
	}
}

func cpuTime(b *testing.B) time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		b.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// fieldTypes are the types of the fields of planned, in turn.
var fieldTypes = []string{"int64", "string", "[]string", "time.Time", "Sub%d", "map[string]int64", "*uint32"}

// planned plans a file.
func planned(b *testing.B, types, fields int) *plan.File {
	var source strings.Builder
	source.WriteString("package p\n\nimport \"time\"\n")
	for i := range types {
		fmt.Fprintf(&source, "\n//typeseal:%s salt=p.t%d max-age=30m\ntype T%[2]d struct {\n",
			[]string{"sign", "seal"}[i%2], i)
		for j := range fields {
			typ := strings.Replace(fieldTypes[j%len(fieldTypes)], "%d", fmt.Sprint(i), 1)
			fmt.Fprintf(&source, "\tField%d %s `json:\"field%[1]d\"`\n", j, typ)
		}
		fmt.Fprintf(&source, "}\n\ntype Sub%d struct {\n\tA, B string\n\tXs []int32\n}\n", i)
	}
	archive := &txtar.Archive{Files: []txtar.File{{Name: "p.go", Data: []byte(source.String())}}}
	pkg, problems := modeltest.Load(b, archive)
	if len(problems) > 0 {
		b.Fatal(problems)
	}
	return plan.New(pkg)[0]
}
