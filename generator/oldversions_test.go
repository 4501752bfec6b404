package generator

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// TestOutlived: if another version has been minted for longer than max-age, there is a
// warning that the old version can be removed. There is none for max-age=unlimited.
func TestOutlived(t *testing.T) {
	const former = "\n//typeseal:former of=T version=1\ntype TV1 struct{ A int }\n\nfunc (old TV1) Upgrade() (T, " +
		"error) { return T{}, nil }\nfunc (t T) Downgrade() (TV1, error) { return TV1{}, nil }\n"
	for _, c := range []struct {
		maxAge, versions string
		age              int // days since the change
		want             string
	}{
		{"7d", "version=2 accept=1", 9, "a.go:3:45: version 1 of T can go: version 2 has been minted since DATE, and " +
			"max-age has passed; if it was deployed everywhere then, remove 1 from accept and TV1"},
		{"7d", "version=2 accept=1", 7, ""},
		{"7d", "version=2 accept=1", 0, ""},
		{"unlimited", "version=2 accept=1", 1000, ""},
		{"7d", "version=2 accept=1,2 mint=1", 1000, ""},
	} {
		dir := module(t,
			"-- a.go --\npackage a\n\n//typeseal:sign salt=a max-age="+c.maxAge+"\ntype T struct{ A int }\n")
		commit(t, dir)
		write(t, filepath.Join(dir, "a.go"),
			"package a\n\n//typeseal:sign salt=a max-age="+c.maxAge+" "+c.versions+"\ntype T struct{ B string }\n"+
				former)
		first := cleanly(t, dir)
		if err := Commit(first); err != nil || len(first.Warnings) > 0 {
			t.Fatal(err, first.Warnings)
		}

		path := filepath.Join(dir, "typeseal.lock")
		lock, err := os.ReadFile(path)
		check(t, err)
		date := time.Now().UTC().AddDate(0, 0, -c.age).Format(time.DateOnly)
		write(t, path, regexp.MustCompile(`since \S+`).ReplaceAllString(string(lock), "since "+date))
		var got string
		for _, w := range cleanly(t, dir).Warnings {
			got, _, _ = strings.Cut(w.String(), "\n")
		}
		if want := strings.ReplaceAll(c.want, "DATE", date); got != want {
			t.Errorf("%s %s after %d days: %q, want %q", c.maxAge, c.versions, c.age, got, want)
		}
	}
}
