package handoff

import "strings"

// squeeze appends src without the white space that JSON allows, and looks at
// nothing else: what is no JSON does not become it.
func squeeze(dst, src []byte) ([]byte, bool) {
	kept := 0 // dst stands for src up to here
	for i := 0; i < len(src); i++ {
		switch {
		case src[i] == '"':
			i = closingQuote(src, i+1)
		case isSpace(src[i]):
			end := i
			for end < len(src) && isSpace(src[end]) {
				end++
			}
			if i == 0 || end == len(src) || strings.IndexByte(",:[{", src[i-1]) >= 0 || strings.IndexByte(",:]}", src[end]) >= 0 {
				dst = append(dst, src[kept:i]...)
				kept = end
			}
			i = end - 1
		}
	}
	return append(dst, src[kept:]...), true
}

// closingQuote returns where the string that i stands in ends, len(src) or more
// if it does not.
func closingQuote(src []byte, i int) int {
	for ; i < len(src); i++ {
		if i += plain(src[i:]); i == len(src) || src[i] == '"' {
			return i
		}
		if src[i] == '\\' {
			i++
		}
	}
	return i
}
