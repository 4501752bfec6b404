package main

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/typeseal/typeseal/cmd/typeseal/internal/show"
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
		code := printError(&out, nil, err)
		if code != 2 || bytes.Count(out.Bytes(), []byte("typeseal: ")) != 1 ||
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

// What people read is written in whole lines, in their styles.
func TestWholeLines(t *testing.T) {
	var got lines
	o := &output{w: &got, columns: 20, color: true}
	show.Flow(o, 0, 2, show.Piece{Style: show.Bold, Text: "one two three"}, show.Piece{Text: "four five six"})
	fmt.Fprint(o, "no ", "end")
	check(t, o.close())
	want := lines{"\x1b[1mone two three\x1b[0m four\n", "  five six\n", "no end"}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// lines remembers each write.
type lines []string

func (l *lines) Write(p []byte) (int, error) {
	*l = append(*l, string(p))
	return len(p), nil
}
