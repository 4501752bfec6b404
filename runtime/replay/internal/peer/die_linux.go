package peer

import "syscall"

// dieWithTest makes a process end when the thread that starts it ends.
func dieWithTest(attributes *syscall.SysProcAttr) { attributes.Pdeathsig = syscall.SIGKILL }
