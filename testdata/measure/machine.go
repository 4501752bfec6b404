package measure

import (
	"bufio"
	"fmt"
	"os"
	"runtime"
	"strings"
)

// A Version is a program or library that took part in a measurement.
type Version struct{ Name, Version string }

// Machine returns a table of the hardware and software of the measurement.
func Machine(versions []Version) string {
	var b strings.Builder
	model, features := processor()
	fmt.Fprintf(&b, "| | |\n|---|---|\n| machine | %s, %d cores%s |\n", model, runtime.NumCPU(), features)
	fmt.Fprintf(&b, "| Go | %s, %s/%s |\n", runtime.Version(), runtime.GOOS, runtime.GOARCH)
	fmt.Fprintf(&b, "| load average at the end | %s |\n", load())
	for _, v := range versions {
		fmt.Fprintf(&b, "| %s | %s |\n", v.Name, v.Version)
	}
	return b.String()
}

// processor returns the model of the processor, and the features that the primitives use,
// if the system provides them.
func processor() (model, features string) {
	model = "unknown processor"
	f, err := os.Open("/proc/cpuinfo")
	if err != nil {
		return model, ""
	}
	defer f.Close()
	for s := bufio.NewScanner(f); s.Scan(); {
		name, value, _ := strings.Cut(s.Text(), ":")
		switch strings.TrimSpace(name) {
		case "model name":
			model = strings.TrimSpace(value)
		case "flags":
			return model, known(strings.Fields(value))
		}
	}
	return model, ""
}

func known(flags []string) (list string) {
	for _, f := range flags {
		if f == "aes" || f == "sha_ni" || f == "vaes" {
			list += ", " + f
		}
	}
	return list
}

// load returns the load averages of 1, 5 and 15 minutes, if the system provides them.
func load() string {
	text, err := os.ReadFile("/proc/loadavg")
	fields := strings.Fields(string(text))
	if err != nil || len(fields) < 3 {
		return "unknown"
	}
	return strings.Join(fields[:3], ", ")
}
