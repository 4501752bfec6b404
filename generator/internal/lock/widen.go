package lock

import "fmt"

// widens reports whether everything that was encoded as one type can be decoded as
// another, with the same meaning. If the types differ, it names the edit. If the result
// is true, why says what else happens. If it is false, why is the end of a sentence and
// gives the reason.
func (s structs) widens(was, is *typ, wasOf, isOf string) (edit, why string, ok bool) {
	switch {
	case was.op == is.op:
		return s.sameOp(was, is, wasOf, isOf)
	case is.op == "*" && s.gob():
		return "pointer added", ", and gob leaves zero out, which would be nil", false
	case is.op == "*":
		if was.leaf == "custom" {
			return "pointer added", ", and its own methods may have encoded nil", false
		}
		if edit, why, ok := s.widens(was, is.elem, wasOf, isOf); !ok || edit != "" {
			return edit, why, ok
		}
		return "pointer added", "hosts that still run the old build refuse tokens in which it is nil", true
	case was.op == "*":
		return "pointer removed", ", and tokens in flight may contain nil", false
	case was.op == "[n]" && is.op == "[]" && s.gob():
		return "array to slice", ", and gob distinguishes the two", false
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
		return s.leafWidens(was.leaf, is.leaf, wasOf, isOf)
	case "[n]":
		if was.len != is.len {
			return "array resized", ", and an array has a fixed length", false
		}
	case "map":
		if edit, why, ok := s.leafWidens(was.key, is.key, "", ""); !ok || edit != "" {
			if _, _, same := s.widens(was.elem, is.elem, wasOf, isOf); ok && !same {
				return "field retyped", "", false
			}
			return edit, why, ok
		}
	}
	return s.widens(was.elem, is.elem, wasOf, isOf)
}

// arrayToSlice compares [n]T with []T. JSON encodes [n]byte as numbers and []byte as
// base64.
func (s structs) arrayToSlice(was, is *typ, wasOf, isOf string) (edit, why string, ok bool) {
	if !s.positional() && (was.elem.leaf == "byte" || is.elem.leaf == "byte") {
		return "array to slice", ", and JSON encodes the one as numbers and the other as base64", false
	}
	if edit, why, ok := s.widens(was.elem, is.elem, wasOf, isOf); !ok {
		return edit, why, false
	}
	return "array to slice", "hosts that still run the old build refuse other lengths", true
}

func (s structs) leafWidens(was, is, wasOf, isOf string) (edit, why string, ok bool) {
	switch {
	case was == is && wasOf == isOf:
		return "", "", true
	case was == is:
		return "methods changed", ", and only its methods define how it is encoded", false
	case integer(was) && integer(is) && s.gob() && unsigned(was) != unsigned(is):
		return "field retyped", ", and gob distinguishes integers with and without a sign", false
	case integer(was) && integer(is):
		return intWidens(was, is)
	}
	return "field retyped", "", false
}

func unsigned(leaf string) bool {
	_, unsigned, _ := intBits(leaf)
	return unsigned
}

// intWidens compares two integer types. All codecs encode a number in the same way,
// whatever the size of its type. An int or uint may be encoded by a host with 64 bits and
// decoded by a host with 32.
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
	if fits {
		return "field widened", fmt.Sprintf("every %s fits; hosts that still run the old build refuse numbers that "+
			"do not fit in %s", was, was), true
	}
	why = fmt.Sprintf(", and not every %s fits in %s", was, is)
	if is == "int" || is == "uint" {
		why += ", which has 32 bits on some platforms"
	}
	return "field narrowed", why, false
}
