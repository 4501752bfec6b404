package main

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/typeseal/typeseal/testdata/measure"
	"github.com/typeseal/typeseal/testdata/peer"
)

// TestShortRun runs the same benchmark as CI, in two rounds. Every operation must succeed,
// however long it takes.
func TestShortRun(t *testing.T) {
	_, err := peer.Modules()
	peer.Need(t, err)
	c := config{rounds: 2, slice: time.Millisecond, out: t.TempDir()}
	if err := run(c, io.Discard); err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile(filepath.Join(c.out, "RESULTS.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range languages {
		for _, g := range l.goals {
			if want := g.in(l.name); !strings.Contains(string(page), want) {
				t.Errorf("the page does not mention %q", want)
			}
		}
	}
	for _, b := range bundles {
		if !strings.Contains(string(page), b.name) {
			t.Errorf("the page does not mention %q", b.name)
		}
	}
}

func TestVerdict(t *testing.T) {
	at := func(best, median float64) measure.Spread { return measure.Spread{Best: best, Median: median} }
	for _, tt := range []struct {
		name    string
		v       verdict
		outcome string
		kept    bool
	}{
		{"below a goal", verdict{got: at(1, 1), most: 1.1}, "met", true},
		{"above it in the median alone", verdict{got: at(1, 9), most: 1.1}, "met", true},
		{"above it", verdict{got: at(1.2, 1.3), most: 1.1}, "**missed**", true},
		{"above it by more than the slack", verdict{got: at(1.5, 1.5), most: 1.1}, "**missed**", false},
		{"a count above its goal", exactly("", 81, 80, 0), "**missed**", false},
		{"a count", exactly("", 80, 80, 0), "met", true},
		{"above it, as it is allowed", verdict{got: at(2, 2), most: 1.1, allows: 1.6}, "**missed**", true},
		{"a count above it, as it is allowed", exactly("", 81, 80, 81), "**missed**", true},
		{"a count above what is allowed", exactly("", 82, 80, 81), "**missed**", false},
		{"without a goal", verdict{got: at(9, 9)}, "", true},
	} {
		if got := tt.v.outcome(); got != tt.outcome {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.outcome)
		}
		if err := kept([]verdict{tt.v}); (err == nil) != tt.kept {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}

// TestShortOperations: a short run measures both operations of a goal, and nothing else.
func TestShortOperations(t *testing.T) {
	l := language{goals: []goal{{op: "a", over: "b", most: 1}, {op: "a", over: "c"}, {op: "d", over: "b", most: 2}}}
	if got := strings.Join(l.ops(true), " "); got != "a b d" {
		t.Errorf("short: %s", got)
	}
	if got := strings.Join(l.ops(false), " "); got != "a b c d" {
		t.Errorf("all: %s", got)
	}
	l.goals = inServer(l.goals)
	if got := strings.Join(l.ops(true), "; "); got != "a, 16 at once; b, 16 at once; d, 16 at once" {
		t.Errorf("in a server: %s", got)
	}
}
