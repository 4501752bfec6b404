package lock

import "testing"

// A lock has state only for tokens that can be bound to one: the code for others would fail when
// it mints a token.
func TestStateKept(t *testing.T) {
	for _, c := range []struct {
		kind, format, codec, prefix string
		state, ok                   bool
	}{
		{"signed", Native, "msgpack", "ts1_", true, true},
		{"sealed", Native, "msgpack", "ts1_", true, true},
		{"public", Native, "msgpack", "ts1_", true, false},
		{"public", Native, "msgpack", "ts1_", false, true},
		{"signed", "django", "json", "", true, false},
		{"signed", "django", "json", "", false, true},
	} {
		typ := &Type{
			Salt: "a", Verb: "sign", GoType: GoType{"example.com/app", "T"}, Kind: c.kind, Format: c.format,
			Codec: c.codec, Prefix: c.prefix, MaxAge: 3600e9, MaxSize: 4096, Version: 1, Mint: 1, Accept: []int{1},
			Used: []int{1}, Shapes: map[int][]*Field{1: {{Wire: "A", Go: "A", Type: "string"}}},
		}
		if c.kind == "sealed" {
			typ.Verb = "seal"
		}
		if c.format != Native {
			typ.Version, typ.Mint, typ.Accept, typ.Used = 0, 0, []int{0}, []int{0}
			typ.Shapes = map[int][]*Field{0: typ.Shapes[1]}
		}
		if c.state {
			typ.State = []*Field{{Go: "Hash", Type: "text"}}
		}
		l := &Lock{Types: []*Type{typ}}
		if _, err := Parse(l.Format()); (err == nil) != c.ok {
			t.Errorf("%+v: %v", c, err)
		}
	}
}
