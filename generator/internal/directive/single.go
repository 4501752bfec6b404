package directive

import (
	"go/ast"

	"github.com/typeseal/typeseal/generator/internal/diag"
)

// Single reads one directive's line, such as "//typeseal:sign salt=a max-age=1h",
// that is not part of a file. The positions in what it returns have no meaning.
func Single(line string) (*Directive, []diag.Diagnostic) {
	return parse(&ast.Comment{Slash: 1, Text: line}, true)
}
