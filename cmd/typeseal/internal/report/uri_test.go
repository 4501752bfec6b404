package report

import (
	"net/url"
	"testing"
)

// relativeURI returns a relative reference to the file, whatever the names in its path are.
func TestRelativeURI(t *testing.T) {
	for file, want := range map[string]string{
		"a.go":            "a.go",
		"x:y.go":          "x%3Ay.go",
		"a/x:y.go":        "a/x%3Ay.go",
		"http://x/y.go":   "http%3A//x/y.go",
		"a b/ä.go":        "a%20b/%C3%A4.go",
		"100%.go":         "100%25.go",
		"a?b#c.go":        "a%3Fb%23c.go",
		"a[1]\\b.go":      "a%5B1%5D%5Cb.go",
		"\x1b[31m\u202e":  "%1B%5B31m%E2%80%AE",
		"../other/a.go":   "../other/a.go",
		"%2e%2e/a.go":     "%252e%252e/a.go",
		"a;b=c,d@e+f.go~": "a;b=c,d@e+f.go~",
	} {
		got := relativeURI(file)
		if got != want {
			t.Errorf("%q: %s, want %s", file, got, want)
		}
		base, err := url.Parse("https://example.com/repo/sub/")
		if err != nil {
			t.Fatal(err)
		}
		u, err := url.Parse(got)
		if err != nil || u.Scheme != "" || u.Host != "" || u.RawQuery != "" || u.Fragment != "" || u.Path != file {
			t.Errorf("%q: read as %#v, %v", file, u, err)
			continue
		}
		if r := base.ResolveReference(u); r.Host != "example.com" {
			t.Errorf("%q leads to %s", file, r)
		}
	}
}
