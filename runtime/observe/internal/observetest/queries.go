package observetest

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// promQL has the words of PromQL in the queries, and the values that they compare labels with.
const promQL = "sum by rate count increase histogram_quantile le m h d ok mint primary false"

var word = regexp.MustCompile(`[a-z_]+`)

// CheckQueries fails the test unless the queries in the package doc consist of names and
// of words of PromQL.
func CheckQueries(t *testing.T, names []string) {
	t.Helper()
	doc, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	_, text, _ := strings.Cut(string(doc), "# Queries")
	var queries string
	for line := range strings.Lines(text) {
		if query, ok := strings.CutPrefix(line, "//\t"); ok {
			queries += query
		}
	}
	words := word.FindAllString(queries, -1)
	for _, w := range words {
		if !slices.Contains(names, w) && !slices.Contains(strings.Fields(promQL), w) {
			t.Errorf("a query has %q, which is not a metric or label", w)
		}
	}
	if len(words) < 30 {
		t.Errorf("the queries have %d words: %q", len(words), words)
	}
}
