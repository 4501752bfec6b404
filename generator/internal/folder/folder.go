// Package folder tells which folders the go command ignores.
package folder

import "strings"

// Ignored reports whether ./... does not match packages in folders of this name.
func Ignored(name string) bool {
	return name == "testdata" || name == "vendor" || strings.HasPrefix(name, "_") || strings.HasPrefix(name, ".")
}
