// Package ring reads the text of keys and key rings, as KEYS.md and FORMAT.md section 2
// specify it.
//
// A Ring says where in the text each part is, so that an edit replaces only what it changes.
package ring

import (
	"strings"

	"github.com/typeseal/typeseal/runtime/internal/secret"
)

// Limits of a ring's text.
const (
	MaxKeys = 64
	MaxText = 64 << 10 // bytes
)

// A Ring is the content of a ring's text. It has at least one key.
type Ring struct {
	Kind    *Kind
	Keys    []Key // in the order of the text
	Cutoffs []Cutoff
	Lines   []Line

	text secret.Of[string]
}

// Text returns the text that was parsed.
func (r *Ring) Text() string { return r.text.Show() }

// Parse reads a ring of one kind of keys. If it has several keys, each has a state. If
// its kind mints, exactly one key is primary.
//
// A text of kind Signing that is only one word is the text of a key, and not a ring.
// Its key has no State.
//
// Errors name the line at fault, and show nothing of the text.
func Parse(text string, kind *Kind) (*Ring, error) {
	if len(text) > MaxText {
		return nil, kind.fault(0, errTooLong)
	}
	r := &reader{kind: kind, text: text}
	read := r.readLines
	if kind == Signing && oneWord(text) {
		read = r.readWord
	}
	if err := read(); err != nil {
		return nil, err
	}
	return &Ring{kind, r.keys, r.cutoffs, r.lines, secret.Hide(text)}, nil
}

// KindOf returns the kind of the first key in a ring's text. If there is none, it returns Root.
func KindOf(text string) *Kind {
	if oneWord(text) {
		text = strings.Trim(text, space)
	}
	for from := 0; from < len(text); {
		line := lineAt(text, from)
		from = line.Whole.To
		c := cursor{text, line.Body.From, line.Body.To}
		for range 2 { // the key is the first word, or the second one after its state
			if kind := prefixed(c.next()); kind != nil {
				return kind
			}
		}
	}
	return Root
}

// A reader reads a ring's text.
type reader struct {
	kind    *Kind
	text    string
	lines   []Line
	keys    []Key
	cutoffs []Cutoff
}

// space may be around the text of a signing key.
const space = blanks + "\r\n"

// oneWord reports whether text is one word, perhaps with space around it.
func oneWord(text string) bool {
	word := strings.Trim(text, space)
	return word != "" && !strings.ContainsAny(word, space+";")
}

// readWord reads a text that is only a key.
func (r *reader) readWord() error {
	word := strings.Trim(r.text, space)
	from := strings.Index(r.text, word)
	k, err := r.kind.Read(word)
	if err != nil {
		return r.kind.fault(0, diagnose(r.text, word, err))
	}
	k.Line, k.KeyAt = 1+strings.Count(r.text[:from], "\n"), Span{from, from + len(word)}
	r.keys = []Key{k}
	r.split()
	return nil
}

// split reads where the lines are.
func (r *reader) split() {
	for from := 0; from < len(r.text); {
		r.lines = append(r.lines, lineAt(r.text, from))
		from = r.lines[len(r.lines)-1].Whole.To
	}
}

// readLines reads the text line by line.
func (r *reader) readLines() error {
	r.split()
	for i, line := range r.lines {
		body := line.Body.Of(r.text)
		err := checkText(body)
		if err == nil {
			err = r.readLine(line, i+1)
		}
		if err != nil {
			return r.kind.fault(i+1, diagnose(r.text, body, err))
		}
	}
	return r.check()
}

// cutoffWord begins the line of a cutoff.
const cutoffWord = "cutoff"

// readLine reads one line, as KEYS.md section 1 defines it.
func (r *reader) readLine(line Line, number int) error {
	c := &cursor{r.text, line.Body.From, line.Body.To}
	switch first := c.word(); {
	case first.Empty(): // an empty line, or only a comment
		return nil
	case first.Of(r.text) == cutoffWord:
		return r.readCutoff(c, number)
	default:
		return r.readKey(first, c, number)
	}
}

// check checks the keys of a complete text.
func (r *reader) check() error {
	switch {
	case len(r.keys) == 0:
		return r.kind.fault(0, errNoKey)
	case len(r.keys) > MaxKeys:
		return r.kind.fault(0, errManyKeys)
	case len(r.keys) == 1 && r.keys[0].State == None:
		r.keys[0].State = r.kind.lone
	}
	ids, primary := map[uint32]bool{}, false
	for i := range r.keys {
		k := &r.keys[i]
		if err := r.kind.checkKey(k, ids[k.ID], primary); err != nil {
			return r.kind.fault(k.Line, err)
		}
		ids[k.ID], primary = true, primary || k.State == Primary
	}
	if !primary && r.kind.Mints() {
		return r.kind.fault(0, errNoPrimary)
	}
	return nil
}

// checkKey checks a key against those before it: whether one has the same id, and whether one
// is primary.
func (kind *Kind) checkKey(k *Key, same, primary bool) error {
	switch {
	case k.State == None:
		return errNoState
	case same:
		return errSecondID
	case k.State == Primary && !kind.Mints():
		return errPublicPrimary
	case k.State == Primary && primary:
		return errSecondPrimary
	}
	return nil
}
