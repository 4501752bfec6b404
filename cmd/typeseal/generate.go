package main

import (
	"errors"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/typeseal/typeseal/generator"
)

func generateCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "generate [packages]",
		Short: "write the methods of annotated structs (what typeseal alone does)",
		Long: `generate writes a file such as account_typeseal.go for each file account.go that
has a //typeseal: directive, and typeseal.lock beside go.mod. It works on the
whole module of the working directory, or on the packages named, such as
./account. At the root of a workspace it works on all modules that go.work
names.

It removes files that it has generated if their source no longer has a
directive, and does not touch files that are up to date. If anything is wrong,
it reports everything that is wrong and writes nothing.`,
		Args: packageArgs,
		RunE: runGenerate,
	}
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

func runGenerate(cmd *cobra.Command, patterns []string) error {
	result, err := settled(func() (*generator.Result, error) {
		return generator.Generate(cmd.Context(), generator.Config{Dir: ".", Patterns: patterns, Cache: cacheFolder()})
	}, generator.Commit)
	if result == nil {
		return err
	}
	return errors.Join(findings(result, cmd.ErrOrStderr()), err)
}
