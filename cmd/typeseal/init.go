package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	typeseal "github.com/typeseal/typeseal/runtime"
)

// keyFile is the file from which init's program reads its key.
const keyFile = "typeseal.keys"

func initCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "init",
		Short: "write a first program with annotated structs, tests and a key",
		Long: `init writes these files into the working directory, which must belong to a module
and have no other Go files:

  password_reset.go  an annotated struct
  team_invite.go     another one, whose tokens work once
  main.go            a program that mints and verifies a token
  *_test.go          tests of both structs
  typeseal.keys      a key, with mode 0600
  .gitignore         the line that keeps the key out of the repository
  .gitattributes     the line that makes git merge typeseal.lock by line

It does not change files that exist, except for the two lines. After that, run:

	go generate ./... && go test ./... && go run .`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			written, err := initDir(cmd.Context(), ".")
			for _, name := range written {
				fmt.Fprintln(cmd.OutOrStdout(), "wrote", name)
			}
			if err == nil && len(written) > 0 {
				fmt.Fprint(cmd.OutOrStdout(), nextStep(cmd.Context(), "."))
			}
			return err
		},
	}
}

// initDir writes init's files into dir, and returns the names of those that did not
// exist. It writes all of them to temporary files before the first gets its name.
func initDir(ctx context.Context, dir string) (written []string, err error) {
	files, err := starter()
	if err != nil {
		return nil, err
	}
	if err := checkModule(ctx, dir); err != nil {
		return nil, err
	}
	if err := checkInit(dir, files); err != nil {
		return nil, err
	}
	sources := []*newFile{}
	for _, f := range files {
		sources = append(sources, &newFile{path: filepath.Join(dir, f.name), text: f.text, mode: 0o644})
	}
	secret := []byte("primary " + typeseal.GenerateKey() + "\n")
	key := &newFile{path: filepath.Join(dir, keyFile), text: secret, mode: 0o600}
	return writeInit(dir, sources, key)
}

// writeInit writes the files that do not exist yet. It writes the key last, after the
// line that makes git ignore it.
func writeInit(dir string, sources []*newFile, key *newFile) (written []string, err error) {
	all := append(sources, key)
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
	if written, err = placeAll(nil, sources...); err != nil {
		return written, err
	}
	lines, err := initLines(dir)
	if written = append(written, lines...); err != nil {
		return written, err
	}
	return placeAll(written, key)
}

// placeAll gives the staged files their names, and appends those to written.
func placeAll(written []string, files ...*newFile) ([]string, error) {
	for _, f := range files {
		if f.temporary == "" {
			continue // it exists
		}
		if err := f.place(); err != nil {
			return written, err
		}
		written = append(written, filepath.Base(f.path))
	}
	return written, nil
}

// initLines adds the lines that make git ignore the key, and merge the lock by line.
// The lock is in the directory of go.mod.
func initLines(dir string) (written []string, err error) {
	files := []struct{ name, line string }{{".gitignore", keyFile}}
	if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
		files = append(files, struct{ name, line string }{".gitattributes", "typeseal.lock merge=union"})
	}
	for _, f := range files {
		added, err := addLine(filepath.Join(dir, f.name), f.line)
		if err != nil {
			return written, err
		}
		if added {
			written = append(written, f.name)
		}
	}
	return written, nil
}

// addLine adds a line to a file, unless the file has it, and reports whether it did.
func addLine(path, line string) (bool, error) {
	old, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return true, writeNew(path, []byte(line+"\n"), 0o644)
	}
	if err != nil {
		return false, err
	}
	for have := range bytes.Lines(old) {
		if strings.Trim(string(have), "/ \r\n") == line {
			return false, nil
		}
	}
	if len(old) > 0 && !bytes.HasSuffix(old, []byte("\n")) {
		line = "\n" + line
	}
	return true, appendTo(path, line+"\n")
}
