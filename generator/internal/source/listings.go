package source

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/typeseal/typeseal/generator/internal/note"
	"github.com/typeseal/typeseal/generator/internal/snapshot"
)

// What the go command says about packages depends on its settings, on the names of folders
// and files, on go.mod and its like, and on the heads of Go files. As long as all of these
// are the same, a note in the user's cache folder has the answers.

// listings are answers of the go command, by question.
type listings struct {
	note *note.Note
	key  string // of what the answers depend on
	was  map[string][]listed
	now  map[string][]listed // those that was does not have
}

// A listingNote is what the note has.
type listingNote struct {
	Key     string
	Answers map[string][]listed
}

// openListings takes the answers of former runs from the note about the modules in these
// folders. The snapshot has their files.
func (m *Module) openListings(roots []string) {
	m.listings = listings{now: map[string][]listed{}}
	if !m.listable() {
		return
	}
	m.listings.note = note.Open(m.config.Cache, "packages", roots...)
	m.listings.key = m.listingKey()
	var was listingNote
	if json.Unmarshal(m.listings.note.Read(), &was) == nil && was.Key == m.listings.key {
		m.listings.was = was.Answers
	}
}

// listingKey is a hash of what the answers of the go command depend on. Outputs are taken from
// the snapshot, so of them it only counts whether a folder has nothing else.
func (m *Module) listingKey() string {
	sources := map[string]bool{} // folders
	for _, root := range m.tree.Facts().Walked {
		for _, folder := range m.tree.Below(root) {
			sources[folder.Path] = slices.ContainsFunc(folder.Files, func(f *snapshot.File) bool {
				return isSource(f) && !f.Own
			})
		}
	}
	sum := m.tree.SumOf(func(f *snapshot.File) (snapshot.Sum, bool) {
		switch {
		case f.Own:
			return snapshot.Sum{}, !sources[filepath.Dir(f.Path)]
		case f.Head != (snapshot.Sum{}):
			return f.Head, true
		}
		return f.Sum, true
	})
	return fmt.Sprintf("%q", m.Settings) + hex.EncodeToString(sum[:])
}

// list lists packages as golist does, or as it did in a former run.
func (m *Module) list(ctx context.Context, dir string, patterns ...string) ([]listed, error) {
	question := fmt.Sprintf("%q", append([]string{dir}, patterns...))
	if answer, ok := m.listings.was[question]; ok && present(answer) {
		m.repeated = true
		return slices.Clone(answer), nil
	}
	answer, err := golist(ctx, dir, patterns...)
	if err == nil && m.lasting(answer) {
		m.listings.now[question] = slices.Clone(answer)
	}
	return answer, err
}

// present reports whether the folders of packages in other modules still exist. Those in the
// module cache may have been removed.
func present(answer []listed) bool {
	return !slices.ContainsFunc(answer, func(l listed) bool {
		if l.own() {
			return false
		}
		_, err := os.Stat(l.Dir)
		return err != nil
	})
}

// own reports whether the package is in the module itself.
func (l listed) own() bool { return l.Module != nil && l.Module.Main }

// lasting reports whether an answer depends on nothing but the key: all its packages exist,
// and are in the module itself or never change.
func (m *Module) lasting(answer []listed) bool {
	return len(answer) > 0 && !slices.ContainsFunc(answer, func(l listed) bool {
		return l.Error != nil || l.Dir == "" || !l.own() && !m.fixed(l.Dir)
	})
}

// Remember notes the answers of the go command for later runs, unless a file was written, added
// or removed in the meantime, or it did not have to be asked.
func (m *Module) Remember() {
	if m.listings.note == nil || len(m.listings.now) == 0 || m.WrittenMeanwhile() ||
		m.tree.ChangedSince(m.started) {
		return
	}
	answers := m.listings.now
	maps.Copy(answers, m.listings.was)
	text, err := json.Marshal(listingNote{m.listings.key, answers})
	if err == nil {
		m.listings.note.Write(text)
	}
}
