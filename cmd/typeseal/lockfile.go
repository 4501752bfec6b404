package main

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/typeseal/typeseal/generator"
)

const lockName = "typeseal.lock"

// errNoTypes is the error of commands that read types from a lock, if findLock finds none.
var errNoTypes = usagef("there is no %s here or in a folder above; name one with --lock", lockName)

// findLock returns the path of the typeseal.lock in the working directory, or in the
// nearest folder above it that has one. The path is empty if there is none.
func findLock() (string, error) {
	here, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for dir := here; ; dir = filepath.Dir(dir) {
		path := filepath.Join(dir, lockName)
		if _, err := os.Stat(path); err == nil {
			return filepath.Rel(here, path)
		} else if dir == filepath.Dir(dir) {
			return "", nil
		}
	}
}

// maxLock is the longest lock that is read from standard input, in bytes.
const maxLock = 1 << 26

// pipedLock returns the lock on standard input. It is not nil.
func pipedLock(cmd *cobra.Command) ([]byte, error) {
	text, err := readAll(cmd.Context(), cmd.InOrStdin(), maxLock)
	if err == nil && len(text) > maxLock {
		err = errors.New("the lock on standard input is too large")
	}
	return []byte(text), err
}

// lockConfig returns a config that reads only the lock at a path. The path - is standard
// input.
func lockConfig(cmd *cobra.Command, path string) (config generator.Config, err error) {
	config = generator.Config{Dir: ".", Lock: path}
	if path == "-" {
		config.Lock = lockName
		config.LockText, err = pipedLock(cmd)
	}
	return config, err
}

// readLock returns the types that the lock at a path describes. It prints the errors in the
// lock to errs.
func readLock(ctx context.Context, path string, errs io.Writer) (*generator.Result, error) {
	result, err := generator.Generate(ctx, generator.Config{Dir: ".", Lock: path})
	if err != nil {
		return nil, err
	}
	return result, faults(result, errs)
}
