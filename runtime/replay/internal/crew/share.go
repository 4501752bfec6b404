package crew

import (
	"testing"
	"time"
)

// Benchmark compares redeeming with the bare insert, 16 clients in two
// processes, in turns so that a busy machine is as unkind to both.
//
//	go test -run - -bench Load -benchtime 1x
func Benchmark(b *testing.B, address string) {
	const turns, turn = 3, 2 * time.Second
	var bare, redeem Report
	for b.Loop() {
		for range turns {
			load := Load{Address: address, Processes: 2, Clients: 8, For: turn, Bare: true}
			bare.better(load.Run(b))
			load.Bare = false
			redeem.better(load.Run(b))
		}
	}
	b.Logf("bare:   %v", bare)
	b.Logf("redeem: %v", redeem)
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(redeem.Rate, "redeems/s")
	b.ReportMetric(bare.Rate, "bare/s")
	b.ReportMetric(100*redeem.Rate/bare.Rate, "%ofbare")
}

// better keeps the faster of two reports: the one that was disturbed less.
func (r *Report) better(other Report) {
	if other.Rate > r.Rate {
		*r = other
	}
}
