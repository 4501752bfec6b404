// Package languages tests the runtimes in TypeScript and Python against Go and against the
// independent implementation in testdata/vectors/reference.
package languages
