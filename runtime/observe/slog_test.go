package observe_test

import (
	"errors"
	"log/slog"
	"os"
	"testing"
	"time"

	"github.com/typeseal/typeseal/runtime/observe"
)

func ExampleSlog() {
	noTime := func(_ []string, a slog.Attr) slog.Attr {
		if a.Key == slog.TimeKey {
			return slog.Attr{}
		}
		return a
	}
	options := &slog.HandlerOptions{Level: slog.LevelDebug, ReplaceAttr: noTime}
	o := observe.Slog(slog.New(slog.NewTextHandler(os.Stdout, options)))
	e := observe.Event{Op: observe.Open, Salt: "account.reset", KeyID: 0x1f0c77aa, Age: time.Hour}
	o.Observe(e)
	e.Reason, e.Invalid = errors.New("typeseal: expired token"), true
	o.Observe(e)
	o.Observe(observe.Event{Op: observe.Redeem, Salt: "account.invite", Repeated: true})
	o.Observe(observe.Event{
		Op: observe.Redeem, Salt: "account.invite", Repaired: true, Reason: errors.New("typeseal: store failed"),
	})
	// Output:
	// level=DEBUG msg="typeseal token" op=open salt=account.reset key=1f0c77aa age=1h0m0s
	// level=INFO msg="typeseal token" op=open salt=account.reset key=1f0c77aa age=1h0m0s reason="expired token"
	// level=DEBUG msg="typeseal token" op=redeem salt=account.invite key=00000000 repeated=true
	// level=ERROR msg="typeseal token" op=redeem salt=account.invite key=00000000 repaired=true reason="store failed"
}

// TestSlogDisabled: a disabled log does not allocate.
func TestSlogDisabled(t *testing.T) {
	o := observe.Slog(slog.New(slog.DiscardHandler))
	if n := testing.AllocsPerRun(100, func() { o.Observe(observe.Event{Op: observe.Open}) }); n > 0 {
		t.Errorf("%v allocations", n)
	}
}
