package model

import (
	"strings"
	"testing"

	"github.com/typeseal/typeseal/generator/internal/directive"
)

// TestTagDocs: each documented tag is accepted, and written as a directive it is reported as
// a tag.
func TestTagDocs(t *testing.T) {
	for _, d := range TagDocs() {
		if d.Summary == "" || strings.HasSuffix(d.Summary, ".") || d.Text != "" && !strings.HasSuffix(d.Text, ".") {
			t.Errorf("%s: the summary is not a sentence, the text has sentences: %q, %q", d.Written, d.Summary, d.Text)
		}
		if _, faults := parseTag(d.Written); len(faults) > 0 {
			t.Errorf("%s: %v", d.Written, faults)
		}
	}
	for _, w := range ownWords {
		if !ownValue.MatchString(w.example) || !strings.Contains(ownAdvice, `"`+w.example+`"`) {
			t.Errorf("%s is not a value of the tag, or errors do not name it: %s", w.example, ownAdvice)
		}
		for _, line := range []string{"//typeseal:" + w.example, "//typeseal:\"" + w.example + "\""} {
			_, faults := directive.Single(line)
			if len(faults) != 1 || faults[0].Message != "a field tag is not a comment" {
				t.Errorf("%s: %v", line, faults)
			}
		}
	}
}
