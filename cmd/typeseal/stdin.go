package main

import (
	"context"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"github.com/typeseal/typeseal/runtime/pasted"
)

// readPasted returns the argument, or the text on standard input. If that is a terminal, it
// says on standard error that it waits.
func readPasted(cmd *cobra.Command, args []string) (string, error) {
	if len(args) == 1 {
		return args[0], nil
	}
	in := cmd.InOrStdin()
	if isTerminal(in) {
		fmt.Fprintln(cmd.ErrOrStderr(), "typeseal: paste the token, or any text with it, then press Enter and Ctrl-D "+
			"(on Windows: Ctrl-Z and Enter)")
	}
	return readAll(cmd.Context(), in, pasted.MaxText)
}

// isTerminal reports whether somebody types what is read.
func isTerminal(in io.Reader) bool {
	f, ok := in.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	null, err2 := os.Stat(os.DevNull)
	return err == nil && err2 == nil && info.Mode()&os.ModeCharDevice != 0 && !os.SameFile(info, null)
}

// readAll reads a text of at most limit bytes, and one byte more if there is more. It
// stops waiting if ctx is done, because a person may not know that the command waits.
func readAll(ctx context.Context, in io.Reader, limit int64) (string, error) {
	type result struct {
		text []byte
		err  error
	}
	read := make(chan result, 1)
	go func() {
		text, err := io.ReadAll(io.LimitReader(in, limit+1))
		read <- result{text, err}
	}()
	select {
	case r := <-read:
		return string(r.text), r.err
	case <-ctx.Done():
		return "", ctx.Err()
	}
}
