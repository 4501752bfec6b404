package stencil

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Comment prints the doc comment of the next declaration, line by line.
func (s *Sheet) Comment(lines []string) {
	s.separate()
	s.beside = true
	begin, plain := len(s.text), true
	for i, line := range lines {
		if !printable(line) {
			s.fail(fmt.Errorf("generated code cannot have the comment %q", line))
			return
		}
		last := i == len(lines)-1 || lines[i+1] == ""
		plain = plain && (prose(line, last) || line == "" && i > 0 && !last)
		s.text = append(s.text, "//"...)
		if line != "" {
			s.text = append(append(s.text, ' '), line...)
		}
		s.text = append(s.text, '\n')
	}
	if plain {
		return
	}
	source := "package p\n\n" + string(s.text[begin:]) + "var _ int\n"
	code, err := frame{head: 2, tail: 1}.format([]byte(source))
	if err != nil {
		s.fail(err)
		return
	}
	s.text = append(s.text[:begin], code...)
}

// prose reports whether gofmt prints a line of a doc comment as it is, because the line is
// not part of a heading, a list, a code block or a link. last is set for the last line of a
// paragraph.
func prose(line string, last bool) bool {
	first, size := utf8.DecodeRuneInString(line)
	final, _ := utf8.DecodeLastRuneInString(line)
	switch {
	case line == "" || final == ' ' || strings.Contains(line, "``") || strings.Contains(line, "''"):
		return false
	case last && (unicode.IsLetter(final) || unicode.IsDigit(final)):
		return false // it may be a heading
	case first == '*':
		return !strings.HasPrefix(line[size:], " ")
	case first >= '0' && first <= '9':
		number := strings.TrimLeft(line, "0123456789")
		return !strings.HasPrefix(number, ".") && !strings.HasPrefix(number, ")")
	}
	return !strings.ContainsRune(" #[-+•", first)
}
