// Package kind has a type that a token contains.
package kind

// Kind is a kind of address.
type Kind int
