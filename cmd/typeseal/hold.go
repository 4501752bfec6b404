package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"
)

// Two edits of one ring wait for each other, or one of them would be lost. So an edit holds a
// lock file beside the ring. The system releases it when the process ends, even if it is
// killed.

// patience is how long an edit waits for another one. An edit takes milliseconds, so a
// process that holds the lock file longer is suspended or hangs.
const patience = time.Minute

// errBusy means that another process holds the lock file.
var errBusy = errors.New("another typeseal has been editing it for a minute; end it, then run the command again")

// hold holds the lock file of the ring at path as soon as it is free.
func hold(ctx context.Context, path string) (release func(), err error) {
	name := filepath.Join(filepath.Dir(path), "."+filepath.Base(path)+".lock")
	deadline := time.Now().Add(patience)
	for pause := time.Millisecond; ; pause = min(2*pause, 50*time.Millisecond) {
		release, err = tryHold(name)
		switch {
		case err == nil:
			return release, nil
		case !errors.Is(err, errBusy):
			return nil, fmt.Errorf("its folder must be writable: %w", cause(err))
		case time.Now().After(deadline):
			return nil, errBusy
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}
