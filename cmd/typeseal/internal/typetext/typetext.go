// Package typetext reads the types of a lock's fields, such as []int64 or map[string]*struct.
package typetext

import (
	"cmp"
	"strconv"
	"strings"

	"github.com/typeseal/typeseal/runtime/codec"
)

// Container splits the type of a container, such as []int64, into the container's own
// part and the type of its elements. op is empty if typ is a leaf.
func Container(typ string) (op, rest string) {
	if rest, ok := strings.CutPrefix(typ, "*"); ok {
		return "*", rest
	}
	before, rest, ok := strings.Cut(typ, "]")
	if !ok {
		return "", typ
	}
	return before + "]", rest
}

// Key returns the type of a map's keys, if op is the own part of a map.
func Key(op string) (typ string, isMap bool) {
	return strings.CutPrefix(strings.TrimSuffix(op, "]"), "map[")
}

// Number returns the number in a text such as [16] or uint16, or 0.
func Number(text string) int {
	n, _ := strconv.Atoi(strings.Trim(text, "[]abcdefghijklmnopqrstuvwxyz"))
	return n
}

// Bits returns the size of an integer type. An int has the size that it has here.
func Bits(typ string) int { return cmp.Or(Number(typ), codec.WordBits) }

// Stem returns a leaf without its size: int for int64.
func Stem(leaf string) string { return strings.TrimRight(leaf, "0123456789") }
