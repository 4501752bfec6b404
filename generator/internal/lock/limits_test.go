package lock

import (
	"fmt"
	"strings"
	"testing"
)

// A lock has the limits of payloads, so that nobody who reads one needs limits of their own.
func TestLimits(t *testing.T) {
	nested := func(n int, leaf string) []*Field { // n structs in the annotated one
		list := []*Field{{Wire: "A", Go: "A", Type: leaf}}
		for range n {
			list = []*Field{{Wire: "A", Go: "A", Type: "*struct", Fields: list}}
		}
		return list
	}
	many := func(n int, typ string, inside []*Field) (list []*Field) {
		for i := range n {
			list = append(list, &Field{Wire: fmt.Sprint("a", i), Go: fmt.Sprint("A", i), Type: typ, Fields: inside})
		}
		return list
	}
	one := func(typ string) []*Field { return many(1, typ, nil) }
	for _, c := range []struct {
		name   string
		fields []*Field
		ok     bool
	}{
		{"structs", nested(15, "*int"), true},
		{"a struct more", nested(16, "*int"), false},
		{"a slice in the last struct", nested(15, "[]int"), false},
		{"bytes in the last struct", nested(15, "*[]byte"), true},
		{"a slice in the struct before", nested(14, "[]int"), true},
		{"an empty struct in the last", nested(15, "struct"), false},
		{"containers", one(strings.Repeat("*[]map[string]*[3]", 5) + "*int"), true},
		{"a container more", one(strings.Repeat("*[]map[string]*[3]", 5) + "*[]int"), false},
		{"bytes in containers", one(strings.Repeat("[]", 15) + "[16]byte"), true},
		{"bytes in a container more", one(strings.Repeat("[]", 16) + "[16]byte"), false},
		{"an array", one("[65536]int"), true},
		{"a longer array", one("[65537]int"), false},
		{"fields", many(256, "int", nil), true},
		{"a field more", many(257, "int", nil), false},
		{"fields of all structs", many(16, "struct", many(255, "int", nil)), true},
		{"too many fields of all structs", many(17, "struct", many(255, "int", nil)), false},
	} {
		l := &Lock{Types: []*Type{{
			Salt: "a", Verb: "sign", GoType: GoType{"example.com/app", "T"}, Kind: "signed", Format: Native,
			Codec: "msgpack", Prefix: "ts1_", MaxAge: 3600e9, MaxSize: 4096, Version: 1, Mint: 1, Accept: []int{1},
			Used: []int{1}, Shapes: map[int][]*Field{1: c.fields},
		}}}
		if _, err := Parse(l.Format()); (err == nil) != c.ok {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}
