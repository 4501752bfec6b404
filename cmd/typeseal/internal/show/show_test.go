package show

import (
	"slices"
	"testing"
	"time"
)

func TestSpan(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "0 seconds", 1999 * time.Millisecond: "1 second", 119 * time.Second: "119 seconds",
		2 * time.Minute:   "2 minutes",
		119 * time.Minute: "119 minutes",
		2 * time.Hour:     "2 hours", 47*time.Hour + 59*time.Minute: "47 hours", 48 * time.Hour: "2 days",
		90*Day + time.Hour: "90 days",
	} {
		if got := Span(d); got != want {
			t.Errorf("%v: %s, want %s", d, got, want)
		}
	}
}

func TestWrap(t *testing.T) {
	for text, want := range map[string][]string{
		"":                     nil,
		"ä ö":                  {"ä ö"},
		"one two  three\nfour": {"one", "two", "three", "four"},
		"a b c d e":            {"a b c", "d e"},
		"a incomprehensibly b": {"a", "incomprehensibly", "b"},
	} {
		if got := Wrap(text, 5); !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
