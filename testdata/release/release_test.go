// Package release_test makes a release of a copy of the checkout with .ci/release, serves it
// as a module proxy does, and uses it as users do. It publishes nothing.
package release_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// version is the version of the release, which the changelog of the copy gets.
const version = "v0.99.0"

// published are the tags of the modules that users import.
var published = []string{
	"cmd/typesealvet/golangci/v0.99.0",
	"runtime/observe/otel/v0.99.0",
	"runtime/observe/prom/v0.99.0",
	"runtime/replay/redisstore/v0.99.0",
	"runtime/replay/sqlstore/sqlite/v0.99.0",
	"runtime/replay/sqlstore/v0.99.0",
	"v0.99.0",
}

// TestRelease makes a release and uses it. The steps share the release.
func TestRelease(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the tool")
	}
	s := copyCheckout(t)
	s.env = append(s.env, "GOFLAGS=")
	refusals(s)
	said := s.must(".ci/release", version)
	tagged(s)
	required(s)
	if _, err := s.run(".ci/release", version); err == nil {
		t.Error("a second release of the same version is not refused")
	}
	pushed(s, said)
	download(s, ".", "runtime/replay/redisstore")
	use(t, publish(s, version, published))
}

// download downloads what modules require, unless this machine has it.
func download(s *shell, modules ...string) {
	s.t.Helper()
	for _, m := range modules {
		in := &shell{s.t, filepath.Join(s.dir, m), []string{"GOWORK=off", "GOFLAGS="}}
		in.must("go", "mod", "download")
	}
}

// refusals tries releases that must be refused, and changes nothing. After that the
// changelog has the version.
func refusals(s *shell) {
	s.t.Helper()
	refused := func(why, want string, args ...string) {
		s.t.Helper()
		if out, err := s.run(".ci/release", args...); err == nil || !strings.Contains(out, want) {
			s.t.Errorf("%s: %v, want an error with %q\n%s", why, err, want, out)
		}
	}
	refused("no version", "write a version")
	for _, wrong := range []string{"0.99.0", "v0.99", "v0.099.0", "v2.0.0", "v0.99.0+x", "v0.99.0-rc.0", "v0.99.0 "} {
		refused(wrong, "write a version", wrong)
	}
	refused("no section", "CHANGELOG.md has no section", version)
	log := s.read("CHANGELOG.md")
	s.write("CHANGELOG.md", strings.Replace(log, "\n## ", "\n## 0.99.0 (2027-01-31)\n\n- A change.\n\n## ", 1))
	refused("a change", "git status", version)
	s.must("git", "commit", "-qam", "changelog: the release has a section")
	s.write("new.txt", "")
	refused("a new file", "git status", version)
	check(s.t, os.Remove(filepath.Join(s.dir, "new.txt")))
	s.must("git", "checkout", "-qb", "other")
	refused("another branch", "branch main", version)
	s.must("git", "checkout", "-q", "main")
	s.must("git", "tag", "runtime/observe/prom/"+version)
	refused("a tag of a module", "runtime/observe/prom/v0.99.0 exists", version)
	s.must("git", "tag", "-d", "runtime/observe/prom/"+version)
	s.must("git", "rm", "-q", "runtime/observe/prom/go.sum")
	s.must("git", "commit", "-qm", "prom: no sums")
	refused("a module without sums", "the module in ./runtime/observe/prom needs go mod tidy", version)
	if changed := s.must("git", "status", "--porcelain"); changed != "" {
		s.t.Errorf("what was refused has left changes:\n%s", changed)
	}
	s.must("git", "reset", "-q", "--hard", "HEAD^")
	if n := s.must("git", "rev-list", "--count", "HEAD"); n != "2\n" || s.must("git", "tag") != "" {
		s.t.Errorf("what was refused has left commits (%s) or tags (%s)", n, s.must("git", "tag"))
	}
}

// tagged checks that the commit of the release has exactly its tags, which are annotated.
func tagged(s *shell) {
	s.t.Helper()
	form := "--format=%(refname:short) %(objecttype) %(*objectname)"
	head := strings.TrimSpace(s.must("git", "rev-parse", "HEAD"))
	var want []string
	for _, tag := range published {
		want = append(want, tag+" tag "+head)
	}
	got := strings.Split(strings.TrimSpace(s.must("git", "for-each-ref", form, "refs/tags")), "\n")
	if !slices.Equal(got, want) {
		s.t.Errorf("tags %q, want %q", got, want)
	}
	if status := s.must("git", "status", "--porcelain"); status != "" {
		s.t.Errorf("the release leaves changes:\n%s", status)
	}
}

var requirement = regexp.MustCompile(`(?m)^(?:require )?\t?(github\.com/typeseal/typeseal\S*) (v\S+)`)

// required checks that all modules require each other at the version of the release, and
// that the commit changed nothing but go.mod files.
func required(s *shell) {
	s.t.Helper()
	for name := range strings.FieldsSeq(s.must("git", "diff", "--name-only", "HEAD~")) {
		if filepath.Base(name) != "go.mod" {
			s.t.Errorf("the release changes %s", name)
		}
	}
	found := 0
	for name := range strings.FieldsSeq(s.must("git", "ls-files", "go.mod", "*/go.mod")) {
		for _, m := range requirement.FindAllStringSubmatch(s.read(name), -1) {
			if found++; m[2] != version {
				s.t.Errorf("%s requires %s at %s", name, m[1], m[2])
			}
		}
	}
	if found < 20 {
		s.t.Errorf("only %d requirements were found", found)
	}
}

// pushed checks that the script has pushed nothing, and runs the command that it printed.
func pushed(s *shell, said string) {
	s.t.Helper()
	if refs := s.must("git", "ls-remote", "origin"); refs != "" {
		s.t.Errorf("the script has pushed:\n%s", refs)
	}
	_, command, found := strings.Cut(said, "\tgit push ")
	if !found {
		s.t.Fatalf("no command that pushes:\n%s", said)
	}
	s.must("git", append([]string{"push", "-q"}, strings.Fields(command)...)...)
	for _, ref := range append([]string{"heads/main"}, published...) {
		name := "refs/tags/" + ref
		if ref == "heads/main" {
			name = "refs/" + ref
		}
		if !strings.Contains(s.must("git", "ls-remote", "origin"), "\t"+name+"\n") {
			s.t.Errorf("%s is not pushed", name)
		}
	}
}

var heading = regexp.MustCompile(`^## \d+\.\d+\.\d+(-rc\.\d+)? \(20\d\d-[01]\d-[0-3]\d\)$`)

// TestChangelog: the sections of the changelog have the form that .ci/release reads. The
// first is for what is not released.
func TestChangelog(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(checkout(t), "CHANGELOG.md"))
	check(t, err)
	sections := regexp.MustCompile(`(?m)^##? .*`).FindAllString(string(text), -1)
	if len(sections) < 3 || sections[0] != "# Changelog" || sections[1] != "## Unreleased" {
		t.Fatalf("sections %q", sections)
	}
	for _, s := range sections[2:] {
		if !heading.MatchString(s) {
			t.Errorf("the heading %q has no version and date, as in: ## 0.1.0 (2026-11-29)", s)
		}
	}
}
