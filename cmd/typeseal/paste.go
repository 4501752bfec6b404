package main

import (
	"context"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"regexp"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"github.com/typeseal/typeseal/runtime/pasted"
)

// A paste is the text that somebody asks about.
type paste struct {
	text     string
	encoding string // from which it was decoded: utf-16le, utf-16be or base64; empty: none
}

// readPaste returns the argument, or the text on standard input. If that is a terminal, it
// says on standard error that it waits.
func readPaste(cmd *cobra.Command, args []string) (paste, error) {
	if len(args) == 1 {
		return decodePaste(args[0])
	}
	in := cmd.InOrStdin()
	if isTerminal(in) {
		fmt.Fprintln(cmd.ErrOrStderr(), "typeseal: paste the token, or any text with it, then press Enter and Ctrl-D "+
			"(on Windows: Ctrl-Z and Enter)")
	}
	text, err := readAll(cmd.Context(), in, pasted.MaxText)
	if err != nil {
		return paste{}, err
	}
	return decodePaste(text)
}

// decodePaste returns a pasted text as UTF-8.
func decodePaste(text string) (paste, error) {
	if len(text) > pasted.MaxText {
		return paste{}, usagef("the text is longer than 1 MiB; paste only the part with the token")
	}
	switch {
	case strings.HasPrefix(text, "\xff\xfe"), alternates(text, 1):
		return paste{fromUTF16(text, binary.LittleEndian), "utf-16le"}, nil
	case strings.HasPrefix(text, "\xfe\xff"), alternates(text, 0):
		return paste{fromUTF16(text, binary.BigEndian), "utf-16be"}, nil
	}
	if decoded := decodeMIME(text); decoded != text {
		return paste{decoded, "base64"}, nil
	}
	return paste{text: text}, nil
}

// base64Part matches the header of a part of a mail that is in base64, and the part.
var base64Part = regexp.MustCompile(`(?i)(\ncontent-transfer-encoding:[ \t]*base64[ \t]*\r?\n(?:[^\r\n]+\r?\n)*\r?\n)` +
	`([A-Za-z0-9+/\r\n]+={0,2})`)

// decodeMIME returns a mail with its parts in base64 decoded, apart from those that are not
// text.
func decodeMIME(text string) string {
	mail := "\n" + text
	decoded := base64Part.ReplaceAllStringFunc(mail, func(part string) string {
		m := base64Part.FindStringSubmatch(part)
		body, err := base64.StdEncoding.DecodeString(m[2]) // it ignores line ends
		if err != nil || !utf8.Valid(body) {
			return part
		}
		return m[1] + string(body)
	})
	return decoded[1:]
}

// ansi matches what makes a terminal show colors, which copied logs contain.
var ansi = regexp.MustCompile("\x1b\\[[0-9;?]*[A-Za-z]")

// plain returns the text with spaces for the colors of a terminal.
func (p paste) plain() string {
	return ansi.ReplaceAllStringFunc(p.text, func(color string) string { return strings.Repeat(" ", len(color)) })
}

// alternates reports whether a text begins like ASCII in UTF-16: of its first 16 bytes,
// those at odd or even places are zero, and the others are not.
func alternates(text string, zero int) bool {
	for i := range min(len(text), 16) {
		if (text[i] == 0) != (i%2 == zero) {
			return false
		}
	}
	return len(text) >= 16
}

func fromUTF16(text string, order binary.ByteOrder) string {
	units := make([]uint16, len(text)/2)
	for i := range units {
		units[i] = order.Uint16([]byte(text[2*i : 2*i+2]))
	}
	return strings.TrimPrefix(string(utf16.Decode(units)), "\ufeff")
}

// isTerminal reports whether somebody types what is read.
func isTerminal(in io.Reader) bool {
	f, ok := in.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	null, err2 := os.Stat(os.DevNull)
	return err == nil && err2 == nil && info.Mode()&os.ModeCharDevice != 0 && !os.SameFile(info, null)
}

// readAll reads a text of at most limit bytes, and one byte more if there is more. It
// stops waiting if ctx is done, because a person may not know that the command waits.
func readAll(ctx context.Context, in io.Reader, limit int64) (string, error) {
	type result struct {
		text []byte
		err  error
	}
	read := make(chan result, 1)
	go func() {
		text, err := io.ReadAll(io.LimitReader(in, limit+1))
		read <- result{text, err}
	}()
	select {
	case r := <-read:
		return string(r.text), r.err
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

// A position is a place in a pasted text, for people: line and column count from 1, and
// columns count characters.
type position struct {
	Line   int `json:"line"`
	Column int `json:"column"`
}

func (p paste) position(offset int) position {
	before := p.text[:offset]
	return position{
		1 + strings.Count(before, "\n"), 1 + utf8.RuneCountInString(before[strings.LastIndexByte(before, '\n')+1:]),
	}
}
