package languages

import (
	"reflect"
	"slices"
	"strings"
)

// A fault is a fault of a token, or of the way it is opened.
type fault struct {
	name  string
	step  float64 // of FORMAT.md section 5; 6.5 is step 6a
	word  string
	slots string // what it sets; two faults of a token have no slot in common
	can   func(p tokenType) bool
	apply func(c *tokenCase)
}

func always(tokenType) bool { return true }

func limited(p tokenType) bool { return p.maxAge > 0 }

// faults are all rows of the table of FORMAT.md section 5, most in several ways.
var faults = []fault{
	{"prefix", 1, "malformed", "text", always, inText(func(c *tokenCase, t string) string { return "zz9_" + t[4:] })},
	{"prefix in upper case", 1, "malformed", "text", always, inText(func(c *tokenCase, t string) string {
		return strings.ToUpper(c.prefix()) + t[len(c.prefix()):]
	})},
	{"prefix twice", 1, "malformed", "text", always, inText(func(c *tokenCase, t string) string {
		return c.prefix() + t
	})},
	{"padding", 1, "malformed", "text", always, inText(func(_ *tokenCase, t string) string { return t + "=" })},
	{"line end", 1, "malformed", "text", always, inText(func(_ *tokenCase, t string) string { return t + "\n" })},
	{"space", 1, "malformed", "text", always, inText(func(_ *tokenCase, t string) string { return " " + t })},
	{"character", 1, "malformed", "text", always, inText(func(c *tokenCase, t string) string {
		at := len(c.prefix()) + c.IntN(len(t)-len(c.prefix()))
		return t[:at] + []string{"+", "/", ".", "*", "\r", "é", "Ａ", "\x00"}[c.IntN(8)] + t[at+1:]
	})},
	{"unused bits", 1, "malformed", "text", always, inText(unusedBits)},
	{"too long", 1, "malformed", "text", always, inText(func(c *tokenCase, t string) string {
		return t + strings.Repeat("A", 4*(c.maxSize()/4+1))
	})},
	{"cut", 1, "malformed", "text", always, inText(func(c *tokenCase, t string) string {
		return t[:len(c.prefix())+c.IntN(14)]
	})},
	{"kind", 1, "malformed", "wire", always, inWire(func(c *tokenCase, w []byte) {
		w[len(w)-1] ^= []byte{0x01, 0x02, 0x03, 0x30, 0x80}[c.IntN(5)]
	})},
	{"I on sealed", 1, "malformed", "id", func(p tokenType) bool { return p.kind == "sealed" }, func(c *tokenCase) {
		c.id = c.randomHex(16)
	}},

	{"absent key", 2, "unknown_key", "key", always, func(c *tokenCase) { c.key = c.keys.secret(c.p, 4) }},
	{"retired key", 2, "unknown_key", "key", always, func(c *tokenCase) { c.key = c.keys.secret(c.p, 2) }},
	{"revoked key", 2, "unknown_key", "key", always, func(c *tokenCase) { c.key = c.keys.secret(c.p, 3) }},

	{"tag", 3, "forged", "tag", always, inWire(func(c *tokenCase, w []byte) {
		size := map[string]int{"signed": 16, "sealed": 32, "public": 64}[c.p.kind]
		w[len(w)-1-1-c.IntN(size)] ^= 1 << c.IntN(8)
	})},
	{"issue time changed", 3, "forged", "tag", always, inWire(func(c *tokenCase, w []byte) {
		w[5+c.IntN(5)] ^= 1 << c.IntN(8)
	})},
	{"version changed", 3, "forged", "tag", always, inWire(func(c *tokenCase, w []byte) { w[0] ^= 1 << c.IntN(5) })},
	{"T changed", 3, "forged", "tag", always, inWire(func(_ *tokenCase, w []byte) { w[0] ^= 0x80 })},
	{"salt", 3, "forged", "salt", always, func(c *tokenCase) { c.other = map[string]string{"salt": "another"} }},
	{"codec", 3, "forged", "salt", always, func(c *tokenCase) {
		c.other = map[string]string{"codec": c.p.codec + "+deflate"}
		if c.p.deflate {
			c.other["codec"] = c.p.codec
		}
	}},
	{"realm", 3, "forged", "realm", always, func(c *tokenCase) { c.foreign = c.realm + "é" }},
	{"binding", 3, "forged", "binding", always, func(c *tokenCase) { c.more = []string{"session:1"} }},
	{"empty binding", 3, "forged", "binding", always, func(c *tokenCase) { c.more = []string{""} }},

	{"TTL 0", 4, "malformed", "ttl", always, func(c *tokenCase) { c.ttl = new(int64) }},
	{"content cut", 4, "malformed", "ttl cut", always, func(c *tokenCase) {
		ttl, cut := int64(3600), c.IntN(4)
		c.ttl, c.cut = &ttl, &cut
	}},
	{"S", 4, "malformed", "S", always, func(c *tokenCase) { c.flip = 0x20 }},
	{"single use without T", 4, "malformed", "ttl", func(p tokenType) bool { return p.once }, func(c *tokenCase) {
		c.ttl = nil
	}},
	{"single use without I", 4, "malformed", "id", func(p tokenType) bool { return p.once && p.kind != "sealed" },
		func(c *tokenCase) { c.id = "" }},

	{"version", 5, "version", "version", always, func(c *tokenCase) { c.version = []int{0, 4, 16, 31}[c.IntN(4)] }},

	{"issued in the future", 6, "not_yet_valid", "time", always, func(c *tokenCase) {
		c.iat = tokenNow + []int64{61, 3600, 1 << 32}[c.IntN(3)]
	}},

	{"cutoff", 6.5, "revoked", "ring", always, func(c *tokenCase) { c.ring = "cutoff" }},
	{"cutoff of the salt", 6.5, "revoked", "ring", always, func(c *tokenCase) { c.ring = "salt" }},
	{"cutoff of a binding", 6.5, "revoked", "ring", always, func(c *tokenCase) {
		c.ring = "binding"
		c.bindings = append(slices.Clone(c.bindings), cutBinding)
	}},

	{"max-age", 7, "expired", "time", limited, func(c *tokenCase) {
		c.iat = tokenNow - c.p.maxAge - []int64{1, 60, 1 << 29}[c.IntN(3)]
	}},
	{"TTL", 7, "expired", "time ttl", always, func(c *tokenCase) {
		ttl := 1 + c.Int64N(30)
		c.ttl, c.iat = &ttl, tokenNow-ttl-1
	}},

	{"payload with more", 8, "payload", "payload", plain, inPayload(func(_ *tokenCase, b []byte) []byte {
		return append(b, 0)
	})},
	{"payload with less", 8, "payload", "payload", plain, inPayload(func(_ *tokenCase, b []byte) []byte {
		return b[:len(b)-1]
	})},
	{"empty payload", 8, "payload", "payload", always, inPayload(func(*tokenCase, []byte) []byte { return nil })},
	{"payload of something else", 8, "payload", "payload", always, inPayload(func(c *tokenCase, _ []byte) []byte {
		return []byte{byte(c.IntN(3)), 0xc1, 0x22}
	})},
	{"bytes after an empty stream", 8, "payload", "payload", packed, inPayload(func(_ *tokenCase, b []byte) []byte {
		return append(deflated(nil), b...)
	})},
	{"beyond the limit", 8, "payload", "payload", packed, inPayload(func(c *tokenCase, _ []byte) []byte {
		return deflated(make([]byte, 16*c.maxSize()+1))
	})},
	{"bytes after the stream", 8, "payload", "payload", packed, inPayload(func(c *tokenCase, _ []byte) []byte {
		return append(deflated(c.value.payload(tokenType{codec: c.p.codec}, c.fields(), c.Rand)), 0)
	})},
	{"stream cut", 8, "payload", "payload", packed, inPayload(func(c *tokenCase, _ []byte) []byte {
		b := deflated(c.value.payload(tokenType{codec: c.p.codec}, c.fields(), c.Rand))
		return b[:len(b)-1-c.IntN(3)]
	})},

	{"state", 9, "stale", "S", func(p tokenType) bool { return len(p.state) > 0 }, func(c *tokenCase) {
		i := c.IntN(len(c.state))
		c.today = slices.Clone(c.state)
		for reflect.DeepEqual(c.today[i], c.state[i]) {
			c.today[i] = c.randomState(c.p.state[i])
		}
	}},

	{"used", 10, "used", "used", func(p tokenType) bool { return p.once }, func(c *tokenCase) { c.twice = true }},
}

func plain(p tokenType) bool { return !p.deflate }

func packed(p tokenType) bool { return p.deflate }

func inText(change func(c *tokenCase, text string) string) func(c *tokenCase) {
	return func(c *tokenCase) {
		c.text = append(c.text, func(text string) string { return change(c, text) })
	}
}

func inWire(change func(c *tokenCase, wire []byte)) func(c *tokenCase) {
	return func(c *tokenCase) {
		c.wire = append(c.wire, func(wire []byte) []byte {
			change(c, wire)
			return wire
		})
	}
}

func inPayload(spoil func(c *tokenCase, payload []byte) []byte) func(c *tokenCase) {
	return func(c *tokenCase) { c.spoil = func(payload []byte) []byte { return spoil(c, payload) } }
}

// unusedBits sets bits of the last character that mean nothing. If there are none, it adds
// padding.
func unusedBits(c *tokenCase, text string) string {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	unused := map[int]int{2: 4, 3: 2}[(len(text)-len(c.prefix()))%4]
	if unused == 0 {
		return text + "="
	}
	last := strings.IndexByte(alphabet, text[len(text)-1])
	return text[:len(text)-1] + string(alphabet[last|1<<c.IntN(unused)])
}

// compatible reports whether a token can have both faults.
func (f fault) compatible(g fault) bool {
	for slot := range strings.FieldsSeq(f.slots) {
		if slices.Contains(strings.Fields(g.slots), slot) {
			return false
		}
	}
	late := func(f fault) bool { return f.word == "not_yet_valid" }
	cut := func(f fault) bool { return f.word == "revoked" } // of tokens that were issued before now
	return !(late(f) && cut(g) || late(g) && cut(f))
}
