package main

import (
	"bufio"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"strings"
)

// machine returns a table of the hardware and software of the measurement.
func machine() string {
	var b strings.Builder
	model, features := processor()
	fmt.Fprintf(&b, "| | |\n|---|---|\n| machine | %s, %d cores%s |\n", model, runtime.NumCPU(), features)
	fmt.Fprintf(&b, "| Go | %s, %s/%s |\n", runtime.Version(), runtime.GOOS, runtime.GOARCH)
	fmt.Fprintf(&b, "| load average at the end | %s |\n", load())
	for _, m := range modules() {
		fmt.Fprintf(&b, "| %s | %s |\n", m.Path, m.Version)
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

// modules returns the peers, which are the direct requirements of this module.
func modules() (list []*debug.Module) {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return nil
	}
	for _, m := range info.Deps {
		if strings.Contains(requirements, m.Path+" ") {
			list = append(list, m)
		}
	}
	return list
}

// requirements names the peers' modules.
const requirements = "aidanwoods.dev/go-paseto github.com/cristalhq/jwt/v5 github.com/fernet/fernet-go " +
	"github.com/go-jose/go-jose/v4 github.com/golang-jwt/jwt/v5 github.com/gorilla/securecookie " +
	"github.com/kataras/jwt github.com/lestrrat-go/jwx/v3 github.com/tink-crypto/tink-go/v2 "
