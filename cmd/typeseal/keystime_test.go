package main

import (
	"testing"
	"time"

	"github.com/typeseal/typeseal/cmd/typeseal/internal/show"
)

func TestDuration(t *testing.T) {
	for text, want := range map[string]struct {
		d     time.Duration
		shown string
	}{
		"0": {0, "0s"}, "90d": {90 * show.Day, "90d"}, "1d12h": {36 * time.Hour, "1d12h"},
		"36h": {36 * time.Hour, "1d12h"},
		"30m": {30 * time.Minute, "30m"}, "1h30m": {90 * time.Minute, "1h30m"},
		"1d5s":    {show.Day + 5*time.Second, "1d5s"},
		"1h0m30s": {time.Hour + 30*time.Second, "1h0m30s"}, "1.5h": {90 * time.Minute, "1h30m"},
		"100m": {100 * time.Minute, "1h40m"},
		"60s":  {time.Minute, "1m"}, "20h": {20 * time.Hour, "20h"}, "0d": {0, "0s"},
	} {
		var d duration
		if err := d.Set(text); err != nil || time.Duration(d) != want.d || d.String() != want.shown {
			t.Errorf("%s: %v, shown as %s, %v; want %v, %s", text, time.Duration(d), &d, err, want.d, want.shown)
		}
		again := duration(1)
		if err := again.Set(d.String()); err != nil || again != d {
			t.Errorf("%s is shown as %s, which is read as %v, %v", text, &d, time.Duration(again), err)
		}
	}
	for _, text := range []string{"", "d", "1", "-1h", "1d-1h", "-1d", "1h1d", "1dd", "1.5d", "1ms", "1h1ns", "65536d",
		"9999999h",
		"1x", " 1h", "1h ", "+1d", "1d 2h", "99999999999999999999d"} {
		d := duration(1)
		if err := d.Set(text); err == nil || d != 1 {
			t.Errorf("%q is read as %v, %v", text, time.Duration(d), err)
		}
	}
}
