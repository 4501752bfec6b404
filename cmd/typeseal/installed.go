package main

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
)

// An installation says how typeseal is run in a module, and what the module still needs.
type installation struct {
	generate string   // for go:generate
	needs    []string // commands that add typeseal to the module
}

// installed returns how typeseal is run in the module of dir: as a tool of the module, as a
// program in PATH, or, if neither is known, as a tool that must be added.
func installed(ctx context.Context, dir string) installation {
	tools, _ := goOutput(ctx, dir, "list", "-e", "-f", "{{.ImportPath}}", "tool")
	if slices.Contains(strings.Fields(tools), toolPath) {
		return installation{generate: "go tool typeseal"}
	}
	_, err := goOutput(ctx, dir, "list", "-mod=readonly", "-m", modulePath)
	required := err == nil
	if inPath() {
		i := installation{generate: "typeseal"}
		if !required {
			i.needs = requiring(released(buildInfo()), checkout(), false)
		}
		return i
	}
	i := installation{"go tool typeseal", []string{"go get -tool " + toolPath}}
	if !required {
		i.needs = requiring(released(buildInfo()), checkout(), true)
	}
	return i
}

// inPath reports whether the word typeseal runs this program.
func inPath() bool {
	self, err := os.Executable()
	found, err2 := exec.LookPath("typeseal")
	if err != nil || err2 != nil {
		return false
	}
	a, err := os.Stat(self)
	b, err2 := os.Stat(found)
	return err == nil && err2 == nil && os.SameFile(a, b)
}

// requiring returns the commands that make a module require typeseal, and have it as a tool:
// the released version, or if there is none, the checkout.
func requiring(released, checkout string, tool bool) []string {
	suffix := ""
	switch {
	case released != "":
		suffix = "@" + released
	case checkout != "":
		edit := "go mod edit -replace " + modulePath + "=" + checkout + " -require " + modulePath + "@v0.0.0"
		if tool {
			edit += " -tool " + toolPath
		}
		return []string{edit, "go mod tidy"}
	}
	if tool {
		return []string{"go get -tool " + toolPath + suffix}
	}
	return []string{"go get " + modulePath + suffix}
}

// checkout returns the folder of the sources from which this program was built, as it is
// written in a shell, if it still exists.
func checkout() string {
	_, file, _, _ := runtime.Caller(0)
	dir := filepath.Dir(filepath.Dir(filepath.Dir(file))) // of cmd/typeseal/installed.go
	if _, err := os.Stat(filepath.Join(dir, "go.mod")); err != nil || !filepath.IsAbs(dir) {
		return ""
	}
	if strings.ContainsAny(dir, " '\"$&;()") {
		return strconv.Quote(dir)
	}
	return dir
}
