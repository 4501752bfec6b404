package main

import (
	"encoding/xml"
	"errors"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/typeseal/typeseal/testdata/measure"
)

// TestShortRun runs the same benchmark as CI, in two rounds. Every operation must
// succeed, however long it takes.
func TestShortRun(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a few seconds")
	}
	c := config{rounds: 2, slice: 100 * time.Microsecond, short: true, out: t.TempDir()}
	if err := run(c, io.Discard); err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile(c.out + "/RESULTS.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"Sign / floor, msgpack", "Sign, compressed / Sign", "## Token lengths", "## Refusing", "## Tenants",
		"cristalhq/jwt",
	} {
		if !strings.Contains(string(page), want) {
			t.Errorf("the page does not mention %q", want)
		}
	}
	picture, err := os.Open(c.out + "/results.svg")
	if err != nil {
		t.Fatal(err)
	}
	defer picture.Close()
	for d := xml.NewDecoder(picture); ; {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
}

func TestVerdict(t *testing.T) {
	for _, tt := range []struct {
		name      string
		v         verdict
		met, kept bool
	}{
		{"below a bound", verdict{got: at(1.3), limit: 1.4}, true, true},
		{"above it", verdict{got: at(1.5), limit: 1.4}, false, true},
		{"above it in the median alone", verdict{got: measure.Spread{Best: 1.3, Median: 2}, limit: 1.4}, true, true},
		{"above it by more than the slack", verdict{got: at(1.7), limit: 1.4}, false, false},
		{"fast enough", verdict{got: at(9), limit: 9, atLeast: true}, true, true},
		{"too slow", verdict{got: at(8), limit: 9, atLeast: true}, false, true},
		{"much too slow", verdict{got: at(5), limit: 9, atLeast: true}, false, false},
		{"one allocation more", verdict{got: at(2), limit: 1, exact: true}, false, false},
	} {
		tt.v.watched = true
		if tt.v.met() != tt.met || tt.v.kept() != tt.kept || (kept([]verdict{tt.v}) == nil) != tt.kept {
			t.Errorf("%s: met %v, kept %v", tt.name, tt.v.met(), tt.v.kept())
		}
	}
}

// TestOutcome: a target is not missed if the floor itself could not reach it.
func TestOutcome(t *testing.T) {
	for want, v := range map[string]verdict{
		"met":                                  {got: at(9), limit: 9, atLeast: true, reach: 8},
		"**missed**":                           {got: at(8), limit: 9, atLeast: true, reach: 10},
		"out of reach here: 8.50 at the floor": {got: at(8), limit: 9, atLeast: true, reach: 8.5},
	} {
		if got := v.outcome(); got != want {
			t.Errorf("%q, not %q", got, want)
		}
	}
}

func at(figure float64) measure.Spread { return measure.Spread{Best: figure, Median: figure} }

// TestPeersAreNamed: the page names the version of every module that go.mod
// requires for its peers.
func TestPeersAreNamed(t *testing.T) {
	gomod, err := os.ReadFile("go.mod")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(gomod)) {
		path, version, _ := strings.Cut(strings.TrimSpace(line), " ")
		peer := path != "github.com/typeseal/typeseal" && strings.HasPrefix(version, "v") &&
			!strings.HasSuffix(version, "// indirect")
		if peer && !strings.Contains(requirements, path+" ") {
			t.Errorf("%s is not among the requirements", path)
		}
	}
}
