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

// A Revision is what a git revision says of the tokens of a module.
type Revision struct {
	Name   string // of its typeseal.lock, as git writes it, such as HEAD:app/typeseal.lock
	Text   []byte // empty if it has none
	Prefix string // the module's folder in the repository, with a slash at its end, or empty
}

// At reads the lock that the module in the folder root had in a git revision.
func At(ctx context.Context, root, revision string) (*Revision, error) {
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
	r.Text, err = g.lockAt(commit)
	return r, err
}

// lock is the revision's lock in the place of that of the module in root.
func (r *Revision) lock(root string) (*Lock, *lock.Error) {
	l := &Lock{Root: root, Path: r.Name, Was: r.Text, help: "compare with a revision whose lock can be read"}
	if len(r.Text) == 0 {
		l.was = []*lock.Lock{{}}
		return l, nil
	}
	return l, l.parse()
}

// A git runs git in the repository that holds a directory. No command that the
// repository configures runs, and nothing is fetched.
type git struct {
	ctx context.Context
	dir string
}

// output returns what git prints. The error is what git printed to standard error.
func (g git) output(args ...string) ([]byte, error) {
	safe := []string{"-c", "protocol.allow=never", "-c", "core.fsmonitor=false", "--no-pager"}
	cmd := exec.CommandContext(g.ctx, "git", append(safe, args...)...)
	cmd.Dir = g.dir
	cmd.Env = append(environment(), "GIT_NO_LAZY_FETCH=1", "GIT_TERMINAL_PROMPT=0")
	out, err := cmd.Output()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok && len(exit.Stderr) > 0 {
		err = fmt.Errorf("git: %s", bytes.TrimSpace(exit.Stderr))
	}
	return out, err
}

// environment is this process's. Git names the repository to its hooks without
// its root, and would take any folder for that.
func environment() []string {
	env := os.Environ()
	if os.Getenv("GIT_WORK_TREE") == "" {
		env = slices.DeleteFunc(env, func(v string) bool { return strings.HasPrefix(v, "GIT_DIR=") })
	}
	return env
}

// line returns the one line that git prints, and whether git succeeded.
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

// fork is the newest commit that both the main line and what stands in the
// working tree come from, and the main line's name: HEAD and, while a merge is
// under way, what is merged, against the default branches of all remotes.
// Without a commit it is empty; ok is false where git's answer is in doubt.
func (g git) fork() (commit, name string, ok bool) {
	heads := g.heads()
	if heads == nil {
		refs, asked := g.line("for-each-ref", "--count=1")
		return "", "", asked && refs == "" // or else a branch without a past
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
	commit, ok = g.newest(slices.Sorted(maps.Keys(names)))
	return commit, names[commit], ok
}

// heads are the commits that the working tree comes from.
func (g git) heads() (commits []string) {
	for _, name := range []string{"HEAD", "MERGE_HEAD"} {
		if commit, ok := g.line("rev-parse", "--verify", "--quiet", name+"^{commit}"); ok {
			commits = append(commits, commit)
		}
	}
	return commits
}

// newest is the commit that comes from all others, if there is one.
func (g git) newest(commits []string) (string, bool) {
	found, ok := g.line(append([]string{"merge-base", "--independent"}, commits...)...)
	return found, ok && !strings.Contains(found, "\n")
}

// defaultBranches are those of all remotes, such as refs/remotes/origin/main,
// with what a person would call them: a fork has the main line in another remote
// than its own, and a branch that was renamed is there under both names.
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
		return branches // without a pattern git lists everything
	}
	list, _ := g.line(args...)
	for line := range strings.Lines(list) {
		words := strings.Fields(line)
		branch := words[len(words)-1]
		branches[branch] = strings.TrimPrefix(branch, remotes)
	}
	return branches
}
