package release_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/mod/module"
)

const tool = root + "/cmd/typeseal"

// use uses a release as its users do, each of whom has an empty module cache. Since it is in
// the same place for all of them, what one has compiled need not be compiled again.
func use(t *testing.T, proxy string) {
	home := filepath.Join(t.TempDir(), "home")
	for _, u := range []struct {
		name string
		uses func(*shell)
	}{
		{"installed", installed}, {"tool", asTool}, {"runtime", runtimeAlone}, {"stores", stores}, {"all", allModules},
	} {
		t.Run(u.name, func(t *testing.T) { u.uses(newUser(t, home, proxy)) })
	}
}

// newUser returns the shell of somebody in an empty folder outside any module. The release
// comes from the proxy, and other modules come from the module cache of this machine, which
// has all that the checkout needs. So no test needs a network.
func newUser(t *testing.T, home, proxy string) *shell {
	t.Helper()
	check(t, os.RemoveAll(home))
	dir, bin := filepath.Join(home, "work"), filepath.Join(home, "bin")
	check(t, os.MkdirAll(dir, 0o777))
	return &shell{t, dir, []string{
		"HOME=" + home, "GOENV=off", "GOPATH=" + home, "GOBIN=" + bin, "GOMODCACHE=" + filepath.Join(home, "mod"),
		"GOCACHE=" + goEnv(t, "GOCACHE"),
		"PATH=" + bin + string(os.PathListSeparator) + os.Getenv("PATH"),
		"GOPROXY=file://" + proxy + ",file://" + filepath.Join(goEnv(t, "GOMODCACHE"), "cache", "download"),
		"GOSUMDB=off", "GOFLAGS=-modcacherw", "GOWORK=off", "GOTOOLCHAIN=local",
	}}
}

// typeseal runs the program that go install has installed.
func (s *shell) typeseal(args ...string) string {
	s.t.Helper()
	return s.must(filepath.Join(s.dir, "..", "bin", "typeseal"), args...)
}

// installed installs the command as a program. The demo then works without a network, and
// the commands that it names work too.
func installed(s *shell) {
	s.must("go", "install", tool+"@"+version)
	s.wants(s.typeseal("version"), `^typeseal v0\.99\.0\nbuilt with go`)
	online := s.env
	s.env = append(slices.Clip(s.env), "GOPROXY=off")
	shown := s.typeseal("demo")
	s.env = online
	s.wants(shown, `this token +accepted  user 42, ana@example\.com`)
	s.wants(shown, `refused   typeseal: expired token`)
	_, next, found := strings.Cut(shown, "in an empty folder:\n")
	if !found || !strings.Contains(next, "go get "+root+"@"+version) {
		s.t.Fatalf("the demo does not name the released version:\n%s", shown)
	}
	s.wants(s.must("go", "run", tool+"@"+version, "demo"), "go get -tool "+tool+"@"+version+"\n  go tool typeseal init")
	s.write("next.sh", next)
	s.wants(s.must("sh", "-e", "next.sh"), `user 42 \(ana@example\.com\) may choose a new password`)
	s.lines(1)
	s.typeseal("check")
}

// asTool does what the README says.
func asTool(s *shell) {
	s.must("go", "mod", "init", "example.com/app")
	s.must("go", "get", "-tool", tool)
	s.wants(s.must("go", "tool", "typeseal", "version"), `^typeseal v0\.99\.0\nbuilt with go`)
	s.wants(s.must("go", "tool", "typeseal", "init"), `Now run\n\n\tgo generate`)
	s.must("go", "generate", "./...")
	s.must("go", "test", "./...")
	s.wants(s.must("go", "run", "."), `user 42 \(ana@example\.com\) may choose a new password`)
	s.must("go", "tool", "typeseal", "check")
	s.lines(12)
	s.downloads()
}

// runtimeAlone builds a program that has generated code, but not the tool.
func runtimeAlone(s *shell) {
	s.must("go", "mod", "init", "example.com/app")
	s.write("main.go", `package main

import (
	"fmt"

	typeseal "`+root+`/runtime"
	"`+root+`/runtime/example/shop"
)

func main() {
	keys, err := typeseal.ParseKeyring(typeseal.GenerateKey())
	if err != nil {
		panic(err)
	}
	token, err := shop.Download{Order: 7}.Sign(keys)
	var link shop.Download
	fmt.Println(err, link.Verify(keys, token), link.Order)
}
`)
	s.must("go", "get", root+"/runtime@"+version)
	s.wants(s.must("go", "run", "."), `^<nil> <nil> 7\n$`)
	s.lines(1)
	s.downloads()
}

// stores builds a program with stores in databases, which are modules of their own.
func stores(s *shell) {
	s.must("go", "mod", "init", "example.com/app")
	const path = root + "/runtime/replay/"
	s.write("stores.go", `package stores

import (
	"`+path+`redisstore"
	"`+path+`sqlstore"
)

var _, _ = redisstore.New, sqlstore.New
`)
	s.must("go", "get", path+"redisstore@"+version, path+"sqlstore@"+version)
	s.must("go", "build", "./...")
	s.downloads()
}

// allModules requires all modules of the release at once.
func allModules(s *shell) {
	s.must("go", "mod", "init", "example.com/app")
	for _, tag := range published {
		path := strings.TrimSuffix(root+"/"+strings.TrimSuffix(strings.TrimSuffix(tag, version), "/"), "/")
		s.must("go", "mod", "download", path+"@"+version)
		s.must("go", "mod", "edit", "-require="+path+"@"+version)
	}
	s.env = append(s.env, "GOFLAGS=-mod=mod -modcacherw")
	found := 0
	for line := range strings.Lines(s.must("go", "list", "-m", "all")) {
		if strings.HasPrefix(line, root) {
			if found++; !strings.HasSuffix(line, " "+version+"\n") {
				s.t.Errorf("another version is used: %s", line)
			}
		}
	}
	if found != len(published) {
		s.t.Errorf("%d modules, want %d", found, len(published))
	}
}

// wants checks that a command has printed something.
func (s *shell) wants(printed, pattern string) {
	s.t.Helper()
	if !regexp.MustCompile(pattern).MatchString(printed) {
		s.t.Errorf("no %s in\n%s", pattern, printed)
	}
}

var requireLine = regexp.MustCompile(`(?m)^(?:require )?\t?([a-z.]+/\S+) v\S+`)

// lines checks that go.mod has requirements, and at most some.
func (s *shell) lines(most int) {
	s.t.Helper()
	text := s.read("go.mod")
	if n := len(requireLine.FindAllString(text, -1)); n == 0 || n > most {
		s.t.Errorf("%d requirements, want 1 to %d:\n%s", n, most, text)
	}
}

// downloads checks that the user's module cache has the modules that go.mod requires, and no
// others.
func (s *shell) downloads() {
	s.t.Helper()
	cache := filepath.Join(s.dir, "..", "mod", "cache", "download")
	var have, want []string
	check(s.t, filepath.WalkDir(cache, func(path string, d fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".zip" {
			return err
		}
		escaped, err := filepath.Rel(cache, filepath.Dir(filepath.Dir(path)))
		check(s.t, err)
		name, err := module.UnescapePath(filepath.ToSlash(escaped))
		have = append(have, name)
		return err
	}))
	for _, m := range requireLine.FindAllStringSubmatch(s.read("go.mod"), -1) {
		want = append(want, m[1])
	}
	slices.Sort(have)
	slices.Sort(want)
	if !slices.Equal(have, want) {
		s.t.Errorf("these modules are downloaded: %q\nwant: %q", have, want)
	}
}
