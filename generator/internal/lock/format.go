package lock

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/typeseal/typeseal/generator/internal/contract"
	"github.com/typeseal/typeseal/generator/internal/directive"
)

// Versions of the file's format.
const (
	version   = 2 // what Format writes
	withNames = 2 // the first one that names structs
)

// head has the comments of a new file.
var head = []string{
	"# A description of this module's tokens. If a line changes here, tokens change: review it.",
	"# typeseal writes this file. After a merge conflict, run typeseal. See generator/LOCK.md of typeseal.",
}

// Format returns the text of the lock. Locks with the same facts have the same text.
func (l *Lock) Format() []byte {
	l.sort()
	comments := l.head
	if comments == nil {
		comments = head
	}
	text := make([]byte, 0, stanzaSize*(len(l.Types)+len(l.Retired)+1))
	for _, c := range comments {
		text = append(append(text, c...), '\n')
	}
	text = fmt.Appendf(text, header+"%d\n", version)
	for _, t := range l.Types {
		text = t.appendLines(text)
	}
	for _, t := range l.Retired {
		for line := range bytes.Lines(t.appendLines(nil)) {
			text = append(append(text, retired+" "...), line...)
		}
	}
	return append(text, "end\n"...)
}

// stanzaSize is about how long the lines of a type are.
const stanzaSize = 1 << 10

// retired begins the lines of a retired type.
const retired = "retired"

// appendLines appends all lines of a type.
func (t *Type) appendLines(text []byte) []byte {
	start := len(text)
	text = t.appendStanza(text)
	sum := hash(text[start:])
	if t.Since != "" {
		text = fmt.Appendf(text, "%s since %s\n", t.ID(), t.Since)
	}
	return fmt.Appendf(text, "%s hash %s\n", t.ID(), sum)
}

// Hash is the hash of the type's lines, as in the text of a lock.
func (t *Type) Hash() string { return hash(t.appendStanza(nil)) }

// hash is the SHA-256 of a canonical stanza, in hexadecimal.
func hash(stanza []byte) string {
	sum := sha256.Sum256(stanza)
	return hex.EncodeToString(sum[:])
}

// appendStanza appends the lines from which the hash is computed.
func (t *Type) appendStanza(text []byte) []byte {
	id, place := t.ID().String(), make([]byte, 0, 32)
	fact := func(words ...string) {
		text = append(text, id...)
		for _, word := range words {
			text = append(append(text, ' '), word...)
		}
		text = append(text, '\n')
	}
	fact("type", t.Package, t.Name)
	for _, g := range t.Formerly {
		fact("formerly", g.Package, g.Name)
	}
	fact("kind", t.Kind)
	fact("format", t.Format)
	fact("codec", t.Codec)
	fact("prefix", orNone(t.Prefix))
	fact("max-age", FormatAge(t.MaxAge))
	fact("max-size", strconv.Itoa(t.MaxSize))
	if t.Once {
		fact("once")
	}
	if t.Grace != 0 {
		fact("grace", FormatAge(t.Grace))
	}
	if t.Also != "" {
		fact("also", t.Also)
	}
	fact("version", strconv.Itoa(t.Version))
	if t.Mint != t.Version {
		fact("mint", strconv.Itoa(t.Mint))
	}
	fact("accept", directive.Numbers(t.Accept))
	if !slices.Equal(t.Used, t.Accept) {
		fact("used", directive.Numbers(t.Used))
	}
	for i, f := range t.State {
		fact("state", strconv.Itoa(i+1), f.Go, f.Type)
	}
	for _, v := range t.Used {
		version := "v" + strconv.Itoa(v)
		eachField(t.Shapes[v], place, func(at []byte, f *Field) {
			text = append(append(append(text, id...), ' '), version...)
			text = append(append(append(text, ' '), at...), ' ')
			text = append(f.appendWords(text), '\n')
		})
	}
	return text
}

// eachField visits each field and then the fields inside it, with their places. 2.1 is
// the place of the first field in the second.
func eachField(fields []*Field, outer []byte, visit func(at []byte, f *Field)) {
	for i, f := range fields {
		at := strconv.AppendInt(outer, int64(i+1), 10)
		visit(at, f)
		if len(f.Fields) > 0 {
			eachField(f.Fields, append(at, '.'), visit)
		}
	}
}

// appendWords appends the description of a field.
func (f *Field) appendWords(text []byte) []byte {
	text = append(strconv.AppendQuote(text, f.Wire), ' ')
	text = append(append(text, f.Go...), ' ')
	text = append(text, f.Type...)
	if f.Of != "" {
		text = strconv.AppendQuote(append(text, " of="...), f.Of)
	}
	if f.Max != 0 {
		text = strconv.AppendInt(append(text, " max="...), f.Max, 10)
	}
	return text
}

// none stands for an empty word.
const none = "none"

func orNone(word string) string {
	if word == "" {
		return none
	}
	return word
}

// FormatAge writes a max-age or a grace as a directive does: 30m, 1d12h.
func FormatAge(d time.Duration) string {
	if d == contract.Unlimited {
		return "unlimited"
	}
	var text string
	for _, u := range ageUnits {
		if n := d / u.d; n > 0 {
			text += strconv.FormatInt(int64(n), 10) + u.name
			d -= n * u.d
		}
	}
	return text
}

var ageUnits = []struct {
	name string
	d    time.Duration
}{{"d", 24 * time.Hour}, {"h", time.Hour}, {"m", time.Minute}, {"s", time.Second}}

// parseAge reads a duration that FormatAge wrote.
func parseAge(text string) (time.Duration, bool) {
	if text == "unlimited" {
		return contract.Unlimited, true
	}
	days, rest, ok := strings.Cut(text, "d")
	if !ok {
		days, rest = "0", text
	}
	n, err := strconv.ParseUint(days, 10, 16)
	if err != nil {
		return 0, false
	}
	d := time.Duration(n) * 24 * time.Hour
	if rest != "" {
		more, err := time.ParseDuration(rest)
		if err != nil {
			return 0, false
		}
		d += more
	}
	return d, d > 0 && FormatAge(d) == text
}
