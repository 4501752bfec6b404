// Package process runs commands and measures what they use.
package process

import (
	"bytes"
	"fmt"
	"os/exec"
	"strings"
	"time"
)

// A Usage is what one command has used.
type Usage struct {
	CPU  time.Duration // of the process and of all processes that it has waited for
	Peak int           // the most memory of the process itself, in bytes; 0 if the system does not tell
}

// Run runs a command whose output is not needed. If it fails, the error has the end of what
// it has printed.
func Run(cmd *exec.Cmd) (Usage, error) {
	var printed bytes.Buffer
	cmd.Stdout, cmd.Stderr = &printed, &printed
	if err := cmd.Start(); err != nil {
		return Usage{}, err
	}
	peak := follow(cmd.Process.Pid)
	err := cmd.Wait()
	used := Usage{cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(), peak()}
	if err != nil {
		return used, fmt.Errorf("%s: %w\n%s", strings.Join(cmd.Args, " "), err, end(printed.String()))
	}
	return used, nil
}

// end returns the last lines of a text.
func end(text string) string {
	const most = 2000
	return text[max(0, len(text)-most):]
}
