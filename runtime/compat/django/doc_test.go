package django

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/typeseal/typeseal/runtime/compat/internal/compattest"
)

// TestDocNamesFields: a line copied from the documentation of the packages of
// compat passes go vet, which asks for the names of fields in another package.
func TestDocNamesFields(t *testing.T) {
	unnamed := regexp.MustCompile(`(Object|Member)\{+"`)
	pages, err := filepath.Glob(filepath.Join("..", "*", "*.go"))
	compattest.Check(t, err)
	pages = append(pages, filepath.Join("..", "..", "..", "README.md"))
	for _, page := range pages {
		if strings.HasSuffix(page, "_test.go") && filepath.Base(page) != "example_test.go" {
			continue
		}
		text, err := os.ReadFile(page)
		compattest.Check(t, err)
		if found := unnamed.Find(text); found != nil {
			t.Errorf("%s: %s; name the fields, as in Object{{Name: ...", page, found)
		}
	}
}
