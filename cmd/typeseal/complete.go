package main

import (
	"io"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/typeseal/typeseal/generator/emit"
	"github.com/typeseal/typeseal/runtime/rotation"
)

// completions says what the arguments of commands and the values of their options are.
func completions(root *cobra.Command) {
	nothing := cobra.FixedCompletions(nil, cobra.ShellCompDirectiveNoFileComp)
	args := map[string]cobra.CompletionFunc{
		"": completePackages, "generate": completePackages, "watch": completePackages, "check": completePackages,
		"list": completePackages, "diff": completePackages,
		"freeze": completeType, "forget": completeType, "mint": completeType, "help": completeHelp,
		"init": nothing, "demo": nothing, "version": nothing, "man": nothing, "keygen": nothing, "inspect": nothing,
		"emit":         cobra.FixedCompletions(emit.Languages(), cobra.ShellCompDirectiveNoFileComp),
		"keys promote": completeKeys, "keys retire": completeKeys, "keys accept": completeKeys,
		"keys revoke": completeKeys, "keys remove": completeKeys,
	}
	values := map[string]cobra.CompletionFunc{
		"type": completeTypes, "salt": nothing, "against": nothing, "at": nothing, "binding": nothing,
		"bound-to": nothing, "max-key-age": nothing, "number": nothing, "propagation": nothing, "realm": nothing,
		"reason": nothing, "ttl": nothing, "issued": nothing, "state": nothing,
		"rename": nothing, "types": nothing,
		"import-extension": cobra.FixedCompletions([]string{".js", ".ts", "none"}, cobra.ShellCompDirectiveNoFileComp),
		"color": cobra.FixedCompletions([]string{colorAuto, colorAlways, colorNever},
			cobra.ShellCompDirectiveNoFileComp),
	}
	var walk func(cmd *cobra.Command)
	walk = func(cmd *cobra.Command) {
		name := strings.TrimSpace(strings.TrimPrefix(cmd.CommandPath(), root.Name()))
		if complete, ok := args[name]; ok {
			cmd.ValidArgsFunction = complete
		}
		for name, complete := range values {
			if cmd.Flags().Lookup(name) != nil || cmd.PersistentFlags().Lookup(name) != nil {
				_ = cmd.RegisterFlagCompletionFunc(name, complete) // it fails only if it was registered
			}
		}
		for _, sub := range cmd.Commands() {
			walk(sub)
		}
	}
	walk(root)
}

// plainUsages removes the quotes around the names of values in what is said about options. In
// a help text they mark the name, but shells show them.
func plainUsages(cmd *cobra.Command) {
	plain := func(f *pflag.Flag) { f.Usage = strings.ReplaceAll(f.Usage, "`", "") }
	cmd.Flags().VisitAll(plain)
	cmd.PersistentFlags().VisitAll(plain)
	for _, sub := range cmd.Commands() {
		plainUsages(sub)
	}
}

// completePackages completes package patterns: the folders below the one that is written.
func completePackages(_ *cobra.Command, _ []string, written string) ([]cobra.Completion, cobra.ShellCompDirective) {
	if written != "" && written[0] != '.' {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	parent := path.Dir(written + "x")
	if parent != "." && !strings.HasPrefix(parent, "..") {
		parent = "./" + parent
	}
	list := []cobra.Completion{parent + "/..."}
	entries, _ := os.ReadDir(filepath.FromSlash(parent))
	for _, e := range entries {
		if !e.IsDir() || ignored(e.Name()) {
			continue
		}
		name := parent + "/" + e.Name()
		if files, _ := filepath.Glob(filepath.Join(filepath.FromSlash(name), "*.go")); len(files) > 0 {
			list = append(list, name)
		}
		list = append(list, name+"/...")
	}
	return list, cobra.ShellCompDirectiveNoFileComp
}

// completeType completes the name of one type.
func completeType(cmd *cobra.Command, args []string, written string) ([]cobra.Completion, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return completeTypes(cmd, args, written)
}

// completeTypes completes names of the types in the nearest typeseal.lock.
func completeTypes(cmd *cobra.Command, _ []string, _ string) (list []cobra.Completion, _ cobra.ShellCompDirective) {
	path, err := findLock()
	if err != nil || path == "" {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	result, err := readLock(cmd.Context(), path, io.Discard)
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	packages := map[string]string{}
	several := map[string]bool{} // names that are in several packages
	for _, t := range result.Tokens {
		known, ok := packages[t.TypeName]
		several[t.TypeName] = several[t.TypeName] || ok && known != t.PackagePath
		packages[t.TypeName] = t.PackagePath
	}
	for _, t := range result.Tokens {
		name := t.TypeName
		if several[name] {
			name = t.PackageName + "." + name
		}
		list = append(list, cobra.CompletionWithDesc(name, t.PackagePath))
	}
	slices.Sort(list)
	return slices.Compact(list), cobra.ShellCompDirectiveNoFileComp
}

// completeKeys completes the name of a file, and then the id of a key in it.
func completeKeys(_ *cobra.Command, args []string, _ string) (ids []cobra.Completion, _ cobra.ShellCompDirective) {
	if len(args) == 0 {
		return nil, cobra.ShellCompDirectiveDefault
	}
	text, _, err := load(args[0])
	if err != nil || len(args) > 1 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	ring, err := rotation.Parse(text)
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	for _, k := range ring.Keys() {
		ids = append(ids, cobra.CompletionWithDesc(k.ID, k.State))
	}
	return ids, cobra.ShellCompDirectiveNoFileComp
}

// completeHelp completes the names of commands and subcommands, and those of options of
// directives.
func completeHelp(cmd *cobra.Command, args []string, _ string) (names []cobra.Completion, _ cobra.ShellCompDirective) {
	found, rest, err := cmd.Root().Find(args)
	switch {
	case err != nil || len(rest) > 0 && found.Name() != directivesName:
	case found.Name() == directivesName:
		names = optionNames()
	default:
		for _, sub := range found.Commands() {
			if !sub.Hidden {
				names = append(names, cobra.CompletionWithDesc(sub.Name(), sub.Short))
			}
		}
	}
	return names, cobra.ShellCompDirectiveNoFileComp
}
