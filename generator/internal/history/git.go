package history

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"slices"
	"strings"

	"github.com/typeseal/typeseal/generator/internal/lock"
)

// A Revision has the tokens of a module in a git revision.
type Revision struct {
	Name string // of its typeseal.lock, as git writes it, such as HEAD:app/typeseal.lock
	Text []byte // empty if it has none
}

// At reads the lock that the module in the folder root had in a git revision.
func At(ctx context.Context, root, revision string) (*Revision, error) {
	g := git{ctx, root}
	prefix, err := g.output("rev-parse", "--show-prefix")
	if err != nil {
		return nil, err
	}
	r := &Revision{Name: revision + ":" + strings.TrimRight(string(prefix), "\r\n") + lock.Name}
	commit, ok := g.line("rev-parse", "--verify", "--quiet", "--end-of-options", revision+"^{commit}")
	if !ok {
		return nil, fmt.Errorf("git knows no revision %q here", revision)
	}
	r.Text, err = g.lockAt(commit)
	return r, err
}

// lock returns the revision's lock of the module in root.
func (r *Revision) lock(root string) (*Lock, *lock.Error) {
	if len(r.Text) == 0 {
		return none(root), nil
	}
	l := &Lock{Root: root, Path: r.Name, Was: r.Text, help: "compare with a revision whose lock can be read"}
	return l, l.parse()
}

// A git runs git in the repository that holds a directory. It runs no command that the
// repository configures, and fetches nothing.
type git struct {
	ctx context.Context
	dir string
}

// output returns the standard output of a git command. Its error has the standard
// error.
func (g git) output(args ...string) ([]byte, error) {
	safe := []string{"-c", "protocol.allow=never", "-c", "core.fsmonitor=false", "--no-pager"}
	cmd := exec.CommandContext(g.ctx, "git", append(safe, args...)...)
	cmd.Dir = g.dir
	cmd.Env = append(os.Environ(), "GIT_NO_LAZY_FETCH=1", "GIT_TERMINAL_PROMPT=0")
	if os.Getenv("GIT_WORK_TREE") == "" {
		// Git sets GIT_DIR for its hooks. If the root of the work tree is not set too,
		// git takes any folder as the root.
		cmd.Env = slices.DeleteFunc(cmd.Env, func(v string) bool { return strings.HasPrefix(v, "GIT_DIR=") })
	}
	out, err := cmd.Output()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok && len(exit.Stderr) > 0 {
		err = fmt.Errorf("git: %s", bytes.TrimSpace(exit.Stderr))
	}
	return out, err
}

// line returns the one line that a git command prints, and whether it succeeded.
func (g git) line(args ...string) (string, bool) {
	out, err := g.output(args...)
	return string(bytes.TrimSpace(out)), err == nil
}

// lockAt returns the module's lock in a commit. The lock is empty if the commit has none.
func (g git) lockAt(commit string) ([]byte, error) {
	object := commit + ":./" + lock.Name
	if _, ok := g.line("cat-file", "-e", object); !ok {
		_, err := g.output("cat-file", "-e", commit)
		return []byte{}, err
	}
	return g.output("cat-file", "blob", object)
}

const remotes = "refs/remotes/"

// fork returns the newest commit that both the working tree and the main line descend
// from, and the main line's name. The working tree descends from HEAD and, during a
// merge, from the commit that is merged. The main line is the default branch of any
// remote. In a repository without commits, the commit is empty. fork reports false if
// git's answer is ambiguous.
func (g git) fork() (commit, name string, ok bool) {
	heads := g.heads()
	if heads == nil {
		refs, asked := g.line("for-each-ref", "--count=1")
		return "", "", asked && refs == "" // with refs, HEAD is a branch without commits
	}
	names := map[string]string{}
	for branch, name := range g.defaultBranches() {
		for _, head := range heads {
			bases, _ := g.line("merge-base", "--all", head, branch)
			for base := range strings.FieldsSeq(bases) {
				names[base] = name
			}
		}
	}
	if len(names) == 0 {
		for _, head := range heads {
			names[head] = "HEAD"
		}
	}
	// If there are several such commits, the result is the one that descends from all
	// others.
	commit, ok = g.line(append([]string{"merge-base", "--independent"}, slices.Sorted(maps.Keys(names))...)...)
	return commit, names[commit], ok && !strings.Contains(commit, "\n")
}

// heads returns the commits that the working tree descends from.
func (g git) heads() (commits []string) {
	for _, name := range []string{"HEAD", "MERGE_HEAD"} {
		if commit, ok := g.line("rev-parse", "--verify", "--quiet", name+"^{commit}"); ok {
			commits = append(commits, commit)
		}
	}
	return commits
}

// defaultBranches returns the default branches of all remotes, such as
// refs/remotes/origin/main, with their short names. All remotes count, because the main
// line of a fork is often in another remote. All usual names count, because a branch that
// was renamed may still exist under its old name.
func (g git) defaultBranches() map[string]string {
	args := []string{"for-each-ref", "--format=%(refname) %(symref)"}
	names, _ := g.line("remote")
	for remote := range strings.FieldsSeq(names) {
		for _, branch := range []string{"HEAD", "main", "master"} {
			args = append(args, remotes+remote+"/"+branch)
		}
	}
	branches := map[string]string{}
	if len(args) == 2 {
		return branches // without a pattern, git would list everything
	}
	list, _ := g.line(args...)
	for line := range strings.Lines(list) {
		words := strings.Fields(line)
		branch := words[len(words)-1]
		branches[branch] = strings.TrimPrefix(branch, remotes)
	}
	return branches
}
