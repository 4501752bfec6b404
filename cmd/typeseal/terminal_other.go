//go:build !unix && !windows

package main

import "os"

// terminal returns 0: terminals of this system are not known.
func terminal(*os.File) (columns int, colors bool) { return 0, false }

func foregroundRows(*os.File) int { return 0 }
