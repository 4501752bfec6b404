//go:build unix

package main

import (
	"os"

	"golang.org/x/sys/unix"
)

// terminal returns the width of the terminal f in columns, and whether it shows colors. The
// width is 0 if f is not a terminal, or one that only appends lines, such as Emacs'
// compilation buffer.
func terminal(f *os.File) (columns int, colors bool) {
	size, err := unix.IoctlGetWinsize(int(f.Fd()), unix.TIOCGWINSZ)
	if err != nil || os.Getenv("TERM") == "dumb" {
		return 0, false
	}
	if size.Col == 0 { // nobody has set it
		return helpWidth, true
	}
	return int(size.Col), true
}
