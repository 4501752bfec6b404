// Typesealvet finds mistakes in annotated types and in code that uses tokens. It is a tool
// for go vet, and runs alone too:
//
//	go vet -vettool=$(which typesealvet) ./...
//	typesealvet ./...
//
// The options of both are shown by "typesealvet help". With -fix, typesealvet applies the
// edits of diagnostics whose right text is known.
//
// The tool and the generator must be of the same version of typeseal.
//
// # typesealdirective
//
// This analyzer reports the errors that the generator reports, at the same places:
// misspelled directives, options and tag keys, fields that cannot be encoded, two types of
// a package with one salt. It sees one package at a time. What needs the whole module or
// typeseal.lock is left to "typeseal check": salts of two packages, changes that break
// tokens in flight, and structs that embed an annotated struct of another package.
//
// # typesealoutput
//
// This analyzer reports generated code that is missing, out of date, or without a source.
// It generates the code in memory and compares it with the file. If the code is out of
// date, "go tool typeseal ./..." updates it.
package main

import (
	"golang.org/x/tools/go/analysis/multichecker"

	"github.com/typeseal/typeseal/generator/vet"
)

func main() { multichecker.Main(vet.Analyzers...) }
