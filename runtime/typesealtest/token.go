package typesealtest

import (
	"context"
	"testing"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/codec"
)

// For generated code. A Token describes the tokens of a directive, and calls the methods
// that were generated for it.
type Token[T any] struct {
	Policy typeseal.Policy

	Mint   func(p T, c Call) (string, error)              // Sign or Seal
	Append func(p T, dst []byte, c Call) ([]byte, error)  // AppendSign or AppendSeal
	Open   func(p *T, c Call) error                       // Verify, Open or Peek
	Redeem func(p *T, c Call) error                       // nil unless tokens are single-use
	Custom func(e *codec.MsgpackEncoder, value, back any) // writes values that have methods for msgpack

	Versions  []Version[T]                     // the older versions that are accepted
	Downgrade func(p T) (older any, err error) // set if new tokens have an older version

	Also *Also // tokens of another system that are accepted too, or nil
}

// For generated code. A Call has the arguments of a generated method. Each method uses
// those that it has.
type Call struct {
	Context    context.Context
	Keys       *typeseal.Keyring
	SigningKey *typeseal.SigningKey
	PublicKeys *typeseal.PublicKeyring
	Store      typeseal.Store
	Token      string
	Load       func(p any) error // sets the state of the payload that p points to
	Options    []typeseal.Option
}

// For generated code. Load returns the function of a call that loads the state.
func Load[T any](c Call) func(*T) error {
	if c.Load == nil {
		return nil
	}
	return func(p *T) error { return c.Load(p) }
}

// For generated code. A Version is an older schema version of T.
type Version[T any] struct {
	number  int
	shape   func(codecName) *shape
	upgrade func(older any) (T, error)
}

// For generated code. Also describes the tokens of another system that a type accepts
// besides its own.
type Also struct {
	Until  time.Time
	MaxAge time.Duration // typeseal.Unlimited if they carry no time
	Future bool          // tokens from the future are accepted
	Lead   string        // first field of each token, or empty

	Missing bool // fields of JSON that are missing or null are zero

	// One of them is set. It mints a token with the keys that Open passes.
	JSON   func(payload []byte) (string, error)
	Gob    func(payload []byte) (string, error)
	Fields func(fields []string) (string, error)
}

// Test tests the tokens.
func (k *Token[T]) Test(t *testing.T) {
	t.Helper()
	x := newTester(k)
	if x.none != "" {
		x.skip(t, x.none)
	}
	// The time stands still, because methods such as Upgrade may depend on it.
	still := func(test func(*testing.T)) func(*testing.T) {
		return func(t *testing.T) { at(t, 0, test) }
	}
	for _, part := range []struct {
		name string
		test func(t *testing.T)
		has  bool
	}{
		{"values", still(x.testValues), true},
		{"bounds", still(x.testBounds), true},
		{"append", still(x.testAppend), true},
		{"changed", still(x.testChanged), true},
		{"foreign", still(x.testForeign), true},
		{"payload", still(x.testPayload), true},
		{"size", still(x.testSize), true},
		{"binding", still(x.testBinding), true},
		{"arguments", still(x.testArguments), true},
		{"version", still(x.testVersions), true},
		{"state", still(x.testState), k.Policy.State},
		{"age", x.testAge, true},
		{"once", x.testOnce, k.Policy.Once},
		{"also", x.testAlso, k.Also != nil},
	} {
		if part.has {
			t.Run(part.name, part.test)
		}
	}
}
