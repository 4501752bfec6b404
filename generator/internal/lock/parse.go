package lock

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/typeseal/typeseal/generator/internal/directive"
)

// An Error says why a lock cannot be read.
type Error struct {
	Line     int    // from 1
	Message  string // what is wrong, a phrase without a full stop
	Advice   string
	Conflict bool // the file has conflict markers, which ParseMerge reads
}

func (e *Error) Error() string {
	return fmt.Sprintf("%s:%d: %s; %s", Name, e.Line, e.Message, e.Advice)
}

const restore = "restore it from version control and run typeseal"

// Parse reads a lock. Its lines may be in another order than Format writes them,
// and may be repeated, because a merge can have that effect. Any other difference
// from what Format writes is an *Error.
func Parse(text []byte) (*Lock, error) { return parse(text, 0, nil) }

// parse reads a lock, or one side of a merge in which the newest first line has this
// format. It does not compare the hashes of the types in merged, which are given by the
// beginning of their lines.
func parse(text []byte, format int, merged map[string]bool) (*Lock, error) {
	return newParser(format, merged).parse(text)
}

func newParser(format int, merged map[string]bool) *parser {
	return &parser{types: map[string]*stanza{}, format: format, merged: merged, lock: &Lock{head: []string{}}}
}

func (p *parser) parse(text []byte) (*Lock, error) {
	if len(text) == 0 {
		return nil, &Error{Line: 1, Message: "the lock is empty", Advice: restore}
	}
	lines := strings.Split(strings.ReplaceAll(string(text), "\r\n", "\n"), "\n")
	if i := slices.IndexFunc(lines, func(line string) bool { return marker(line) >= 0 }); i >= 0 {
		return nil, &Error{i + 1, "the lock has the conflict markers of a merge",
			"run typeseal, which merges both sides", true}
	}
	for i, line := range lines {
		p.number = i + 1
		if fault := p.line(line, i == len(lines)-1); fault != nil {
			fault.Line = p.number
			return nil, fault
		}
	}
	return p.finish()
}

// A parser reads a lock line by line.
type parser struct {
	lock         *Lock
	types        map[string]*stanza // by the beginning of their lines
	merged       map[string]bool
	order        []*stanza
	number       int // of the line
	format       int // the newest of the first lines
	named        int // the first line that names a struct, or 0
	begun, ended bool
	known        bool // the text was accepted before

	last  *stanza  // of the line before
	words []string // of the line, reused for each
	text  []byte   // reused to compare lines with what Format writes
}

// A stanza is a type while it is read.
type stanza struct {
	*Type
	line   int
	word   string            // the beginning of its lines
	gone   bool              // they begin with retired
	facts  map[string]string // the words after the name of each fact
	fields map[int]map[string]*Field
	state  map[int]*Field
}

func faulty(message, advice string) *Error { return &Error{Message: message, Advice: advice} }

func (p *parser) line(line string, last bool) *Error {
	switch {
	case p.ended && line == "" && last:
		return nil
	case p.ended:
		return faulty("the lock continues after the line end", restore)
	case last && line != "end":
		return faulty("the lock is truncated: its last line is not end", restore)
	case !p.begun && strings.HasPrefix(line, "#"):
		if strings.ContainsFunc(line, func(r rune) bool { return !unicode.IsPrint(r) && r != '\t' }) {
			return faulty("the comment has a character that is not printable", "remove it")
		}
		p.lock.head = append(p.lock.head, line)
		return nil
	case !p.begun, strings.HasPrefix(line, header):
		p.begun = true
		return p.header(line)
	case line == "end":
		p.ended = true
		return nil
	}
	words, ok := split(p.words[:0], line)
	p.words = words
	gone := ok && words[0] == retired
	if gone {
		words = words[1:]
	}
	if !ok || len(words) < 3 {
		return faulty("the line does not describe a token type", restore)
	}
	if verb := words[0]; verb != string(directive.Sign) && verb != string(directive.Seal) {
		return faulty(fmt.Sprintf("a line begins with sign, seal or retired, not with %.40q", verb), restore)
	}
	rest := len(words) - 2 // the spaces between the words of the fact, and one before
	for _, word := range words[2:] {
		rest += len(word)
	}
	return p.fact(p.stanza(line[:len(line)-rest], words, gone), line[len(line)-rest+1:], words[2:])
}

// header is the first line after the comments, without the number of its format.
const header = "typeseal lock "

// header reads the first line after the comments. Like any other line, a merge can repeat it,
// also if the formats of the two branches differ.
func (p *parser) header(line string) *Error {
	n, ok := formatIn(line)
	switch {
	case !ok:
		return faulty(fmt.Sprintf("this is not a lock of typeseal: its first line is not %s%d", header, version),
			restore)
	case n > version:
		return faulty(fmt.Sprintf("the lock was written by a newer typeseal: it has format %d, and this typeseal "+
			"reads formats up to %d", n, version),
			"update typeseal: go get -tool github.com/typeseal/typeseal/cmd/typeseal@latest")
	}
	if p.lock.Version == 0 || n < p.lock.Version {
		p.lock.Version = n
	}
	p.format = max(p.format, n)
	return nil
}

// formatIn returns the format that a first line names.
func formatIn(line string) (n int, ok bool) {
	number, ok := strings.CutPrefix(line, header)
	n, valid := parseNumber(number)
	return n, ok && valid && n > 0
}

// split cuts a line at single spaces, except those in quoted words. It appends the words
// to a list.
func split(words []string, line string) ([]string, bool) {
	for rest := line; ; {
		end := strings.IndexByte(rest, ' ')
		if q := strings.IndexByte(rest, '"'); q >= 0 && (end < 0 || q < end) {
			quoted, err := strconv.QuotedPrefix(rest[q:])
			if err != nil {
				return nil, false
			}
			end = q + len(quoted)
		}
		if end < 0 || end == len(rest) {
			return append(words, rest), rest != ""
		}
		if end == 0 || rest[end] != ' ' {
			return nil, false
		}
		words, rest = append(words, rest[:end]), rest[end+1:]
	}
}

// fact reads the words of a line that follow the type.
func (p *parser) fact(s *stanza, text string, words []string) *Error {
	name, values := words[0], words[1:]
	if len(values) == 0 && name != "once" {
		return faulty("the line does not describe a token type", restore)
	}
	key, value := cutFact(text)
	if old, twice := s.facts[key]; twice {
		if old == value {
			return nil
		}
		return faulty(fmt.Sprintf("%s has two different facts %s: %s and %s", s.word, key, old, value),
			"take the lock of one of the two branches and run typeseal")
	}
	s.facts[key] = value
	const newer = "update typeseal if a newer one wrote it, or " + restore
	if !isVersion(name) && !slices.Contains(facts, name) {
		return faulty(fmt.Sprintf("%s has a fact %.40q, which this typeseal does not know", s.word, name), newer)
	}
	if !p.set(s, name, value, values) {
		return faulty(fmt.Sprintf("%s of %s has a value that typeseal does not write", name, s.word), newer)
	}
	return nil
}

// stanza returns the type that a line describes. Its salt is checked when the type
// is complete.
func (p *parser) stanza(word string, words []string, gone bool) *stanza {
	if p.last != nil && p.last.word == word {
		return p.last
	}
	p.last = p.types[word]
	if p.last == nil {
		p.last = &stanza{
			Type: &Type{Salt: words[1], Verb: words[0], Shapes: map[int][]*Field{}}, line: p.number, word: word,
			gone: gone, facts: make(map[string]string, 24), fields: map[int]map[string]*Field{},
			state: map[int]*Field{},
		}
		p.types[word] = p.last
		p.order = append(p.order, p.last)
	}
	return p.last
}

// cutFact cuts the text of a fact into its key, which a type can have only once, and its
// value. The key of a field contains the field's place. The key of a former name contains
// the name.
func cutFact(text string) (key, value string) {
	name, value, _ := strings.Cut(text, " ")
	switch {
	case name == "state" || isVersion(name):
		place, _, _ := strings.Cut(value, " ")
		return text[:min(len(name)+1+len(place), len(text))], value
	case name == "formerly":
		return text, value
	}
	return name, value
}
