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

// foregroundRows returns the number of lines of the terminal f. It is 0 if this process is in
// the background of the terminal, where other programs print.
func foregroundRows(f *os.File) int {
	size, err := unix.IoctlGetWinsize(int(f.Fd()), unix.TIOCGWINSZ)
	if err != nil {
		return 0
	}
	group, err := unix.IoctlGetInt(int(f.Fd()), unix.TIOCGPGRP)
	if err == nil && group != unix.Getpgrp() { // an error: it does not control this process
		return 0
	}
	if size.Row == 0 { // nobody has set it
		return helpRows
	}
	return int(size.Row)
}
