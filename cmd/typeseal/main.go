package main

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"
)

func main() {
	if os.Getenv("GOGC") == "" {
		collectLater()
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the process at once
	// A write to a closed pipe must return an error. By default, the signal would end the
	// process in the middle of its work.
	signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE)

	out, errs := newOutput(os.Stdout), newOutput(os.Stderr)
	cmd := rootCommand()
	cmd.SetOut(out)
	cmd.SetErr(errs)
	if len(os.Args) > 1 && os.Args[1] == cobra.ShellCompRequestCmd {
		plainUsages(cmd)
	}
	ran, err := cmd.ExecuteContextC(ctx)
	if ctx.Err() != nil && err != nil {
		err = errors.New("interrupted")
	}
	if lost := out.close(); lost != nil {
		err = outputLost(lost, err)
	}
	code := printError(errs, ran, err)
	if errs.close() != nil {
		code = max(code, 2) // nobody has seen what was printed
	}
	os.Exit(code)
}

// rootCommand returns typeseal with all its subcommands. TestDoc makes the package's
// doc comment from their help texts.
func rootCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "typeseal [packages]",
		Short: "typeseal generates typed, tamper-proof tokens from annotated Go structs",
		Long: `typeseal reads Go structs that are annotated with //typeseal:sign or
//typeseal:seal, and writes their methods, Sign and Verify or Seal and Open, to
files beside them. Without a command, typeseal does what generate does.

Commands print their results to standard output, and errors, warnings and notes
to standard error. The exit code is

	0  for success
	1  if the input is wrong, such as the source or a token, or if check
	   finds something
	2  if the command line is wrong, or if anything else fails

typeseal help output describes what they print for people and for programs, and
typeseal help files which files and variables they use.`,
		Args:          packageArgs,
		Version:       version(),
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	cmd.CompletionOptions.DisableDefaultCmd = true
	cmd.SetVersionTemplate(versionText())
	cmd.Flags().Bool("version", false, "print the version of typeseal") // without it, cobra adds -v
	cmd.SetUsageTemplate(usageTemplate)
	generates(cmd)
	cmd.SetFlagErrorFunc(flagError)
	colorFlag(cmd)
	help := helpCommand()
	cmd.SetHelpCommand(help)
	freeze, forget := editCommands()
	addGroups(cmd,
		group{"To begin:", []*cobra.Command{initCommand(), demoCommand()}},
		group{"Generate methods:", []*cobra.Command{generateCommand(), watchCommand(), checkCommand(), emitCommand()}},
		group{"Token types and typeseal.lock:", []*cobra.Command{listCommand(), diffCommand(), freeze, forget}},
		group{"Keys and tokens:", []*cobra.Command{keygenCommand(), keysCommand(), mintCommand(), inspectCommand()}},
		group{"More:", []*cobra.Command{directivesTopic(), outputTopic(), filesTopic(), completionCommand(),
			manCommand(), versionCommand(), help}},
	)
	completions(cmd)
	return cmd
}
