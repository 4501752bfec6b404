//go:build unix

package file

import (
	"io/fs"
	"syscall"
)

// countLinks returns how many names a file has.
func countLinks(_ string, info fs.FileInfo) (uint64, error) {
	if s, ok := info.Sys().(*syscall.Stat_t); ok {
		return uint64(s.Nlink), nil
	}
	return 1, nil
}
