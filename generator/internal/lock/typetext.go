package lock

import (
	"slices"
	"strconv"
	"strings"

	"github.com/typeseal/typeseal/generator/internal/contract"
)

// A typ is how a value travels, read from its text: leaves, and containers of
// one element type, as Go writes them.
type typ struct {
	op   string // "*", "[]", "[n]", "map", or "" for a leaf
	len  string // "[n]": n
	key  string // "map"
	elem *typ
	leaf string
}

// leaves are the types without an element. byte stands only in []byte and
// [n]byte, which travel as bytes; struct has fields of its own; text, binary
// and custom travel as a Go type's own methods write them.
var leaves = []string{
	"bool", "string", "time", "float32", "float64", "byte", "struct", "text", "binary", "custom",
	"int", "int8", "int16", "int32", "int64", "uint", "uint8", "uint16", "uint32", "uint64",
}

// ofLeaves are the leaves that say which Go type is behind them.
var ofLeaves = []string{"text", "binary", "custom"}

// maxOps is more containers than a payload can have inside each other, pointers
// among them.
const maxOps = 64

// parseType reads a type's text; it returns nil for what is none.
func parseType(text string) *typ {
	root := &typ{}
	at, last := root, ""
	for range maxOps {
		op, length, key, rest := cutOp(text)
		if op == "" {
			break
		}
		at.op, at.len, at.key, at.elem = op, length, key, &typ{}
		at, text, last = at.elem, rest, op
	}
	if !slices.Contains(leaves, text) || text == "byte" && last != "[]" && last != "[n]" {
		return nil
	}
	at.leaf = text
	return root
}

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
	if n, isArray := strings.CutPrefix(before, "["); ok && isArray && isLength(n) {
		return "[n]", n, "", rest
	}
	return "", "", "", text
}

// isLength accepts the length of an array: no token has more elements than it
// has characters.
func isLength(text string) bool {
	n, err := strconv.Atoi(text)
	return err == nil && n <= contract.MostMaxSize && isNumber(text)
}

// isNumber reports whether text is a whole number in its one spelling.
func isNumber(text string) bool {
	n, err := strconv.Atoi(text)
	return err == nil && n >= 0 && strconv.Itoa(n) == text
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

// intBits is the size of an integer, 0 for that of the platform.
func intBits(leaf string) (bits int, unsigned, ok bool) {
	number, unsigned := strings.CutPrefix(leaf, "u")
	number, ok = strings.CutPrefix(number, "int")
	if number != "" {
		bits, _ = strconv.Atoi(number)
	}
	return bits, unsigned, ok && slices.Contains(leaves, leaf)
}
