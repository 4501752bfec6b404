package ring

import (
	"bytes"
	"encoding/binary"
	"errors"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf16"
)

// wide returns text in UTF-16.
func wide(text string, order binary.AppendByteOrder) string {
	var b []byte
	for _, unit := range utf16.Encode([]rune(text)) {
		b = order.AppendUint16(b, unit)
	}
	return string(b)
}

// TestReasons checks that each fault gets the reason that names it.
func TestReasons(t *testing.T) {
	a, b := Root.Format(Generate()), Root.Format(Generate())
	ringText := "primary " + a + "\naccepted " + b + "\n"
	seed := Generate()
	signing, public := Signing.Format(seed), Public.Format(PublicOf(seed))
	little, big := binary.LittleEndian, binary.BigEndian
	for text, want := range map[string]error{
		"":                              errNoKey,
		"# a":                           errNoKey,
		strings.Repeat(" ", MaxText+1):  errTooLong,
		wide(ringText, little):          errUTF16,
		wide(ringText, big):             errUTF16,
		wide("\ufeff"+ringText, little): errUTF16,
		wide("\ufeff"+ringText, big):    errUTF16,
		wide("# größer €\n"+ringText, little):     errUTF16,
		wide("€\n"+ringText, big):                 errUTF16,
		wide(signing, little):                     errUTF16,
		"\ufeff" + ringText:                       errByteOrderMark,
		"\ufeff" + signing:                        errByteOrderMark,
		ringText + "\ufeff#":                      errByteOrderMark,
		"\ufeff# a\n" + ringText:                  errByteOrderMark,
		"# gr\xf6\xdfer\n" + a:                    errUTF8,
		a + "\r":                                  errCarriageReturn,
		`"` + a + `"`:                             errQuotes,
		`'` + signing + `'`:                       errQuotes,
		"“" + a + "”":                             errQuotes,
		`"primary ` + a + `"`:                     errQuotes,
		`primary "` + a + `"`:                     errQuotes,
		`primary '` + a + `' # it's mine`:         errQuotes,
		`"primary ` + a + "; accepted " + b + `"`: errQuotes,
		"primary " + a + "\n'accepted " + b + "'": errQuotes,
		`primary ` + a + `\naccepted ` + b:        errBackslash,
		signing + `\n`:                            errBackslash,
		"wrong # it's \"quoted\" \\n":             errNotAKey,
		a[:30]:                                    errChecksum,
		a[16:]:                                    errNotAKey,
		"primary " + public:                       errPublicPrimary,
		"primary " + a + "; accepted " + signing:  errOtherThanRoot,
		"primary":                                 errNotAKey,
		"pending " + a:                            errUnknownState,
		"pending":                                 errNotAKey,
		a + " x":                                  errTooManyWords,
		a + " until=2026-11-28T10:00:00Z":         errAttribute,
		a + " since=x":                            errSince,
		a + " since=2026-11-28T10:00:00Z since=2026-11-28T10:00:00Z": errTwoSince,
		a + ";" + b:                             errNoState,
		"primary " + a + ";accepted " + a:       errSecondID,
		"primary " + a + ";primary " + b:        errSecondPrimary,
		"accepted " + a:                         errNoPrimary,
		"accepted " + signing:                   errNoPrimary,
		a + "\ncutoff":                          errCutoff,
		a + "\ncutoff 9999-12-31T23:59:59Z":     errFutureCutoff,
		a + strings.Repeat("\naccepted "+b, 64): errManyKeys,
		Root.Format([32]byte{}):                 errConstantKey,
		Signing.Format([32]byte(bytes.Repeat([]byte("abcdefghijklmnopqrstu"), 2))): errPassphrase,
		Public.Format([32]byte{1}):  errWeakPublic,
		Root.Format(published()[0]): errPublished,
	} {
		if _, err := Parse(text, KindOf(text)); !errors.Is(err, want) {
			t.Errorf("%q: %v, want %v", text, err, want)
		}
	}
}

// TestNoKeyInErrors: whatever is wrong with a ring, the error shows no part of a key.
func TestNoKeyInErrors(t *testing.T) {
	seed := Generate()
	for _, key := range []string{Root.Format(seed), Signing.Format(seed), Public.Format(PublicOf(seed))} {
		text := "primary " + key + " since=2026-11-28T10:00:00Z\ncutoff 2020-01-01T00:00:00Z binding \"session;42\""
		refused := 0
		for range 2000 {
			b := []byte(text)
			for range 1 + rand.IntN(3) {
				b[rand.IntN(len(b))] = " ;\n\r\"'#=\x00\xffa"[rand.IntN(11)]
			}
			_, err := Parse(string(b), KindOf(string(b)))
			if err == nil {
				continue
			}
			refused++
			for i := len(Root.prefix); i+6 <= len(key); i++ {
				if strings.Contains(err.Error(), key[i:i+6]) || strings.Contains(err.Error(), "session") {
					t.Fatalf("%q: %v", b, err)
				}
			}
		}
		if refused < 1000 {
			t.Errorf("only %d texts were refused", refused)
		}
	}
}

// TestLineNumbers: errors count lines from 1, and a semicolon ends a line. The error of a
// signing key alone has no line.
func TestLineNumbers(t *testing.T) {
	key := Root.Format(Generate())
	for text, want := range map[string]string{
		"":                              "key ring: the text",
		"x":                             "key ring: line 1: ",
		key + ";;\n;x":                  "key ring: line 5: ",
		"# a; primary " + key + "\r\nx": "key ring: line 3: ",
		Signing.prefix:                  "signing key: mistyped",
		Signing.prefix + " # a":         "signing key: line 1: ",
	} {
		if _, err := Parse(text, KindOf(text)); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}
