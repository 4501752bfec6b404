//go:build unix

package typeseal

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// openKeyFile opens a file for reading. It does not wait for the writer of a FIFO,
// nor makes a terminal the program's.
func openKeyFile(path string) (*os.File, error) {
	return os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK|syscall.O_NOCTTY, 0)
}

func othersRead(info fs.FileInfo) bool { return info.Mode().Perm()&0o004 != 0 }

// checkOwner refuses a file that others can write. A group may read it: that is how
// Kubernetes gives secrets to a program that is not root.
func checkOwner(info fs.FileInfo) error {
	switch {
	case info.Mode().Perm()&0o022 != 0:
		return errOthersWrite
	case !trusted(info):
		return errOtherOwner
	}
	return nil
}

// trusted reports whether a file belongs to root, who can read the program's
// memory anyway, or to the user that the program runs as.
func trusted(info fs.FileInfo) bool {
	stat, ok := info.Sys().(*syscall.Stat_t)
	return !ok || stat.Uid == 0 || int(stat.Uid) == os.Geteuid()
}

// maxLinks is how many symbolic links a path may have, as in Linux.
const maxLinks = 40

// checkWay follows a path as the system does, and refuses it if on the way somebody
// else can put another file, folder or link in the place of what is there. A folder
// that a group can write is allowed: on many systems each user has a group of their
// own, and new folders are theirs.
func checkWay(path string) error {
	path, err := filepath.Abs(path)
	if err != nil {
		return err
	}
	at, rest, links := "/", path, 0
	for rest != "" {
		name, after, _ := strings.Cut(strings.TrimLeft(rest, "/"), "/")
		rest = after
		folder, err := os.Lstat(at)
		if err != nil {
			return err
		}
		if everyoneWrites(folder) && folder.Mode()&fs.ModeSticky == 0 {
			return errOthersFolder
		}
		next := filepath.Join(at, name) // filepath.Join takes "..", and at has no links
		info, err := os.Lstat(next)
		if err != nil {
			return err
		}
		if info.Mode()&fs.ModeSymlink == 0 {
			at = next
			continue
		}
		if links++; links > maxLinks {
			return errLinks
		}
		if everyoneWrites(folder) && !trusted(info) {
			return errOtherLink
		}
		target, err := os.Readlink(next)
		if err != nil {
			return err
		}
		if filepath.IsAbs(target) {
			at = "/"
		}
		rest = target + "/" + rest
	}
	return nil
}

func everyoneWrites(folder fs.FileInfo) bool { return folder.Mode().Perm()&0o002 != 0 }
