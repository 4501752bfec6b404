//go:build !(darwin || dragonfly || freebsd || illumos || linux || netbsd || openbsd || windows)

package main

import (
	"errors"
	"io/fs"
	"os"
)

// tryHold creates the file name, which must not exist. This system has no file locks, so a
// process that is killed leaves the file.
func tryHold(name string) (release func(), err error) {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil, errBusy
	}
	if err != nil {
		return nil, err
	}
	f.Close()
	return func() { os.Remove(name) }, nil
}

// keepOwner does nothing, since this system has no owners that Go knows.
func keepOwner(*os.File, fs.FileInfo) error { return nil }

// syncFolder does nothing.
func syncFolder(string) error { return nil }

// readable reports false: Go does not know the access rights of this system.
func readable(fs.FileInfo) bool { return false }

// othersWrite returns nil, too.
func othersWrite(fs.FileInfo) error { return nil }

// otherOwner reports false, too.
func otherOwner(fs.FileInfo) bool { return false }
