package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// checkModule returns an error if the go command would not build init's program in dir:
// if dir is outside a module or a workspace, or if ./... leaves it out.
func checkModule(ctx context.Context, dir string) error {
	out, err := goOutput(ctx, dir, "env", "GOMOD", "GOWORK")
	if err != nil {
		return err
	}
	gomod, gowork, _ := strings.Cut(strings.ReplaceAll(out, "\r", ""), "\n")
	module, gowork := filepath.Dir(gomod), strings.TrimSpace(gowork)
	if filepath.Base(gomod) != "go.mod" {
		return errors.New("there is no go.mod in this directory or above it; run go mod init example.com/app, " +
			"and then this command again")
	}
	abs, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	below, err := filepath.Rel(module, abs)
	below = filepath.ToSlash(below)
	if err == nil && below != "." && slices.ContainsFunc(strings.Split(below, "/"), ignored) {
		return fmt.Errorf("the go command does not build packages in %s, because it ignores folders named testdata or "+
			"vendor, and names that begin with . or _; run init in another folder", below)
	}
	if gowork == "" {
		return nil
	}
	isModule := func(member string) bool {
		a, err := os.Stat(strings.TrimSpace(member))
		b, err2 := os.Stat(module)
		return err == nil && err2 == nil && os.SameFile(a, b)
	}
	members, err := goOutput(ctx, dir, "list", "-m", "-f", "{{.Dir}}")
	if err == nil && slices.ContainsFunc(strings.Split(members, "\n"), isModule) {
		return nil
	}
	return fmt.Errorf("the module in %s is not part of the workspace %s; run go work use . in that folder, "+
		"or set GOWORK=off, and then run typeseal init", filepath.ToSlash(module), gowork)
}

// checkFiles returns an error if dir has Go files that are not init's. All of init's own
// sources may exist, with any content. If only some exist, they must have the content
// that init wrote.
func checkFiles(dir string, sources []*newFile) error {
	refuse := func(name, why string) error {
		return fmt.Errorf("init needs a directory without Go files, but %s %s; run it in a new directory, "+
			"such as resetlink", name, why)
	}
	missing := slices.ContainsFunc(sources, func(f *newFile) bool {
		_, err := os.Lstat(f.path)
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
		// An output belongs to the source that it is generated from.
		source := filepath.Join(dir, strings.TrimSuffix(name, "_typeseal.go"))
		i := slices.IndexFunc(sources, func(f *newFile) bool {
			return f.path == source || f.path == source+".go"
		})
		if i < 0 {
			return refuse(name, "exists")
		}
		if !missing || sources[i].path != source {
			continue
		}
		have, err := os.ReadFile(source)
		if err != nil || !bytes.Equal(bytes.ReplaceAll(have, []byte("\r\n"), []byte("\n")), sources[i].text) {
			return refuse(name, "exists with other content than init writes")
		}
	}
	return nil
}

// ignored reports whether ./... does not match packages in folders of this name.
func ignored(name string) bool {
	return name == "testdata" || name == "vendor" || strings.HasPrefix(name, "_") || strings.HasPrefix(name, ".")
}
