package lock

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/typeseal/typeseal/generator/internal/model"
)

// A typ says how a value is encoded. Its text is that of a Go type: a leaf, or a
// container of one element type.
type typ struct {
	op   string // "*", "[]", "[n]", "map", or "" for a leaf
	len  string // "[n]": n
	key  string // "map"
	elem *typ
	leaf string
}

// leaves are the types without an element. byte is used only in []byte and [n]byte,
// and struct has fields. Values of text, binary and custom are encoded by methods
// of their Go type.
var leaves = []string{
	"bool", "string", "time", "float32", "float64", "byte", "struct", "text", "binary", "custom",
	"int", "int8", "int16", "int32", "int64", "uint", "uint8", "uint16", "uint32", "uint64",
}

// coded are the leaves that the methods of their Go type encode.
var coded = []string{"text", "binary", "custom"}

// ofLeaves are the leaves that name a Go type. A struct can also be without a name.
var ofLeaves = append([]string{"struct"}, coded...)

// maxOps is more than the number of containers and pointers that a type can nest.
const maxOps = 64

// leafTypes are the leaves as types, by their text. Nobody changes them.
var leafTypes = func() map[string]*typ {
	types := map[string]*typ{}
	for _, leaf := range leaves {
		types[leaf] = &typ{leaf: leaf}
	}
	return types
}()

// parseType reads the text of a type. It returns nil if the text is not one.
func parseType(text string) *typ { return parseInside("", text, maxOps) }

// parseInside reads the text of a type with at most ops containers and pointers. outer is
// the one around it.
func parseInside(outer, text string, ops int) *typ {
	op, length, key, rest := cutOp(text)
	if ops == 0 || op == "" {
		if text == "byte" && outer != "[]" && outer != "[n]" {
			return nil
		}
		return leafTypes[text]
	}
	elem := parseInside(op, rest, ops-1)
	if elem == nil {
		return nil
	}
	return &typ{op: op, len: length, key: key, elem: elem}
}

// cutOp cuts off the first container.
func cutOp(text string) (op, length, key, rest string) {
	if rest, ok := strings.CutPrefix(text, "*"); ok && !strings.HasPrefix(rest, "*") {
		return "*", "", "", rest
	}
	if rest, ok := strings.CutPrefix(text, "[]"); ok {
		return "[]", "", "", rest
	}
	before, rest, ok := strings.Cut(text, "]")
	if key, isMap := strings.CutPrefix(before, "map["); ok && isMap && (key == "string" || integer(key)) {
		return "map", "", key, rest
	}
	if length, isArray := strings.CutPrefix(before, "["); ok && isArray {
		if n, ok := parseNumber(length); ok && n <= model.MaxArray {
			return "[n]", length, "", rest
		}
	}
	return "", "", "", text
}

// parseNumber reads a whole number in its only spelling.
func parseNumber(text string) (n int, ok bool) {
	for i, c := range []byte(text) {
		if c < '0' || c > '9' || i > 0 && n == 0 || n > math.MaxInt/10-1 {
			return 0, false
		}
		n = 10*n + int(c-'0')
	}
	return n, text != ""
}

func (t *typ) last() string {
	for t.op != "" {
		t = t.elem
	}
	return t.leaf
}

func integer(leaf string) bool {
	_, _, ok := intBits(leaf)
	return ok
}

// intBits is the size of an integer, or 0 if it depends on the platform.
func intBits(leaf string) (bits int, unsigned, ok bool) {
	number, unsigned := strings.CutPrefix(leaf, "u")
	number, ok = strings.CutPrefix(number, "int")
	if number != "" {
		bits, _ = strconv.Atoi(number)
	}
	return bits, unsigned, ok && slices.Contains(leaves, leaf)
}
