package source

import (
	"context"
	"errors"
	"fmt"
	"go/parser"
	"go/scanner"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/typeseal/typeseal/generator/internal/diag"
	"github.com/typeseal/typeseal/generator/internal/snapshot"
)

// Load finds the module that contains the directory, or the workspace's modules, and
// reads their files. It returns an error if there is no module or no go command, or if a
// pattern matches nothing. Errors in a file are kept with the file. The module may be
// config.Before, brought up to date.
func Load(ctx context.Context, config Config) (*Module, error) {
	dir, err := filepath.Abs(config.Dir)
	if err != nil {
		return nil, err
	}
	config.Dir = dir
	if config.Before != nil && config.Before.again(ctx, config) {
		return config.Before, nil
	}
	m := &Module{
		Fset: token.NewFileSet(), config: config, tree: config.tree(), world: map[string]*Package{},
		started: time.Now(),
	}
	m.config.Before = nil
	if m.Settings, err = Settings(ctx, dir); err != nil {
		return nil, err
	}
	all, err := m.locate(ctx, dir)
	if err != nil {
		return nil, err
	}
	for _, l := range all {
		m.add(l).Wanted = len(config.Patterns) == 0
	}
	if err := m.addLeftOut(ctx, dir); err != nil {
		return nil, err
	}
	if len(config.Patterns) > 0 {
		if err := m.want(ctx, dir, config.Patterns); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(m.Packages, func(a, b *Package) int { return strings.Compare(a.Path, b.Path) })
	if err := m.read(); err != nil {
		return nil, err
	}
	for _, p := range m.Packages {
		p.parse()
	}
	return m, nil
}

// Root returns the directory of the module that holds dir, which is absolute.
func Root(dir string) (string, error) {
	if _, err := os.Stat(dir); err != nil {
		return "", err
	}
	for root := dir; ; root = filepath.Dir(root) {
		if info, err := os.Stat(filepath.Join(root, "go.mod")); err == nil && !info.IsDir() {
			return root, nil
		}
		if root == filepath.Dir(root) {
			return "", fmt.Errorf("%w in %s or above it; go to a module, or begin one with go mod init",
				errNoModule, dir)
		}
	}
}

var errNoModule = errors.New("no go.mod")

// want marks the packages that the patterns name.
func (m *Module) want(ctx context.Context, dir string, patterns []string) error {
	if m.wantFolders(dir, patterns) {
		return nil
	}
	named, err := m.list(ctx, dir, patterns...)
	if err != nil {
		return err
	}
	if len(named) == 0 && !slices.ContainsFunc(m.Packages, func(p *Package) bool { return p.Wanted }) {
		return fmt.Errorf("no packages match %s", strings.Join(patterns, " "))
	}
	for _, l := range named {
		switch {
		case l.nameless() && len(found(named)) > 0:
			continue // it is reported if it has a directive
		case l.ImportPath == "command-line-arguments":
			return errors.New("patterns name packages, such as ./..., not files")
		case l.Error != nil && len(l.GoFiles)+len(l.CgoFiles)+len(l.InvalidGoFiles)+len(l.IgnoredGoFiles) == 0:
			return l.troubleIn(dir)
		case l.Module == nil || !l.Module.Main:
			return fmt.Errorf("package %s is not in this module", l.ImportPath)
		}
		m.add(l).Wanted = true
	}
	return m.completed(ctx)
}

// wantFolders marks the packages that the patterns name if all of them are folders of the
// one module, such as ./... or ./account, in which packages are listed. Then the go command
// need not be asked. It reports false if it is not certain what the patterns name.
func (m *Module) wantFolders(dir string, patterns []string) bool {
	if len(m.Roots) != 1 || m.Roots[0] != m.Dir {
		return false
	}
	for _, pattern := range patterns {
		base, _ := strings.CutSuffix(pattern, "/...")
		if base != "." && !strings.HasPrefix(base, "./") || strings.Contains(base, "...") ||
			!slices.ContainsFunc(m.Packages, func(p *Package) bool {
				return p.built() && covers(dir, []string{pattern}, p.Dir)
			}) {
			return false
		}
	}
	for _, p := range m.Packages {
		p.Wanted = p.Wanted || covers(dir, patterns, p.Dir)
	}
	return true
}

// built reports whether the go command lists the package without an error.
func (p *Package) built() bool {
	return p.broken == "" && !p.Nameless && slices.ContainsFunc(p.Files, func(f *File) bool { return f.Part == Built })
}

// add adds a package of the main module, unless it was added already.
func (m *Module) add(l listed) *Package {
	if p := m.world[l.ImportPath]; p != nil {
		return p
	}
	p := m.newPackage(l)
	p.main = true
	p.list(l.IgnoredGoFiles, Excluded)
	p.list(l.TestGoFiles, Test)
	p.list(l.XTestGoFiles, Test)
	slices.SortFunc(p.Files, func(a, b *File) int { return strings.Compare(a.Name, b.Name) })
	m.world[p.Path] = p
	m.Packages = append(m.Packages, p)
	return p
}

func (m *Module) newPackage(l listed) *Package {
	p := &Package{
		m: m, Path: l.ImportPath, Name: l.Name, Dir: l.Dir, Root: l.Dir, std: l.Standard,
	}
	if l.Module != nil {
		p.Root, p.goVersion = l.Module.Dir, l.Module.GoVersion
	}
	if l.Error != nil {
		p.broken = strings.Join(strings.Fields(l.Error.Err), " ")
		p.Nameless = strings.HasPrefix(p.broken, "invalid input directory name")
	}
	p.list(l.GoFiles, Built)
	p.list(l.CgoFiles, Built)
	p.list(l.InvalidGoFiles, Built)
	return p
}

func (p *Package) list(names []string, part Part) {
	for _, name := range names {
		if !slices.ContainsFunc(p.Files, func(f *File) bool { return f.Name == name }) {
			p.Files = append(p.Files, &File{Name: name, Path: filepath.Join(p.Dir, name), Part: part})
		}
	}
}

// read takes the files of all packages from the snapshot.
func (m *Module) read() error {
	for _, p := range m.Packages {
		if err := p.read(m.tree); err != nil {
			return err
		}
		if m.repeated {
			p.updateOwn() // the outputs may have changed since the packages were listed
		}
	}
	return nil
}

func (p *Package) read(tree *snapshot.Tree) error {
	listed := p.Files
	p.Files = nil
	for _, f := range listed {
		now := tree.File(f.Path)
		switch {
		case now.Err == nil:
		case now.Missing():
			continue // it was removed after it was listed, perhaps by another generator
		case now.Type != fs.ModeSymlink:
			return now.Err
		}
		f.Unreadable = now.Err != nil
		f.Src, f.Own, f.Mentions = now.Src, now.Own, now.Mentions
		p.Files = append(p.Files, f)
	}
	p.keep()
	return nil
}

// keep notes whether a file of the package mentions a directive. If none does, it drops the
// texts.
func (p *Package) keep() {
	p.Mentions = slices.ContainsFunc(p.Files, func(f *File) bool { return f.Mentions })
	for _, f := range p.Files {
		if !p.Mentions || f.Own {
			f.Src = nil
		}
	}
}

// parse parses the files of a package that mentions a directive. It takes the package's
// name from the source, because the go command may have taken it from a stale output.
func (p *Package) parse() {
	if !p.Mentions {
		return
	}
	named := false
	for _, f := range p.Files {
		if f.Own {
			continue
		}
		f.parse(p.m)
		if f.Part == Built && f.AST.Name != nil && f.AST.Name.Name != "" && !named {
			p.Name, named = f.AST.Name.Name, true
		}
		if f.Part == Excluded && p.Name == "" && f.AST.Name != nil {
			p.Name = f.AST.Name.Name // of a package that this build leaves out
		}
	}
}

// parse parses the file, unless that was done before.
func (f *File) parse(m *Module) {
	if f.AST != nil {
		return
	}
	mode := parser.SkipObjectResolution | parser.AllErrors
	if f.Mentions {
		mode |= parser.ParseComments
	}
	if f.Src == nil {
		f.Src = m.tree.Text(f.Path)
	}
	base := m.Fset.Base()
	file, err := parser.ParseFile(m.Fset, f.Path, f.Src, mode)
	f.AST = file
	tokens := m.Fset.File(token.Pos(base)) // file.FileStart is not set if the parser gave up
	list, _ := errors.AsType[scanner.ErrorList](err)
	last := 0
	for _, e := range list {
		pos := tokens.Pos(min(e.Pos.Offset, tokens.Size())) // the line of e obeys //line comments
		if line := tokens.PositionFor(pos, false).Line; line != last {
			f.Errors = append(f.Errors, diag.Diagnostic{Span: diag.Span{Pos: pos}, Rule: "syntax", Message: e.Msg})
			last = line
		}
	}
}
