//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package main

import (
	"bytes"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestKeysKeeps: an edit follows links, and keeps the mode and the owner of the file.
func TestKeysKeeps(t *testing.T) {
	dir := newRing(t)
	check(t, os.Mkdir(filepath.Join(dir, "secret"), 0o700))
	ring, link := filepath.Join(dir, "secret", "ring"), filepath.Join(dir, "link")
	check(t, os.Rename(filepath.Join(dir, "ring"), ring))
	check(t, os.Symlink(filepath.Join("secret", "ring"), filepath.Join(dir, "middle")))
	check(t, os.Symlink("middle", link))
	check(t, os.Chmod(ring, 0o440))
	if os.Geteuid() == 0 {
		check(t, os.Chown(ring, 12345, 23456))
	}
	was, err := os.Stat(ring)
	check(t, err)
	mustKeys(t, dir, "keys", "add", link)
	now, err := os.Lstat(ring)
	check(t, err)
	if !strings.Contains(readFile(t, dir, "secret/ring"), "accepted ") || os.SameFile(was, now) {
		t.Error("the ring is not replaced")
	}
	if now.Mode() != was.Mode() || otherOwner(now) != otherOwner(was) {
		t.Errorf("the mode is now %v and the owner %v", now.Mode(), now.Sys())
	}
	if info, err := os.Lstat(link); err != nil || info.Mode()&fs.ModeSymlink == 0 {
		t.Errorf("the link is no longer one: %v, %v", info, err)
	}
}

// TestKeysBadFiles: an edit that cannot be done says why, and changes nothing.
func TestKeysBadFiles(t *testing.T) {
	program := copyProgram(t)
	ring := func(t *testing.T, dir, _ string) { mustKeys(t, dir, "keygen", "--out", "ring") }
	text := func(text string) func(*testing.T, string, string) {
		return func(t *testing.T, _, path string) { check(t, os.WriteFile(path, []byte(text), 0o600)) }
	}
	// each make makes the file at path in the folder dir
	for name, c := range map[string]struct {
		make func(t *testing.T, dir, path string)
		want string
	}{
		"vanished": {func(*testing.T, string, string) {}, "no such file or directory; make a ring with "},
		"empty":    {text(""), "the text has no key"},
		"garbled":  {text("primary typeseal_key_v1_AAAA\x00\xff\n"), "line 1: "},
		"zeros":    {text(strings.Repeat("\x00", 4096)), "line 1: "},
		"PEM":      {text("-----BEGIN PRIVATE KEY-----\nMC4CAQ\n"), "line 1: "},
		"JSON":     {text(`{"keys": []}`), "line 1: "},
		"UTF-16":   {text("\xff\xfep\x00r\x00i\x00m\x00"), "UTF-16"},
		"too long": {text(strings.Repeat("# padding\n", 7000)), "longer than 64 KiB"},
		"a folder": {func(t *testing.T, _, path string) { check(t, os.Mkdir(path, 0o700)) }, "it is a folder"},
		"a link":   {func(t *testing.T, _, path string) { check(t, os.Symlink("nowhere", path)) }, "no such file"},
		"a loop":   {func(t *testing.T, _, path string) { check(t, os.Symlink("ring", path)) }, "too many levels"},
		"a FIFO":   {func(t *testing.T, _, path string) { check(t, syscall.Mkfifo(path, 0o600)) }, "use -"},
		"unreadable": {func(t *testing.T, dir, path string) {
			ring(t, dir, path)
			check(t, os.Chmod(path, 0))
		}, "permission denied"},
		"read-only": {func(t *testing.T, dir, path string) {
			ring(t, dir, path)
			check(t, os.Chmod(dir, 0o555))
		}, "its folder must be writable"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			c.make(t, dir, filepath.Join(dir, "ring"))
			t.Cleanup(func() { os.Chmod(dir, 0o700) })
			was, _, _ := load(filepath.Join(dir, "ring"))
			for _, line := range []string{"add", "rotate --now", "cutoff", "revoke"} {
				args := append([]string{"keys"}, strings.Fields(line)...)
				if line == "revoke" {
					args = append(args, "ring", "01234567")
				} else {
					args = append(args, "ring")
				}
				fails(t, nobody(t, program, dir, args...), c.want)
			}
			now, _, _ := load(filepath.Join(dir, "ring"))
			entries, err := os.ReadDir(dir)
			check(t, err)
			if was != now || len(entries) > 1 {
				t.Errorf("the folder has changed: %v", entries)
			}
		})
	}
}

// TestKeysGroup: a group that a user cannot give to a file stops an edit only if it has rights on the
// file.
func TestKeysGroup(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can make a file of a group that another user is not in")
	}
	program := copyProgram(t)
	for mode, want := range map[fs.FileMode]string{0o600: "", 0o640: "its group, which can read it, cannot be kept"} {
		dir := newRing(t)
		cmd := nobody(t, program, dir, "keys", "add", "ring")
		ring := filepath.Join(dir, "ring")
		check(t, os.Lchown(ring, 65534, 0))
		check(t, os.Chmod(ring, mode))
		if want != "" {
			fails(t, cmd, want)
		} else if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%v\n%s", err, out)
		}
		if info, err := os.Stat(ring); err != nil || info.Mode() != mode {
			t.Errorf("%v, %v", info.Mode(), err)
		}
	}
}

// fails runs a command, which must print want as its only line and exit 2.
func fails(t *testing.T, cmd *exec.Cmd, want string) {
	t.Helper()
	var out, said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &said
	stop := time.AfterFunc(time.Minute, func() { cmd.Process.Kill() })
	defer stop.Stop()
	err := cmd.Run()
	if cmd.ProcessState == nil {
		t.Fatal(err)
	}
	if cmd.ProcessState.ExitCode() != 2 || out.Len() > 0 || !strings.Contains(said.String(), want) ||
		strings.Count(said.String(), "\n") != 1 || aSecret.MatchString(said.String()) {
		t.Errorf("%v: %v\n%s%s", cmd.Args, cmd.ProcessState, &out, &said)
	}
}

// copyProgram copies typeseal to a place where every user can run it, and returns its path.
func copyProgram(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	check(t, os.Chmod(filepath.Dir(dir), 0o755))
	self, err := os.Executable() // which runs as typeseal if that is its name
	check(t, err)
	path := filepath.Join(dir, "typeseal")
	if err := os.Link(self, path); err != nil {
		text, err := os.ReadFile(self)
		check(t, err)
		check(t, os.WriteFile(path, text, 0o755))
	}
	return path
}

// nobody returns a command that runs in dir as a user without privileges, to whom dir belongs
// from then on.
func nobody(t *testing.T, program, dir string, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.Command(program, args...)
	cmd.Dir = dir
	if os.Geteuid() != 0 {
		return cmd
	}
	const uid = 65534
	check(t, os.Chmod(filepath.Dir(dir), 0o755))
	check(t, filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
		return os.Lchown(path, uid, uid)
	}))
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uid, Gid: uid}}
	return cmd
}

// TestKeysFullDisk: if the new ring cannot be written, the old one stays alone.
func TestKeysFullDisk(t *testing.T) {
	for want, script := range map[string]string{
		"file too large": `cd disk && cp ../ring .
			(ulimit -f 0; typeseal keys add ring); code=$?
			cp ring .. && ls -A && exit $code`,
		"no space left on device": `mount -t tmpfs -o size=8k none disk 2>/dev/null || exit 77
			cd disk && cp ../ring . && dd if=/dev/zero of=full 2>/dev/null
			typeseal keys add ring; code=$?
			cp ring .. && rm full && ls -A && exit $code`,
	} {
		t.Run(want, func(t *testing.T) {
			dir := newRing(t)
			was := readFile(t, dir, "ring")
			check(t, os.Mkdir(filepath.Join(dir, "disk"), 0o700))
			cmd := exec.Command("unshare", "--mount", "sh", "-c", script) // the mount ends with it
			cmd.Dir = dir
			var said bytes.Buffer
			cmd.Stderr = &said
			left, err := cmd.Output()
			denied := strings.Contains(said.String(), "unshare")
			if cmd.ProcessState == nil || cmd.ProcessState.ExitCode() == 77 || denied {
				t.Skip("no permission to mount a file system: ", err, &said)
			}
			if cmd.ProcessState.ExitCode() != 2 || said.String() != "typeseal: ring: "+want+"\n" {
				t.Errorf("%v, %s", err, &said)
			}
			if string(left) != "ring\n" || readFile(t, dir, "ring") != was {
				t.Errorf("the folder has %s", left)
			}
		})
	}
}
