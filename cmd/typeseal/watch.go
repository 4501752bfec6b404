package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/signal"
	"slices"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/typeseal/typeseal/cmd/typeseal/internal/watch"
	"github.com/typeseal/typeseal/generator"
)

func watchCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "watch [packages]",
		Short: "generate, and again whenever a file is saved",
		Long: `watch does what generate does, and does it again whenever a file is saved that
can change the result: a Go file, go.mod, go.work, their sums, typeseal.lock or
vendor/modules.txt. It watches the module, the other modules of its workspace
and folders that replace modules. Folders that the go command ignores do not
count, and links to folders are not followed.

At a terminal it shows the present state, which replaces the former one.
Elsewhere it appends the lines of each run. If something is wrong, or if there
is no module yet, it says so and waits until it is fixed. It ends with exit
code 0 when it is interrupted.

If the system has no watch left for a folder, it says how to get more, and looks
into that folder every few seconds.`,
		Args: packageArgs,
		RunE: func(cmd *cobra.Command, patterns []string) error {
			dir, err := os.Getwd()
			if err != nil {
				return err
			}
			// The terminal may be closed, too.
			ctx, stop := signal.NotifyContext(cmd.Context(), syscall.SIGHUP)
			defer stop()
			w := &watching{
				config: generator.Config{Dir: dir, Patterns: patterns, Tests: tests(cmd)},
				board:  newBoard(cmd.ErrOrStderr(), patterns),
				generate: func(ctx context.Context, config generator.Config) (*generator.Result, error) {
					os.Chdir(dir) // it may have been removed and made again; names are relative to it
					return generator.Generate(ctx, config)
				},
			}
			return w.loop(ctx, watch.Changes(ctx, watch.Config{Dir: dir, Names: []string{lockName}}))
		},
	}
	testsOption(cmd, "also write tests of the methods")
	return cmd
}

// A watching generates after each change.
type watching struct {
	config   generator.Config
	board    *board
	generate func(context.Context, generator.Config) (*generator.Result, error)
	written  map[string][]byte // the files as the last run left them; nil for a missing one
}

// A round is one run.
type round struct {
	result *generator.Result // nil if err is set
	err    error
	took   time.Duration // since the first change
}

// retryPause is the pause before a run is repeated because a file has changed meanwhile.
// Mostly, the event of that change comes earlier.
const retryPause = 50 * time.Millisecond

// loop returns nil if ctx is done.
func (w *watching) loop(ctx context.Context, changes <-chan watch.Change) error {
	var since time.Time
	var retry <-chan time.Time
	for {
		select {
		case c, ok := <-changes:
			if !ok {
				return w.board.end()
			}
			w.board.watched = c.Watched
			if w.left(c.Paths) {
				continue
			}
			if since = c.Since; w.board.empty() {
				if err := w.board.begin(); err != nil {
					return err
				}
			}
		case <-retry:
		}
		retry = nil
		r := w.round(ctx)
		switch r.took = time.Since(since); {
		case ctx.Err() != nil:
			return w.board.end()
		case errors.Is(r.err, generator.ErrChanged):
			retry = time.After(retryPause)
			continue
		}
		if err := w.board.show(r); err != nil {
			return err
		}
	}
}

// round generates and commits once. It returns early if ctx is done.
func (w *watching) round(ctx context.Context) (r round) {
	config := w.config
	w.written, w.config.Previous = nil, nil
	done := make(chan round, 1)
	go func() {
		result, err := w.generate(ctx, config)
		done <- round{result: result, err: err}
	}()
	select {
	case r = <-done:
	case <-ctx.Done():
		select { // for the end of the go command
		case <-done:
		case <-time.After(200 * time.Millisecond):
		}
		return round{err: ctx.Err()}
	}
	w.config.Previous = r.result
	if r.err != nil || len(r.result.Diagnostics) > 0 {
		return r
	}
	if r.err = generator.Commit(r.result); r.err == nil {
		w.remember(r.result)
	}
	return r
}

func (w *watching) remember(result *generator.Result) {
	w.written = map[string][]byte{}
	for _, f := range slices.Concat(result.Files, result.Locks) {
		w.written[f.Path] = f.Content
	}
	for _, path := range result.Removed {
		w.written[path] = nil
	}
}

// left reports whether all files are as the last run left them. Then the change is the work
// of that run.
func (w *watching) left(paths []string) bool {
	for _, path := range paths {
		want, ok := w.written[path]
		if !ok {
			return false
		}
		now, err := os.ReadFile(path)
		if missing := errors.Is(err, os.ErrNotExist); missing != (want == nil) || !missing && err != nil ||
			!bytes.Equal(now, want) {
			return false
		}
	}
	return len(paths) > 0
}
