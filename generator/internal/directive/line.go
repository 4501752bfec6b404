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
)

const verbHelp = "sign gives Sign and Verify, seal gives Seal and Open"

// Single reads one directive that is not part of a file, such as
// "//typeseal:sign salt=a max-age=1h". The positions in the results have no meaning.
func Single(line string) (*Directive, []diag.Diagnostic) {
	return parse(&ast.Comment{Slash: 1, Text: line}, true)
}

// parse reads a comment. attached says that the comment is directly above a type. The
// directive is nil if the comment is not a directive. A misspelled directive is read as
// the correct one, so that mistakes in its options are found in the same run.
func parse(c *ast.Comment, attached bool) (*Directive, []diag.Diagnostic) {
	if strings.HasPrefix(c.Text, "/*") {
		return nil, block(c, attached)
	}
	s := spelled(c.Text[2:])
	example := strings.HasPrefix(s.head, "\t") || strings.HasPrefix(s.head, "  ") // in a doc comment
	if s.kind == prose || s.kind == commented && (example || !attached) {
		return nil, nil
	}
	pos := c.Pos() + token.Pos(2+len(s.head)+len(s.tool)+len(s.sep))
	at := diag.Span{Pos: pos, End: pos + token.Pos(len(s.verb))}
	verb := Verb(s.verb)
	if !slices.Contains(verbs, s.verb) {
		letters, _ := cut(s.verb, inWord) // of sign(salt=a)
		verb = Verb(nearVerb(letters))
	}
	wrong, readable := misspelling(c, s, verb, at)
	if !readable {
		return nil, wrong
	}
	r := &reader{faults: wrong}
	// The options of a correct line keep their positions.
	const correct = "//" + tool + ":any"
	line, _ := ast.ParseDirective(at.End-token.Pos(len(correct)), correct+c.Text[int(at.End-c.Pos()):])
	line.Slash = c.Pos()
	return r.options(line, verb, at), r.faults
}

// misspelling reports the error at the beginning of a line, up to the verb, and whether
// the options can still be read.
func misspelling(c *ast.Comment, s spelling, verb Verb, at diag.Span) (wrong []diag.Diagnostic, readable bool) {
	want := "//" + tool + ":" + string(verb)
	whole := diag.Span{Pos: c.Pos(), End: at.End}
	refuse := func(at diag.Span, message, help string) {
		wrong = append(wrong, fault("directive", at, message, help))
	}
	tag := s.verb == "state" || s.verb == "-" || strings.HasPrefix(s.verb, "max=")
	options := strings.Contains(s.verb, "=")
	start := s.head + s.tool + s.sep
	mend := func(at diag.Span, text string) {
		if verb != "" && !options {
			last := &wrong[len(wrong)-1]
			last.Fixes = append(last.Fixes, diag.Fix{Span: at, Text: text})
		}
	}
	odd := strings.IndexFunc(start, func(r rune) bool { return r != ' ' && r != '\t' && !unicode.IsPrint(r) })
	switch {
	case s.kind == tagged, s.kind == plain && tag:
		refuse(whole, "a field tag is not a comment",
			"write it in back quotes after the type of the field: `"+tool+":\"state\"`")
		return wrong, false
	case s.kind == commented:
		refuse(whole, "this directive is commented out", "write "+want+", or remove the line")
		return wrong, false
	case s.verb == "":
		refuse(diag.Span{Pos: c.Pos(), End: at.Pos}, "the directive has no verb", verbHelp)
		return wrong, false
	case odd >= 0:
		pos, char := c.Pos()+token.Pos(2+odd), []rune(start[odd:])[0]
		refuse(diag.Span{Pos: pos, End: pos + token.Pos(len(string(char)))},
			fmt.Sprintf("a directive cannot contain the character %U, so this is only a comment", char), "write "+want)
		mend(whole, want)
	case s.head != "" && strings.Trim(s.head, " \t") == "":
		refuse(whole, "a directive has no space after //, so this is only a comment", "write "+want)
		mend(whole, want)
	case s.head != "" || s.tool != tool:
		line := start + s.verb
		if quoted := quote(line); quoted[1:len(quoted)-1] != line {
			line = quoted
		}
		refuse(whole, "misspelled directive //"+line, fmt.Sprintf("did you mean %q?", want))
		mend(whole, want)
	case s.sep != ":":
		refuse(whole, "a directive has one colon and no space before its verb", "write "+want)
		mend(whole, want)
	case verb == "":
		refuse(at, "unknown verb "+quote(s.verb), verbHelp)
	case options:
		refuse(at, "the options are not separated from the verb",
			"write "+want+", a space, and options separated by spaces")
	case Verb(s.verb) != verb:
		refuse(at, "unknown verb "+quote(s.verb), fmt.Sprintf("did you mean %q?", verb))
		mend(at, string(verb))
	}
	return wrong, !options
}

// block reports a directive in a /* comment: on its first line, or on any line if
// the comment is directly above a type and contains no code.
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
			return []diag.Diagnostic{fault("directive", at, "a directive must be a // comment", "write "+want)}
		}
		start += len(line) + 1
	}
	return nil
}

// stray reports a comment above a type that has only the options of a directive,
// without //typeseal: and a verb.
func stray(c *ast.Comment) []diag.Diagnostic {
	text := c.Text[2:]
	if !hasOptions([]byte(text)) || strings.HasPrefix(text, "\t") {
		return nil
	}
	isOption := func(word string) bool {
		name, _, _ := strings.Cut(word, "=")
		return slices.Contains(optionNames, name)
	}
	words := strings.Fields(text)
	first := slices.IndexFunc(words, isOption)
	if first < 0 || first > 2 || slices.ContainsFunc(words[first:], func(w string) bool { return !isOption(w) }) {
		return nil
	}
	return []diag.Diagnostic{fault("directive", diag.Span{Pos: c.Pos(), End: c.End()},
		"this comment has the options of a directive, but does not begin with //typeseal: and a verb",
		"write //"+tool+":sign, //"+tool+":seal or //"+tool+":former before them")}
}

// hasOptions reports whether a text has the options that a directive requires.
func hasOptions(text []byte) bool {
	has := func(option string) bool { return bytes.Contains(text, []byte(option)) }
	return has("max-age=") && (has("salt=") || has("format=")) || has("of=") && has("version=") &&
		(has(string(Former)) || has(tool))
}
