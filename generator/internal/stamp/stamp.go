// Package stamp tells whether a run would do what an earlier run has done. After a run
// without errors it saves a sum of everything that the run has read and written, in the
// user's cache folder. If a later run finds that all of this is the same, or that only texts
// have changed and nothing that matters in them, it has nothing to do. Whatever is not
// certainly the same is done in full.
package stamp

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/typeseal/typeseal/generator/internal/essence"
	"github.com/typeseal/typeseal/generator/internal/note"
	"github.com/typeseal/typeseal/generator/internal/snapshot"
)

// A Stamp is the note of one kind of run: of one folder, with the same options.
type Stamp struct {
	note *note.Note
	now  time.Time
}

// content is what the note has first. An essence.Record follows, which is read only if
// something has changed.
type content struct {
	Date     string            // in UTC; rules with dates look at the day
	Settings map[string]string // of the go command
	Facts    snapshot.Facts    // what was read
	Sum      snapshot.Sum      // of what was read
	Dir      string            // of the module or workspace
	Outputs  int               // number of outputs, all up to date
}

// Open returns the stamp for a run, which is in the folder cache. What the run is asked
// for is in about. Nothing is saved if cache is empty.
func Open(cache string, now time.Time, about ...string) *Stamp {
	return &Stamp{note.Open(cache, "run", about...), now}
}

// None is the stamp of a run that saves nothing.
var None = &Stamp{}

// Current reports whether nothing that matters has changed since the stamp was saved, and what
// the run would return. settings asks for the present settings of the go command.
func (s *Stamp) Current(
	settings func() (map[string]string, error), reader essence.Reader,
) (dir string, outputs int, ok bool) {
	notes := json.NewDecoder(bytes.NewReader(s.note.Read()))
	var was content
	if notes.Decode(&was) != nil || was.Date != s.date() {
		return "", 0, false
	}
	var now map[string]string
	var err error
	var wg sync.WaitGroup
	wg.Go(func() { now, err = settings() })
	tree := snapshot.New(nil)
	tree.Read(was.Facts)
	sum := tree.Sum()
	wg.Wait()
	if err != nil || !maps.Equal(now, was.Settings) || sum != was.Sum && !s.update(notes, was, tree, reader) {
		return "", 0, false
	}
	return was.Dir, was.Outputs, true
}

// update saves the stamp again if nothing has changed that matters. Otherwise it reports false.
func (s *Stamp) update(notes *json.Decoder, was content, tree *snapshot.Tree, reader essence.Reader) bool {
	var before essence.Record
	if notes.Decode(&before) != nil {
		return false
	}
	now, same := before.Update(tree, reader)
	if same {
		was.Sum = tree.Sum()
		s.write(was, now)
	}
	return same
}

func (s *Stamp) date() string { return s.now.UTC().Format(time.DateOnly) }

// Save saves the stamp. If it cannot be saved, the next run is done in full. It completes the
// record of what matters.
func (s *Stamp) Save(
	tree *snapshot.Tree, settings map[string]string, dir string, outputs int, record *essence.Record,
) {
	record.Complete(tree)
	s.write(content{
		Date: s.date(), Settings: settings, Facts: tree.Facts(), Sum: tree.Sum(), Dir: dir, Outputs: outputs,
	}, record)
}

func (s *Stamp) write(c content, record *essence.Record) {
	first, err := json.Marshal(c)
	if err != nil {
		return
	}
	second, err := json.Marshal(record)
	if err == nil {
		s.note.Write(slices.Concat(first, []byte("\n"), second))
	}
}
