package main

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/typeseal/typeseal/internal/spell"
)

// Rules for output. What the user asked for goes to standard output, everything else to
// standard error. A command that has nothing to report prints nothing. There is no color,
// progress or time of day, so that outputs can be compared. All output goes through the
// type output.
//
// Exit code 0 means success. 1 means that the input is wrong, and that the command
// printed why. 2 means that the command line is wrong, or that something else failed,
// such as writing to standard output.

// errFindings is the error of a command that has printed what is wrong with its input.
var errFindings = errors.New("findings")

// usageError is the error of a wrong command line.
type usageError struct{ text string }

func (e *usageError) Error() string { return e.text }

func usagef(format string, args ...any) error {
	return &usageError{fmt.Sprintf(format, args...)}
}

// report prints err and returns its exit code.
func report(w io.Writer, err error) int {
	var usage *usageError
	switch {
	case err == nil:
		return 0
	case errors.Is(err, errFindings):
		return 1
	case errors.As(err, &usage):
		fmt.Fprintf(w, "typeseal: %s\nFor the commands and their options, run typeseal help.\n", usage.text)
	default:
		// The runtime's errors already begin with the name.
		fmt.Fprintf(w, "typeseal: %s\n", strings.TrimPrefix(err.Error(), "typeseal: "))
	}
	return 2
}

// unknownCommand returns the error for an unknown subcommand, with a similar name.
func unknownCommand(root *cobra.Command, name string) error {
	var names []string
	for _, c := range root.Commands() {
		names = append(names, c.Name())
	}
	return unknown(fmt.Sprintf("command %q", name), name, names)
}

// flagError returns the error for a wrong option. For an unknown option it suggests a
// similar name.
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
	return unknown("option --"+name, name, names)
}

// unknown refuses a word of the command line. It suggests the choice that was surely
// meant.
func unknown(what, word string, choices []string) error {
	text := fmt.Sprintf("unknown %s", what)
	if near := spell.DidYouMean(word, choices); near != "" {
		text += "; " + near
	}
	return usagef("%s", text)
}
