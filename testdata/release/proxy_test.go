package release_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/module"
	"golang.org/x/mod/zip"
)

// root is the path of the first module.
const root = "github.com/typeseal/typeseal"

// publish writes the modules that have tags into a folder, in the form in which module
// proxies serve them. It makes each zip from the tag, as the go command does.
func publish(s *shell, version string, tags []string) (folder string) {
	s.t.Helper()
	folder = s.t.TempDir()
	for _, tag := range tags {
		subdir := strings.TrimSuffix(strings.TrimSuffix(tag, version), "/")
		m := module.Version{Path: strings.TrimSuffix(root+"/"+subdir, "/"), Version: version}
		dir := filepath.Join(folder, filepath.FromSlash(m.Path), "@v")
		check(s.t, os.MkdirAll(dir, 0o777))
		file := func(name, text string) {
			check(s.t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666))
		}
		file("list", version+"\n")
		file(version+".info", fmt.Sprintf(`{"Version": %q, "Time": "2026-01-01T00:00:00Z"}`, version))
		file(version+".mod", s.must("git", "show", tag+":"+filepath.Join(subdir, "go.mod")))
		f, err := os.Create(filepath.Join(dir, version+".zip"))
		check(s.t, err)
		check(s.t, zip.CreateFromVCS(f, m, s.dir, tag, subdir))
		check(s.t, f.Close())
	}
	return folder
}
