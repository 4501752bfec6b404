package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
)

func manCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "man",
		Short: "print the manual of all commands, for man",
		Long: `man prints the help of all commands as one page of a manual. To read it, run

	typeseal man | man -l -

or write it to a file such as ~/.local/share/man/man1/typeseal.1, where the
command man typeseal finds it.`,
		Args: takes(0, 0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error { return manual(cmd.OutOrStdout(), cmd.Root()) },
	}
}

// manual writes the page of a command and of all commands below it, in the language of man.
// It has the help texts and no others.
func manual(w io.Writer, root *cobra.Command) error {
	p := &page{w: w}
	name := root.Name()
	p.request("TH", strings.ToUpper(name), "1", "", name+" "+version(), "General Commands Manual")
	p.print(".nh")   // words are not broken
	p.print(".ad l") // and not spread over the line
	p.section("SH", "NAME")
	p.print(escape.Replace(name) + ` \- ` + escape.Replace(strings.TrimPrefix(root.Short, name+" ")))
	p.section("SH", "SYNOPSIS")
	p.request("B", name)
	p.line("[packages]")
	p.request("br")
	p.request("B", name)
	p.line("command [options]")
	p.section("SH", "DESCRIPTION")
	p.text(root.Long)
	p.options(root)
	p.section("SH", "COMMANDS")
	for _, sub := range root.Commands() {
		if sub.IsAvailableCommand() {
			p.command(sub)
		}
	}
	for _, topic := range root.Commands() {
		if topic.IsAdditionalHelpTopicCommand() {
			p.section("SH", strings.ToUpper(topic.Name()))
			p.text(topic.Long)
		}
	}
	return p.err
}

// A page is a page of a manual that is being written.
type page struct {
	w     io.Writer
	err   error // of the first write that failed
	begun bool  // a section that has no paragraph yet
}

// command writes the section of a command, and those of the commands below it.
func (p *page) command(cmd *cobra.Command) {
	p.section("SS", strings.TrimSuffix(cmd.CommandPath(), cmd.Name())+cmd.Use)
	p.text(cmd.Long)
	p.options(cmd)
	for _, sub := range cmd.Commands() {
		p.command(sub)
	}
}

// options writes the options that a command has itself.
func (p *page) options(cmd *cobra.Command) {
	usages := cmd.LocalFlags().FlagUsagesWrapped(helpWidth - 8)
	if usages == "" {
		return
	}
	p.paragraph()
	p.line("Options:")
	lines := strings.Split(strings.TrimRight(usages, "\n"), "\n")
	margin := len(usages)
	for _, line := range lines {
		margin = min(margin, len(line)-len(strings.TrimLeft(line, " ")))
	}
	for i := range lines {
		lines[i] = lines[i][margin:]
	}
	p.block(lines)
}

// paragraph begins a paragraph, unless a section has just begun.
func (p *page) paragraph() {
	if !p.begun {
		p.request("PP")
	}
	p.begun = false
}

// text writes a help text. Lines that are indented by a tab stay as they are.
func (p *page) text(text string) {
	var block []string
	flush := func() {
		if len(block) > 0 {
			p.block(block)
		}
		block = nil
	}
	begun := false // a paragraph
	for line := range strings.SplitSeq(text, "\n") {
		switch indented, ok := strings.CutPrefix(line, "\t"); {
		case ok:
			block = append(block, indented)
		case line == "":
			flush()
			begun = false
		default:
			flush()
			if !begun {
				p.paragraph()
				begun = true
			}
			p.line(line)
		}
	}
	flush()
}

// block writes lines as they are.
func (p *page) block(lines []string) {
	longest := 0
	for _, line := range lines {
		longest = max(longest, len(line))
	}
	const left = 7 // columns, of all text
	p.paragraph()
	p.request("RS", fmt.Sprintf("%dn", max(0, min(4, helpWidth-left-longest))))
	p.request("nf")
	for _, line := range lines {
		p.line(line)
	}
	p.request("fi")
	p.request("RE")
}

// request writes a request of the language with its arguments.
func (p *page) request(name string, args ...string) {
	for _, arg := range args {
		name += ` "` + strings.ReplaceAll(escape.Replace(arg), `"`, `\(dq`) + `"`
	}
	p.print("." + name)
}

// section writes a heading.
func (p *page) section(request, title string) {
	p.request(request, title)
	p.begun = true
}

// line writes a line of text.
func (p *page) line(text string) {
	text = escape.Replace(text)
	if strings.HasPrefix(text, ".") || strings.HasPrefix(text, "'") {
		text = `\&` + text // it is not a request
	}
	p.print(text)
}

func (p *page) print(line string) {
	if p.err == nil {
		_, p.err = fmt.Fprintln(p.w, line)
	}
}

// escape makes characters stay those of ASCII that can be copied into a shell.
var escape = strings.NewReplacer(
	`\`, `\e`, "-", `\-`, "^", `\(ha`, "~", `\(ti`, "`", `\(ga`, "'", `\(aq`,
)
