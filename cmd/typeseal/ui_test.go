package main

import (
	"bytes"
	"errors"
	"testing"

	typeseal "github.com/typeseal/typeseal/runtime"
)

// The runtime's errors name typeseal, and the command does; it is named once.
func TestReport(t *testing.T) {
	_, ring := typeseal.ParseKeyring("garbage")
	_, public := typeseal.ParsePublicKeyring("typeseal_pub_v1_x")
	for _, err := range []error{ring, public, typeseal.ErrMalformed, errors.New("no go.mod"),
		usagef("no such %s", "thing")} {
		var out bytes.Buffer
		if code := report(&out, err); code != 2 || bytes.Count(out.Bytes(), []byte("typeseal: ")) != 1 ||
			!bytes.HasPrefix(out.Bytes(), []byte("typeseal: ")) {
			t.Errorf("exit %d, %s", code, &out)
		}
	}
}
