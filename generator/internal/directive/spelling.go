package directive

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/typeseal/typeseal/generator/internal/spell"
)

const tool = "typeseal"

var verbs = []string{string(Sign), string(Seal), string(Former)}

// A spelling is the line of a comment, cut into the parts of a directive. The parts
// joined are the line.
type spelling struct {
	head string // before the tool: blanks, slashes and other characters, and "go:"
	tool string
	sep  string // between tool and verb; ":" in a correct directive
	verb string
	rest string // after the verb
	kind kind
}

// A kind says what a line looks like.
type kind int

const (
	prose      kind = iota // not a directive
	plain                  // it begins with typeseal:
	misspelled             // a directive that is not spelled correctly
	commented              // a directive after a second comment mark, as editors comment lines out
	tagged                 // a field tag that was written as a comment
)

// spelled cuts a line, without the comment mark, and decides whether it looks like a
// directive. In a directive, only options follow the verb. In prose that begins with the
// word typeseal, other words follow.
func spelled(line string) spelling {
	s := cutSpelling(line)
	switch {
	case s.tool == "":
		return s
	case tagForm.MatchString(s.sep + s.verb + s.rest):
		s.kind = tagged
	case strings.HasPrefix(line, tool+":"):
		s.kind = plain
		s.sep, s.rest = cut(line[len(tool):], func(r rune) bool { return isBlank(r) || r == ':' })
		s.verb, s.rest = cut(s.rest, func(r rune) bool { return !isBlank(r) && r != '\n' && r != '\r' && r != '*' })
	case nearVerb(s.verb) == "":
	case s.shaped():
		s.kind = misspelled
		if strings.Contains(s.head, "//") && strings.ContainsFunc(s.head, unicode.IsSpace) {
			s.kind = commented
		}
	}
	return s
}

// tagForm matches the text after the key typeseal in a field tag.
var tagForm = regexp.MustCompile("^ *[:=] *[\"'`“](-|state|max=[0-9]+)[\"'`”,]")

// shaped reports whether the tool, the verb and the text around them look like a
// directive rather than a sentence.
func (s spelling) shaped() bool {
	ours := spell.Slips(s.tool, tool) == 0
	direct := !strings.ContainsFunc(s.head+s.sep, unicode.IsSpace)
	colon := strings.ContainsAny(s.sep, ":：∶ː꞉︓﹕")
	switch found, only := optionsIn(s.rest); {
	case found:
		return true
	case s.rest != "" && !only:
		return direct && s.head == "" && s.sep == ":"
	case ours:
		return colon || !strings.ContainsFunc(s.head, unicode.IsSpace)
	}
	return direct && s.sep == ":"
}

// optionsIn reports whether a text begins with an option and contains one with a
// value, and whether all of its words are names of options.
func optionsIn(text string) (found, only bool) {
	words := strings.FieldsFunc(text, func(r rune) bool {
		return !unicode.IsPrint(r) || strings.ContainsRune(" ,;()[]{}<>\"'`*/", r)
	})
	only = true
	for i, w := range words {
		name, value, ok := w, "", false
		if at := strings.IndexAny(w, "=:"); at > 0 {
			name, value, ok = w[:at], w[at+1:], true
		}
		known := slices.Contains(optionNames, name)
		only = only && known
		if i == 0 && !known && (!ok || spell.Nearest(name, optionNames) == "") {
			return false, false
		}
		found = found || ok && value != "" && spell.Nearest(name, optionNames) != ""
	}
	return found, only
}

// cutSpelling cuts a line into its parts. The tool is empty if no word at the
// beginning is near the name of the tool.
func cutSpelling(line string) (s spelling) {
	s.head, line = cut(line, func(r rune) bool { return !isLetter(r) })
	if rest, ok := strings.CutPrefix(line, "go:"); ok {
		more, rest := cut(rest, func(r rune) bool { return !isLetter(r) })
		s.head, line = s.head+"go:"+more, rest
	}
	word, rest := cut(line, inWord)
	if len(word) < len(tool)-2 || len(word) > 4*(len(tool)+len(Former)) {
		return s // most comments; the code below may be slow
	}
	if s.tool, s.verb = joined(word); s.verb != "" {
		s.rest = rest
		return s
	}
	if spell.Nearest(word, []string{tool}) == "" {
		return s
	}
	s.tool = word
	s.sep, rest = cut(rest, func(r rune) bool { return !isLetter(r) && !unicode.IsDigit(r) })
	s.verb, s.rest = cut(rest, inWord)
	return s
}

// joined cuts a word such as typeseal-sign, which has no other separator, into
// tool and verb.
func joined(word string) (string, string) {
	for i := range word {
		if i < len(tool) {
			continue
		}
		v := strings.TrimLeft(word[i:], "-_")
		if slices.Contains(verbs, strings.ToLower(v)) && spell.Slips(word[:i], tool) == 0 {
			return word[:len(word)-len(v)], v
		}
	}
	return "", ""
}

// nearVerb returns the verb that a word was certainly meant to be. It allows one slip.
// With two, "typeseal: forged token" would match, which is the text of an error.
func nearVerb(word string) string {
	verb := spell.Nearest(word, verbs)
	if spell.Slips(word, verb) > 1 {
		return ""
	}
	return verb
}

func cut(text string, in func(rune) bool) (head, rest string) {
	i := strings.IndexFunc(text, func(r rune) bool { return !in(r) })
	if i < 0 {
		i = len(text)
	}
	return text[:i], text[i:]
}

func isBlank(r rune) bool  { return r == ' ' || r == '\t' }
func isLetter(r rune) bool { return unicode.IsLetter(r) || r == utf8.RuneError }

// inWord reports whether r can be part of a word. Invisible characters can.
func inWord(r rune) bool {
	return isLetter(r) || r == '-' || r == '_' || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Mn, r)
}
