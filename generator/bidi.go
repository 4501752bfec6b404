package generator

import (
	"fmt"
	"go/token"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/typeseal/typeseal/generator/internal/source"
)

// bidiControls are the characters that change the direction of text.
const bidiControls = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"

// bidi refuses characters that change the direction of text anywhere in an
// annotated declaration: what a reviewer sees would not be what is compiled.
func (r *run) bidi(u *unit) {
	for _, a := range u.files {
		if a.Part != source.Built {
			continue
		}
		for _, t := range slices.Concat(a.targets, a.formers) {
			start := r.fset.PositionFor(t.Doc.Pos(), false).Offset
			end := r.fset.PositionFor(t.Spec.End(), false).Offset
			text := string(a.Src[start:end])
			for i, c := range text {
				if strings.ContainsRune(bidiControls, c) {
					pos := t.Doc.Pos() + token.Pos(i)
					r.report(pos, pos+token.Pos(utf8.RuneLen(c)), "look-alike",
						fmt.Sprintf("character %U changes the direction of text", c), "remove it")
				}
			}
		}
	}
}
