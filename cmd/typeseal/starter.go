package main

import (
	"bytes"
	"path"
	"slices"
	"strings"
	"text/template"

	"github.com/typeseal/typeseal/templates"
)

// A starterFile is one file that init writes.
type starterFile struct {
	name string // base name
	text []byte
}

var starters = template.Must(template.New("").ParseFS(templates.FS, "init/*.tmpl"))

// starter returns the source files that init writes: annotated structs, a program
// that uses one, and their tests. The program reads the key ring in keyFile.
func starter() (files []starterFile, err error) {
	for _, t := range starters.Templates() {
		name, ok := strings.CutSuffix(path.Base(t.Name()), ".tmpl")
		if !ok {
			continue // the template without a name that holds the others
		}
		var text bytes.Buffer
		if err := t.Execute(&text, map[string]string{
			"Package": "main", "Keys": `typeseal.KeyringFromFile("` + keyFile + `")`,
		}); err != nil {
			return nil, err
		}
		files = append(files, starterFile{name, text.Bytes()})
	}
	slices.SortFunc(files, func(a, b starterFile) int { return strings.Compare(a.name, b.name) })
	return files, nil
}
