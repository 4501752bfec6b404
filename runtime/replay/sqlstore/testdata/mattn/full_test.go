//go:build cgo && (linux || darwin)

package mattn

import "testing"

func TestFullDisk(t *testing.T) { files.FullDisk(t) }
