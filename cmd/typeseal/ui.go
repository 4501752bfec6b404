package main

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/agnivade/levenshtein"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// Rules for output. What the user asked for goes to standard output, everything
// else to standard error. A command that has nothing to say says nothing. No
// colour, no progress, no time of day, so that output can be compared. Exit 0:
// done. Exit 1: the input is at fault, and what is wrong with it was printed.
// Exit 2: the command line is wrong, or something outside the input failed, such
// as standard output. All of it goes through an output.

// errFindings ends a command that has printed all that is wrong with its input.
var errFindings = errors.New("findings")

// usageError is a command line that makes no sense.
type usageError struct{ text string }

func (e *usageError) Error() string { return e.text }

func usagef(format string, args ...any) error {
	return &usageError{fmt.Sprintf(format, args...)}
}

// report prints err and returns the exit code that it stands for.
func report(w io.Writer, err error) int {
	var usage *usageError
	switch {
	case err == nil:
		return 0
	case errors.Is(err, errFindings):
		return 1
	case errors.As(err, &usage):
		fmt.Fprintf(w, "typeseal: %s\nRun typeseal help for the commands and their options.\n", usage.text)
	default:
		// The runtime's errors begin with the name already.
		fmt.Fprintf(w, "typeseal: %s\n", strings.TrimPrefix(err.Error(), "typeseal: "))
	}
	return 2
}

// unknownCommand refuses name, with the subcommand that was surely meant.
func unknownCommand(root *cobra.Command, name string) error {
	var names []string
	for _, c := range root.Commands() {
		names = append(names, c.Name())
	}
	return usagef("unknown command %q%s", name, didYouMean(name, names))
}

// flagError refuses an option that does not exist, with the one that was surely
// meant.
func flagError(cmd *cobra.Command, err error) error {
	name, ok := strings.CutPrefix(err.Error(), "unknown flag: --")
	var value *pflag.InvalidValueError
	switch {
	case errors.As(err, &value):
		return usagef("option --%s: %v", value.GetFlag().Name, value.Unwrap())
	case !ok:
		return usagef("%v", err)
	}
	var names []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
	return usagef("unknown option --%s%s", name, didYouMean(name, names))
}

// didYouMean names the one candidate within two edits of word, if there is one.
func didYouMean(word string, candidates []string) string {
	best, distance := "", 3
	for _, c := range candidates {
		switch d := levenshtein.ComputeDistance(word, c); {
		case d < distance:
			best, distance = c, d
		case d == distance:
			best = "" // two are as near: not certain
		}
	}
	if best == "" || distance >= len(best) {
		return ""
	}
	return fmt.Sprintf("; did you mean %q?", best)
}
