// Package folder tells which folders the go command ignores.
package folder

import (
	"path"
	"strings"
)

// Ignored reports whether ./... does not match packages in folders of this name.
func Ignored(name string) bool {
	return name == "testdata" || name == "vendor" || strings.HasPrefix(name, "_") || strings.HasPrefix(name, ".")
}

// IgnoredBy reports whether an ignore directive of go.mod names a folder. The folder is
// relative to the module, with slashes. A directive that begins with ./ names one folder,
// any other one names folders at every depth.
func IgnoredBy(directive, folder string) bool {
	if rooted, ok := strings.CutPrefix(directive, "./"); ok {
		return path.Clean(rooted) == folder
	}
	directive = path.Clean(directive)
	return folder == directive || strings.HasSuffix(folder, "/"+directive)
}
