package main

import (
	"os"

	"golang.org/x/sys/windows"
)

// terminal returns the width of the console f in columns, and whether it shows colors. The
// width is 0 if f is not a console. It turns escape sequences on, which old consoles refuse.
func terminal(f *os.File) (columns int, colors bool) {
	var mode uint32
	h := windows.Handle(f.Fd())
	if windows.GetConsoleMode(h, &mode) != nil {
		return 0, false
	}
	colors = windows.SetConsoleMode(h, mode|windows.ENABLE_VIRTUAL_TERMINAL_PROCESSING) == nil
	var info windows.ConsoleScreenBufferInfo
	if windows.GetConsoleScreenBufferInfo(h, &info) != nil {
		return helpWidth, colors
	}
	return int(info.Window.Right-info.Window.Left) + 1, colors
}

// foregroundRows returns the number of lines of the console f.
func foregroundRows(f *os.File) int {
	var info windows.ConsoleScreenBufferInfo
	if windows.GetConsoleScreenBufferInfo(windows.Handle(f.Fd()), &info) != nil {
		return 0
	}
	return int(info.Window.Bottom-info.Window.Top) + 1
}
