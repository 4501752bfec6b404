package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

func init() { programs["terminal"] = terminalMain }

// terminalMain is a program for scripts: "terminal 80 typeseal list" runs typeseal list in a
// terminal of 80 columns. It prints what the terminal shows, with \e for the escape
// character, and has the exit code of the program.
func terminalMain() {
	code, err := runInTerminal(os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "terminal:", err)
		os.Exit(3)
	}
	os.Exit(code)
}

func runInTerminal(args []string) (code int, err error) {
	columns, err := strconv.ParseUint(args[0], 10, 16)
	if err != nil {
		return 0, err
	}
	ours, theirs, err := openTerminal(uint16(columns))
	if err != nil {
		return 0, err
	}
	defer ours.Close()
	cmd := exec.Command(args[1], args[2:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = theirs, theirs, theirs
	err = cmd.Start()
	theirs.Close()
	if err != nil {
		return 0, err
	}
	shown, _ := io.ReadAll(ours) // fails when the program has closed the terminal
	fmt.Print(strings.NewReplacer("\r\n", "\n", "\x1b", `\e`).Replace(string(shown)))
	if exit, ok := errors.AsType[*exec.ExitError](cmd.Wait()); ok {
		return exit.ExitCode(), nil
	}
	return 0, nil
}

// openTerminal returns both ends of a new terminal.
func openTerminal(columns uint16) (ours, theirs *os.File, err error) {
	if ours, err = os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0); err != nil {
		return nil, nil, err
	}
	fd := int(ours.Fd())
	n, err := unix.IoctlGetInt(fd, unix.TIOCGPTN)
	if err == nil {
		err = unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0)
	}
	if err == nil {
		err = unix.IoctlSetWinsize(fd, unix.TIOCSWINSZ, &unix.Winsize{Row: 24, Col: columns})
	}
	if err == nil {
		theirs, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", n), os.O_RDWR|unix.O_NOCTTY, 0)
	}
	if err != nil {
		ours.Close()
		return nil, nil, err
	}
	return ours, theirs, nil
}
