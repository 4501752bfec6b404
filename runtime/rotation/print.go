package rotation

import (
	"fmt"
	"io"
	"log/slog"
	"strings"
)

// String lists the ring's key ids and their states.
func (r Ring) String() string {
	var words []string
	for _, k := range r.Keys() {
		words = append(words, k.State+" "+k.ID)
	}
	return "rotation.Ring(" + strings.Join(words, ", ") + ")"
}

// Format writes String for every verb.
func (r Ring) Format(f fmt.State, _ rune) { io.WriteString(f, r.String()) }

// MarshalText returns String.
func (r Ring) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// LogValue returns String.
func (r Ring) LogValue() slog.Value { return slog.StringValue(r.String()) }
