package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/typeseal/typeseal/cmd/typeseal/internal/show"
	"github.com/typeseal/typeseal/generator/reference"
)

// directivesName is the name of the help topic.
const directivesName = "directives"

// directivesTopic returns the help topic with the reference of directives and tags. It is
// not a command.
func directivesTopic() *cobra.Command {
	return &cobra.Command{
		Use:   directivesName,
		Short: "what can be written above a struct, and in tags of its fields",
		Long:  directivesText(),
	}
}

// directivesText is the reference of all directives and tags.
func directivesText() string {
	var b strings.Builder
	b.WriteString("A directive is a comment directly above a struct, with a verb and options:\n\n" +
		"\t//typeseal:sign salt=account.password-reset max-age=30m\n" +
		"\ttype PasswordReset struct {\n\nThe verb says what the struct gets:\n\n")
	for _, v := range reference.Verbs() {
		b.WriteString(indented(fmt.Sprintf("%-7s ", v.Name), v.Summary))
	}
	b.WriteString("\nA struct may have both sign and seal. The options are separated by spaces, and\n" +
		"their order does not matter. The examples leave out salt and max-age.\n")
	for _, o := range reference.Options() {
		b.WriteString("\n" + optionText(o))
	}
	b.WriteString("\nThese tags of fields are read:\n")
	for _, t := range reference.Tags() {
		b.WriteString("\n" + tagText(t))
	}
	return strings.TrimRight(b.String(), "\n")
}

// optionText is the reference of one option.
func optionText(o reference.Option) string {
	var b strings.Builder
	b.WriteString(o.Written() + "\n" + indented("", sentences(o.Summary, o.Text)))
	row := func(name, text string) {
		if text != "" {
			b.WriteString(indented(fmt.Sprintf("%-9s", name), text))
		}
	}
	row("values:", o.Values)
	if o.Default == "" {
		row("default:", "none, it is required")
	}
	row("default:", o.Default)
	row("for:", whereAllowed(o))
	if o.Example != o.Written() || o.Sealed != "" {
		row("example:", o.Example)
	}
	if o.Sealed != "" {
		row("", o.Sealed+" with seal")
	}
	return b.String()
}

// tagText is the reference of one tag.
func tagText(t reference.Tag) string {
	return "`" + t.Written + "`\n" + indented("", sentences(t.Summary, t.Text))
}

// whereAllowed names the verbs and the formats with which an option has a meaning.
func whereAllowed(o reference.Option) string {
	text := strings.Join(o.Verbs, " and ")
	all := slices.Equal(o.Formats, reference.Formats())
	switch {
	case len(o.Formats) == 0, o.Name == "format":
		return text
	case o.OfAlso():
		return text + ", beside " + orList("also=", o.Formats)
	case all:
		return text + ", tokens of every format"
	}
	return text + ", " + strings.Replace(orList("format=", o.Formats), "format="+reference.Native, "native tokens", 1)
}

// orList returns a list such as a, b or c, with a prefix before each word.
func orList(prefix string, words []string) string {
	last := len(words) - 1
	if last == 0 {
		return prefix + words[0]
	}
	return prefix + strings.Join(words[:last], ", "+prefix) + " or " + prefix + words[last]
}

// sentences joins a summary and a text of sentences.
func sentences(summary, text string) string {
	return strings.TrimRight(strings.ToUpper(summary[:1])+summary[1:]+". "+text, " ")
}

// indented returns a text in indented lines, the first of which begins with a label. A page
// of a manual indents them by up to 11 columns.
func indented(label, text string) string {
	const margin = 11
	var b strings.Builder
	for _, line := range show.Wrap(text, helpWidth-margin-len(label)) {
		b.WriteString("\t" + label + line + "\n")
		label = strings.Repeat(" ", len(label))
	}
	return b.String()
}

// helpOptions prints the reference of the options with these names.
func helpOptions(cmd *cobra.Command, names []string) error {
	var texts []string
	for _, name := range names {
		found := false
		for _, o := range reference.Options() {
			if o.Name == name {
				texts, found = append(texts, optionText(o)), true
			}
		}
		if !found {
			return unknown(fmt.Sprintf("option %q of a directive", name), name, optionNames())
		}
	}
	_, err := fmt.Fprint(cmd.OutOrStdout(), strings.Join(texts, "\n"))
	return err
}

// optionNames returns the names of all options, sorted.
func optionNames() (names []string) {
	for _, o := range reference.Options() {
		names = append(names, o.Name)
	}
	slices.Sort(names)
	return slices.Compact(names)
}
