package source

import (
	"context"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/typeseal/typeseal/generator/internal/snapshot"
)

// A module that was loaded before can be brought up to date, so that nothing is listed or
// parsed again that has not changed. That is done if only the texts of known files have
// changed, and in none of them what the go command looks at: the build constraint, the
// package and the imports. Otherwise the module is loaded in full.

// maxUpdates is how often a module is brought up to date before it is loaded in full again.
// Each time, the positions of the old texts stay in the file set.
const maxUpdates = 200

// again brings the module up to date, and marks the packages that are the same. If it
// reports false, the module must be loaded in full, and this one must not be used.
func (m *Module) again(ctx context.Context, config Config) bool {
	if _, complete := m.Inputs(); !complete || m.updates == maxUpdates ||
		config.Dir != m.config.Dir || config.Workspace != m.config.Workspace ||
		!slices.Equal(config.Patterns, m.config.Patterns) {
		return false
	}
	for _, p := range m.world {
		if p.broken != "" && !p.main {
			return false // the go command did not find it, perhaps only because there was no network
		}
	}
	m.updates++
	started := time.Now()
	tree, ok := m.readAgain(ctx, config)
	if !ok {
		return false
	}
	changed, ok := m.tree.Compare(tree, m.started)
	if !ok {
		return false
	}
	before := m.tree
	m.tree, m.started = tree, started
	touched := map[*Package]bool{}
	for _, p := range m.world {
		p.Types, p.errs = nil, nil
		if !p.update(before, changed, touched) {
			return false
		}
	}
	m.markSame(touched)
	return true
}

// readAgain reads everything again that the module was made of. It reports false if the
// settings of the go command have changed.
func (m *Module) readAgain(ctx context.Context, config Config) (*snapshot.Tree, bool) {
	var settings map[string]string
	var err error
	var wg sync.WaitGroup
	wg.Go(func() { settings, err = Settings(ctx, config.Dir) })
	tree := config.tree()
	tree.Read(m.tree.Facts())
	wg.Wait()
	return tree, err == nil && maps.Equal(settings, m.Settings)
}

// update takes the new texts of the package's files, and adds the package to touched if one
// has changed. It reports false if the package must be listed again.
func (p *Package) update(
	before *snapshot.Tree, changed map[string]*snapshot.File, touched map[*Package]bool,
) bool {
	p.updateOwn()
	for _, f := range p.Files {
		now := changed[f.Path]
		if now == nil {
			continue
		}
		if head := before.Known(f.Path).Head; head == (snapshot.Sum{}) || head != now.Head {
			return false
		}
		f.Src, f.Own, f.Mentions, f.AST, f.Errors = now.Src, now.Own, now.Mentions, nil, nil
		touched[p] = true
	}
	if touched[p] {
		p.index, p.methods, p.Generated = nil, nil, nil
		p.keep()
		p.parse()
	}
	return true
}

// updateOwn takes the outputs that the package's folder has now.
func (p *Package) updateOwn() {
	if !p.main {
		return
	}
	p.Files = slices.DeleteFunc(p.Files, func(f *File) bool { return f.Own })
	for _, f := range p.m.tree.Folder(p.Dir).Files {
		if f.Own {
			p.Files = append(p.Files, &File{Name: f.Name, Path: f.Path, Own: true})
		}
	}
	slices.SortFunc(p.Files, func(a, b *File) int { return strings.Compare(a.Name, b.Name) })
}

// markSame marks the packages that neither are touched nor import a touched package that
// their types may need.
func (m *Module) markSame(touched map[*Package]bool) {
	importers := map[*Package][]*Package{}
	for _, p := range m.world {
		p.Same = true
		for _, f := range p.Files {
			if f.AST == nil || f.Part != Built {
				continue
			}
			for _, imp := range f.AST.Imports {
				if q := m.world[p.resolve(importPath(imp))]; q != nil {
					importers[q] = append(importers[q], p)
				}
			}
		}
	}
	var spread func(p *Package)
	spread = func(p *Package) {
		if p.Same {
			p.Same = false
			for _, q := range importers[p] {
				spread(q)
			}
		}
	}
	for p := range touched {
		spread(p)
	}
}
