//go:build darwin || dragonfly || freebsd || illumos || linux || netbsd || openbsd

package main

import (
	"errors"
	"io/fs"
	"os"
	"syscall"
)

// tryHold locks the file name, which it creates. release removes the file.
func tryHold(name string) (release func(), err error) {
	f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE|syscall.O_NOFOLLOW, 0o600)
	if err != nil {
		return nil, err
	}
	if err = lock(f); err == nil && removed(f, name) {
		err = errBusy
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	return func() {
		os.Remove(name)
		f.Close()
	}, nil
}

func lock(f *os.File) error {
	for {
		err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		switch {
		case errors.Is(err, syscall.EWOULDBLOCK):
			return errBusy
		case !errors.Is(err, syscall.EINTR):
			return err
		}
	}
}

// removed reports whether name is no longer f, because the process that held f before has
// removed it. Then another process may hold a new file of that name.
func removed(f *os.File, name string) bool {
	held, err1 := f.Stat()
	there, err2 := os.Lstat(name)
	return err1 != nil || err2 != nil || !os.SameFile(held, there)
}

// errNotOwner and errNotMember say why a file cannot be replaced.
var (
	errNotOwner  = errors.New("its owner cannot be kept; run the command as its owner or as root")
	errNotMember = errors.New("its group, which can read it, cannot be kept; " +
		"run the command as a member of the group or as root")
)

// keepOwner gives f the owner and group of the file that it replaces. A group without rights on
// the file need not be kept.
func keepOwner(f *os.File, was fs.FileInfo) error {
	now, err := f.Stat()
	if err != nil {
		return err
	}
	have, ok1 := now.Sys().(*syscall.Stat_t)
	want, ok2 := was.Sys().(*syscall.Stat_t)
	if !ok1 || !ok2 || have.Uid == want.Uid && have.Gid == want.Gid {
		return nil
	}
	err = f.Chown(int(want.Uid), int(want.Gid))
	switch {
	case err == nil:
		return nil
	case have.Uid != want.Uid:
		return errNotOwner
	case was.Mode().Perm()&0o070 != 0:
		return errNotMember
	}
	return nil
}

// syncFolder makes a rename in a folder durable. Some file systems cannot do that.
func syncFolder(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	if err = f.Sync(); errors.Is(err, syscall.EINVAL) || errors.Is(err, syscall.ENOTSUP) {
		return nil
	}
	return err
}

// readable reports whether everyone can read a file.
func readable(info fs.FileInfo) bool { return info.Mode().Perm()&0o004 != 0 }

// otherOwner reports whether a file belongs to a user who is not the one that this program
// runs as.
func otherOwner(info fs.FileInfo) bool {
	stat, ok := info.Sys().(*syscall.Stat_t)
	return ok && int(stat.Uid) != os.Geteuid()
}

// othersWrite returns an error if its group or everyone can write a file.
func othersWrite(info fs.FileInfo) error {
	if info.Mode().Perm()&0o022 != 0 {
		return errors.New("its group or everyone can write it; run chmod go-w on it")
	}
	return nil
}
