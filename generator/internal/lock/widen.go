package lock

import "fmt"

// widens reports whether everything that was written as one type can be read as
// another, and is the same thing then. Where the two differ it names the edit,
// and says why: what happens where it is so, the end of a sentence where not.
func (s structs) widens(was, is *typ, wasOf, isOf string) (edit, why string, ok bool) {
	switch {
	case was.op == is.op:
		return s.sameOp(was, is, wasOf, isOf)
	case is.op == "*":
		if was.leaf == "custom" {
			return "pointer added", ", and methods of its own may have written nil", false
		}
		if edit, why, ok := s.widens(was, is.elem, wasOf, isOf); !ok || edit != "" {
			return edit, why, ok
		}
		return "pointer added", "while hosts of the old build run, they refuse tokens in which it is nil", true
	case was.op == "*":
		return "pointer removed", ", and tokens in flight may hold nil", false
	case was.op == "[n]" && is.op == "[]":
		return s.arrayToSlice(was, is, wasOf, isOf)
	case was.op == "[]" && is.op == "[n]":
		return "slice to array", ", and tokens in flight may have another length", false
	}
	return "field retyped", "", false
}

func (s structs) sameOp(was, is *typ, wasOf, isOf string) (edit, why string, ok bool) {
	switch was.op {
	case "":
		return leafWidens(was.leaf, is.leaf, wasOf, isOf)
	case "[n]":
		if was.len != is.len {
			return "array resized", ", and arrays have one length", false
		}
	case "map":
		if edit, why, ok := leafWidens(was.key, is.key, "", ""); !ok || edit != "" {
			if _, _, same := s.widens(was.elem, is.elem, wasOf, isOf); ok && !same {
				return "field retyped", "", false
			}
			return edit, why, ok
		}
	}
	return s.widens(was.elem, is.elem, wasOf, isOf)
}

// arrayToSlice: both are sequences, but JSON writes [n]byte as numbers and
// []byte as base64.
func (s structs) arrayToSlice(was, is *typ, wasOf, isOf string) (edit, why string, ok bool) {
	if !s.positional() && (was.elem.leaf == "byte" || is.elem.leaf == "byte") {
		return "array to slice", ", and JSON writes the one as numbers, the other as base64", false
	}
	if edit, why, ok := s.widens(was.elem, is.elem, wasOf, isOf); !ok {
		return edit, why, false
	}
	return "array to slice", "while hosts of the old build run, they refuse other lengths", true
}

func leafWidens(was, is, wasOf, isOf string) (edit, why string, ok bool) {
	switch {
	case was == is && wasOf == isOf:
		return "", "", true
	case was == is:
		return "methods changed", ", and only its methods know what they write", false
	case integer(was) && integer(is):
		return intWidens(was, is)
	}
	return "field retyped", "", false
}

// intWidens: both codecs write a number alike whatever its type's size. The
// platform's int and uint may be written by a host with 64 bits and read by one
// with 32.
func intWidens(was, is string) (edit, why string, ok bool) {
	from, fromUnsigned, _ := intBits(was)
	to, toUnsigned, _ := intBits(is)
	if from == 0 {
		from = 64
	}
	if to == 0 {
		to = 32
	}
	fits := from <= to
	if fromUnsigned != toUnsigned {
		fits = fromUnsigned && from < to
	}
	if !fits {
		return "field narrowed", fmt.Sprintf(", and not every %s is an %s%s", was, is, wordNote(is)), false
	}
	return "field widened", fmt.Sprintf("every %s fits; while hosts of the old build run, they refuse numbers that are no %s", was, was), true
}

func wordNote(is string) string {
	if is == "int" || is == "uint" {
		return ", which has 32 bits on some platforms"
	}
	return ""
}
