//go:build unix

package typeseal

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// openKeyFile opens a file for reading. It does not wait for the writer of a
// FIFO, and does not make a terminal the controlling terminal of the program.
func openKeyFile(path string) (*os.File, error) {
	return os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK|syscall.O_NOCTTY, 0)
}

// othersRead reports whether everyone can read a file.
func othersRead(info fs.FileInfo) bool { return info.Mode().Perm()&0o004 != 0 }

// nameless reports whether a file has no name anymore.
func nameless(info fs.FileInfo) bool {
	stat, ok := info.Sys().(*syscall.Stat_t)
	return ok && stat.Nlink == 0
}

// inKubernetes reports whether a file is in a volume of Kubernetes that only root or the
// program's user can change. There a file is a link to ..data/file, and ..data is a link to
// the folder that has the present files. Their mode is 0644 by default.
func inKubernetes(path string) bool {
	link, err := os.Lstat(filepath.Join(filepath.Dir(path), "..data"))
	if err != nil || link.Mode()&fs.ModeSymlink == 0 {
		return false
	}
	path, err = filepath.EvalSymlinks(path)
	if err != nil {
		return false
	}
	folder, err := os.Stat(filepath.Dir(path))
	return err == nil && checkOwner(folder) == nil
}

// checkOwner refuses a file that others can write. A group may read it:
// Kubernetes gives secrets to a program that is not root in this way.
func checkOwner(info fs.FileInfo) error {
	switch {
	case info.Mode().Perm()&0o022 != 0:
		return errOthersWrite
	case !trusted(info):
		return errOtherOwner
	}
	return nil
}

// trusted reports whether the owner of a file is root, who can read the
// program's memory anyway, or the user that the program runs as.
func trusted(info fs.FileInfo) bool {
	stat, ok := info.Sys().(*syscall.Stat_t)
	return !ok || stat.Uid == 0 || int(stat.Uid) == os.Geteuid()
}

// maxLinks is how many symbolic links a path may have. Linux has the same
// limit.
const maxLinks = 40

// checkWay follows a path as the system does, and refuses it if everyone could replace a
// file, folder or link on it. A folder that a group can write is allowed, because on many
// systems each user has a private group that owns new folders. A folder of another user
// is allowed unless everyone could have created it.
func checkWay(path string) error {
	if !filepath.IsAbs(path) {
		// filepath.Abs would remove "link/..", which the system follows.
		here, err := os.Getwd()
		if err != nil {
			return err
		}
		path = here + "/" + path
	}
	at, rest, links := "/", path, 0 // at contains no links
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

// passed checks one step of a path, from a folder to an entry in it. If the entry is a
// link, passed returns the link's target, and otherwise "".
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

// everyoneWrites reports whether everyone can create files in a folder. Without the sticky
// bit, everyone can then also replace files of other users.
func everyoneWrites(folder fs.FileInfo) bool { return folder.Mode().Perm()&0o002 != 0 }
