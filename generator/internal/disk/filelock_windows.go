package disk

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"unsafe"
)

var lockFileEx = syscall.NewLazyDLL("kernel32.dll").NewProc("LockFileEx")

const (
	failImmediately = 1 // LOCKFILE_FAIL_IMMEDIATELY
	exclusive       = 2 // LOCKFILE_EXCLUSIVE_LOCK

	errSharingViolation = syscall.Errno(32)
	errLockViolation    = syscall.Errno(33)
)

// tryHold locks one byte of the module's go.mod, because Windows cannot lock a directory.
// The byte is far beyond the end of the file, because other processes cannot read locked
// bytes. If the file system has no such locks, nothing is locked.
func tryHold(root string) (release func(), err error) {
	f, err := os.Open(filepath.Join(root, "go.mod"))
	if err != nil {
		return nil, err
	}
	at := syscall.Overlapped{Offset: 0xfffffffe, OffsetHigh: 0x7fffffff}
	ok, _, err := lockFileEx.Call(f.Fd(), exclusive|failImmediately, 0, 1, 0, uintptr(unsafe.Pointer(&at)))
	if ok == 0 && errors.Is(err, errLockViolation) {
		f.Close()
		return nil, errBusy
	}
	return func() { f.Close() }, nil
}

// transient reports whether a rename may succeed at the next attempt: it fails while
// another process, such as a generator or a virus scanner, reads the file.
func transient(err error) bool {
	return errors.Is(err, errSharingViolation) || errors.Is(err, syscall.ERROR_ACCESS_DENIED)
}
