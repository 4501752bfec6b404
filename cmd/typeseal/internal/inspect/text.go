package inspect

import (
	"encoding/base64"
	"encoding/binary"
	"errors"
	"regexp"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/typeseal/typeseal/runtime/pasted"
)

// A Text is the text that somebody asks about.
type Text struct {
	text     string
	encoding string // from which it was decoded: utf-16le, utf-16be or base64; empty: none
}

// Decode returns a pasted text as UTF-8.
func Decode(text string) (Text, error) {
	if len(text) > pasted.MaxText {
		return Text{}, errors.New("the text is longer than 1 MiB; paste only the part with the token")
	}
	switch {
	case strings.HasPrefix(text, "\xff\xfe"), alternates(text, 1):
		return Text{fromUTF16(text, binary.LittleEndian), "utf-16le"}, nil
	case strings.HasPrefix(text, "\xfe\xff"), alternates(text, 0):
		return Text{fromUTF16(text, binary.BigEndian), "utf-16be"}, nil
	}
	if decoded := decodeMIME(text); decoded != text {
		return Text{decoded, "base64"}, nil
	}
	return Text{text: text}, nil
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
func (p Text) plain() string {
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

// A position is a place in a pasted text, for people: line and column count from 1, and
// columns count characters.
type position struct {
	Line   int `json:"line"`
	Column int `json:"column"`
}

func (p Text) position(offset int) position {
	before := p.text[:offset]
	return position{
		1 + strings.Count(before, "\n"), 1 + utf8.RuneCountInString(before[strings.LastIndexByte(before, '\n')+1:]),
	}
}
