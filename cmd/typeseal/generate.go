package main

import (
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/typeseal/typeseal/cmd/typeseal/internal/report"
	"github.com/typeseal/typeseal/generator"
)

func generateCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "generate [packages]",
		Short: "write the methods of annotated structs (what typeseal alone does)",
		Long: `generate writes a file such as account_typeseal.go for each file account.go that
has a //typeseal: directive, and typeseal.lock beside go.mod. It works on the
whole module of the working directory, or on the packages named, such as
./account. At the root of a workspace it works on all modules that go.work
names.

For go generate, write this line once in a module, not in each package, because
each line generates for the whole module:

	//go:generate go tool typeseal

It removes files that it has generated if their source no longer has a
directive, and does not touch files that are up to date. If anything is wrong,
it reports everything that is wrong and writes nothing.

With --tests it also writes tests of the methods, such as
account_typeseal_test.go, and without it, only for types whose directive has the
option tests. It removes other tests that it has generated, so give check the
same option. The tests mint random payloads. Each token that was changed, has
expired, was redeemed before, or is of another type, key, binding or state must
be refused.`,
		Args: packageArgs,
	}
	generates(cmd)
	return cmd
}

// generates makes cmd the command generate, with its options.
func generates(cmd *cobra.Command) {
	var r reporter
	r.flags(cmd)
	testsOption(cmd, "also write tests of the methods")
	cmd.RunE = func(cmd *cobra.Command, patterns []string) error {
		result, err := settled(func() (*generator.Result, error) {
			return generator.Generate(cmd.Context(),
				generator.Config{Dir: ".", Patterns: patterns, Cache: cacheFolder(), Tests: tests(cmd)})
		}, generator.Commit)
		if err != nil {
			return err
		}
		return r.committed(cmd, result, patterns)
	}
}

// testsOption adds the option that asks for tests.
func testsOption(cmd *cobra.Command, usage string) {
	cmd.Flags().Bool("tests", false, usage)
}

// tests reports whether the option is given.
func tests(cmd *cobra.Command) bool {
	given, _ := cmd.Flags().GetBool("tests")
	return given
}

// cacheFolder returns the folder for notes about former runs. It is empty if the user has
// none, as in a container without a home.
func cacheFolder() string {
	dir, err := os.UserCacheDir()
	if err != nil || !filepath.IsAbs(dir) {
		return ""
	}
	return filepath.Join(dir, "typeseal")
}

// A commitment is the JSON of a command that writes files. Paths are relative to the
// working directory.
type commitment struct {
	Written     []string            `json:"written"`
	Removed     []string            `json:"removed"`
	Unchanged   int                 `json:"unchanged"` // the number of outputs that were up to date
	Diagnostics []report.Diagnostic `json:"diagnostics"`
}

// committed prints the diagnostics of a result, and what Commit did.
func (r *reporter) committed(cmd *cobra.Command, result *generator.Result, patterns []string) error {
	list := report.All(result.Warnings, result.Diagnostics)
	r.notes(cmd, result)
	err := r.print(cmd, result.Dir, list, cmd.ErrOrStderr(), commitment{
		shortNames(result.Written), shortNames(result.Removed), result.Unchanged, list,
	})
	switch missing := nothing(result, patterns); {
	case err != nil:
	case missing != "" && len(result.Written)+len(result.Removed) == 0:
		r.tell(cmd, "%s", missing)
	default:
		r.tell(cmd, "%s", done(result))
	}
	return err
}
