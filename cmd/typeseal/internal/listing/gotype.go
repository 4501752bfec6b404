package listing

import (
	"path"
	"regexp"
	"strings"

	"github.com/typeseal/typeseal/cmd/typeseal/internal/typetext"
	"github.com/typeseal/typeseal/generator"
)

// GoType returns the type of a field as the package own writes it. From a lock, it is as near
// as the lock knows.
func GoType(f generator.Field, own string) string {
	if f.GoType != "" {
		return f.GoType
	}
	op, leaf := "", f.Type
	for {
		next, rest := typetext.Container(leaf)
		if next == "" {
			break
		}
		op, leaf = op+next, rest
	}
	switch {
	case f.Of != "":
		leaf = shortTypes(f.Of, own)
	case leaf == "time" && f.Name != "":
		leaf = "time.Time"
	}
	return op + leaf
}

// qualified matches a Go type with its package path.
var qualified = regexp.MustCompile(`([^\s\[\],*{}()"]+)\.([\pL_][\pL\pN_]*)`)

// shortTypes writes the package names of types instead of the paths, and none for the package
// own.
func shortTypes(of, own string) string {
	return qualified.ReplaceAllStringFunc(of, func(name string) string {
		i := strings.LastIndexByte(name, '.')
		if name[:i] == own {
			return name[i+1:]
		}
		return path.Base(name[:i]) + name[i:]
	})
}
