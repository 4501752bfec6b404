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

// checkWay follows a path as the system does, and refuses it if everyone can put
// another file, folder or link in the place of one on the way. A folder that a group
// can write is allowed: on many systems each user has a group of their own, and new
// folders are theirs. So is another user's folder, unless everyone could have made it.
func checkWay(path string) error {
	if !filepath.IsAbs(path) {
		// filepath.Abs would drop "link/..", which the system follows.
		here, err := os.Getwd()
		if err != nil {
			return err
		}
		path = here + "/" + path
	}
	at, rest, links := "/", path, 0 // there are no links in at
	for rest != "" {
		name, after, _ := strings.Cut(strings.TrimLeft(rest, "/"), "/")
		switch rest = after; name {
		case "", ".":
			continue
		case "..":
			at = filepath.Dir(at)
			continue
		}
		next := filepath.Join(at, name)
		target, err := passed(at, next)
		switch {
		case err != nil:
			return err
		case target == "":
			at = next
			continue
		case filepath.IsAbs(target):
			at = "/"
		}
		if links++; links > maxLinks {
			return errLinks
		}
		rest = target + "/" + rest
	}
	return nil
}

// passed checks one step of a path, from a folder to what is in it, and returns what
// that links to; "" if it is not a link.
func passed(from, to string) (target string, err error) {
	folder, err := os.Lstat(from)
	if err != nil {
		return "", err
	}
	info, err := os.Lstat(to)
	switch {
	case err != nil:
		return "", err
	case everyoneWrites(folder) && folder.Mode()&fs.ModeSticky == 0:
		return "", errOthersFolder
	case everyoneWrites(folder) && !trusted(info):
		return "", errOtherWay
	case info.Mode()&fs.ModeSymlink == 0:
		return "", nil
	}
	return os.Readlink(to)
}

func everyoneWrites(folder fs.FileInfo) bool { return folder.Mode().Perm()&0o002 != 0 }
