//go:build !(darwin || dragonfly || freebsd || illumos || linux || netbsd || openbsd || windows)

package generator

// tryHold does without a file lock. Commit still compares before it renames,
// with a moment between the two.
func tryHold(string) (release func(), err error) { return func() {}, nil }

// transient reports whether a rename may go well at the next attempt.
func transient(error) bool { return false }
