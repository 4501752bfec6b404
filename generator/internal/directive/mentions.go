package directive

import "bytes"

// maxLine is the number of bytes of a comment's line that are read.
const maxLine = 1 << 12

// Mentions reports whether src may contain a directive, even a misspelled one. It is
// fast, because it looks only at text; Read is exact.
func Mentions(src []byte) bool {
	if hasOptions(src) {
		return true
	}
	for {
		i := bytes.IndexByte(src, '/')
		if i < 0 || i+1 >= len(src) {
			return false
		}
		mark := src[i+1]
		src = src[i+1:]
		if mark != '/' && mark != '*' {
			continue
		}
		text := src[1:]
		if mark == '*' {
			text, _, _ = bytes.Cut(text, []byte("*/"))
		}
		for first := true; first || mark == '*' && len(text) > 0; first = false {
			line, rest, _ := bytes.Cut(text, []byte("\n"))
			if mark == '*' && first && len(bytes.TrimSpace(line)) == 0 {
				line, rest, _ = bytes.Cut(rest, []byte("\n"))
			}
			if worth(line) && spelled(string(line[:min(len(line), maxLine)])).kind != prose {
				return true
			}
			text = rest
		}
	}
}

// toolLetter has the letters of the tool's name.
var toolLetter = func() (set [256]bool) {
	for _, c := range []byte(tool) {
		set[c] = true
	}
	return set
}()

// worth reports whether the first word of a line may be the tool's name: most of its
// letters are letters of the name, or some letters are not ASCII.
func worth(line []byte) bool {
	count, letters := 0, 0
	for i, c := range line {
		lower := c | 0x20
		switch {
		case c >= 0x80:
			return true
		case 'a' <= lower && lower <= 'z':
			letters++
			if toolLetter[lower] {
				count++
			}
		case c == ':' && letters == 2 && bytes.HasSuffix(line[:i], []byte("go")):
			count, letters = 0, 0
		case letters > 0 && c != '-' && c != '_':
			return count >= len(tool)-3
		}
	}
	return count >= len(tool)-3
}
