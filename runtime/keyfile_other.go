//go:build !unix

package typeseal

import (
	"io/fs"
	"os"
)

// On these systems, the mode does not say who can read or write a file.

func openKeyFile(path string) (*os.File, error) { return os.Open(path) }

func othersRead(fs.FileInfo) bool { return false }

func nameless(fs.FileInfo) bool { return false }

func inKubernetes(string) bool { return false }

func checkOwner(fs.FileInfo) error { return nil }

func checkWay(string) error { return nil }
