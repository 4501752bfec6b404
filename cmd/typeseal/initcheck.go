package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/typeseal/typeseal/internal/folder"
)

// checkModule returns an error if the go command would not build init's program in dir:
// if dir is outside a module or a workspace, or if ./... leaves it out.
func checkModule(ctx context.Context, dir string) error {
	out, err := run(ctx, dir, "go", "env", "GOMOD", "GOWORK")
	if err != nil {
		return err
	}
	gomod, gowork, _ := strings.Cut(strings.TrimRight(string(out), "\r\n"), "\n")
	root := filepath.Dir(strings.TrimSpace(gomod))
	if filepath.Base(strings.TrimSpace(gomod)) != "go.mod" {
		return fmt.Errorf("there is no go.mod in this directory or above it; run go mod init example.com/app, "+
			"go get -tool %s/cmd/typeseal and then typeseal init", modulePath)
	}
	abs, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	ignored := func(name string) bool { return name != "." && folder.Ignored(name) }
	rel, err := filepath.Rel(root, abs)
	if err == nil && slices.ContainsFunc(strings.Split(filepath.ToSlash(rel), "/"), ignored) {
		return fmt.Errorf("the go command does not build packages in %s, because it ignores folders named testdata or "+
			"vendor, and names that begin with . or _; run init in another folder", filepath.ToSlash(rel))
	}
	if strings.TrimSpace(gowork) == "" {
		return nil
	}
	members, err := run(ctx, dir, "go", "list", "-m", "-f", "{{.Dir}}")
	isRoot := func(dir string) bool { return sameFile(strings.TrimSpace(dir), root) }
	if err == nil && slices.ContainsFunc(strings.Split(string(members), "\n"), isRoot) {
		return nil
	}
	return fmt.Errorf("the module in %s is not part of the workspace %s; run go work use . in that folder, "+
		"or set GOWORK=off, and then run typeseal init", filepath.ToSlash(root), strings.TrimSpace(gowork))
}

func sameFile(a, b string) bool {
	x, err := os.Stat(a)
	y, err2 := os.Stat(b)
	return err == nil && err2 == nil && os.SameFile(x, y)
}

// checkInit returns an error if dir has Go files that are not init's. Of init's own
// files, all may exist, with any content, or some, with the content that init wrote.
func checkInit(dir string, files []starterFile) error {
	missing := slices.ContainsFunc(files, func(f starterFile) bool {
		_, err := os.Lstat(filepath.Join(dir, f.name))
		return errors.Is(err, fs.ErrNotExist)
	})
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		name := e.Name()
		if !strings.HasSuffix(name, ".go") || strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_") {
			continue // the go command ignores it
		}
		i := slices.IndexFunc(files, func(f starterFile) bool { return f.name == name || outputOf(f.name) == name })
		switch {
		case i < 0:
			return refuseInit(name, "exists")
		case missing && files[i].name == name && !sameText(filepath.Join(dir, name), files[i].text):
			return refuseInit(name, "exists, with another content than init writes")
		}
	}
	return nil
}

// outputOf returns the name of the file that is generated for a source file.
func outputOf(name string) string { return strings.TrimSuffix(name, ".go") + "_typeseal.go" }

func refuseInit(name, why string) error {
	return fmt.Errorf("init needs a directory without Go files, but %s %s; run it in a new directory, "+
		"such as resetlink", name, why)
}

func sameText(path string, text []byte) bool {
	have, err := os.ReadFile(path)
	return err == nil && bytes.Equal(bytes.ReplaceAll(have, []byte("\r\n"), []byte("\n")), text)
}

// nextStep returns what to do before init's program builds, or an empty text.
func nextStep(ctx context.Context, dir string) string {
	list := exec.CommandContext(ctx, "go", "list", "-m", modulePath)
	list.Dir, list.Env = dir, append(os.Environ(), "GOPROXY=off")
	if list.Run() == nil {
		return ""
	}
	return fmt.Sprintf("This module does not require typeseal yet. Run go get -tool %s/cmd/typeseal\n", modulePath)
}

// run runs a command and returns its output. The error is what it printed to standard
// error.
func run(ctx context.Context, dir, name string, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = dir
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if said := strings.TrimSpace(stderr.String()); err != nil && said != "" {
		return nil, fmt.Errorf("%s: %s", name, said)
	}
	return out, err
}
