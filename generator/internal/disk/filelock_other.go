//go:build !(darwin || dragonfly || freebsd || illumos || linux || netbsd || openbsd || windows)

package disk

// tryHold takes no file lock, since this system has none. Commit still compares
// before it renames, but another process may write between the two.
func tryHold(string) (release func(), err error) { return func() {}, nil }

// transient reports whether a rename may succeed at the next attempt.
func transient(error) bool { return false }
