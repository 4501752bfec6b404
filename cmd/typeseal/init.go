package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"text/template"

	"github.com/spf13/cobra"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/templates"
)

// keyFile is the file from which init's program reads its key ring.
const keyFile = "typeseal.keys"

func initCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "init",
		Short: "write a first program with annotated structs, tests and a key",
		Long: `init writes these files into the working directory, which must belong to a
module and have no other Go files:

	password_reset.go  an annotated struct
	team_invite.go     another one, whose tokens work once
	main.go            a program that mints and verifies a token
	*_test.go          tests of both structs
	typeseal.keys      a key, with mode 0600
	.gitignore         the line that keeps the key out of the repository
	.gitattributes     the line that makes git merge typeseal.lock by line

It writes all of them or none, does not change files that exist, except for the
two lines, and says which commands come next:

	go generate ./... && go test ./... && go run .

The line go:generate runs typeseal as it is installed: as a tool of the module
(go get -tool), or else as a program in PATH (go install).`,
		Args: takes(0, 0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			written, err := initDir(cmd.Context(), ".")
			if err != nil {
				return err
			}
			out := cmd.OutOrStdout()
			if len(written) == 0 {
				fmt.Fprintln(out, "The files of init exist already, so nothing was written.")
				return nil
			}
			tell(out, "Wrote %s.\n\nNow run\n", list(written))
			steps := append(installed(cmd.Context(), ".").needs, "go generate ./...", "go test ./...", "go run .")
			for _, step := range steps {
				fmt.Fprintf(out, "\t%s\n", step)
			}
			return nil
		},
	}
}

// initDir writes init's files into dir, all or none, and returns the names of those that it
// has written or added a line to. It writes all new files to temporary ones before the first
// gets its name. The key is last, after the line that makes git ignore it.
func initDir(ctx context.Context, dir string) (written []string, err error) {
	if err := checkModule(ctx, dir); err != nil {
		return nil, err
	}
	sources, err := rendered(initFiles, dir, installed(ctx, dir).generate)
	if err != nil {
		return nil, err
	}
	if err := checkFiles(dir, sources); err != nil {
		return nil, err
	}
	key := &newFile{path: filepath.Join(dir, keyFile), text: datedRing(typeseal.GenerateKey()), mode: 0o600}
	all := append(slices.Clip(sources), key)
	defer func() {
		for _, f := range all {
			f.drop()
		}
	}()
	for _, f := range all {
		if err := f.stage(); err != nil && !errors.Is(err, fs.ErrExist) {
			return nil, err
		}
	}
	return placed(dir, sources, key)
}

// placed gives the staged files their names, and adds lines to the files of git. If that
// fails, everything is as before.
func placed(dir string, sources []*newFile, key *newFile) (written []string, err error) {
	var undo []func() error
	defer func() {
		if err == nil {
			return
		}
		written = nil
		for _, step := range slices.Backward(undo) {
			err = errors.Join(err, step())
		}
	}()
	place := func(f *newFile) error {
		if f.temporary == "" {
			return nil // it exists
		}
		if err := f.place(); err != nil {
			return err
		}
		written = append(written, filepath.Base(f.path))
		undo = append(undo, func() error { return os.Remove(f.path) })
		return nil
	}
	for _, f := range sources {
		if err := place(f); err != nil {
			return nil, err
		}
	}
	for _, l := range gitLines(dir) {
		added, back, err := addLine(filepath.Join(dir, l.file), l.line)
		if err != nil {
			return nil, err
		}
		if added {
			written, undo = append(written, l.file), append(undo, back)
		}
	}
	err = place(key)
	return written, err
}

// A gitLine is a line of a file that git reads.
type gitLine struct{ file, line string }

// gitLines returns the lines that git needs in dir.
func gitLines(dir string) []gitLine {
	lines := []gitLine{{".gitignore", keyFile}}
	if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil { // the lock will be beside it
		lines = append(lines, gitLine{".gitattributes", lockName + " merge=union"})
	}
	return lines
}

var initFiles = template.Must(template.ParseFS(templates.FS, "init/*.tmpl"))

// rendered returns the Go files of templates, in the order of their names. Programs read the
// key ring in keyFile, and go generate runs the command generate.
func rendered(set *template.Template, dir, generate string) (files []*newFile, err error) {
	for _, t := range set.Templates() {
		name := strings.TrimSuffix(path.Base(t.Name()), ".tmpl")
		var text bytes.Buffer
		if err := t.Execute(&text, map[string]string{
			"Package": "main", "Keys": `typeseal.KeyringFromFile("` + keyFile + `")`, "Generate": generate,
		}); err != nil {
			return nil, err
		}
		files = append(files, &newFile{path: filepath.Join(dir, name), text: text.Bytes(), mode: 0o644})
	}
	slices.SortFunc(files, func(a, b *newFile) int { return strings.Compare(a.path, b.path) })
	return files, nil
}
