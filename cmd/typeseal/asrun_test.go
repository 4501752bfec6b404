package main

import "testing"

// TestAsTool: what a message says can be typed where typeseal is a tool of the module.
func TestAsTool(t *testing.T) {
	for text, want := range map[string]string{
		"run typeseal freeze A, or":              "run go tool typeseal freeze A, or",
		"typeseal keys add, then typeseal check": "go tool typeseal keys add, then go tool typeseal check",
		"restore it and run typeseal":            "restore it and run go tool typeseal",
		"run typeseal; run typeseal --tests":     "run go tool typeseal; run go tool typeseal --tests",
		"Run typeseal keys rotate f.":            "Run go tool typeseal keys rotate f.",
		"as in\n\ttypeseal mint A '{}'":          "as in\n\tgo tool typeseal mint A '{}'",

		// These are not commands, or can be typed already.
		"run go tool typeseal init":                               "",
		"go run github.com/typeseal/typeseal/cmd/typeseal@latest": "",
		"typeseal: list --lock reads only typeseal.lock":          "",
		"typeseal.lock has no type A of typeseal 2":               "",
		"another typeseal has been writing":                       "",
	} {
		if want == "" {
			want = text
		}
		if got := asTool(text); got != want {
			t.Errorf("%q\n got %q\nwant %q", text, got, want)
		}
	}
	for _, cmd := range rootCommand().Commands() {
		if got := asTool("see typeseal " + cmd.Name()); got != "see go tool typeseal "+cmd.Name() {
			t.Errorf("the command %s is not known: %q", cmd.Name(), got)
		}
	}
}
