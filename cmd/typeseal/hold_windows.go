package main

import (
	"errors"
	"io/fs"
	"os"
	"syscall"
)

const (
	deleteOnClose       = 0x04000000           // FILE_FLAG_DELETE_ON_CLOSE
	errSharingViolation = syscall.Errno(32)    // ERROR_SHARING_VIOLATION
	errDeletePending    = syscall.Errno(0x12f) // ERROR_DELETE_PENDING
)

// tryHold creates the file name, which no other process can open. The system removes it when
// it is closed.
func tryHold(name string) (release func(), err error) {
	path, err := syscall.UTF16PtrFromString(name)
	if err != nil {
		return nil, err
	}
	h, err := syscall.CreateFile(path, syscall.GENERIC_WRITE, 0, nil, syscall.OPEN_ALWAYS, deleteOnClose, 0)
	if errors.Is(err, errSharingViolation) || errors.Is(err, errDeletePending) {
		return nil, errBusy
	}
	if err != nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: err}
	}
	return func() { syscall.CloseHandle(h) }, nil
}

// keepOwner does nothing: a new file has the access rights of its folder.
func keepOwner(*os.File, fs.FileInfo) error { return nil }

// syncFolder does nothing: Windows cannot sync a folder.
func syncFolder(string) error { return nil }

// readable reports false: Go does not know the access rights of this system.
func readable(fs.FileInfo) bool { return false }

// othersWrite returns nil, too.
func othersWrite(fs.FileInfo) error { return nil }

// otherOwner reports false, too.
func otherOwner(fs.FileInfo) bool { return false }
