package history

import (
	"context"
	"strings"

	"github.com/typeseal/typeseal/generator/internal/lock"
	"github.com/typeseal/typeseal/generator/internal/plan"
)

// A mainline is the revision whose tokens others may have minted: the commit at
// which this branch left the remotes' default branch, or HEAD if there is no
// remote. What it does not have yet is a draft.
type mainline struct {
	name string // as a person would call it
	lock *lock.Lock
}

// mainlineOf asks git. It returns nil if there is no git to ask, or if the
// answer is in doubt: then everything in the lock counts as minted.
func mainlineOf(ctx context.Context, root string) *mainline {
	g := git{ctx, root}
	if _, ok := g.line("rev-parse", "--show-prefix"); !ok {
		return nil
	}
	commit, name, ok := g.fork()
	if !ok {
		return nil
	}
	if commit == "" {
		return &mainline{"the repository, which has no commit,", &lock.Lock{}}
	}
	text, err := g.lockAt(commit)
	if err != nil {
		return nil // a shallow clone
	}
	if len(text) == 0 {
		if files, ok := g.line("ls-tree", "-r", "--name-only", commit); !ok || strings.Contains(files, plan.OutputName(".go")) {
			return nil // somebody has generated there, and the lock was not kept
		}
		return &mainline{name, &lock.Lock{}}
	}
	l, err := lock.Parse(text)
	if err != nil {
		return nil
	}
	return &mainline{name, l}
}
