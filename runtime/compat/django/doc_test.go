package django

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestDocNamesFields: a line copied from the documentation of the packages of
// compat passes go vet, which wants the fields of another package's struct named.
func TestDocNamesFields(t *testing.T) {
	unnamed := regexp.MustCompile(`(Object|Member)\{+"`)
	pages, err := filepath.Glob(filepath.Join("..", "*", "*.go"))
	fatal(t, err)
	pages = append(pages, filepath.Join("..", "..", "..", "README.md"))
	for _, page := range pages {
		if strings.HasSuffix(page, "_test.go") && filepath.Base(page) != "example_test.go" {
			continue
		}
		text, err := os.ReadFile(page)
		fatal(t, err)
		if found := unnamed.Find(text); found != nil {
			t.Errorf("%s: %s; name the fields, as in Object{{Name: ...", page, found)
		}
	}
}
