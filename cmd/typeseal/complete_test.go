package main

import (
	"slices"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// TestCompleted: it is known for every command and option what completes its arguments and
// its value. Otherwise shells would offer files.
func TestCompleted(t *testing.T) {
	files := []string{
		"show", "rotate", "cutoff", "check", "public", "add", // of keys
		"lock", "keys", "with", "out",
	}
	var walk func(cmd *cobra.Command)
	walk = func(cmd *cobra.Command) {
		takesFile := cmd.HasSubCommands() || slices.Contains(files, cmd.Name())
		if cmd.Runnable() && cmd.ValidArgsFunction == nil && !takesFile {
			t.Errorf("%s: nothing completes its arguments", cmd.CommandPath())
		}
		cmd.LocalFlags().VisitAll(func(f *pflag.Flag) {
			_, known := cmd.GetFlagCompletionFunc(f.Name)
			if !known && f.NoOptDefVal == "" && !slices.Contains(files, f.Name) {
				t.Errorf("%s: nothing completes the value of --%s", cmd.CommandPath(), f.Name)
			}
		})
		for _, sub := range cmd.Commands() {
			walk(sub)
		}
	}
	walk(rootCommand())
}
