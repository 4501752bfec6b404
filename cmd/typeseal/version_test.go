package main

import (
	"runtime/debug"
	"testing"
)

// TestDescribed: the version tells from what the command was built.
func TestDescribed(t *testing.T) {
	setting := func(key, value string) debug.BuildSetting { return debug.BuildSetting{Key: key, Value: value} }
	published := "v1.2.3" // no other is released
	for want, info := range map[string]debug.BuildInfo{
		"v1.2.3":  {Main: debug.Module{Version: "v1.2.3"}},
		"(devel)": {},
		"v1.2.3 => ../typeseal": {Main: debug.Module{
			Version: "v1.2.3", Replace: &debug.Module{Path: "../typeseal"},
		}},
		"v1.2.3 => example.com/fork v1.2.4": {Main: debug.Module{
			Version: "v1.2.3", Replace: &debug.Module{Path: "example.com/fork", Version: "v1.2.4"},
		}},
		"(devel) abcdef": {
			Main: debug.Module{Version: devel}, Settings: []debug.BuildSetting{setting("vcs.revision", "abcdef")},
		},
		"(devel) abcdef, with changes": {Settings: []debug.BuildSetting{
			setting("vcs.revision", "abcdef"), setting("vcs.modified", "true"),
		}},
		"v0.0.0-20261129063929-d66847e04a13+dirty": {
			Main:     debug.Module{Version: "v0.0.0-20261129063929-d66847e04a13+dirty"},
			Settings: []debug.BuildSetting{setting("vcs.revision", "d66847e04a13")},
		},
	} {
		if got := described(&info); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
		if got := released(&info); (got == published) != (want == published) || got != "" && got != published {
			t.Errorf("%s: the released version is %q", want, got)
		}
	}
}
