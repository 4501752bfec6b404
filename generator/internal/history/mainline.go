package history

import (
	"context"
	"strings"

	"github.com/typeseal/typeseal/generator/internal/lock"
	"github.com/typeseal/typeseal/generator/internal/plan"
)

// A mainline is the commit at which this branch left the default branch of the remotes,
// or HEAD if there is no remote. Others may have minted tokens of the types in this
// commit. Types that the commit does not have are drafts.
type mainline struct {
	name string // of the branch, for texts
	lock *lock.Lock
}

// mainlineOf asks git for the main line of the module in root. It returns nil if there is
// no repository, or if git's answer is ambiguous. Then all types in the lock count as
// minted.
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
		files, ok := g.line("ls-tree", "-r", "--name-only", commit)
		if !ok || strings.Contains(files, plan.OutputName(".go")) {
			return nil // there is generated code, so the lock was not committed
		}
		return &mainline{name, &lock.Lock{}}
	}
	l, err := lock.Parse(text)
	if err != nil {
		return nil
	}
	return &mainline{name, l}
}
