package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
)

// helpCommand returns the command that shows help texts.
func helpCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "help [command]",
		Short: "show the help of a command, or the directives",
		Long: `help shows the help of a command, such as typeseal help keys rotate.

typeseal help directives shows all that can be written above a struct and in the
tags of its fields, and typeseal help directives max-age only that option.`,
		RunE: func(cmd *cobra.Command, args []string) error {
			found, rest, err := cmd.Root().Find(args)
			switch {
			case err != nil:
				found, err = cmd.Root(), unknownCommand(cmd.Root(), args[0])
			case found.Name() == directivesName && len(rest) > 0:
				err = helpOptions(cmd, rest)
			case len(rest) > 0 && found.HasSubCommands():
				err = unknownCommand(found, rest[0])
			case len(rest) > 0:
				err = usagef("%s has no subcommand, but help was asked for %q", found.CommandPath(), rest[0])
			default:
				err = found.Help()
			}
			if usage, ok := errors.AsType[*usageError](err); ok {
				usage.about = found
			}
			return err
		},
	}
}

// usageTemplate is the text below each help text.
var usageTemplate = strings.NewReplacer(
	"{{wrapped}}", fmt.Sprintf(".FlagUsagesWrapped %d | trimTrailingWhitespaces", helpWidth),
	"{{name}}", "{{rpad .Name .NamePadding}} {{.Short}}",
).Replace(`Usage:{{if .Runnable}}
  {{.UseLine}}{{end}}{{if and .HasSubCommands .Groups}}
  {{.CommandPath}} command{{end}}` + /* the commands by group */ `
{{- $commands := .Commands}}{{range $group := .Groups}}

{{.Title}}{{range $commands}}{{if eq .GroupID $group.ID}}
  {{name}}{{end}}{{end}}{{end}}` + /* or, below a command, all */ `
{{- if and .HasSubCommands (not .Groups)}}

Commands:{{range .Commands}}
  {{name}}{{end}}{{end}}` + /* options */ `
{{- if .HasAvailableLocalFlags}}

Options:
{{.LocalFlags{{wrapped}}}}{{end}}{{if .HasAvailableInheritedFlags}}

Options of all commands:
{{.InheritedFlags{{wrapped}}}}{{end}}{{if .HasSubCommands}}

For the options of a command, run {{.Root.Name}} help{{if .HasParent}} {{.Name}}{{end}} command.{{end}}
`)

// A group is a heading in the list of commands.
type group struct {
	title    string
	commands []*cobra.Command
}

// addGroups adds the commands in the order of their groups.
func addGroups(root *cobra.Command, groups ...group) {
	cobra.EnableCommandSorting = false // the order is that of somebody who is new
	for i, g := range groups {
		id := fmt.Sprint(i)
		root.AddGroup(&cobra.Group{ID: id, Title: g.title})
		for _, c := range g.commands {
			c.GroupID = id
			root.AddCommand(c)
		}
	}
	nameOptions(root)
}

// nameOptions makes the usage of each command say options instead of flags.
func nameOptions(cmd *cobra.Command) {
	cmd.DisableFlagsInUseLine = true
	if cmd.Runnable() && cmd.HasAvailableLocalFlags() {
		cmd.SetUsageTemplate(strings.Replace(usageTemplate, "{{.UseLine}}", "{{.UseLine}} [options]", 1))
	}
	for _, sub := range cmd.Commands() {
		nameOptions(sub)
	}
}
