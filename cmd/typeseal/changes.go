package main

import (
	gotoken "go/token"
	"os"
	"path/filepath"

	"github.com/typeseal/typeseal/generator"
)

// A change is one change as JSON, or one fault of the source or of a lock. A fault has
// a rule, but no edit and no type.
type change struct {
	Verdict string `json:"verdict"`        // or "error"
	Edit    string `json:"edit,omitempty"` // what was changed, such as "codec"
	Rule    string `json:"rule,omitempty"`
	Package string `json:"package,omitempty"`
	Type    string `json:"type,omitempty"`
	Verb    string `json:"verb,omitempty"`
	Salt    string `json:"salt,omitempty"`
	File    string `json:"file,omitempty"` // relative to the working directory, with slashes
	Line    int    `json:"line,omitempty"`
	Column  int    `json:"column,omitempty"` // in bytes, from 1
	Message string `json:"message"`
	Help    string `json:"help,omitempty"`

	at gotoken.Position // invalid for a change without a place in the source
}

// changes returns the faults and the changes.
func changes(result *generator.Result) []change {
	list := []change{}
	add := func(c change, d generator.Diagnostic) {
		c.Message, c.Help, c.at = d.Message, d.Help, d.Position
		if c.at.IsValid() {
			c.File, c.Line, c.Column = c.at.Filename, c.at.Line, c.at.Column
			if dir, err := os.Getwd(); err == nil && filepath.IsAbs(c.File) {
				if rel, err := filepath.Rel(dir, c.File); err == nil {
					c.File = rel
				}
			}
			c.File = filepath.ToSlash(c.File)
		}
		list = append(list, c)
	}
	for _, d := range result.Diagnostics {
		if d.Change == nil {
			add(change{Verdict: "error", Rule: d.Rule}, d)
		}
	}
	for _, d := range result.Changes {
		c := d.Change
		add(change{
			Verdict: c.Outcome, Edit: c.Edit, Package: c.PackagePath, Type: c.TypeName, Verb: c.Verb, Salt: c.Salt,
		}, d)
	}
	return list
}

// text returns the verdict, the reason for it, and what to do.
func (c change) text() string {
	text := c.Verdict + ": " + c.Message
	if c.Help != "" {
		text += "; " + c.Help
	}
	return text
}
