package directive

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/token"
	"slices"
	"strings"

	"github.com/typeseal/typeseal/generator/internal/spell"
)

const tool = "typeseal"

var verbs = []string{string(Sign), string(Seal), string(Former)}

const verbAdvice = "sign gives Sign and Verify, seal gives Seal and Open"

// Mentions reports whether src may hold a directive, well written or not. It
// is a quick look at text; only Read can tell.
func Mentions(src []byte) bool {
	for {
		i := bytes.IndexByte(src, '/')
		if i < 0 || i+1 >= len(src) {
			return false
		}
		src = src[i+1:]
		if src[0] != '/' && src[0] != '*' {
			continue
		}
		// Longer than any spelling of the tool, its verb and the blanks between.
		head := src[1:min(len(src), 1+64)]
		if _, ok := parts(string(head)); ok {
			return true
		}
	}
}

// spelling is a comment's start as it was written, cut where a directive's
// parts meet. Joined, the fields are the text itself.
type spelling struct {
	blank string // before the tool
	tool  string
	colon string // ":" with the blanks around it; only blanks where it is missing
	verb  string
}

// parts cuts a comment's text, without its "//", and reports whether it looks
// like a directive. Prose that begins with the word typeseal does not.
func parts(text string) (spelling, bool) {
	var s spelling
	s.blank, text = cut(text, isBlank)
	s.tool, text = cut(text, isLetter)
	s.colon, text = cut(text, func(c byte) bool { return isBlank(c) || c == ':' })
	s.verb, _ = cut(text, func(c byte) bool { return !isBlank(c) && c != '\n' && c != '\r' && c != '*' })

	if len(s.tool) < len(tool)-2 || len(s.tool) > len(tool)+2 {
		return s, false // most comments; the rest may cost something
	}
	if s.tool == tool && s.blank == "" && s.colon == ":" {
		return s, true
	}
	likely := nearVerb(s.verb) != ""
	switch ours := strings.EqualFold(s.tool, tool); {
	case ours && strings.Contains(s.colon, ":"):
		return s, likely
	case ours && s.blank == "":
		return s, likely && slices.Contains(verbs, strings.ToLower(s.verb))
	default:
		return s, likely && s.colon == ":" && spell.Nearest(s.tool, []string{tool}) != ""
	}
}

// nearVerb returns the verb that a word certainly stands for. Two slips are too
// many: "typeseal: forged token" is the text of an error.
func nearVerb(word string) string {
	verb := spell.Nearest(word, verbs)
	if spell.Slips(word, verb) > 1 {
		return ""
	}
	return verb
}

func cut(text string, in func(byte) bool) (head, rest string) {
	i := 0
	for i < len(text) && in(text[i]) {
		i++
	}
	return text[:i], text[i:]
}

func isBlank(c byte) bool  { return c == ' ' || c == '\t' }
func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' || c == '-' || c == '_' }

// parse reads one comment. It returns nil for a comment that is no directive,
// and a directive that was misspelt is read as what it was meant to be, so
// that the faults in its options are found in the same run.
func parse(c *ast.Comment) (*Directive, []Fault) {
	s, ok := parts(c.Text[2:])
	if !ok {
		return nil, nil
	}
	r := &reader{}
	at := c.Pos() + token.Pos(2+len(s.blank)+len(s.tool)+len(s.colon))
	end := at + token.Pos(len(s.verb))
	verb := Verb(s.verb)
	if !slices.Contains(verbs, s.verb) {
		verb = Verb(nearVerb(s.verb))
	}
	want := "//" + tool + ":" + string(verb)
	switch {
	case strings.HasPrefix(c.Text, "/*"):
		r.fault("directive", c.Pos(), end, "a directive is a line comment", "write "+want)
		return nil, r.faults
	case s.verb == "":
		r.fault("directive", c.Pos(), at, "directive without a verb", verbAdvice)
		return nil, r.faults
	case s.blank != "":
		r.fault("directive", c.Pos(), end, "a directive has no space after //, and so this is only a comment", "write "+want)
	case s.tool != tool:
		r.fault("directive", c.Pos(), end, fmt.Sprintf("misspelt directive //%s%s%s", s.tool, s.colon, s.verb), fmt.Sprintf("did you mean %q?", want))
	case s.colon != ":":
		r.fault("directive", c.Pos(), end, "a directive has one colon and no space before its verb", "write "+want)
	case verb == "":
		r.fault("directive", at, end, fmt.Sprintf("unknown verb %s", quote(s.verb)), verbAdvice)
	case Verb(s.verb) != verb:
		r.fault("directive", at, end, fmt.Sprintf("unknown verb %s", quote(s.verb)), fmt.Sprintf("did you mean %q?", verb))
	}
	return r.options(meant(c, end), verb, at, end), r.faults
}

// meant is the line as it should have been written, placed so that its options
// have the positions that they have in the source.
func meant(c *ast.Comment, verbEnd token.Pos) ast.Directive {
	const head = "//" + tool + ":any"
	rest := c.Text[int(verbEnd-c.Pos()):]
	line, _ := ast.ParseDirective(verbEnd-token.Pos(len(head)), head+rest)
	line.Slash = c.Pos()
	return line
}
