package main

import (
	"bytes"
	"errors"
	"slices"
	"testing"

	typeseal "github.com/typeseal/typeseal/runtime"
)

// The errors of the runtime begin with the name of typeseal, and so do the messages of
// the command. The name is printed once.
func TestPrintError(t *testing.T) {
	_, ring := typeseal.ParseKeyring("garbage")
	_, public := typeseal.ParsePublicKeyring("typeseal_pub_v1_x")
	for _, err := range []error{ring, public, typeseal.ErrMalformed, errors.New("no go.mod"),
		usagef("no such %s", "thing")} {
		var out bytes.Buffer
		if code := printError(&out, err); code != 2 || bytes.Count(out.Bytes(), []byte("typeseal: ")) != 1 ||
			!bytes.HasPrefix(out.Bytes(), []byte("typeseal: ")) {
			t.Errorf("exit %d, %s", code, &out)
		}
	}
}

// An output escapes characters that control a terminal, however the text is split into
// writes.
func TestVisible(t *testing.T) {
	const esc, rlo, tag, del, nel = "\x1b[31m", "\u202e", "\U000e0041", "\x7f", "\u0085"
	in := "a" + esc + "b\tä語😀\n" + rlo + tag + del + nel + "\xff\xc3" + "x\r\ny\rz\ufeff\u2028\u00a0\r"
	want := `a\u001b[31mb` + "\tä語😀\n" + `\u202e\udb40\udc41\u007f\u0085\xff\xc3x` + "\n" +
		`y\u000dz\ufeff\u2028\u00a0\x0d`
	for step := 1; step <= len(in); step++ {
		var got bytes.Buffer
		o := &output{w: &got}
		for part := range slices.Chunk([]byte(in), step) {
			if n, err := o.Write(part); n != len(part) || err != nil {
				t.Fatal(n, err)
			}
		}
		if err := o.close(); err != nil || got.String() != want {
			t.Fatalf("in steps of %d: %v\ngot  %q\nwant %q", step, err, &got, want)
		}
	}
}
