package generator

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"strings"

	"github.com/typeseal/typeseal/generator/internal/lock"
)

// A mainline is the revision whose tokens others may have minted: where this
// branch left the remote's default branch, or HEAD if there is no remote. What
// it does not have yet is a draft.
type mainline struct {
	name string // as a person would call it
	lock *lock.Lock
}

// mainlineOf asks git. It returns nil if there is no git to ask, or if its
// answer is in doubt: then everything in the lock counts as minted.
func mainlineOf(ctx context.Context, root string) *mainline {
	g := git{ctx, root}
	if _, ok := g.line("rev-parse", "--show-prefix"); !ok {
		return nil
	}
	commit, name := g.fork()
	if commit == "" {
		return &mainline{"the repository, which has no commit,", &lock.Lock{}}
	}
	object := commit + ":./" + lock.Name
	if _, ok := g.line("cat-file", "-e", commit); !ok {
		return nil // a shallow clone
	}
	if _, ok := g.line("cat-file", "-e", object); !ok {
		if files, ok := g.line("ls-tree", "-r", "--name-only", commit); !ok || strings.Contains(files, outputSuffix) {
			return nil // somebody has generated there, and the lock was not kept
		}
		return &mainline{name, &lock.Lock{}}
	}
	text, ok := g.output("cat-file", "blob", object)
	if !ok {
		return nil
	}
	l, err := lock.Parse(text)
	if err != nil {
		return nil
	}
	return &mainline{name, l}
}

// A git asks the repository that holds a directory. Nothing that the repository
// configures is run, and nothing is fetched.
type git struct {
	ctx context.Context
	dir string
}

func (g git) output(args ...string) ([]byte, bool) {
	safe := []string{"-c", "protocol.allow=never", "-c", "core.fsmonitor=false", "--no-pager"}
	cmd := exec.CommandContext(g.ctx, "git", append(safe, args...)...)
	cmd.Dir = g.dir
	cmd.Env = append(os.Environ(), "GIT_NO_LAZY_FETCH=1", "GIT_TERMINAL_PROMPT=0")
	out, err := cmd.Output()
	return out, err == nil
}

func (g git) line(args ...string) (string, bool) {
	out, ok := g.output(args...)
	return string(bytes.TrimSpace(out)), ok
}

// fork is the commit at which HEAD left the main line, and the main line's name.
// Without a commit it is empty.
func (g git) fork() (commit, name string) {
	head, ok := g.line("rev-parse", "--verify", "--quiet", "HEAD^{commit}")
	if !ok {
		return "", ""
	}
	if branch := g.defaultBranch(); branch != "" {
		if base, ok := g.line("merge-base", "HEAD", branch); ok {
			return base, branch
		}
	}
	return head, "HEAD"
}

// defaultBranch is that of the remote, origin if there are several, such as
// origin/main; empty if git does not know it.
func (g git) defaultBranch() string {
	out, _ := g.line("remote")
	remotes := strings.Fields(out)
	remote := "origin"
	if len(remotes) == 1 {
		remote = remotes[0]
	}
	if branch, ok := g.line("symbolic-ref", "--quiet", "--short", "refs/remotes/"+remote+"/HEAD"); ok {
		return branch
	}
	for _, branch := range []string{"main", "master"} {
		if _, ok := g.line("rev-parse", "--verify", "--quiet", "refs/remotes/"+remote+"/"+branch); ok {
			return remote + "/" + branch
		}
	}
	return ""
}
