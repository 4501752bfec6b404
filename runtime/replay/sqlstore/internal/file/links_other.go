//go:build !unix && !windows

package file

import "io/fs"

// countLinks returns 1, since the names of a file are not counted here.
func countLinks(string, fs.FileInfo) (uint64, error) { return 1, nil }
