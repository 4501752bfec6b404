package main

import (
	"bytes"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/spf13/cobra"
)

// TestManual: the page has each line of each help text, fits a terminal, and those who
// read the language of man find nothing wrong.
func TestManual(t *testing.T) {
	var page bytes.Buffer
	root := rootCommand()
	check(t, manual(&page, root))
	if unlike := regexp.MustCompile(`(?m)^[.'](?:[^A-Za-z]|[A-Za-z]{3,})`).FindString(page.String()); unlike != "" {
		t.Errorf("a line of text begins like a request: %q", unlike)
	}
	shown := man(t, page.Bytes())
	for line := range strings.Lines(shown) {
		if n := utf8.RuneCountInString(strings.TrimRight(line, "\n")); n > helpWidth {
			t.Errorf("%d columns: %s", n, line)
		}
	}
	words := strings.Join(strings.Fields(shown), " ")
	var walk func(c *cobra.Command)
	walk = func(c *cobra.Command) {
		for line := range strings.Lines(c.Long + "\n" + c.LocalFlags().FlagUsagesWrapped(helpWidth-8)) {
			if text := strings.Join(strings.Fields(line), " "); c.Name() != "help" && !strings.Contains(words, text) {
				t.Errorf("%s: the page lacks the line %q", c.CommandPath(), text)
			}
		}
		for _, sub := range c.Commands() {
			walk(sub)
		}
	}
	walk(root)
	if lint, err := exec.LookPath("mandoc"); err == nil {
		cmd := exec.Command(lint, "-T", "lint", "-W", "warning")
		cmd.Stdin = &page
		wrong, _ := cmd.CombinedOutput()
		for line := range strings.Lines(string(wrong)) {
			if !strings.Contains(line, `missing date, using ""`) { // a version has no date
				t.Error(line)
			}
		}
	}
}

// man returns a page as text.
func man(t *testing.T, page []byte) string {
	name, args := "mandoc", []string{"-T", "utf8", "-O", "width=80"}
	if _, err := exec.LookPath(name); err != nil {
		name, args = "man", []string{"-l", "-"}
	}
	if _, err := exec.LookPath(name); err != nil {
		t.Skip("neither mandoc nor man is installed")
	}
	cmd := exec.Command(name, args...)
	cmd.Env = append(cmd.Environ(), "MANWIDTH=80", "LC_ALL=C.UTF-8", "MAN_KEEP_FORMATTING=", "PAGER=cat")
	cmd.Stdin = bytes.NewReader(page)
	var errs bytes.Buffer
	cmd.Stderr = &errs
	out, err := cmd.Output()
	if err != nil || errs.Len() > 0 {
		t.Fatalf("%s: %v\n%s", name, err, &errs)
	}
	return regexp.MustCompile(`.\x08`).ReplaceAllString(string(out), "") // bold letters
}
