// Package emittext renders what typeseal writes beside generated Go code, from
// the templates.
package emittext

import (
	"bytes"
	"path"
	"strings"
	"text/template"

	"github.com/typeseal/typeseal/templates"
)

// A File is one rendered text.
type File struct {
	Name string // base name
	Text []byte
}

// Starter is what the files of typeseal init depend on.
type Starter struct {
	Package string // package name
	Keys    string // Go expression for (*typeseal.Keyring, error)
}

var parsed = template.Must(template.New("").ParseFS(templates.FS, "init/*.tmpl"))

// Init renders the files that typeseal init writes, by name.
func Init(s Starter) ([]File, error) {
	entries, err := templates.FS.ReadDir("init")
	if err != nil {
		return nil, err
	}
	var files []File
	for _, e := range entries {
		var text bytes.Buffer
		name := path.Base(e.Name())
		if err := parsed.ExecuteTemplate(&text, name, s); err != nil {
			return nil, err
		}
		files = append(files, File{Name: strings.TrimSuffix(name, ".tmpl"), Text: text.Bytes()})
	}
	return files, nil
}
