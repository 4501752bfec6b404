// Package vet has the analyzers of typesealvet. They find mistakes in directives and
// annotated types, as the generator does, and mistakes in code that uses tokens. The
// manual is the documentation of the command typesealvet.
package vet

import "golang.org/x/tools/go/analysis"

// Analyzers are all analyzers. None of them needs facts, so a driver does not have to
// analyze the packages that a package imports.
var Analyzers = []*analysis.Analyzer{directives, output, ignored, payload, peek, keyText, logged}

// home is the address of the manual.
const home = "https://pkg.go.dev/github.com/typeseal/typeseal/cmd/typesealvet"
