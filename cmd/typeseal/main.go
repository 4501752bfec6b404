// Command typeseal writes Sign and Verify, or Seal and Open, for annotated Go structs.
// See https://github.com/typeseal/typeseal for the annotations. Run typeseal help for
// the subcommands.
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
	context.AfterFunc(ctx, stop) // a second signal ends the process at once
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
writes their methods Sign and Verify, or Seal and Open, to files beside them.

Without a subcommand it does what generate does.`,
		Args:          packageArgs,
		Version:       version(),
		SilenceErrors: true,
		SilenceUsage:  true,
		RunE:          runGenerate,
	}
	cmd.CompletionOptions.HiddenDefaultCmd = true
	cmd.SetVersionTemplate("typeseal {{.Version}}\n")
	cmd.SetHelpCommand(helpCommand())
	cmd.SetFlagErrorFunc(flagError)
	cmd.AddCommand(generateCommand(), checkCommand(), initCommand(), demoCommand(), keygenCommand(), inspectCommand(),
		listCommand(), diffCommand(), freezeCommand(), forgetCommand())
	return cmd
}

func helpCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "help [command]",
		Short: "show the help of a command",
		RunE: func(cmd *cobra.Command, args []string) error {
			of, rest, err := cmd.Root().Find(args)
			if err != nil || len(rest) > 0 {
				return unknownCommand(cmd.Root(), args[0])
			}
			return of.Help()
		},
	}
}

// patternArgs accepts package patterns. It refuses an empty one, which comes from an
// unset shell variable: the go command would use the package of the working directory.
func patternArgs(_ *cobra.Command, args []string) error {
	if slices.Contains(args, "") {
		return usagef("a package pattern is empty; check that the shell variable in the command is set")
	}
	return nil
}

// packageArgs accepts package patterns. It refuses a word that can only be the
// misspelled name of a subcommand.
func packageArgs(cmd *cobra.Command, args []string) error {
	for _, arg := range args {
		if arg != "" && !strings.ContainsAny(arg, "./\\") {
			return unknownCommand(cmd.Root(), arg)
		}
	}
	return patternArgs(cmd, args)
}
