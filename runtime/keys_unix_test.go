//go:build unix

package typeseal

import (
	"bytes"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestKeyDevices: reading a key does not wait for the writer of a FIFO, and
// does not read a device.
func TestKeyDevices(t *testing.T) {
	dir := t.TempDir()
	fifo, loop, open := filepath.Join(dir, "fifo"), filepath.Join(dir, "loop"), filepath.Join(dir, "open")
	if err := syscall.Mkfifo(fifo, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(loop, loop); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(open, []byte(GenerateKey()), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(open, 0o622); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{fifo, loop, "/dev/zero", open} {
		_, err := KeyringFromFile(path)
		wantConfig(t, path, err)
	}
}

// TestFIFOInBetween: if a FIFO replaces the file after it was checked, the
// program does not hang.
func TestFIFOInBetween(t *testing.T) {
	fifo := filepath.Join(t.TempDir(), "fifo")
	if err := syscall.Mkfifo(fifo, 0o600); err != nil {
		t.Fatal(err)
	}
	opened := make(chan error, 1)
	go func() {
		f, err := openKeyFile(fifo)
		if err == nil {
			f.Close()
		}
		opened <- err
	}()
	select {
	case err := <-opened:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(10 * time.Second):
		t.Error("opening waits for the FIFO's writer")
	}
}

// keyTree is a folder with key files, for one test.
type keyTree struct {
	t    *testing.T
	root string
	text string
}

func newKeyTree(t *testing.T) keyTree {
	root, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return keyTree{t, root, GenerateKey() + "\n"}
}

func (k keyTree) path(name string) string { return filepath.Join(k.root, name) }

func (k keyTree) folder(name string, mode fs.FileMode) {
	k.must(os.MkdirAll(k.path(name), 0o755))
	k.must(os.Chmod(k.path(name), mode))
}

func (k keyTree) file(name string, mode fs.FileMode) {
	k.must(os.WriteFile(k.path(name), []byte(k.text), 0o600))
	k.must(os.Chmod(k.path(name), mode))
}

func (k keyTree) link(name, target string) { k.must(os.Symlink(target, k.path(name))) }

func (k keyTree) must(err error) {
	k.t.Helper()
	if err != nil {
		k.t.Fatal(err)
	}
}

func (k keyTree) want(name string, want error) {
	k.t.Helper()
	_, err := KeyringFromFile(k.path(name))
	if want == nil && err != nil || want != nil && (!errors.Is(err, want) || !errors.Is(err, ErrConfig)) {
		k.t.Errorf("%s: %v, want %v", strings.TrimPrefix(name, k.root), err, want)
	}
}

// TestKeyFileModes checks who may be able to write the file and the folders on its path.
func TestKeyFileModes(t *testing.T) {
	k := newKeyTree(t)
	for mode, want := range map[fs.FileMode]error{
		0o400: nil, 0o600: nil, 0o440: nil, 0o640: nil, 0o444: nil, 0o644: nil,
		0o620: errOthersWrite, 0o660: errOthersWrite, 0o602: errOthersWrite, 0o666: errOthersWrite,
		0o777: errOthersWrite,
	} {
		name := "file-" + mode.String()
		k.file(name, mode)
		k.want(name, want)
	}
	for mode, want := range map[fs.FileMode]error{
		0o700: nil, 0o755: nil, 0o775: nil, 0o777 | fs.ModeSticky: nil, 0o777 | fs.ModeSticky | fs.ModeSetgid: nil,
		0o777: errOthersFolder, 0o757: errOthersFolder, 0o777 | fs.ModeSetgid: errOthersFolder,
	} {
		name := "folder-" + mode.String()
		k.folder(name+"/inner", 0o755)
		k.file(name+"/keys", 0o600)
		k.file(name+"/inner/keys", 0o600)
		k.folder(name, mode)
		k.want(name+"/keys", want)
		k.want(name+"/inner/keys", want)
		k.want(name+"/inner/../inner/keys", want)
		k.link("link-"+mode.String(), name+"/inner/keys")
		k.want("link-"+mode.String(), want)
		k.link("dir-"+mode.String(), k.path(name)+"/inner")
		k.want("dir-"+mode.String()+"/keys", want)
	}
	k.folder("unsafe", 0o777)
	k.file("safe", 0o600)
	k.link("unsafe/keys", k.path("safe"))
	k.want("unsafe/keys", errOthersFolder)
}

// TestKeyFileWay: the folders that the system passes through are checked. They are not
// always the folders that the text of the path names.
func TestKeyFileWay(t *testing.T) {
	k := newKeyTree(t)
	k.folder("open/inner", 0o755)
	k.folder("closed/inner", 0o755)
	k.file("open/keys", 0o600)
	k.file("closed/keys", 0o600)
	k.file("keys", 0o600) // where the text leads
	k.folder("open", 0o777)
	k.link("to-open", "open/inner")
	k.link("to-closed", "closed/inner")
	k.link("to-closed-keys", "to-closed/../keys")
	k.link("to-open-keys", "to-open/../keys")
	for name, want := range map[string]error{
		"/to-open/../keys": errOthersFolder, "/to-closed/../keys": nil, "/to-open-keys": errOthersFolder,
		"/to-closed-keys":           nil,
		"//closed/./inner//../keys": nil, "/closed/../open/keys": errOthersFolder, "/to-closed/../../keys": nil,
	} {
		if err := readRing(k.root + name); want == nil && err != nil || !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", name, err, want)
		}
	}
	k.must(os.Remove(k.path("keys"))) // the folder that the text names need not exist
	t.Chdir(k.path("closed"))
	for name, want := range map[string]error{"keys": nil, "../to-closed/../keys": nil,
		"../to-open/../keys": errOthersFolder} {
		if err := readRing(name); want == nil && err != nil || !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", name, err, want)
		}
	}
}

func readRing(path string) error {
	_, err := KeyringFromFile(path)
	return err
}

// TestKubernetes: files in the layout of a volume of secrets are accepted.
func TestKubernetes(t *testing.T) {
	for _, mode := range []fs.FileMode{0o400, 0o440, 0o644} {
		k := newKeyTree(t)
		k.folder("secret/..2026_11_28_10_00_00.123456789", 0o755)
		k.file("secret/..2026_11_28_10_00_00.123456789/typeseal.keys", mode)
		k.link("secret/..data", "..2026_11_28_10_00_00.123456789")
		k.link("secret/typeseal.keys", "..data/typeseal.keys")
		k.folder("secret", 0o777|fs.ModeSticky|fs.ModeSetgid)
		k.want("secret/typeseal.keys", nil)
	}
}

// TestKeyFileOwner: a file of another user is refused. A link or folder of
// another user is refused if it is in a folder that everyone can write.
func TestKeyFileOwner(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can give a file away")
	}
	const other = 12345
	k := newKeyTree(t)
	k.folder("shared", 0o777|fs.ModeSticky)
	k.file("mine", 0o600)
	k.file("theirs", 0o600)
	k.must(os.Chown(k.path("theirs"), other, 0))
	k.link("to-theirs", "theirs")
	k.link("shared/my-link", k.path("mine"))
	k.link("shared/their-link", k.path("mine"))
	k.must(os.Lchown(k.path("shared/their-link"), other, other))
	k.folder("their-folder", 0o755)
	k.file("their-folder/keys", 0o600)
	k.must(os.Chown(k.path("their-folder"), other, other))
	k.folder("shared/my-folder", 0o755)
	k.file("shared/my-folder/keys", 0o600)
	k.folder("shared/their-folder", 0o755)
	k.link("shared/their-folder/keys", k.path("mine"))
	k.must(os.Chown(k.path("shared/their-folder"), other, other))
	k.folder("their-shared", 0o777|fs.ModeSticky)
	k.file("their-shared/keys", 0o600)
	k.must(os.Chown(k.path("their-shared"), other, other))
	k.want("their-folder/keys", nil)
	k.want("shared/my-folder/keys", nil)
	k.want("shared/their-folder/keys", errOtherWay)
	if err := readRing(k.root + "/their-shared/./keys"); err != nil {
		t.Error(err)
	}
	k.want("mine", nil)
	k.want("theirs", errOtherOwner)
	k.want("to-theirs", errOtherOwner)
	k.want("shared/my-link", nil)
	if _, err := KeyringFromFile(k.path("shared/their-link")); err == nil { // some systems refuse it themselves
		t.Error("another user's link is followed")
	}
}

// TestKeyFileWarning: a warning is logged if everyone can read a secret key,
// and only then.
func TestKeyFileWarning(t *testing.T) {
	signing, public := GenerateSigningKey()
	var log bytes.Buffer
	before := slog.Default()
	slog.SetDefault(slog.New(slog.NewTextHandler(&log, nil)))
	t.Cleanup(func() { slog.SetDefault(before) })
	warned := func(text string, mode fs.FileMode, read func(string) error) bool {
		k := newKeyTree(t)
		k.text = text
		k.file("keys", mode)
		k.must(read(k.path("keys")))
		defer log.Reset()
		return strings.Contains(log.String(), "everyone can read")
	}
	readSigning := func(path string) error { _, err := SigningKeyFromFile(path); return err }
	readPublic := func(path string) error { _, err := PublicKeyringFromFile(path); return err }
	if !warned(GenerateKey(), 0o644, readRing) || !warned(signing, 0o604, readSigning) {
		t.Error("no warning about a secret key that everyone can read")
	}
	if warned(GenerateKey(), 0o640, readRing) || warned(signing, 0o600, readSigning) ||
		warned(public, 0o644, readPublic) {
		t.Error("a warning about a file with the right mode")
	}
}
