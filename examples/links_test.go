package examples_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// link is a link of a page to a file, or to a heading.
var link = regexp.MustCompile(`\]\(([^)#: ]*)(?:#([^) ]*))?\)`)

// TestLinks: the links of all documents lead somewhere.
func TestLinks(t *testing.T) {
	links := 0
	for _, page := range documents(t, ".md") {
		for _, m := range link.FindAllStringSubmatch(prose(text(t, page)), -1) {
			links++
			checkLink(t, page, m[1], m[2])
		}
	}
	if links < 150 {
		t.Errorf("only %d links", links)
	}
}

// checkLink checks a link of a page to a file, or to the page itself if file is empty.
func checkLink(t *testing.T, page, file, fragment string) {
	t.Helper()
	target := filepath.FromSlash(page)
	if file != "" {
		target = filepath.Join(filepath.Dir(target), filepath.FromSlash(file))
	}
	if _, err := os.Stat(target); err != nil {
		t.Errorf("%s: %v", page, err)
		return
	}
	if fragment == "" {
		return
	}
	for _, heading := range headings(text(t, target), "#") {
		if anchor(strings.TrimLeft(heading, "# ")) == fragment {
			return
		}
	}
	t.Errorf("%s: %s has no heading for #%s", page, target, fragment)
}

// prose returns a page without its blocks.
func prose(page string) string {
	var kept []string
	for i, part := range strings.Split(page, "\n```") {
		if i%2 == 0 {
			kept = append(kept, part)
		}
	}
	return strings.Join(kept, "\n")
}

// headings returns the texts of a page's headings that begin with a prefix.
func headings(page, prefix string) (texts []string) {
	for line := range strings.Lines(prose(page)) {
		if text, found := strings.CutPrefix(strings.TrimSpace(line), prefix); found {
			texts = append(texts, text)
		}
	}
	return texts
}

// dropped are the characters that GitHub leaves out of anchors.
var dropped = regexp.MustCompile(`[^\p{L}\p{N} _-]`)

// anchor returns the fragment of a heading's URL, as GitHub makes it.
func anchor(heading string) string {
	return strings.ReplaceAll(dropped.ReplaceAllString(strings.ToLower(heading), ""), " ", "-")
}
