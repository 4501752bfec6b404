package generator

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/typeseal/typeseal/generator/internal/lock"
	"github.com/typeseal/typeseal/generator/internal/source"
)

// A Revision is what a git revision says of the tokens of a module.
type Revision struct {
	Lock   []byte // its typeseal.lock, empty if it has none
	Name   string // of that file, as git writes it, such as HEAD:app/typeseal.lock
	Prefix string // the module's folder in the repository, with a slash at its end, or empty
}

// At reads the lock that the module around dir had in a git revision.
func At(ctx context.Context, dir, revision string) (*Revision, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	root, err := source.Root(dir)
	if err != nil {
		return nil, err
	}
	g := git{ctx, root}
	prefix, err := g.output("rev-parse", "--show-prefix")
	if err != nil {
		return nil, err
	}
	r := &Revision{Prefix: strings.TrimRight(string(prefix), "\r\n")}
	r.Name = revision + ":" + r.Prefix + lock.Name
	commit, ok := g.line("rev-parse", "--verify", "--quiet", "--end-of-options", revision+"^{commit}")
	if !ok {
		return nil, fmt.Errorf("git knows no revision %q here", revision)
	}
	r.Lock, err = g.lockAt(commit)
	return r, err
}

// A git asks the repository that holds a directory. Nothing that the repository
// configures is run, and nothing is fetched.
type git struct {
	ctx context.Context
	dir string
}

// output is what git prints. The error is what it says.
func (g git) output(args ...string) ([]byte, error) {
	safe := []string{"-c", "protocol.allow=never", "-c", "core.fsmonitor=false", "--no-pager"}
	cmd := exec.CommandContext(g.ctx, "git", append(safe, args...)...)
	cmd.Dir = g.dir
	cmd.Env = append(os.Environ(), "GIT_NO_LAZY_FETCH=1", "GIT_TERMINAL_PROMPT=0")
	out, err := cmd.Output()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok && len(exit.Stderr) > 0 {
		err = fmt.Errorf("git: %s", bytes.TrimSpace(exit.Stderr))
	}
	return out, err
}

func (g git) line(args ...string) (string, bool) {
	out, err := g.output(args...)
	return string(bytes.TrimSpace(out)), err == nil
}

// lockAt is the module's lock in a commit, empty if it has none.
func (g git) lockAt(commit string) ([]byte, error) {
	object := commit + ":./" + lock.Name
	if _, ok := g.line("cat-file", "-e", object); !ok {
		_, err := g.output("cat-file", "-e", commit)
		return []byte{}, err
	}
	return g.output("cat-file", "blob", object)
}

const remotes = "refs/remotes/"

// fork is the commit at which HEAD left the main line, and the main line's name.
// Without a commit it is empty.
func (g git) fork() (commit, name string) {
	head, ok := g.line("rev-parse", "--verify", "--quiet", "HEAD^{commit}")
	if !ok {
		return "", ""
	}
	if branch := g.defaultBranch(); branch != "" {
		if base, ok := g.line("merge-base", "HEAD", branch); ok {
			return base, strings.TrimPrefix(branch, remotes)
		}
	}
	return head, "HEAD"
}

// defaultBranch is that of the remote, origin if there are several, such as
// refs/remotes/origin/main; empty if git does not know it.
func (g git) defaultBranch() string {
	names, _ := g.line("remote")
	remote := "origin"
	if list := strings.Fields(names); len(list) == 1 {
		remote = list[0]
	}
	if branch, ok := g.line("symbolic-ref", "--quiet", remotes+remote+"/HEAD"); ok {
		return branch
	}
	for _, name := range []string{"main", "master"} {
		branch := remotes + remote + "/" + name
		if _, ok := g.line("rev-parse", "--verify", "--quiet", branch); ok {
			return branch
		}
	}
	return ""
}
