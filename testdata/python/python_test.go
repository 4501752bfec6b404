package python

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"testing"
)

// TestPeers: a folder without the file pins is not a peer, since .ci/peers writes this
// file last.
func TestPeers(t *testing.T) {
	dir := t.TempDir()
	t.Setenv(Folder, dir)
	add := func(name ...string) {
		path := filepath.Join(append([]string{dir}, name...)...)
		check(t, os.MkdirAll(filepath.Dir(path), 0o777))
		check(t, os.WriteFile(path, nil, 0o666))
	}
	add("django-6.1", "bin", "python")
	if list, err := Peers(); !errors.Is(err, ErrMissing) {
		t.Fatalf("%v, %v", list, err)
	}
	add("django-6.1", "pins")
	add("django-5.2", "pins")
	want := []Peer{
		{"django-5.2", filepath.Join(dir, "django-5.2", "bin", "python")},
		{"django-6.1", filepath.Join(dir, "django-6.1", "bin", "python")},
	}
	if list, err := Peers(); err != nil || !reflect.DeepEqual(list, want) {
		t.Errorf("%v, want %v: %v", list, want, err)
	}
}

// TestCheckout: the default folder is the one to which .ci/peers installs.
func TestCheckout(t *testing.T) {
	root, err := filepath.Abs(filepath.Join("..", ".."))
	check(t, err)
	want := filepath.Join(root, ".ci", "tmp", "peers")
	if got := checkout(); got != want {
		t.Errorf("%s, want %s", got, want)
	}
	t.Chdir(t.TempDir())
	if got := checkout(); got == want {
		t.Errorf("outside of any checkout: %s", got)
	}
}

func TestChanged(t *testing.T) {
	for token, want := range map[string]string{"x": "A", "A": "B", "aAa": "aBa", "a→b": "aAb"} {
		if got := Changed(token); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// TestProcess: an op that fails returns its error, and the process continues.
func TestProcess(t *testing.T) {
	Each(t, func(t *testing.T, p Peer) {
		process := p.Start(t)
		if a := process.Try(t, Question{"op": "read_object", "token": "x", "salt": "y"}); a.Error == "" {
			t.Errorf("%+v", a)
		}
		if a := process.Ask(t, Question{"op": "version"}); a.Text == "" {
			t.Errorf("%+v", a)
		}
	})
}
