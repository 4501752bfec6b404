//go:build linux || darwin

package sqlite

import "testing"

func TestFullDisk(t *testing.T) { files.FullDisk(t) }
