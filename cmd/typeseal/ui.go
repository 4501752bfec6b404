package main

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/typeseal/typeseal/cmd/typeseal/internal/show"
)

// Rules for output.
//
// Results go to standard output: what the command was asked for, such as a table, a diff
// or a document for programs. Everything else goes to standard error: errors, warnings,
// notes, and on success one line that says what was done, and what to do next if there is
// something. The option --quiet leaves out that line and the notes. Nothing has a time of
// day, so that outputs can be compared.
//
// What programs may read is plain: one line for each diagnostic, with the place first, as
// editors expect it. With --json, --sarif or --github (see reporter), the diagnostics
// are the result instead, and they have the same positions in all of these.
//
// What goes to a terminal is for people. Lines end at words and fit the terminal; a
// diagnostic shows its line of the source, with carets below and help on a line of its own;
// the last line counts problems and files. There are colors unless NO_COLOR is set. With
// --color=always all output is as at a terminal. TERM=dumb is not a terminal for people.
//
// All output goes through the type output. Functions that print for people take a
// show.Screen, which screen returns.
//
// Exit code 0 means success. 1 means that the input is wrong, and that the command has
// printed why. 2 means that the command line is wrong, or that something else failed, such
// as writing to standard output or standard error.

// helpWidth is the number of columns of the widest line in a help text.
const helpWidth = 80

// helpRows is the number of lines of a terminal that does not know it.
const helpRows = 24

// errFindings is the error of a command that has printed the errors in its input.
var errFindings = errors.New("findings")

// usageError is the error of a wrong command line. The help of the command about says what
// is right. If it is nil, that is the command that ran.
type usageError struct {
	text  string
	about *cobra.Command
}

func (e *usageError) Error() string { return e.text }

func usagef(format string, args ...any) error {
	return &usageError{text: fmt.Sprintf(format, args...)}
}

// The values of the option --color.
const (
	colorAuto   = "auto"
	colorAlways = "always"
	colorNever  = "never"
)

// colorFlag adds the option --color, which applies to both outputs at once.
func colorFlag(root *cobra.Command) {
	root.PersistentFlags().Func("color", "`when` to use colors: auto (at a terminal), always or never",
		func(when string) error {
			if when != colorAuto && when != colorAlways && when != colorNever {
				return fmt.Errorf("%q is none of auto, always and never", when)
			}
			for _, w := range []io.Writer{root.OutOrStdout(), root.ErrOrStderr()} {
				if o, ok := w.(*output); ok {
					o.setColor(when)
				}
			}
			return nil
		})
}

// screen returns the screen of w, or nil if programs may read w.
func screen(w io.Writer) show.Screen {
	if o, ok := w.(*output); ok && o.columns > 0 {
		return o
	}
	return nil
}

// tell prints sentences. At a terminal, lines end at words, except those that are indented.
func tell(w io.Writer, format string, args ...any) {
	text := asRun(fmt.Sprintf(format, args...))
	s := screen(w)
	if s == nil {
		fmt.Fprintln(w, text)
		return
	}
	for line := range strings.SplitSeq(text, "\n") {
		if strings.HasPrefix(line, "\t") {
			fmt.Fprintln(s, line)
		} else {
			show.Flow(s, 0, 0, show.Piece{Text: line})
		}
	}
}

// printError prints err, unless the command has printed it already, and returns the exit
// code. If the command line was wrong, it says where the help of cmd is, or of all if cmd is
// nil, or that of the command which the error is about.
func printError(w io.Writer, cmd *cobra.Command, err error) int {
	var usage *usageError
	switch {
	case err == nil:
		return 0
	case errors.Is(err, errFindings):
		return 1
	case errors.As(err, &usage):
		cmd = cmp.Or(usage.about, cmd)
		tell(w, "typeseal: %s\n%s", usage.text, whereHelp(cmd))
	default:
		// Errors of the runtime already begin with the name.
		tell(w, "typeseal: %s", strings.TrimPrefix(err.Error(), "typeseal: "))
	}
	return 2
}

// whereHelp names the command that prints the help of cmd.
func whereHelp(cmd *cobra.Command) string {
	if cmd == nil || !cmd.HasParent() {
		return "For the commands and their options, run typeseal help."
	}
	what := "its options"
	if cmd.HasSubCommands() {
		what = "its commands"
	}
	path := strings.TrimPrefix(cmd.CommandPath(), cmd.Root().Name())
	return "For " + what + ", run typeseal help" + path + "."
}

// packageArgs accepts package patterns. It refuses an empty one, for which the go command
// would use the package of the working directory. If no subcommand was named, it also
// refuses a word that can only be the misspelled name of one.
func packageArgs(cmd *cobra.Command, args []string) error {
	if slices.Contains(args, "") {
		return usagef("a package pattern is empty; %s", checkVariable)
	}
	for _, arg := range args {
		if !cmd.HasParent() && !strings.ContainsAny(arg, "./\\") {
			if info, err := os.Stat(arg); err == nil && info.IsDir() {
				return usagef("unknown command %q; for the folder, write ./%[1]s", arg)
			}
			return unknownCommand(cmd, arg)
		}
	}
	return nil
}

// takes returns a function that accepts from least to most arguments. The error names
// them as what.
func takes(least, most int, what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) < least || len(args) > most {
			given := fmt.Sprintf("%d were", len(args))
			switch len(args) {
			case 0:
				given = "none was"
			case 1:
				given = "one was"
			}
			return usagef("%s takes %s, but %s given", cmd.Name(), what, given)
		}
		return nil
	}
}

// checkVariable is the advice for an empty word, which comes from an unset shell variable.
const checkVariable = "check that the shell variable in the command is set"

// notEmpty returns the function of an option that names a file or a type.
func notEmpty(set func(name string)) func(string) error {
	return func(name string) error {
		if name == "" {
			return errors.New("it is empty; " + checkVariable)
		}
		set(name)
		return nil
	}
}

// unknownCommand returns the error for an unknown command below another.
func unknownCommand(parent *cobra.Command, name string) error {
	var names []string
	for _, c := range parent.Commands() {
		names = append(names, c.Name())
	}
	what := fmt.Sprintf("command %q", name)
	if parent.HasParent() {
		what += " of " + parent.CommandPath()
	}
	return unknown(what, name, names)
}

// flagError returns the error for a wrong option.
func flagError(cmd *cobra.Command, err error) error {
	name, ok := strings.CutPrefix(err.Error(), "unknown flag: --")
	_, single, _ := strings.Cut(err.Error(), "' in -") // unknown shorthand flag: 't' in -tests
	var value *pflag.InvalidValueError
	switch {
	case strings.HasPrefix(err.Error(), "unknown shorthand flag: 'v'"):
		return usagef("unknown option -v; for the version, write --version")
	case len(single) > 1 && cmd.Flags().Lookup(single) != nil:
		return usagef("unknown option -%s; write it with two dashes: --%[1]s", single)
	case single != "":
		return usagef("unknown option -%s", single)
	case errors.As(err, &value):
		return usagef("option --%s: %v", value.GetFlag().Name, value.Unwrap())
	case !ok:
		return usagef("%v", err)
	}
	var names []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, "--"+f.Name) })
	return unknown("option --"+name, "--"+name, names)
}

// unknown returns the error for a word that is not one of the choices. If only one choice
// is similar, the error suggests it.
func unknown(what, word string, choices []string) error {
	text := "unknown " + what
	if near := nearest(word, choices); near != "" {
		text += fmt.Sprintf("; did you mean %q?", near)
	}
	return &usageError{text: text}
}

// nearest returns the only choice that is similar to a word, or nothing.
func nearest(word string, choices []string) string {
	similar := &cobra.Command{SuggestionsMinimumDistance: 2}
	for _, choice := range choices {
		similar.AddCommand(&cobra.Command{Use: choice, Run: func(*cobra.Command, []string) {}})
	}
	if near := similar.SuggestionsFor(word); len(near) == 1 {
		return near[0]
	}
	return ""
}

// printJSON prints a document for programs.
func printJSON(out io.Writer, document any) error {
	e := json.NewEncoder(out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(document)
}
