// Package limits bounds the tokens and payloads of foreign formats.
package limits

import (
	"github.com/typeseal/typeseal/runtime/compat/internal/fault"
	"github.com/typeseal/typeseal/runtime/internal/armor"
)

// The default limits. A token is at most as long as a native token.
const (
	DefaultSize    = armor.DefaultSize
	DefaultPayload = DefaultSize * armor.PayloadFactor
)

const (
	mostSize    = armor.LargestSize
	mostPayload = mostSize * armor.PayloadFactor
)

// Limits are the longest token and the longest payload, in bytes. They hold when
// minting and when opening.
type Limits struct{ Size, Payload int }

// Check fails if a limit is not positive, or is above 1 MiB for tokens or 16 MiB for
// payloads.
func (l Limits) Check(f fault.Format) error {
	if l.Size < 1 || l.Size > mostSize || l.Payload < 1 || l.Payload > mostPayload {
		return f.Config("MaxSize must be 1 byte to 1 MiB, MaxPayload 1 byte to 16 MiB")
	}
	return nil
}
