package directive

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/token"
	"slices"
	"strings"
	"unicode"

	"github.com/typeseal/typeseal/generator/internal/diag"
	"github.com/typeseal/typeseal/internal/spell"
)

const verbAdvice = "sign gives Sign and Verify, seal gives Seal and Open"

// parse reads one comment; attached tells that it is directly above a type. It
// returns nil if the comment is not a directive. A misspelt directive is read as
// what it was meant to be, so that the faults in its options are found in the same
// run.
func parse(c *ast.Comment, attached bool) (*Directive, []diag.Diagnostic) {
	if strings.HasPrefix(c.Text, "/*") {
		return nil, block(c, attached)
	}
	s := spelled(c.Text[2:])
	r := &reader{}
	at := c.Pos() + token.Pos(2+len(s.head)+len(s.tool)+len(s.sep))
	end := at + token.Pos(len(s.verb))
	verb := Verb(s.verb)
	if !slices.Contains(verbs, s.verb) {
		letters, _ := cut(s.verb, inWord) // of sign(salt=a)
		verb = Verb(nearVerb(letters))
	}
	want := "//" + tool + ":" + string(verb)
	switch {
	case s.kind == prose, s.kind == commented && !(attached && commentedOut(s.head)):
		return nil, nil
	case s.kind == tagged, s.kind == plain && tagValue(s.verb):
		r.fault("directive", c.Pos(), end, "a field's tag is not a comment",
			"write it in backquotes after the field's type: `"+tool+":\"state\"`")
		return nil, r.faults
	case s.kind == commented:
		r.fault("directive", c.Pos(), end, "this directive is commented out", "write "+want+", or remove the line")
		return nil, r.faults
	case s.verb == "":
		r.fault("directive", c.Pos(), at, "directive without a verb", verbAdvice)
		return nil, r.faults
	}
	r.misspelling(c, s, verb, at, end)
	if strings.Contains(s.verb, "=") {
		return nil, r.faults // its options cannot be told apart
	}
	return r.options(meant(c, end), verb, at, end), r.faults
}

// misspelling reports what keeps a line from being a directive.
func (r *reader) misspelling(c *ast.Comment, s spelling, verb Verb, at, end token.Pos) {
	want := "//" + tool + ":" + string(verb)
	blank := s.head != "" && strings.Trim(s.head, " \t") == ""
	switch odd := strings.IndexFunc(s.head+s.tool+s.sep, hides); {
	case odd >= 0:
		pos := c.Pos() + token.Pos(2+odd)
		char := []rune((s.head + s.tool + s.sep)[odd:])[0]
		r.fault("directive", pos, pos+token.Pos(len(string(char))),
			fmt.Sprintf("a directive cannot have the character %U, and so this is only a comment", char), "write "+want)
	case blank:
		r.fault("directive", c.Pos(), end, "a directive has no space after //, and so this is only a comment", "write "+want)
	case s.head != "" || spell.Slips(s.tool, tool) > 0 || s.tool != tool:
		r.fault("directive", c.Pos(), end, "misspelt directive //"+shown(s.head+s.tool+s.sep+s.verb),
			fmt.Sprintf("did you mean %q?", want))
	case s.sep != ":":
		r.fault("directive", c.Pos(), end, "a directive has one colon and no space before its verb", "write "+want)
	case verb == "":
		r.fault("directive", at, end, fmt.Sprintf("unknown verb %s", quote(s.verb)), verbAdvice)
	case strings.Contains(s.verb, "="):
		r.fault("directive", at, end, "the options have no spaces around them",
			"write "+want+" and each option after a space")
	case Verb(s.verb) != verb:
		r.fault("directive", at, end, fmt.Sprintf("unknown verb %s", quote(s.verb)), fmt.Sprintf("did you mean %q?", verb))
	}
}

// hides reports characters that a reader does not see, or takes for others.
func hides(r rune) bool { return r != ' ' && r != '\t' && !unicode.IsPrint(r) }

// shown is a word of the user's in a message: as it is if it is plain ASCII.
func shown(word string) string {
	if quoted := quote(word); quoted[1:len(quoted)-1] != word {
		return quoted
	}
	return word
}

// tagValue reports whether a word is what a field's tag says.
func tagValue(word string) bool {
	return word == "state" || word == "-" || strings.HasPrefix(word, "max=")
}

// commentedOut tells a directive that an editor has commented out, as in
// "// //typeseal:sign", from an example in a doc comment, which is indented.
func commentedOut(head string) bool {
	return !strings.HasPrefix(head, "\t") && !strings.HasPrefix(head, "  ")
}

// block finds a directive in a comment of the other form: on its first line, or
// on any line if it is directly above a type and does not hold code.
func block(c *ast.Comment, attached bool) []diag.Diagnostic {
	text := strings.TrimSuffix(c.Text, "*/")
	code := strings.Contains(text, "\ntype ")
	for start, first := 2, true; start < len(text); first = false {
		line, _, _ := strings.Cut(text[start:], "\n")
		if first && strings.TrimSpace(line) == "" {
			start += len(line) + 1
			line, _, _ = strings.Cut(text[min(start, len(text)):], "\n")
		}
		s := spelled(line)
		found, _ := optionsIn(s.rest)
		if s.kind != prose && !code && (first && s.kind != commented || attached && found) {
			pos := c.Pos() + token.Pos(start)
			if first {
				pos = c.Pos()
			}
			end := min(c.Pos()+token.Pos(start+len(line)-len(s.rest)), c.End())
			want := "//" + tool + ":" + nearVerb(s.verb)
			at := diag.Span{Pos: pos, End: max(end, pos+1)}
			return []diag.Diagnostic{fault("directive", at, "a directive is a line comment", "write "+want)}
		}
		start += len(line) + 1
	}
	return nil
}

// stray reports a line above a type that has only the options of a directive,
// without //typeseal: and a verb.
func stray(c *ast.Comment) []diag.Diagnostic {
	text := c.Text[2:]
	if !hasOptions([]byte(text)) || strings.HasPrefix(text, "\t") {
		return nil
	}
	words := strings.Fields(text)
	first := slices.IndexFunc(words, isOption)
	if first < 0 || first > 2 || slices.ContainsFunc(words[first:], func(w string) bool { return !isOption(w) }) {
		return nil
	}
	return []diag.Diagnostic{fault("directive", diag.Span{Pos: c.Pos(), End: c.End()},
		"a comment has the options of a directive, but does not begin like one",
		"write //"+tool+":sign, //"+tool+":seal or //"+tool+":former before them")}
}

// hasOptions reports whether a text has the options that a directive must have.
func hasOptions(text []byte) bool {
	has := func(option string) bool { return bytes.Contains(text, []byte(option)) }
	return has("max-age=") && (has("salt=") || has("format=")) || has("of=") && has("version=") &&
		(has(string(Former)) || has(tool))
}

// isOption reports whether a word is an option as it is written.
func isOption(word string) bool {
	name, _, _ := strings.Cut(word, "=")
	return slices.Contains(optionNames, name)
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
