package observetest

import (
	"testing"

	"github.com/typeseal/typeseal/runtime/observe"
)

// Benchmark measures an observer that start makes: a token that is opened, one that is
// refused, and a load.
func Benchmark(b *testing.B, start func(b *testing.B) observe.Observer) {
	events := Events()
	for name, e := range map[string]observe.Event{"open": events[1], "forged": events[5], "load": events[7]} {
		b.Run(name, func(b *testing.B) {
			o := start(b)
			b.ReportAllocs()
			for b.Loop() {
				o.Observe(e)
			}
		})
		b.Run(name+"-parallel", func(b *testing.B) {
			o := start(b)
			b.ReportAllocs()
			b.RunParallel(func(p *testing.PB) {
				for p.Next() {
					o.Observe(e)
				}
			})
		})
	}
}
