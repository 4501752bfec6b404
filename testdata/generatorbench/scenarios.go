package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/typeseal/typeseal/testdata/generatorbench/project"
)

// The names of rows.
const (
	nothing    = "nothing changed"
	fresh      = "fresh"
	emptyBuild = "fresh, empty build cache"
	oneEdit    = "one edit in the shared package"
	newField   = "a new field in the shared package"
	oneType    = "one edit in one package"
	onePackage = "one package of many"
	list       = "list"
	diff       = "diff"
	inspect    = "inspect"
	goTool     = "`go tool typeseal`, nothing changed"
	noTokens   = "no directive"
)

// goList is what everything is compared with: the least that a tool needs which asks the go
// command for the packages.
func goList() *row {
	return &row{name: base, by: typeseal, args: []string{"go", "list", "./..."}, shared: true}
}

// regenerating are the rows that each generator has.
func regenerating(by generator) []*row {
	several := by.command[0] == "go"
	return []*row{
		{name: nothing, by: by, before: (*module).remember, after: (*module).unchanged, shared: several},
		{name: fresh, by: by, before: (*module).clean, after: (*module).complete, shared: several},
	}
}

// editing are the rows of typeseal after an edit.
func editing() []*row {
	return []*row{
		{name: emptyBuild, by: typeseal, empty: true, before: (*module).clean, after: (*module).complete},
		{name: oneEdit, by: typeseal, before: (*module).addMethod, after: (*module).complete},
		{name: newField, by: typeseal, ready: (*module).drafts, before: (*module).addField, after: (*module).hasField},
		{name: oneType, by: typeseal, before: (*module).changeAge, after: (*module).hasAge},
		{name: onePackage, by: typeseal, args: []string{"typeseal", "./" + project.Package(middle)},
			before: (*module).changeAge, after: (*module).hasAge},
	}
}

// reading are the rows of commands that write nothing.
func reading(token string) []*row {
	return []*row{
		{name: list, by: typeseal, args: []string{"typeseal", "list"}},
		{name: diff, by: typeseal, ready: (*module).commit, args: []string{"typeseal", "diff", "--against", "HEAD"}},
		{name: inspect, by: typeseal, args: []string{"typeseal", "inspect", token}},
	}
}

// installed is typeseal as most people run it. The go command finds the program in its cache.
func installed() *row {
	return &row{name: goTool, by: typeseal, args: []string{"go", "tool", "typeseal"}, shared: true,
		ready: func(m *module) error {
			return errors.Join(m.run("go", "mod", "edit", "-tool", typeseal.tool),
				m.run("go", "list", "-mod=mod", "-deps", "tool"), m.run("go", "tool", "typeseal"))
		},
		before: (*module).remember, after: (*module).unchanged,
	}
}

// large is a module in which typeseal finds nothing.
const large = "k8s.io/api"

// elsewhere are the rows for a large module.
func elsewhere() []*row {
	list := goList()
	return []*row{
		{name: base, by: typeseal, args: list.args, shared: true, from: large},
		{name: noTokens, by: typeseal, from: large},
	}
}

// remember notes when the outputs were written.
func (m *module) remember() (err error) {
	m.written, err = m.times()
	return err
}

// unchanged returns an error if a run of typeseal has written an output again. Peers do.
func (m *module) unchanged() error {
	times, err := m.times()
	if err == nil && times != m.written && m.by.name == typeseal.name {
		err = errors.New("outputs were written although nothing changed")
	}
	return errors.Join(err, m.complete())
}

// times returns when each output was written, as text.
func (m *module) times() (string, error) {
	outputs, err := m.outputs()
	if err != nil {
		return "", err
	}
	var b strings.Builder
	for _, path := range outputs {
		info, err := os.Stat(path)
		if err != nil {
			return "", err
		}
		fmt.Fprintln(&b, path, info.ModTime().UnixNano())
	}
	return b.String(), nil
}

// addMethod edits the shared package in a way that changes no output.
func (m *module) addMethod() error {
	const person = "// Person is"
	method := func(i int) string { return fmt.Sprintf("func (p Person) Label%d() string", i) }
	m.edits++
	if m.edits == 1 {
		return m.edit(project.Shared, person, method(1)+" { return p.Name }\n\n"+person)
	}
	return m.edit(project.Shared, method(m.edits-1), method(m.edits))
}

// addField adds a field to a struct that most tokens contain, or gives it another name.
func (m *module) addField() error {
	const before = "\tEmail string"
	m.edits++
	if m.edits == 1 {
		return m.edit(project.Shared, before, "\tPhone1 string\n"+before)
	}
	return m.edit(project.Shared, fmt.Sprint("Phone", m.edits-1), fmt.Sprint("Phone", m.edits))
}

func (m *module) hasField() error { return m.contains("typeseal.lock", fmt.Sprint("Phone", m.edits)) }

// middle is the package that a pattern names.
const middle = 42

// age is the max-age of one type after some edits.
func age(edits int) string { return fmt.Sprintf("%dm", 30+edits) }

// changeAge changes the max-age of one type.
func (m *module) changeAge() error {
	m.edits++
	return m.edit(project.Source(middle), "max-age="+age(m.edits-1), "max-age="+age(m.edits))
}

func (m *module) hasAge() error {
	return m.contains("typeseal.lock", " max-age "+age(m.edits)+"\n")
}

// drafts makes the module a repository without a commit, in which every type may change.
func (m *module) drafts() error { return m.run("git", "init", "-q") }

func (m *module) commit() error {
	if err := m.drafts(); err != nil {
		return err
	}
	if err := m.run("git", "add", "."); err != nil {
		return err
	}
	return m.run("git", "-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "-qm", "first")
}

// sampleToken returns a token for inspect.
func (w *workbench) sampleToken() (string, error) {
	text, err := os.ReadFile(filepath.Join(w.checkout, "cmd", "typeseal", "testdata", "token.txt"))
	return strings.TrimSpace(string(text)), err
}
