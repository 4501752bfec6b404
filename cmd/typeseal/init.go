package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/typeseal/typeseal/generator"
	typeseal "github.com/typeseal/typeseal/runtime"
)

// keyFile is where init puts the key that its program reads.
const keyFile = "typeseal.keys"

func initCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "init",
		Short: "write a first annotated struct, a program that uses it, its test and a key",
		Long: `init writes into the working directory, which must be within a module and hold
no other Go files: password_reset.go with an annotated struct, main.go with a
program that mints and verifies its token, a test, a key in typeseal.keys (mode
0600), and the lines in .gitignore and .gitattributes that keep the key out of
the repository and let typeseal.lock merge. Files that exist are left alone. Then:

	go generate ./... && go test ./... && go run .`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			written, err := initDir(".")
			for _, name := range written {
				fmt.Fprintln(cmd.OutOrStdout(), "wrote", name)
			}
			return err
		},
	}
}

// initDir writes init's files into dir and returns the names of those that were
// not there yet.
func initDir(dir string) (written []string, err error) {
	files, err := generator.Starter("main", `typeseal.KeyringFromFile("`+keyFile+`")`)
	if err != nil {
		return nil, err
	}
	if err := checkInit(dir, files); err != nil {
		return nil, err
	}
	for _, f := range files {
		switch err := writeNew(filepath.Join(dir, f.Name), f.Text); {
		case err == nil:
			written = append(written, f.Name)
		case !errors.Is(err, fs.ErrExist):
			return written, err
		}
	}
	lines, err := initLines(dir)
	written = append(written, lines...)
	if err != nil {
		return written, err
	}
	switch err := writeSecret(filepath.Join(dir, keyFile), "primary "+typeseal.GenerateKey()+"\n"); {
	case err == nil:
		written = append(written, keyFile)
	case !errors.Is(err, fs.ErrExist):
		return written, err
	}
	return written, nil
}

// checkInit refuses a directory in which init's package would not stand alone.
func checkInit(dir string, files []generator.StarterFile) error {
	ours := map[string]bool{}
	for _, f := range files {
		ours[f.Name] = true
	}
	sources, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		return err
	}
	for _, path := range sources {
		name := filepath.Base(path)
		if !ours[name] && !strings.HasSuffix(name, "_typeseal.go") {
			return usagef("init wants a directory without Go files, and %s is here: make a new one, such as resetlink, and run it there", name)
		}
	}
	return nil
}

// initLines tells git to leave the key out of the repository, and to merge the
// lock, which stands beside go.mod, line by line.
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

// addLine adds a line to a file that lacks it, and reports whether it did.
func addLine(path, line string) (bool, error) {
	old, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return false, err
	}
	for have := range bytes.Lines(old) {
		if strings.Trim(string(have), "/ \r\n") == line {
			return false, nil
		}
	}
	if len(old) > 0 && !bytes.HasSuffix(old, []byte("\n")) {
		old = append(old, '\n')
	}
	return true, os.WriteFile(path, append(old, line+"\n"...), 0o644)
}

// writeNew writes a file that must not exist yet.
func writeNew(path string, text []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	if _, err := f.Write(text); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}
