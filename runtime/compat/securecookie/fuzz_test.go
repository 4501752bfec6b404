package securecookie

import (
	"encoding/base64"
	"errors"
	"strings"
	"testing"

	typeseal "github.com/typeseal/typeseal/runtime"
)

// FuzzOpen reads the fuzzer's texts as a cookie, and as the date and the body of a signed
// one, so that they reach every step.
func FuzzOpen(f *testing.F) {
	f.Add("1700000000", b64("{}\n"))
	f.Add("0", "====")
	f.Add("-1", b64(encrypt("{}")))
	spec := NewSpec(Signed, typeseal.Unlimited, Salt("session"), Gob(), AcceptFuture(), MaxSize(1<<20))
	keys := newKeys(f, testHash)
	f.Fuzz(func(t *testing.T, date, body string) {
		for _, token := range []string{body, b64(date + "|" + body)} {
			if _, err := spec.Open(keys, token); !errors.Is(err, typeseal.ErrInvalid) {
				t.Fatalf("unsigned: %v", err)
			}
		}
		o, err := spec.Open(keys, sign(date, body))
		switch {
		case errors.Is(err, typeseal.ErrInvalid):
		case err != nil:
			t.Fatal(err)
		case o.Payload() != nil && base64.URLEncoding.EncodeToString(o.Payload()) != body:
			t.Fatalf("%q is another spelling of %q", body, o.Payload())
		case strings.Trim(date, "0123456789") != "":
			t.Fatalf("accepted the date %q", date)
		}
	})
}
