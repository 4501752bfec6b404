// Package moving has no code of its own. Each of its folders moves a site to native tokens.
package moving

// The second line is for the sites that are written in Python.
//
//go:generate go tool typeseal
//go:generate go tool typeseal emit python --readers --types Login,Cart --out tokens
