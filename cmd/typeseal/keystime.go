package main

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/typeseal/typeseal/cmd/typeseal/internal/show"
)

// A duration is an option such as 90d, 1d12h or 30m.
type duration time.Duration

func (d *duration) Type() string { return "duration" }

// String returns the text as a person writes it.
func (d *duration) String() string {
	days, rest := time.Duration(*d)/show.Day, time.Duration(*d)%show.Day
	text := ""
	if days > 0 {
		text = fmt.Sprintf("%dd", days)
	}
	if rest > 0 || text == "" {
		text += strings.NewReplacer("h0m0s", "h", "m0s", "m").Replace(rest.String())
	}
	return text
}

var errDuration = errors.New("write a time such as 90d, 1d12h or 30m, in whole seconds")

// Set reads the option.
func (d *duration) Set(text string) error {
	total, rest := time.Duration(0), text
	if days, after, ok := strings.Cut(text, "d"); ok {
		n, err := strconv.ParseUint(days, 10, 16)
		if err != nil {
			return errDuration
		}
		total, rest = time.Duration(n)*show.Day, after
	}
	if rest != "" {
		r, err := time.ParseDuration(rest)
		if err != nil || r < 0 || r > 100*366*show.Day || r%time.Second != 0 {
			return errDuration
		}
		total += r
	} else if text == "" {
		return errDuration
	}
	*d = duration(total)
	return nil
}

// when returns the text of a time: "2026-11-29T11:00:00Z on (in 55 minutes)".
func when(t, now time.Time) string {
	if !t.After(now) {
		return show.Instant(t) + " on"
	}
	return show.Instant(t) + " on (in " + show.Span(t.Sub(now.Truncate(time.Second))) + ")"
}
