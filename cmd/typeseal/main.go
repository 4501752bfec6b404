// Command typeseal writes Sign and Verify, Seal and Open for annotated Go
// structs. See https://github.com/typeseal/typeseal for what the annotations
// are; typeseal help lists the subcommands.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"

	"github.com/spf13/cobra"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // the second one ends the process at once
	keepPipes()
	os.Exit(execute(ctx, os.Stdout, os.Stderr))
}

// execute runs the command line and returns the exit code.
func execute(ctx context.Context, stdout, stderr io.Writer) int {
	out, errs := &output{w: stdout}, &output{w: stderr}
	cmd := root()
	cmd.SetOut(out)
	cmd.SetErr(errs)
	err := cmd.ExecuteContext(ctx)
	if ctx.Err() != nil && err != nil {
		err = errors.New("interrupted")
	}
	if lost := out.close(); lost != nil {
		err = fmt.Errorf("standard output: %w", cause(lost))
	}
	code := report(errs, err)
	errs.close()
	return code
}

func root() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "typeseal [packages]",
		Short: "typeseal generates typed, tamper-proof tokens from annotated Go structs",
		Long: `typeseal reads structs annotated with //typeseal:sign or //typeseal:seal and
writes their Sign and Verify, Seal and Open methods beside them. Without a
subcommand it generates, for the whole module that holds the working directory
or for the packages named, such as ./account or ./... At the root of a workspace
it generates for all modules that go.work names.`,
		Args:          packageArgs,
		SilenceErrors: true,
		SilenceUsage:  true,
		RunE:          runGenerate,
	}
	cmd.CompletionOptions.HiddenDefaultCmd = true
	cmd.SetFlagErrorFunc(flagError)
	cmd.AddCommand(generateCommand(), checkCommand(), initCommand(), demoCommand(), keygenCommand(), inspectCommand(),
		listCommand(), diffCommand(), freezeCommand(), forgetCommand())
	return cmd
}

// patternArgs takes package patterns. An empty one, which the go command takes
// for the package of the working directory, is a shell's variable that is not
// set.
func patternArgs(_ *cobra.Command, args []string) error {
	if slices.Contains(args, "") {
		return usagef("a package is named by an empty word; is a variable of the shell not set?")
	}
	return nil
}

// packageArgs takes package patterns. A word that can only be a subcommand's
// name, misspelt, is refused as one.
func packageArgs(cmd *cobra.Command, args []string) error {
	for _, arg := range args {
		if arg != "" && !strings.ContainsAny(arg, "./\\") {
			return unknownCommand(cmd.Root(), arg)
		}
	}
	return patternArgs(cmd, args)
}
