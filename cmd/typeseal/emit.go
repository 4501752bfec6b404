package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/typeseal/typeseal/cmd/typeseal/internal/report"
	"github.com/typeseal/typeseal/generator"
	"github.com/typeseal/typeseal/generator/emit"
)

// An emission has the options of emit.
type emission struct {
	r         reporter
	lock      string
	extension string
	check     bool
	config    emit.Config
}

func emitCommand() *cobra.Command {
	e := emission{extension: ".js"}
	e.config.Rename = map[string]string{}
	cmd := &cobra.Command{
		Use:   "emit language --out folder",
		Short: "write the types of a lock in TypeScript or Python",
		Long: `emit writes the token types of a typeseal.lock as TypeScript or Python, with
functions that sign, verify, seal and open the same tokens as the Go code. The
language is typescript or python, or ts or py for short.

It reads only the lock: that of the working directory or of a folder above, or
the one that --lock names. It needs no Go source, no go command and no network.
So another repository can have a copy of the lock, and run emit there.

The folder gets the types and a runtime, which are plain source: commit them. It
belongs to emit, which replaces and removes only files that it has written.
TypeScript needs no package, and runs in Node 20 or later, Deno, Workers and
browsers. Python needs 3.10 or later, and the package cryptography for sealed
tokens and for Ed25519.

Types with the tokens of other systems are left out. A field that only Go can
read is an error. So are two types or fields that get one name in the language.
--rename gives one of them another name, and can be repeated:

	--rename example.com/app/shop.Reset=ShopReset
	--rename example.com/app/shop.Job:ip=address

With --check, emit writes nothing. It prints what it would change, as a unified
diff, and exits 1 if there is any change. Run it in CI.`,
		Args: takes(1, 1, "a language: typescript or python"),
		RunE: func(cmd *cobra.Command, args []string) error { return e.run(cmd, args[0]) },
	}
	e.r.flags(cmd)
	flags := cmd.Flags()
	flags.StringVar(&e.config.Out, "out", "", "write to this `folder`, which may be missing")
	flags.StringVar(&e.lock, "lock", "", "read this `file`, or standard input if it is -")
	flags.StringSliceVar(&e.config.Types, "types", nil, "write only the types with these `names` or salts")
	flags.BoolVar(&e.config.Readers, "readers", false, "leave out everything that mints tokens")
	flags.Func("rename", "give a type or field this name: `path=name`", e.rename)
	flags.Func("import-extension", "what ends the import of the runtime: `.js`, .ts or none", e.extend)
	flags.BoolVar(&e.check, "check", false, "write nothing; exit 1 if anything would change")
	return cmd
}

// rename reads the option --rename.
func (e *emission) rename(text string) error {
	i := strings.LastIndexByte(text, '=')
	if i <= 0 || i == len(text)-1 {
		return fmt.Errorf("write a path and a name, such as example.com/app/shop.Reset=ShopReset")
	}
	path, name := text[:i], text[i+1:]
	if was, twice := e.config.Rename[path]; twice && was != name {
		return fmt.Errorf("%s gets two names, %s and %s", path, was, name)
	}
	e.config.Rename[path] = name
	return nil
}

// extend reads the option --import-extension.
func (e *emission) extend(text string) error {
	if !slices.Contains([]string{".js", ".ts", "none"}, text) {
		return fmt.Errorf("%q is not an extension; write .js, .ts or none", text)
	}
	e.extension = strings.TrimPrefix(text, "none")
	return nil
}

func (e *emission) run(cmd *cobra.Command, language string) error {
	if err := emit.Known(language); err != nil {
		return usagef("%v", err)
	}
	if e.config.Out == "" {
		return usagef("emit needs --out with a folder, such as --out web/tokens")
	}
	if err := e.source(cmd); err != nil {
		return err
	}
	e.config.Language, e.config.Extension, e.config.Version = language, e.extension, version()
	result, err := emit.Generate(e.config)
	if err != nil {
		return err
	}
	for _, note := range result.Notes {
		e.r.tell(cmd, "typeseal: %s", note)
	}
	if e.check {
		return e.checked(cmd, result)
	}
	return e.committed(cmd, result)
}

// committed writes the files, and prints what was done.
func (e *emission) committed(cmd *cobra.Command, result *emit.Result) error {
	if len(result.Diagnostics) == 0 {
		if err := emit.Commit(result); err != nil {
			return err
		}
	}
	list := report.All(result.Diagnostics)
	written := shortNames(result.Written)
	removed := shortNames(result.Removed)
	err := e.r.print(cmd, ".", list, cmd.ErrOrStderr(), commitment{written, removed, result.Unchanged, list})
	if err == nil {
		e.r.tell(cmd, "%s", done(&generator.Result{
			Written: result.Written, Removed: result.Removed, Unchanged: result.Unchanged,
		}))
	}
	return err
}

// checked prints what would change.
func (e *emission) checked(cmd *cobra.Command, result *emit.Result) error {
	list := report.All(result.Diagnostics)
	if len(list) > 0 {
		return e.r.print(cmd, ".", list, cmd.ErrOrStderr(), document{list})
	}
	diff, stale, err := emit.Diff(result)
	if err != nil {
		return err
	}
	for i, name := range shortNames(stale) {
		list = append(list, report.Diagnostic{
			Level: report.Error, Rule: "stale", File: name, Path: stale[i],
			Line: 1, Column: 1, EndLine: 1, EndColumn: 1,
			Message: "the file is not up to date", Help: "run typeseal emit",
		})
	}
	if e.r.form != "" {
		return e.r.print(cmd, ".", list, nil, document{list})
	}
	if len(stale) == 0 {
		e.r.tell(cmd, "%s", upToDate(len(result.Paths)))
		return nil
	}
	fmt.Fprint(cmd.OutOrStdout(), diff)
	tell(cmd.ErrOrStderr(), "%s not up to date; run typeseal emit to update.", filesAre(len(stale)))
	return errFindings
}

// source sets the lock that is read. The path - is standard input, and without a path it is
// the lock of the working directory.
func (e *emission) source(cmd *cobra.Command) (err error) {
	switch e.lock {
	case "-":
		e.config.Lock = lockName
		e.config.Text, err = pipedLock(cmd)
		return err
	case "":
		if e.config.Lock, err = findLock(); err == nil && e.config.Lock == "" {
			err = errNoTypes
		}
		return err
	}
	e.config.Lock = e.lock
	return nil
}
