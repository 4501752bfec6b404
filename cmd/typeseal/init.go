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

It does not change files that exist, except for the two lines. After that, run:

	go generate ./... && go test ./... && go run .`,
		Args: takes(0, 0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			written, err := initDir(cmd.Context(), ".")
			for _, name := range written {
				fmt.Fprintln(cmd.OutOrStdout(), "wrote", name)
			}
			if err != nil || len(written) == 0 {
				return err
			}
			if _, err := goOutput(cmd.Context(), ".", "list", "-mod=readonly", "-m", modulePath); err != nil {
				fmt.Fprintln(cmd.OutOrStdout(), "This module does not require typeseal yet. Run go get -tool", toolPath)
			}
			return nil
		},
	}
}

// initDir writes init's files into dir, and returns the names of those that it has
// written or added a line to. It writes all new files to temporary ones before the first
// gets its name. The key is last, after the line that makes git ignore it.
func initDir(ctx context.Context, dir string) (written []string, err error) {
	sources, err := starter(dir)
	if err != nil {
		return nil, err
	}
	if err := checkModule(ctx, dir); err != nil {
		return nil, err
	}
	if err := checkFiles(dir, sources); err != nil {
		return nil, err
	}
	secret := []byte("primary " + typeseal.GenerateKey() + "\n")
	key := &newFile{path: filepath.Join(dir, keyFile), text: secret, mode: 0o600}
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
	if written, err = placeAll(nil, sources...); err != nil {
		return written, err
	}
	if written, err = addLine(written, filepath.Join(dir, ".gitignore"), keyFile); err != nil {
		return written, err
	}
	if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil { // the lock will be beside it
		written, err = addLine(written, filepath.Join(dir, ".gitattributes"), "typeseal.lock merge=union")
		if err != nil {
			return written, err
		}
	}
	return placeAll(written, key)
}

var starters = template.Must(template.New("").ParseFS(templates.FS, "init/*.tmpl"))

// starter returns the Go files that init writes, by name: annotated structs, a program
// that uses one, and their tests. The program reads the key ring in keyFile.
func starter(dir string) (files []*newFile, err error) {
	for _, t := range starters.Templates() {
		name, ok := strings.CutSuffix(path.Base(t.Name()), ".tmpl")
		if !ok {
			continue // the unnamed template that contains the others
		}
		var text bytes.Buffer
		if err := t.Execute(&text, map[string]string{
			"Package": "main", "Keys": `typeseal.KeyringFromFile("` + keyFile + `")`,
		}); err != nil {
			return nil, err
		}
		files = append(files, &newFile{path: filepath.Join(dir, name), text: text.Bytes(), mode: 0o644})
	}
	slices.SortFunc(files, func(a, b *newFile) int { return strings.Compare(a.path, b.path) })
	return files, nil
}
