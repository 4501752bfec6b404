package main

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/typeseal/typeseal/cmd/typeseal/internal/listing"
	"github.com/typeseal/typeseal/cmd/typeseal/internal/report"
	"github.com/typeseal/typeseal/cmd/typeseal/internal/show"
	"github.com/typeseal/typeseal/generator"
)

const listHelp = `list prints every token type of the module of the working directory, or of the
packages named, one line for each directive. At a terminal these are two lines.

With --lock, it prints the types that a typeseal.lock describes. Then it reads
only this file: it needs no Go source and no go command.

KIND also names another system whose tokens are accepted, with the last day.
LONGEST is the length of the longest new token in characters, or - if the length
of a field is not limited. In FIELDS, (state) marks fields that tokens are bound
to but do not contain. For a type that this build leaves out, FIELDS shows the
build constraint instead.

With --json it prints one object with these members. Those in brackets may be
absent. Durations are in seconds. Later versions may have more members.

	[lock]        with --lock: the format of the lock
	types         a list, with an object for each directive:
	  name, package, verb, which is sign or seal
	  kind          signed, sealed or public
	  format        native, django, handshake or handoff
	  [algorithm], [separator], [future]
	                of a foreign format, if not the default
	  salt          empty for a foreign format without a salt
	  codec         msgpack or json, or text if a foreign payload is a list
	  deflate       true: payloads may be compressed
	  prefix        of the token's text
	  maxAge        null if it is unlimited
	  maxSize       in characters
	  once          true: a token can be redeemed once
	  [grace]       how long a used token is accepted again
	  version       of the struct
	  mint          version of new tokens
	  accept        a list of the versions that are opened
	  [also]        foreign tokens that are opened too:
	    format        django, handshake, handoff, itsdangerous, securecookie
	                  or jwt
	    until         the last day
	    salt          empty for a format without a salt
	    [algorithm], [derivation], [separator], [codec], [future]
	                  if not the default
	    [issuer], [audience]
	                  of each JWT; absent: it has none
	    [missing]     true: fields that are missing or null are zero
	  [longest]     in characters, as in the table
	  [leftOut]     the build constraint, if this build leaves out the type
	  [state]       a list: name; form, which is text, integer, bool or
	                time; and [goType]
	  [payloads]    by version, a list of the fields in their order:
	    name          in JSON payloads
	    go            the path to the field in Go
	    type          see below
	    [max]         bound in bytes or elements
	    [goType]      as the source writes it
	  [hash]        with --lock: of the lines of the type
	[retired]     with --lock: a list of the types that were removed: verb,
	              salt, package and name
	diagnostics   see typeseal help output

The tokens of a type that is left out have neither state nor payloads here. A
lock also has the payloads of versions that are no longer accepted. The type of
a field has these members:

	kind          bool, string, bytes, time, int, uint, float, nullable,
	              list, array, map, struct, text, binary or custom
	[bits]        of int, uint and float; absent if the platform decides
	[length]      of array, and of bytes if it is fixed
	[key]         of map: the type of the keys
	[of]          of nullable, list, array and map: the type inside
	[fields]      of struct: a list, as above
	[name]        of struct: the name in Go with the package path, if the
	              struct has one and the lock is not of format 1
	[go]          of text, binary and custom, which their own methods
	              encode: the type in Go with the package path`

func listCommand() *cobra.Command {
	var r reporter
	var path string
	cmd := &cobra.Command{
		Use:   "list [packages]",
		Short: "list the token types of the module",
		Long:  listHelp,
		Args:  packageArgs,
		RunE: func(cmd *cobra.Command, patterns []string) error {
			if path != "" {
				return r.listLock(cmd, path, patterns)
			}
			result, err := generator.Generate(cmd.Context(),
				generator.Config{Dir: ".", Patterns: patterns, Cache: cacheFolder(), TypesOnly: true})
			if err != nil {
				return err
			}
			return r.listed(cmd, result, nothing(result, patterns))
		},
	}
	r.flags(cmd)
	cmd.Flags().Func("lock", "list what this `file` describes, a typeseal.lock, or - for standard input",
		notKey(func(name string) { path = name }))
	return cmd
}

// listLock prints what the lock at a path describes.
func (r *reporter) listLock(cmd *cobra.Command, path string, patterns []string) error {
	if len(patterns) > 0 {
		return usagef("list --lock reads only the lock, which has the types of all packages; name no packages")
	}
	config, err := lockConfig(cmd, path)
	if err != nil {
		return err
	}
	result, err := generator.Generate(cmd.Context(), config)
	if err != nil {
		return err
	}
	return r.listed(cmd, result, "The lock has no token type.")
}

// listed prints the diagnostics of a result, and its types if there is no error. If there is
// neither, it says what is missing.
func (r *reporter) listed(cmd *cobra.Command, result *generator.Result, missing string) error {
	r.notes(cmd, result)
	list, types := report.All(result.Warnings, result.Diagnostics), []generator.Token{}
	if len(result.Diagnostics) == 0 {
		types = inventory(result)
	}
	err := r.print(cmd, result.Dir, list, cmd.ErrOrStderr(), listing.New(result, types, list))
	if err != nil {
		return err
	}
	if missing != "" && len(types) == 0 {
		r.tell(cmd, "%s", missing)
	}
	if r.form != "" {
		return nil
	}
	if s := screen(cmd.OutOrStdout()); s != nil {
		listScreen(s, types)
		return nil
	}
	return listTable(cmd.OutOrStdout(), types)
}

// inventory returns all token types by package, those that this build leaves out last.
func inventory(result *generator.Result) []generator.Token {
	list := slices.Concat(result.Tokens, result.LeftOut)
	slices.SortStableFunc(list, func(a, b generator.Token) int { return strings.Compare(a.PackagePath, b.PackagePath) })
	return list
}

// listTable prints a line for each token type, and nothing if there is none.
func listTable(out io.Writer, list []generator.Token) error {
	if len(list) == 0 {
		return nil
	}
	rows := [][]string{{
		"TYPE", "KIND", "SALT", "MAX-AGE", "CODEC", "VERSION", "LONGEST", "READABLE BY", "FIELDS", "PACKAGE",
	}}
	for _, t := range list {
		l := row{t}
		fields := l.fields()
		if l.Constraint != "" {
			fields = []string{"(only built with " + l.Constraint + ")"}
		}
		longest := ""
		if l.Longest > 0 {
			longest = strconv.Itoa(l.Longest)
		}
		rows = append(rows, []string{
			l.TypeName, l.kind(), l.Salt, l.Age, l.Codec, l.versions(), longest, l.readableBy(),
			strings.Join(fields, ", "), l.PackagePath,
		})
	}
	return show.Table(out, rows)
}

// A row is one line of the list.
type row struct{ generator.Token }

// fields returns the text for each field. State fields come last.
func (r row) fields() (list []string) {
	for _, f := range r.Fields {
		list = append(list, f.Go+" "+listing.GoType(f, r.PackagePath))
	}
	for _, f := range r.State {
		list = append(list, f.Go+" "+listing.GoType(f, r.PackagePath)+" (state)")
	}
	return list
}

// kind returns the text for the column KIND.
func (r row) kind() string {
	kind := r.Kind
	if r.Format != "" {
		kind += ", " + r.Format
	}
	if r.Once {
		kind += ", once"
	}
	if r.GraceText != "" {
		kind += ", grace " + r.GraceText
	}
	if r.Also.Format != "" {
		kind += fmt.Sprintf(", also %s until %s", r.Also.Format, r.Also.Until.AddDate(0, 0, -1).Format(time.DateOnly))
	}
	return kind
}

// readableBy returns the text for the column READABLE BY.
func (r row) readableBy() string {
	if r.Kind == "sealed" {
		return "holders of the keys"
	}
	return "whoever holds it"
}

// versions returns the text for the column VERSION. Tokens of other systems have no
// version.
func (r row) versions() string {
	if r.Format != "" {
		return "-"
	}
	text := strconv.Itoa(r.Version)
	for i, v := range slices.DeleteFunc(slices.Clone(r.Accept), func(v int) bool { return v == r.Version }) {
		text += map[bool]string{true: ", accepts ", false: ","}[i == 0] + strconv.Itoa(v)
	}
	if r.Mint != r.Version {
		text += ", mints " + strconv.Itoa(r.Mint)
	}
	return text
}
