// Package fault makes the errors that the packages of foreign formats return for
// what is not a token's fault.
package fault

import (
	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/internal/reason"
)

// A Format is the name of a foreign format's package. The text of each of its errors
// has the name. All texts are constants: they never hold a byte of a key, a token or
// a payload.
type Format string

// Config returns an error that matches typeseal.ErrConfig.
func (f Format) Config(text string) error {
	return typeseal.Caused(typeseal.ErrConfig, reason.New(string(f)+": "+text))
}

// Mint returns an error that matches typeseal.ErrMint.
func (f Format) Mint(text string) error {
	return typeseal.Caused(typeseal.ErrMint, reason.New(string(f)+": "+text))
}

// MintCause returns an error that matches typeseal.ErrMint and, unless it blames a
// token, cause. The text of cause must be a constant.
func (f Format) MintCause(cause error) error {
	return typeseal.Caused(typeseal.ErrMint, reason.Wrap(string(f)+": "+cause.Error(), cause))
}
