// Package examples has no code of its own. Its folders have programs that one can start from.
package examples

// This line is for all packages of the module, those of runtime too.
//
//go:generate go tool typeseal
