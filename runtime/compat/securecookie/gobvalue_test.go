package securecookie

import (
	"bytes"
	"encoding/gob"
	"slices"
	"testing"

	"github.com/typeseal/typeseal/runtime/compat/internal/compattest"
)

// messages cuts a stream into its messages.
func messages(t *testing.T, stream []byte) (list [][]byte) {
	t.Helper()
	for len(stream) > 0 {
		size, rest, ok := readUint(stream)
		if !ok || size > uint64(len(rest)) {
			t.Fatalf("not a stream: %q", stream)
		}
		list, stream = append(list, rest[:size]), rest[size:]
	}
	return list
}

// joined is the stream of some messages.
func joined(list [][]byte) (stream []byte) {
	for _, m := range list {
		stream = append(appendUint(stream, uint64(len(m))), m...)
	}
	return stream
}

// everyCount calls try with streams in which one byte of a message is replaced by a count.
func everyCount(t *testing.T, stream []byte, count uint64, try func(changed []byte)) {
	t.Helper()
	list := messages(t, stream)
	for i, m := range list {
		for at := range m {
			other := slices.Clone(list)
			other[i] = slices.Concat(m[:at], appendUint(nil, count), m[at+1:])
			try(joined(other))
		}
	}
}

// TestGobMemory: no count in a payload makes gob allocate much.
func TestGobMemory(t *testing.T) {
	session := encoded(t, map[any]any{"Roles": []string{"a", "b"}, "UserID": 7, "Email": "a@b", "Avatar": []byte("x")})
	for _, stream := range [][]byte{encoded(t, anAccount()), session, encoded(t, map[string]string{"Email": "a"})} {
		for _, count := range []uint64{1 << 16, 1 << 20, 1<<31 - 1, 1 << 62, 1<<64 - 1} {
			everyCount(t, stream, count, func(changed []byte) {
				if n := compattest.Allocated(func() { DecodeGob(content(changed), new(account)) }); n > 1<<20 {
					t.Errorf("count %d: %d bytes for %q", count, n, changed)
				}
			})
		}
	}
}

// defining is a stream that defines types with these ids, and has a value of the first.
func defining(ids ...int) (stream []byte) {
	for _, id := range ids {
		stream = append(stream, joined([][]byte{append(appendUint(nil, uint64(2*id-1)), 0)})...)
	}
	return append(stream, joined([][]byte{append(appendUint(nil, uint64(2*ids[0])), 0)})...)
}

// TestGobDefinitions: a stream of nothing but definitions takes little time and memory. A
// definition takes few bytes, but gob needs many microseconds and kilobytes for each.
func TestGobDefinitions(t *testing.T) {
	same, others := make([]int, 200_000), make([]int, 200_000)
	for i := range others {
		same[i], others[i] = firstID, firstID+i
	}
	for what, c := range map[string]struct {
		ids  []int
		good bool
	}{
		"one": {same[:1], true}, "twice": {same[:2], false}, "always the same": {same, false},
		"most": {others[:mostTypes], true}, "one more": {others[:mostTypes+1], false}, "many": {others, false},
	} {
		stream := defining(c.ids...)
		if _, ok := readTypes(stream); ok != c.good {
			t.Errorf("%s: %v", what, ok)
		}
		if n := compattest.Allocated(func() { DecodeGob(content(stream), new(account)) }); n > 16<<20 {
			t.Errorf("%s: %d bytes", what, n)
		}
	}
}

// TestGobTrailing: bytes after a value are refused, in its message, in that of a value
// inside it, and in another message.
func TestGobTrailing(t *testing.T) {
	for what, v := range map[string]any{
		"struct": anAccount(), "map": map[string]string{"Email": "a"}, "session": map[any]any{"Roles": []string{"a"}},
	} {
		list := messages(t, encoded(t, v))
		last := len(list) - 1
		longer := slices.Clone(list)
		longer[last] = append(slices.Clone(longer[last]), 0)
		for _, changed := range [][][]byte{
			longer, append(list, nil), append(list, []byte{0}), append(list, list[last]),
		} {
			if DecodeGob(content(joined(changed)), new(account)) {
				t.Errorf("%s: accepted %q", what, joined(changed))
			}
		}
		if !DecodeGob(content(joined(list)), new(account)) {
			t.Errorf("%s is refused", what)
		}
	}
	inner := encoded(t, map[string]any{"UserID": 7})
	longer := bytes.Replace(messages(t, inner)[1], []byte("\x04\x02\x00\x0e"), []byte("\x04\x03\x00\x0e\x00"), 1)
	if DecodeGob(content(joined([][]byte{messages(t, inner)[0], longer})), new(account)) {
		t.Errorf("accepted %q", longer)
	}
}

// TestGobWalk: the walk over a value ends where gob ends, for each kind of type.
func TestGobWalk(t *testing.T) {
	gob.Register(map[string]int{})
	for _, v := range []any{
		anAccount(), 7, true, "text", []byte("bytes"), 1.5, 2i, []complex64{1, 2i}, [2]bool{true, false},
		map[int8][]place{1: {{City: "Rom"}}}, []map[string]string{{}, {"a": "b"}},
		map[any]any{1: "a", "b": []bool{true}},
		[]any{1, nil, "a", []string{"b"}, []string{"c"}, []int{2}, 1.5},
	} {
		stream := encoded(t, v)
		if read, ok := readTypes(stream); !ok || !read.whole() {
			t.Errorf("%T is not whole: %q", v, stream)
		}
		for i := range stream {
			if read, ok := readTypes(stream[:i]); ok && read.whole() {
				t.Errorf("%T: %d bytes are whole: %q", v, i, stream[:i])
			}
		}
	}
	for _, v := range []any{anAccount(), []any{7, "a", []string{"b"}}} {
		everyCount(t, encoded(t, v), 1<<63, func(changed []byte) {
			read, _ := readTypes(changed)
			read.whole() // does not panic
		})
	}
	if read, ok := readTypes(encoded(t, []any{map[string]int{}})); !ok || read.whole() {
		t.Error("a map in an interface")
	}
}

// TestGobBuiltin: a stream cannot give a builtin type another definition.
func TestGobBuiltin(t *testing.T) {
	list := messages(t, encoded(t, struct{ Email string }{"a"}))
	definition := list[0][2:] // without its id
	for id := 1; id < firstID; id++ {
		again := append(appendUint(nil, uint64(id-1)<<1|1), definition...)
		if _, ok := readTypes(joined([][]byte{list[0], again, list[1]})); ok {
			t.Errorf("type %d is defined", id)
		}
	}
	if _, ok := readTypes(joined(list)); !ok {
		t.Error("the stream without it is refused")
	}
}
