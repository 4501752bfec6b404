package main

import "github.com/spf13/cobra"

// filesTopic returns the help topic about files and the environment. It is not a command.
func filesTopic() *cobra.Command {
	return &cobra.Command{
		Use:   "files",
		Short: "which files and variables the commands use",
		Long: `These files belong to typeseal. Commit all of them, apart from the keys:

	account_typeseal.go
	             the methods of the types in account.go, beside it
	account_typeseal_test.go
	             their tests, with --tests or the option tests
	typeseal.lock
	             beside go.mod: all types that have tokens
	typeseal.keys
	             the key ring of init, which mint uses unless --keys
	             names another one; with mode 0600, never committed

These exist only while a command runs. If it is killed, they may stay, and can
be deleted:

	.app.keys.lock
	             beside app.keys: another command edits this ring
	.app.keys.tmp
	             the new ring, with its keys, before it gets its name
	.typeseal-*.tmp
	             any other file, before it gets its name
	typeseal-demo-*
	             in the folder for temporary files: the program of demo

The folder typeseal in the user's cache folder has notes about former runs, so
that the next one is faster. It can be deleted at any time. The cache folder is
$XDG_CACHE_HOME or ~/.cache, on macOS ~/Library/Caches, and on Windows
%LocalAppData%. If there is none, each run does all of its work.

The commands run go and git from PATH: generate, watch, check, list, diff,
freeze, forget, init and demo need go, unless they read a --lock instead of the
source. diff needs git, and others use it if it is installed. The variables of
go and git have their effect, such as GOFLAGS, GODEBUG, GOOS, GOPROXY,
GONOSUMDB, GIT_DIR and GIT_WORK_TREE. typeseal itself reads these variables:

	NO_COLOR     if it is not empty, no colors, unless --color=always
	TERM         if it is dumb, output is as it is without a terminal
	GOWORK       the workspace, as for the go command
	GOGC         how much memory is used before it is collected, as in every
	             program in Go; by default a lot

No variable contains a key: the commands read key rings from files and standard
input only.`,
	}
}
