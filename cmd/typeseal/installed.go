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

	"golang.org/x/mod/modfile"
)

// An installation says how typeseal is run in a module, and what the module still needs.
type installation struct {
	generate string   // for go:generate
	needs    []string // commands that add typeseal to the module
}

// installed returns how typeseal is run in the module of dir: as a tool of the module, as a
// program in PATH, or, if neither is known, as a tool that must be added.
func installed(ctx context.Context, dir string) installation {
	if isTool(ctx, dir) {
		return installation{generate: toolCommand}
	}
	i := fresh()
	if _, err := goOutput(ctx, dir, "list", "-mod=readonly", "-m", modulePath); err != nil {
		return i
	}
	i.needs = nil
	if i.generate == toolCommand {
		i.needs = []string{"go get -tool " + toolPath}
	}
	return i
}

// toolCommand runs typeseal if it is a tool of the module.
const toolCommand = "go tool typeseal"

// isTool reports whether typeseal is a tool of the module of dir, or of another module of its
// workspace. It reads their go.mod files, because go list tool downloads the modules of all tools.
func isTool(ctx context.Context, dir string) bool {
	paths, err := goOutput(ctx, dir, "list", "-m", "-f", "{{.GoMod}}")
	return err == nil && slices.ContainsFunc(strings.Split(strings.TrimSpace(paths), "\n"), declaresTool)
}

// declaresTool reports whether a go.mod file has the line that makes typeseal a tool.
func declaresTool(path string) bool {
	text, err := os.ReadFile(path)
	if err != nil {
		return false
	}
	mod, err := modfile.Parse(path, text, nil)
	return err == nil && slices.ContainsFunc(mod.Tool, func(t *modfile.Tool) bool { return t.Path == toolPath })
}

// fresh returns how typeseal is run in a new module.
func fresh() installation {
	if inPath() {
		return installation{"typeseal", requiring(released(buildInfo()), checkout(), false)}
	}
	return installation{toolCommand, requiring(released(buildInfo()), checkout(), true)}
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
	get := "go get " + modulePath
	if tool {
		get = "go get -tool " + toolPath
	}
	switch {
	case released != "":
		return []string{get + "@" + released}
	case checkout == "":
		return []string{get}
	}
	replace := "go mod edit -replace " + modulePath + "=" + checkout
	if tool {
		return []string{replace, "go mod edit -tool " + toolPath + " && go mod tidy"}
	}
	return []string{replace, "go mod edit -require " + modulePath + "@v0.0.0"}
}

// checkout returns the folder of sourceFolder as it is written in a shell.
func checkout() string {
	dir := sourceFolder()
	if strings.ContainsAny(dir, " '\"$&;()") {
		return strconv.Quote(dir)
	}
	return dir
}

// sourceFolder returns the folder of the checkout from which this program was built, if it
// still exists.
func sourceFolder() string {
	_, file, _, _ := runtime.Caller(0)
	dir := filepath.Dir(filepath.Dir(filepath.Dir(file))) // of cmd/typeseal/installed.go
	if _, err := os.Stat(filepath.Join(dir, "go.mod")); err != nil || !filepath.IsAbs(dir) {
		return ""
	}
	return dir
}
