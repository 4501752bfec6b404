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

	"github.com/typeseal/typeseal/generator"
)

// checkModule refuses a directory in which the go command would not build init's
// program: it is outside a module or a workspace, or ./... leaves it out.
func checkModule(ctx context.Context, dir string) error {
	out, err := run(ctx, dir, "go", "env", "GOMOD", "GOWORK")
	if err != nil {
		return err
	}
	gomod, gowork, _ := strings.Cut(strings.TrimRight(string(out), "\r\n"), "\n")
	root := filepath.Dir(strings.TrimSpace(gomod))
	if filepath.Base(strings.TrimSpace(gomod)) != "go.mod" {
		return fmt.Errorf("no go.mod in this directory or above it; write go mod init example.com/app, "+
			"then go get -tool %s/cmd/typeseal, then typeseal init", modulePath)
	}
	abs, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	if rel, err := filepath.Rel(root, abs); err == nil && unseen(rel) {
		return fmt.Errorf("the go command does not build what is in %s: folders named testdata or vendor, "+
			"and those that begin with . or _, are left out; make another one, and run init there", filepath.ToSlash(rel))
	}
	if strings.TrimSpace(gowork) == "" {
		return nil
	}
	members, err := run(ctx, dir, "go", "list", "-m", "-f", "{{.Dir}}")
	isRoot := func(dir string) bool { return sameFile(strings.TrimSpace(dir), root) }
	if err == nil && slices.ContainsFunc(strings.Split(string(members), "\n"), isRoot) {
		return nil
	}
	return fmt.Errorf("the module in %s is not part of the workspace %s; write go work use . in that folder, "+
		"or set GOWORK=off, then typeseal init", filepath.ToSlash(root), strings.TrimSpace(gowork))
}

func sameFile(a, b string) bool {
	x, err := os.Stat(a)
	y, err2 := os.Stat(b)
	return err == nil && err2 == nil && os.SameFile(x, y)
}

// unseen reports whether a path below a module's root is left out by ./... .
func unseen(rel string) bool {
	return slices.ContainsFunc(strings.Split(filepath.ToSlash(rel), "/"), func(part string) bool {
		return part == "testdata" || part == "vendor" || strings.HasPrefix(part, "_") ||
			part != "." && strings.HasPrefix(part, ".")
	})
}

// checkInit refuses a directory in which init's package would have other files.
// Its own files may be there: all of them, whatever they are by now, or some of
// them as init wrote them.
func checkInit(dir string, files []generator.StarterFile) error {
	missing := slices.ContainsFunc(files, func(f generator.StarterFile) bool {
		_, err := os.Lstat(filepath.Join(dir, f.Name))
		return errors.Is(err, fs.ErrNotExist)
	})
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		name := e.Name()
		if !strings.HasSuffix(name, ".go") || strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_") {
			continue // the go command does not look at it
		}
		i := slices.IndexFunc(files, func(f generator.StarterFile) bool { return f.Name == name || outputOf(f.Name) == name })
		switch {
		case i < 0:
			return refuseInit(name, "is here")
		case missing && files[i].Name == name && !sameText(filepath.Join(dir, name), files[i].Text):
			return refuseInit(name, "is here, which is not the one that init writes")
		}
	}
	return nil
}

// outputOf is the file that is generated for a source.
func outputOf(name string) string { return strings.TrimSuffix(name, ".go") + "_typeseal.go" }

func refuseInit(name, why string) error {
	return fmt.Errorf("init needs a directory without Go files, and %s %s; make a new one, such as resetlink, "+
		"and run it there", name, why)
}

func sameText(path string, text []byte) bool {
	have, err := os.ReadFile(path)
	return err == nil && bytes.Equal(bytes.ReplaceAll(have, []byte("\r\n"), []byte("\n")), text)
}

// nextStep is what to do before init's program builds, empty if nothing.
func nextStep(ctx context.Context, dir string) string {
	list := exec.CommandContext(ctx, "go", "list", "-m", modulePath)
	list.Dir, list.Env = dir, append(os.Environ(), "GOPROXY=off")
	if list.Run() == nil {
		return ""
	}
	return fmt.Sprintf("This module does not require typeseal yet. Now write go get -tool %s/cmd/typeseal\n", modulePath)
}

// run runs a command and returns its output. Its error is what the command said.
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
