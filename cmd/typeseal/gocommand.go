package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os/exec"
	"strings"
)

const (
	modulePath = "github.com/typeseal/typeseal"
	toolPath   = modulePath + "/cmd/typeseal"
)

// goCommand runs the go command in dir.
func goCommand(ctx context.Context, dir string, out, errs io.Writer, args ...string) error {
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = dir, out, errs
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("go %s: %w", strings.Join(args, " "), err)
	}
	return nil
}

// goOutput runs the go command in dir and returns its standard output. The error contains
// what the go command printed to standard error.
func goOutput(ctx context.Context, dir string, args ...string) (string, error) {
	var out, errs bytes.Buffer
	err := goCommand(ctx, dir, &out, &errs, args...)
	if said := strings.TrimSpace(errs.String()); err != nil && said != "" {
		err = fmt.Errorf("go: %s", said)
	}
	return out.String(), err
}
