package main

import (
	"io"

	"github.com/spf13/cobra"
)

func completionCommand() *cobra.Command {
	shells := map[string]func(*cobra.Command, io.Writer) error{
		"bash":       func(root *cobra.Command, w io.Writer) error { return root.GenBashCompletionV2(w, true) },
		"zsh":        (*cobra.Command).GenZshCompletion,
		"fish":       func(root *cobra.Command, w io.Writer) error { return root.GenFishCompletion(w, true) },
		"powershell": (*cobra.Command).GenPowerShellCompletionWithDesc,
	}
	names := []string{"bash", "zsh", "fish", "powershell"}
	return &cobra.Command{
		Use:   "completion shell",
		Short: "print a script that completes commands in a shell",
		Long: `completion prints a script for a shell. With it, the tab key completes commands,
options, packages, key ids, and the names of types in typeseal.lock.

bash, with the package bash-completion:

	typeseal completion bash >~/.typeseal.bash
	echo 'source ~/.typeseal.bash' >>~/.bashrc

zsh, if compinit is called before that in ~/.zshrc:

	typeseal completion zsh >~/.typeseal.zsh
	echo 'source ~/.typeseal.zsh' >>~/.zshrc

fish:

	typeseal completion fish >~/.config/fish/completions/typeseal.fish

PowerShell:

	typeseal completion powershell >>$PROFILE

If typeseal is a tool of a module, the shell cannot complete go tool typeseal,
because the words after go belong to the go command. Define a function, which
it can complete: run go tool typeseal completion in the module, and add the
function to the same file. In bash and zsh:

	typeseal() { go tool typeseal "$@"; }

In fish:

	function typeseal; go tool typeseal $argv; end`,
		Args:              takes(1, 1, "the name of one shell"),
		ValidArgsFunction: cobra.FixedCompletions(names, cobra.ShellCompDirectiveNoFileComp),
		RunE: func(cmd *cobra.Command, args []string) error {
			write, ok := shells[args[0]]
			if !ok {
				return usagef("unknown shell %q; write bash, zsh, fish or powershell", args[0])
			}
			return write(cmd.Root(), cmd.OutOrStdout())
		},
	}
}
