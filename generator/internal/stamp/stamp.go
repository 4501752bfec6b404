// Package stamp tells whether a run would do what an earlier run has done. After a run
// without errors it saves a sum of everything that the run has read and written, in the
// user's cache folder. If a later run finds that all of this is the same, it has nothing to
// do. Whatever is not certainly the same is done in full.
package stamp

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/typeseal/typeseal/generator/internal/snapshot"
)

// A Stamp is the file of one kind of run: of one folder, with the same options.
type Stamp struct {
	path string // empty: nothing is saved
	tool string
	now  time.Time
}

// content is what the file has.
type content struct {
	Tool     string            // the build of this program
	Date     string            // in UTC; rules with dates look at the day
	Settings map[string]string // of the go command
	Facts    snapshot.Facts    // what was read
	Sum      string            // of what was read
	Dir      string            // of the module or workspace
	Outputs  int               // number of outputs, all up to date
}

// Open returns the stamp for a run, which is in the folder cache. What the run is asked
// for is in about. Nothing is saved if cache is empty, or if the build of this program
// is unknown.
func Open(cache string, now time.Time, about ...string) *Stamp {
	if cache == "" {
		return None
	}
	tool, err := build()
	if err != nil {
		return None
	}
	name := sha256.Sum256(fmt.Appendf(nil, "%q", about))
	return &Stamp{path: filepath.Join(cache, hex.EncodeToString(name[:16])+suffix), tool: tool, now: now}
}

// None is the stamp of a run that saves nothing.
var None = &Stamp{}

const suffix = ".stamp"

// Current reports whether nothing has changed since the stamp was saved, and what the run
// would return. settings asks for the present settings of the go command.
func (s *Stamp) Current(settings func() (map[string]string, error)) (dir string, outputs int, ok bool) {
	if s.path == "" {
		return "", 0, false
	}
	text, err := s.read()
	var was content
	if err != nil || json.Unmarshal(text, &was) != nil || was.Tool != s.tool || was.Date != s.date() {
		return "", 0, false
	}
	var now map[string]string
	var wg sync.WaitGroup
	wg.Go(func() { now, err = settings() })
	tree := snapshot.New(nil)
	tree.Read(was.Facts)
	sum := tree.Sum()
	wg.Wait()
	if err != nil || !maps.Equal(now, was.Settings) || hex.EncodeToString(sum[:]) != was.Sum {
		return "", 0, false
	}
	return was.Dir, was.Outputs, true
}

// most is the size of the largest stamp that is read, in bytes.
const most = 64 << 20

// read reads the file, but nothing else that may be in its place: a pipe has no end.
func (s *Stamp) read() ([]byte, error) {
	info, err := os.Lstat(s.path)
	if err == nil && (!info.Mode().IsRegular() || info.Size() > most) {
		err = os.ErrInvalid
	}
	if err != nil {
		return nil, err
	}
	return os.ReadFile(s.path)
}

func (s *Stamp) date() string { return s.now.UTC().Format(time.DateOnly) }

// Save saves the stamp. If it cannot be saved, the next run is done in full.
func (s *Stamp) Save(tree *snapshot.Tree, settings map[string]string, dir string, outputs int) {
	if s.path == "" {
		return
	}
	sum := tree.Sum()
	text, err := json.Marshal(content{
		Tool: s.tool, Date: s.date(), Settings: settings, Facts: tree.Facts(), Sum: hex.EncodeToString(sum[:]),
		Dir: dir, Outputs: outputs,
	})
	if err == nil {
		err = os.MkdirAll(filepath.Dir(s.path), 0o700)
	}
	if err == nil {
		err = s.write(text)
	}
	if err != nil {
		os.Remove(s.path)
	}
}

// write writes the file under another name first, so that it is always complete.
func (s *Stamp) write(text []byte) error {
	if _, err := os.Stat(s.path); err != nil {
		s.clean()
	}
	f, err := os.CreateTemp(filepath.Dir(s.path), "*"+suffix+".tmp")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	if _, err = f.Write(text); err != nil {
		f.Close()
		return err
	}
	if err = f.Close(); err != nil {
		return err
	}
	return os.Rename(f.Name(), s.path)
}

// keep is how long a stamp is kept that no run renews.
const keep = 30 * 24 * time.Hour

// clean removes old stamps, such as those of folders that no longer exist.
func (s *Stamp) clean() {
	entries, _ := os.ReadDir(filepath.Dir(s.path))
	for _, e := range entries {
		info, err := e.Info()
		if err == nil && strings.Contains(e.Name(), suffix) && s.now.Sub(info.ModTime()) > keep {
			os.Remove(filepath.Join(filepath.Dir(s.path), e.Name()))
		}
	}
}
