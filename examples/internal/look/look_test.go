package look

import (
	"net/http/httptest"
	"strings"
	"testing"
)

// TestShow checks that a page is complete and escapes data, and that its policy allows
// its style.
func TestShow(t *testing.T) {
	pages := Parse(`{{define "hello"}}<p>Hello {{.}}</p>{{end}}`)
	w := httptest.NewRecorder()
	pages.Show(w, 422, "A & B", "hello", "<script>")
	body := w.Body.String()
	for _, want := range []string{
		"<!doctype html>", "<title>A &amp; B</title>", "<p>Hello &lt;script&gt;</p>", "</html>\n",
	} {
		if !strings.Contains(body, want) {
			t.Errorf("the page does not contain %q:\n%s", want, body)
		}
	}
	_, sheet, _ := strings.Cut(body, "<style>")
	sheet, _, _ = strings.Cut(sheet, "</style>")
	if policy := w.Header().Get("Content-Security-Policy"); w.Code != 422 || !strings.Contains(policy, hash(sheet)) {
		t.Errorf("%d, and the policy %s does not allow the style sheet", w.Code, policy)
	}
}

// TestBroken checks that half a page is not sent.
func TestBroken(t *testing.T) {
	w := httptest.NewRecorder()
	Parse(`{{define "broken"}}<p>{{.Missing}}</p>{{end}}`).Show(w, 200, "Broken", "broken", 1)
	if w.Code != 500 || strings.Contains(w.Body.String(), "<") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

// TestIn checks the language and the theme of a page.
func TestIn(t *testing.T) {
	pages := Parse(`{{define "hello"}}{{end}}`)
	for want, p := range map[string]Pages{
		`<html lang="en">`:              pages,
		`<html lang="de" class="dark">`: pages.In("de", "dark"),
	} {
		w := httptest.NewRecorder()
		p.Show(w, 200, "Hello", "hello", nil)
		if !strings.Contains(w.Body.String(), want) {
			t.Errorf("the page does not contain %s:\n%s", want, w.Body)
		}
	}
}
