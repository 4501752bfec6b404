package main

import (
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/typeseal/typeseal/cmd/typeseal/internal/report"
	"github.com/typeseal/typeseal/cmd/typeseal/internal/show"
	"github.com/typeseal/typeseal/generator"
)

func listCommand() *cobra.Command {
	var r reporter
	cmd := &cobra.Command{
		Use:   "list [packages]",
		Short: "list the token types of the module",
		Long: `list prints every token type of the module of the working directory, or of the
packages named, one line for each directive. At a terminal these are two lines.

LONGEST is the length of the longest possible token in characters, or - if the
length of a field is not limited. In FIELDS, (state) marks fields that tokens
are bound to but do not contain. For a type that this build leaves out, FIELDS
shows the build constraint instead.`,
		Args: packageArgs,
		RunE: func(cmd *cobra.Command, patterns []string) error {
			result, err := generator.Generate(cmd.Context(),
				generator.Config{Dir: ".", Patterns: patterns, Cache: cacheFolder(), TypesOnly: true})
			if err != nil {
				return err
			}
			return r.listed(cmd, result, patterns)
		},
	}
	r.flags(cmd)
	return cmd
}

// listed prints the diagnostics of a result, and its types if there is no error.
func (r *reporter) listed(cmd *cobra.Command, result *generator.Result, patterns []string) error {
	r.notes(cmd, result)
	list, types := report.All(result.Warnings, result.Diagnostics), []token{}
	if len(result.Diagnostics) == 0 {
		types = inventory(result)
	}
	err := r.print(cmd, result.Dir, list, cmd.ErrOrStderr(), typeList{types, list})
	if err != nil {
		return err
	}
	if missing := nothing(result, patterns); missing != "" && len(types) == 0 {
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

// A typeList is the JSON of the command list.
type typeList struct {
	Types       []token             `json:"types"`
	Diagnostics []report.Diagnostic `json:"diagnostics"`
}

// inventory returns all token types by package, those that this build leaves out last.
func inventory(result *generator.Result) []token {
	list := []token{}
	for _, t := range result.Tokens {
		list = append(list, listed(t))
	}
	for _, t := range result.LeftOut {
		l := listed(t)
		l.LeftOut = t.Constraint
		list = append(list, l)
	}
	slices.SortStableFunc(list, func(a, b token) int { return strings.Compare(a.Package, b.Package) })
	return list
}

// listTable prints a line for each token type, and nothing if there is none.
func listTable(out io.Writer, list []token) error {
	if len(list) == 0 {
		return nil
	}
	rows := [][]string{{
		"TYPE", "KIND", "SALT", "MAX-AGE", "CODEC", "VERSION", "LONGEST", "READABLE BY", "FIELDS", "PACKAGE",
	}}
	for _, l := range list {
		fields := l.fields()
		if l.LeftOut != "" {
			fields = []string{"(only built with " + l.LeftOut + ")"}
		}
		longest := ""
		if l.Longest > 0 {
			longest = strconv.Itoa(l.Longest)
		}
		rows = append(rows, []string{
			l.Name, l.kind(), l.Salt, l.MaxAge, l.Codec, l.versions(), longest, l.ReadableBy,
			strings.Join(fields, ", "), l.Package,
		})
	}
	return show.Table(out, rows)
}

// A token is one line of the list.
type token struct {
	Package      string  `json:"package"`
	Name         string  `json:"name"`
	Kind         string  `json:"kind"` // signed, sealed or public
	Format       string  `json:"format"`
	Salt         string  `json:"salt"`
	MaxAge       string  `json:"maxAge"` // as in a directive
	Seconds      int64   `json:"maxAgeSeconds,omitempty"`
	Once         bool    `json:"once"`
	Grace        string  `json:"grace,omitempty"` // as in a directive
	GraceSeconds int64   `json:"graceSeconds,omitempty"`
	Codec        string  `json:"codec"`
	Compress     bool    `json:"compress"`
	Prefix       string  `json:"prefix"`
	Version      int     `json:"version"`
	Accept       []int   `json:"accept"` // versions that are opened
	Mint         int     `json:"mint"`
	Longest      int     `json:"longest,omitempty"` // in characters; absent: no bound
	MaxSize      int     `json:"maxSize"`           // in characters
	ReadableBy   string  `json:"readableBy"`
	Fields       []field `json:"fields"`

	// LeftOut is the build constraint of the type, if this build leaves it out. Then
	// its fields are not known.
	LeftOut string `json:"leftOut,omitempty"`
}

// A field is one field of the annotated struct. State fields come last.
type field struct {
	Name  string `json:"name"`          // in JSON payloads; empty for state
	Go    string `json:"go"`            // such as Base.ID
	Type  string `json:"type"`          // in Go
	Max   int64  `json:"max,omitempty"` // of the tag max=
	State bool   `json:"state,omitempty"`
}

// listed returns the line of a token type.
func listed(t generator.Token) token {
	l := token{
		Package: t.PackagePath, Name: t.TypeName, Kind: t.Kind, Format: "native", Salt: t.Salt,
		MaxAge: t.Age, Once: t.Once, Grace: t.GraceText, GraceSeconds: int64(t.Grace / time.Second),
		Codec: t.Codec, Compress: t.Deflate, Prefix: t.Prefix,
		Version: t.Version, Accept: t.Accept, Mint: t.Mint, Longest: t.Longest, MaxSize: t.MaxSize,
		ReadableBy: "whoever holds it", Fields: []field{},
	}
	if t.Format != "" {
		l.Format = t.Format
	}
	if t.MaxAge > 0 {
		l.Seconds = int64(t.MaxAge / time.Second)
	}
	if t.Kind == "sealed" {
		l.ReadableBy = "holders of the keys"
	}
	for _, f := range t.Fields {
		l.Fields = append(l.Fields, field{Name: f.Name, Go: f.Go, Type: f.GoType, Max: f.Max})
	}
	for _, f := range t.State {
		l.Fields = append(l.Fields, field{Go: f.Go, Type: f.GoType, State: true})
	}
	return l
}

// fields returns the text for each field.
func (l token) fields() (list []string) {
	for _, f := range l.Fields {
		text := f.Go + " " + f.Type
		if f.State {
			text += " (state)"
		}
		list = append(list, text)
	}
	return list
}

// kind returns the text for the column KIND.
func (l token) kind() string {
	kind := l.Kind
	if l.Format != "native" {
		kind += ", " + l.Format
	}
	if l.Once {
		kind += ", once"
	}
	if l.Grace != "" {
		kind += ", grace " + l.Grace
	}
	return kind
}

// versions returns the text for the column VERSION. Tokens of other systems have no
// version.
func (l token) versions() string {
	if l.Format != "native" {
		return "-"
	}
	text := strconv.Itoa(l.Version)
	for i, v := range slices.DeleteFunc(slices.Clone(l.Accept), func(v int) bool { return v == l.Version }) {
		text += map[bool]string{true: ", accepts ", false: ","}[i == 0] + strconv.Itoa(v)
	}
	if l.Mint != l.Version {
		text += ", mints " + strconv.Itoa(l.Mint)
	}
	return text
}
