// Package examples_test checks that every block in the README, and in the pages of the examples,
// is tested. A comment before each block names the file that contains the same text.
package examples_test

import (
	"bufio"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// A block is one fenced block of the README.
type block struct {
	line             int
	from, lang, text string
}

var (
	comment = regexp.MustCompile("^<!-- (.*) -->$")
	fence   = regexp.MustCompile("^```([a-z]*)$")
)

// maxWords and maxLines keep the README short. The lines of tables do not count as words.
const maxWords, maxLines = 1700, 220

func readme(t *testing.T) []block {
	blocks, words, lines := read(t, filepath.Join("..", "README.md"))
	if words > maxWords || lines >= maxLines {
		t.Errorf("the README has %d words in %d lines; want at most %d, and fewer than %d lines",
			words, lines, maxWords, maxLines)
	}
	return blocks
}

// read returns the blocks of a file, and the numbers of its words and lines.
func read(t *testing.T, path string) (blocks []block, words, lines int) {
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var from string
	var open *block
	for s := bufio.NewScanner(f); s.Scan(); {
		lines++
		for word := range strings.FieldsSeq(s.Text()) {
			if strings.Trim(word, "|-") != "" {
				words++
			}
		}
		m, c := fence.FindStringSubmatch(s.Text()), comment.FindStringSubmatch(s.Text())
		switch {
		case c != nil:
			from = c[1]
		case m != nil && open == nil:
			open = &block{line: lines, from: from, lang: m[1]}
			from = ""
		case m != nil:
			blocks = append(blocks, *open)
			open = nil
		case open != nil:
			open.text += s.Text() + "\n"
		}
	}
	return blocks, words, lines
}

// TestReadme finds each Go block in the file that its comment names, and each
// command of a console block in the script that its comment names.
func TestReadme(t *testing.T) {
	blocks := readme(t)
	if len(blocks) < 6 || blocks[0].line > 30 || blocks[0].lang != "go" {
		t.Fatalf("%d blocks, want at least 6, the first of which is Go and on the first screen", len(blocks))
	}
	checkBlocks(t, blocks)
}

// checkBlocks finds the text of each block in the file that its comment names.
func checkBlocks(t *testing.T, blocks []block) {
	for _, b := range blocks {
		if b.lang == "" {
			continue // text that is neither code nor a command
		}
		if b.from == "" {
			t.Errorf("line %d: no comment names the file in which the block is tested", b.line)
			continue
		}
		source, err := os.ReadFile(filepath.Join("..", filepath.FromSlash(b.from)))
		if err != nil {
			t.Errorf("line %d: %v", b.line, err)
			continue
		}
		if b.lang == "console" {
			checkConsole(t, b, string(source))
		} else if !strings.Contains(string(source), b.text) {
			t.Errorf("line %d: %s does not contain this text:\n%s", b.line, b.from, b.text)
		}
	}
}

func checkConsole(t *testing.T, b block, script string) {
	for line := range strings.Lines(b.text) {
		command, isCommand := strings.CutPrefix(strings.TrimSuffix(line, "\n"), "$ ")
		if isCommand {
			// Scripts run typeseal without go tool.
			line := strings.Replace(regexp.QuoteMeta(command), "go tool typeseal", "(go tool )?typeseal", 1)
			found := regexp.MustCompile(`(?m)^(\$ |! )?(exec )?` + line + `$`).MatchString(script)
			if !found {
				t.Errorf("line %d: %s does not run %q", b.line, b.from, command)
			}
		} else if !strings.Contains(script, line) {
			t.Errorf("line %d: %s does not contain the output %q", b.line, b.from, line)
		}
	}
}

// pages are the pages of the examples.
var pages = []string{
	"README.md", "checks/README.md", "keys/README.md", "metrics/README.md", "signon/README.md",
}

// TestPages finds the blocks of all pages in their files.
func TestPages(t *testing.T) {
	for _, page := range pages {
		blocks, _, _ := read(t, page)
		if len(blocks) == 0 {
			t.Errorf("%s has no blocks", page)
		}
		t.Run(page, func(t *testing.T) { checkBlocks(t, blocks) })
	}
}

// TestExamples: the cookbook has a row for each program, whose doc comment has the command
// that runs it.
func TestExamples(t *testing.T) {
	programs, err := filepath.Glob("*/main.go")
	if err != nil || len(programs) < 8 {
		t.Fatalf("%q, %v", programs, err)
	}
	for _, program := range programs {
		name := filepath.Dir(program)
		if !strings.Contains(text(t, "README.md"), "\n| ["+name+"]("+name+") | ") {
			t.Errorf("the cookbook has no row for %s", name)
		}
		if !strings.Contains(text(t, program), "go run ./examples/"+name) {
			t.Errorf("%s does not say how to run it", program)
		}
	}
}

// TestPlaces: the pages name each file of the folders keys and metrics.
func TestPlaces(t *testing.T) {
	all := text(t, "keys/README.md") + text(t, "metrics/README.md")
	places := 0
	for _, pattern := range []string{"keys/*", "keys/*/*.go", "metrics/*/*.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") || filepath.Ext(file) == "" || filepath.Ext(file) == ".md" {
				continue
			}
			if places++; !strings.Contains(all, "examples/"+filepath.ToSlash(file)) {
				t.Errorf("no page has a recipe of %s", file)
			}
		}
	}
	if places < 8 {
		t.Errorf("only %d files", places)
	}
}

func text(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.FromSlash(path))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestMoving finds the blocks of the pages about moving from other systems.
func TestMoving(t *testing.T) {
	pages, err := filepath.Glob(filepath.Join("moving", "*", "README.md"))
	if err != nil || len(pages) < 4 {
		t.Fatalf("%q, %v", pages, err)
	}
	for _, page := range pages {
		blocks, _, _ := read(t, page)
		if len(blocks) < 4 {
			t.Errorf("%s has only %d blocks", page, len(blocks))
		}
		checkBlocks(t, blocks)
	}
}
