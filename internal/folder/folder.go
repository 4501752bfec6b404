// Package folder knows which folders the go command leaves out.
package folder

import "strings"

// Ignored reports whether ./... leaves out folders of this name.
func Ignored(name string) bool {
	return name == "testdata" || name == "vendor" || strings.HasPrefix(name, "_") || strings.HasPrefix(name, ".")
}
