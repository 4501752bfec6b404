package vet

import (
	"go/token"
	"regexp"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/typeseal/typeseal/generator/internal/source"
)

var keyText = &analysis.Analyzer{
	Name: "typesealkey",
	Doc: `report keys in source code

Whoever can read the source, or the binary, can make tokens with such a key. Tests may
have keys of their own.`,
	URL:              home + "#hdr-typesealkey",
	Run:              reportKeys,
	Requires:         []*analysis.Analyzer{texts},
	RunDespiteErrors: true,
}

// keyForm matches the text of a secret key: 36 bytes in base64url after its prefix.
var keyForm = regexp.MustCompile(`typeseal_(key|sec)_v1_[A-Za-z0-9_-]{48}`)

// leastLetters is how many different characters a random key has at least. Examples in
// documentation often repeat one.
const leastLetters = 12

func reportKeys(pass *analysis.Pass) (any, error) {
	f := pass.ResultOf[texts].(*fileSet)
	for _, file := range f.list {
		if file.Part != source.Built || file.AST == nil || strings.HasSuffix(file.Name, "_test.go") {
			continue
		}
		for _, at := range keyForm.FindAllIndex(file.Src, -1) {
			if distinct(file.Src[at[1]-48:at[1]]) < leastLetters {
				continue
			}
			start := file.AST.FileStart
			pass.Report(analysis.Diagnostic{
				Pos: start + token.Pos(at[0]), End: start + token.Pos(at[1]),
				Message: "a key is in the source, so everyone who has the program can create tokens; read it with " +
					"typeseal.WatchKeyring, and replace this one",
			})
		}
	}
	return nil, nil
}

func distinct(text []byte) int {
	set := map[byte]bool{}
	for _, c := range text {
		set[c] = true
	}
	return len(set)
}
