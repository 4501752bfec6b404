//go:build darwin || dragonfly || freebsd || illumos || linux || netbsd || openbsd

package disk

import (
	"errors"
	"os"
	"syscall"
)

// tryHold locks the module's directory itself. If the file system has no such locks, as
// some network file systems, nothing is locked. Commit still compares before it renames,
// but another process may write between the two.
func tryHold(root string) (release func(), err error) {
	dir, err := os.Open(root)
	if err != nil {
		return nil, err
	}
	for {
		err = syscall.Flock(int(dir.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if !errors.Is(err, syscall.EINTR) {
			break
		}
	}
	if errors.Is(err, syscall.EWOULDBLOCK) {
		dir.Close()
		return nil, errBusy
	}
	return func() { dir.Close() }, nil
}

// transient reports whether a rename may succeed at the next attempt. On this system,
// renames do not fail because of other processes.
func transient(error) bool { return false }
