package directive

import "go/ast"

// Single reads one directive's line, such as "//typeseal:sign salt=a max-age=1h",
// that is not part of a file. The positions in what it returns have no meaning.
func Single(line string) (*Directive, []Fault) {
	return parse(&ast.Comment{Slash: 1, Text: line}, true)
}
