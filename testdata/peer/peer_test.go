package peer

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// add creates empty files in a peers' folder.
func add(t *testing.T, names ...string) {
	t.Helper()
	for _, name := range names {
		path := filepath.Join(Dir(), filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, nil, 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

func path(name string) string { return filepath.Join(Dir(), filepath.FromSlash(name)) }

// TestFind: a program is not installed before .ci/peers has written the file pins, which it
// does last.
func TestFind(t *testing.T) {
	t.Setenv(Folder, t.TempDir())
	add(t, "npm/node_modules/pyright/index.js", "npm/node_modules/node-24-linux-x64/bin/node")
	for _, name := range Names() {
		if _, err := Find(name); !errors.Is(err, ErrMissing) {
			t.Errorf("%s, without pins: %v", name, err)
		}
	}
	add(t, "npm/pins")
	want := []string{path("npm/node_modules/node-24-linux-x64/bin/node")}
	want = append(want, path("npm/node_modules/pyright/index.js"))
	if got, err := Find("pyright"); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%v, want %v: %v", got, want, err)
	}
	if got, err := Modules(); err != nil || got != path("npm/node_modules") {
		t.Errorf("%v, %v", got, err)
	}
	if _, err := Find("tsc"); !errors.Is(err, ErrMissing) {
		t.Errorf("a package that is not there: %v", err)
	}
	if _, err := Find("tsx"); err == nil || errors.Is(err, ErrMissing) {
		t.Errorf("a program that .ci/peers does not install: %v", err)
	}
}

func TestEnvironments(t *testing.T) {
	t.Setenv(Folder, t.TempDir())
	add(t, "django-6.1/bin/python")
	if list, err := Environments("django-"); !errors.Is(err, ErrMissing) {
		t.Fatalf("without pins: %v, %v", list, err)
	}
	add(t, "django-6.1/pins", "django-5.2/pins", "npm/pins")
	want := []string{path("django-5.2"), path("django-6.1")}
	if list, err := Environments("django-"); err != nil || !reflect.DeepEqual(list, want) {
		t.Errorf("%v, want %v: %v", list, want, err)
	}
}

// TestCheckout: the default folder is the one to which .ci/peers installs.
func TestCheckout(t *testing.T) {
	root, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	want := filepath.Join(root, ".ci", "tmp", "peers")
	if got := checkout(); got != want {
		t.Errorf("%s, want %s", got, want)
	}
	t.Chdir(t.TempDir())
	if got := checkout(); got == want {
		t.Errorf("outside of any checkout: %s", got)
	}
}

// versions are the beginnings of what programs print if they are asked for their version. Of
// the others, any version is right.
var versions = map[string]string{
	"python-oldest": "Python 3.1", "python-newest": "Python 3.1", "node-20": "v20.", "node-24": "v24.",
	"deno": "deno 2.", "tsc-5.0": "Version 5.0.", "tsc-5.9": "Version 5.9.",
}

// TestPrograms: every program of the table runs.
func TestPrograms(t *testing.T) {
	for _, name := range Names() {
		t.Run(name, func(t *testing.T) {
			out, err := Command(t, name, "--version").CombinedOutput()
			if err != nil || !strings.HasPrefix(string(out), versions[name]) || len(bytes.TrimSpace(out)) == 0 {
				t.Errorf("%v: %s", err, out)
			}
		})
	}
}
