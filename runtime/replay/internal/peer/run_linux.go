package peer

import (
	"os/exec"
	"runtime"
	"syscall"
)

// attributes makes the process die with the thread that starts it.
func attributes(user *syscall.Credential) *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Credential: user, Pdeathsig: syscall.SIGKILL}
}

// run starts the process and waits for it on a thread that lives as long.
func run(cmd *exec.Cmd, started chan<- error, ended chan<- struct{}) {
	runtime.LockOSThread()
	defer close(ended)
	err := cmd.Start()
	started <- err
	if err == nil {
		cmd.Wait()
	}
}
