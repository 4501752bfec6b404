// Package fault makes the errors that the packages of foreign formats return if the token
// is not at fault.
package fault

import (
	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/internal/reason"
)

// A Format is the name of a foreign format's package. The text of each of its errors
// contains the name. All texts are constants: they never contain a byte of a key, a token
// or a payload.
type Format string

// Config returns an error that matches typeseal.ErrConfig.
func (f Format) Config(text string) error {
	return typeseal.Caused(typeseal.ErrConfig, reason.New(string(f)+": "+text))
}

// Mint returns an error that matches typeseal.ErrMint.
func (f Format) Mint(text string) error {
	return typeseal.Caused(typeseal.ErrMint, reason.New(string(f)+": "+text))
}

// MintCause returns an error that matches typeseal.ErrMint. It also matches cause, unless
// cause blames a token. The text of cause must be a constant.
func (f Format) MintCause(cause error) error {
	return typeseal.Caused(typeseal.ErrMint, reason.Wrap(string(f)+": "+cause.Error(), cause))
}
