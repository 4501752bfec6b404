package main

import (
	"context"
	"io"
	"os"
	"path/filepath"

	"github.com/typeseal/typeseal/generator"
)

const lockName = "typeseal.lock"

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

// readLock returns the types that the lock at a path describes. It prints the errors in the
// lock to errs.
func readLock(ctx context.Context, path string, errs io.Writer) (*generator.Result, error) {
	result, err := generator.Generate(ctx, generator.Config{Dir: ".", Lock: path})
	if err != nil {
		return nil, err
	}
	return result, faults(result, errs)
}
