package ring

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// Reasons why the keys of a ring are refused.
var (
	errTooLong       = errors.New("the text is longer than 64 KiB; remove comments or old keys")
	errNoKey         = errors.New("the text has no key; make one with typeseal keygen")
	errManyKeys      = errors.New("the text has more than 64 keys; remove retired ones")
	errNoPrimary     = errors.New("the text has no primary key; write primary before the key that mints")
	errNoState       = errors.New("no state before one of several keys; write primary, accepted, retired or revoked")
	errSecondID      = errors.New("a second key with the same id; remove one of them")
	errSecondPrimary = errors.New("a second primary key; make one of them accepted")
	errPublicPrimary = errors.New("a public key cannot mint; write accepted instead of primary")
)

// Reasons why a line is refused whatever its words are.
var (
	errByteOrderMark  = errors.New("a byte order mark; save the text as UTF-8 without one")
	errCarriageReturn = errors.New("a carriage return without a line feed; end lines with LF or CRLF")
	errUTF8           = errors.New("not UTF-8; save the text as UTF-8")
	errUTF16          = errors.New("UTF-16; save the text as UTF-8")
	errQuotes         = errors.New("quotes around a key or a line; remove them")
	errBackslash      = errors.New(`a backslash and an n, which end no line; write a semicolon instead`)
)

// fault returns the error for a line, or for the whole text if the number is 0. It
// shows nothing of the text.
func (k *Kind) fault(line int, what error) error {
	if line == 0 {
		return fmt.Errorf("%s: %w", k.text, what)
	}
	return fmt.Errorf("%s: line %d: %w", k.text, line, what)
}

const byteOrderMark = "\ufeff"

// checkText refuses characters that readers in other languages would handle
// differently.
func checkText(line string) error {
	switch {
	case strings.HasPrefix(line, byteOrderMark):
		return errByteOrderMark
	case strings.Contains(line, "\r"):
		return errCarriageReturn
	case !utf8.ValidString(line):
		return errUTF8
	}
	return nil
}

// diagnose returns the reason why a line of text is refused: a fault that often happens
// when a ring is copied, if the line has one, and otherwise err.
func diagnose(text, line string, err error) error {
	switch {
	case isUTF16(text):
		return errUTF16
	case strings.HasPrefix(line, byteOrderMark):
		return errByteOrderMark
	}
	c := cursor{line, 0, len(line)}
	for range 2 {
		switch word := c.next(); {
		case word != strings.Trim(word, quotes):
			return errQuotes
		case strings.Contains(word, `\n`):
			return errBackslash
		}
	}
	return err
}

// quotes are around lines or keys that were copied from a program, a shell script or a document.
const quotes = "\"'`“”„‘’«»"

// isUTF16 reports whether text is UTF-16 in either byte order: it begins with a byte order
// mark, or more than half of the bytes at odd or at even places are zero.
func isUTF16(text string) bool {
	if strings.HasPrefix(text, "\xff\xfe") || strings.HasPrefix(text, "\xfe\xff") {
		return true
	}
	var zeros [2]int
	for i := range len(text) {
		if text[i] == 0 {
			zeros[i%2]++
		}
	}
	return max(zeros[0], zeros[1]) > len(text)/4
}
