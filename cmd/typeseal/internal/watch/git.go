package watch

import (
	"bytes"
	"os"
	"path/filepath"
	"time"
)

// gitPatience is how old the lock of git's index can be. One that is older belongs to a
// commit whose message is being written, or to a process that was killed.
const gitPatience = 5 * time.Second

// gitWrites reports whether git is changing the working tree that has dir, such as for
// another branch. What is generated from half a branch could stay in typeseal.lock.
func gitWrites(dir string) bool {
	for _, d := range upward(dir) {
		git := filepath.Join(d, ".git")
		info, err := os.Stat(git)
		if err != nil {
			continue
		}
		if !info.IsDir() { // of a linked working tree or a submodule
			text, _ := os.ReadFile(git)
			link, _ := bytes.CutPrefix(bytes.TrimSpace(text), []byte("gitdir: "))
			git = absolute(d, string(link))
		}
		info, err = os.Stat(filepath.Join(git, "index.lock"))
		return err == nil && time.Since(info.ModTime()) < gitPatience
	}
	return false
}
