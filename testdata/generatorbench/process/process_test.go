package process

import (
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"
	"time"
)

// TestMain is also the command that the tests measure. It works, or waits for a process that
// works.
func TestMain(m *testing.M) {
	switch os.Getenv("PROCESS_TEST") {
	case "work":
		work()
	case "wait":
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), "PROCESS_TEST=work")
		if err := cmd.Run(); err != nil {
			os.Exit(1)
		}
	case "fail":
		os.Stderr.WriteString("no such directive\n")
		os.Exit(1)
	default:
		os.Exit(m.Run())
	}
}

const held = 100 << 20

// work holds memory for a while, and uses CPU time.
func work() {
	memory := make([]byte, held)
	for start := time.Now(); time.Since(start) < 200*time.Millisecond; {
		for i := range memory {
			memory[i]++
		}
	}
	runtime.KeepAlive(memory)
}

func command(mode string) *exec.Cmd {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "PROCESS_TEST="+mode)
	return cmd
}

// TestRun: the CPU time of children counts, and their memory does not.
func TestRun(t *testing.T) {
	for mode, large := range map[string]bool{"work": true, "wait": false} {
		used, err := Run(command(mode))
		if err != nil {
			t.Fatal(err)
		}
		if used.CPU < 20*time.Millisecond {
			t.Errorf("%s: %v of CPU time", mode, used.CPU)
		}
		if runtime.GOOS == "linux" && (used.Peak < 1<<20 || used.Peak > held != large) {
			t.Errorf("%s: %d bytes of memory", mode, used.Peak)
		}
	}
}

func TestFailure(t *testing.T) {
	if _, err := Run(command("fail")); err == nil || !strings.Contains(err.Error(), "no such directive") {
		t.Errorf("%v", err)
	}
	if _, err := Run(exec.Command("/nonexistent")); err == nil {
		t.Error("a program that does not exist was run")
	}
}
