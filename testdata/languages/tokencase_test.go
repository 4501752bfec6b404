package languages

import (
	"bytes"
	"compress/flate"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
)

// tokenNow is the clock of all questions about tokens.
const tokenNow = 1_800_000_000

// A tokenValue is a payload.
type tokenValue struct {
	uid  int64
	name string
	tags []string
}

// notation returns the value as codec.json has it, with as many fields.
func (v tokenValue) notation(fields []field) map[string]any {
	all := map[string]any{"uid": fmt.Sprint(v.uid), "name": v.name, "tags": v.tags}
	out := map[string]any{}
	for _, f := range fields {
		out[f.Name] = all[f.Name]
	}
	return out
}

// upgraded returns what Go makes of a value with as many fields: the others are empty.
func (v tokenValue) upgraded(fields []field) map[string]any {
	out := tokenValue{uid: v.uid, tags: []string{}}
	if len(fields) > 1 {
		out.name = v.name
	}
	if len(fields) > 2 {
		out.tags = v.tags
	}
	return out.notation(tokenFields)
}

// payload returns the bytes of the value in the content of a token.
func (v tokenValue) payload(p tokenType, fields []field, r *rand.Rand) []byte {
	uid := value{neg: v.uid < 0, num: uint64(v.uid)}
	if uid.neg {
		uid.num = -uid.num
	}
	tags := value{}
	for _, tag := range v.tags {
		tags.items = append(tags.items, value{data: []byte(tag)})
	}
	all := value{items: []value{uid, {data: []byte(v.name)}, tags}}
	s := &speller{valuer: &valuer{Rand: r}, at: -1}
	if p.codec == "json" {
		s.json(fields, all)
	} else {
		s.msgpack(fields, all)
	}
	switch {
	case !p.deflate:
		return s.out
	case r.IntN(2) == 0:
		return append([]byte{0}, s.out...)
	}
	return deflated(s.out)
}

func deflated(data []byte) []byte {
	var b bytes.Buffer
	b.WriteByte(1)
	w, err := flate.NewWriter(&b, flate.BestCompression)
	if err != nil {
		panic(err)
	}
	w.Write(data)
	w.Close()
	return b.Bytes()
}

// A tokenCase is a token that is forged, and how it is opened.
type tokenCase struct {
	*rand.Rand
	p        tokenType
	keys     *tokenKeys
	value    tokenValue
	version  int
	realm    string
	key      string // text of the key that forges
	ring     string // that opens
	bindings []string
	more     []string // bindings of the token that the opener does not have
	state    []any
	today    []any // the state when the token is opened
	iat      int64
	ttl      *int64
	id       string
	flip     int // flags that are turned over
	cut      *int
	other    map[string]string // salt or codec that the token has
	foreign  string            // realm that the token has; empty: realm
	spoil    func(payload []byte) []byte
	wire     []func(wire []byte) []byte
	text     []func(text string) string
	twice    bool // it is redeemed twice
}

// newTokenCase returns a token without faults. Its time is anywhere in which it is valid if
// anytime is set.
func newTokenCase(r *rand.Rand, p tokenType, keys *tokenKeys, anytime bool) *tokenCase {
	c := &tokenCase{Rand: r, p: p, keys: keys, version: p.mint, iat: tokenNow - 10, ring: "open"}
	c.value = c.randomValue()
	c.realm = realms[c.IntN(len(realms))]
	c.key = keys.secret(p, c.IntN(2))
	for range c.IntN(3) {
		c.bindings = append(c.bindings, []string{"session:ß", "path:/é\u2028", "", "🔑"}[c.IntN(4)])
	}
	for _, form := range p.state {
		c.state = append(c.state, c.randomState(form))
	}
	c.today = c.state
	if p.mint == 2 {
		c.version = 1 + c.IntN(3)
	}
	if p.once || c.IntN(2) == 0 {
		ttl := []int64{30, 3600, 1 << 31, 1<<32 - 1}[c.IntN(4)]
		c.ttl = &ttl
	}
	if p.kind != "sealed" && (p.once || c.IntN(3) == 0) {
		c.id = c.randomHex(16)
	}
	if anytime {
		c.iat = tokenNow + []int64{0, 60, -c.life(), -c.life() / 2}[c.IntN(4)]
	}
	return c
}

// life is how long the token is valid; of one without an end, long.
func (c *tokenCase) life() int64 {
	life := int64(1 << 30)
	if c.p.maxAge > 0 {
		life = c.p.maxAge
	}
	if c.ttl != nil {
		life = min(life, *c.ttl)
	}
	return life
}

func (c *tokenCase) randomHex(n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(c.Uint32())
	}
	return hex.EncodeToString(b)
}

func (c *tokenCase) randomText() string {
	r := &valuer{Rand: c.Rand, left: 20}
	return string(r.value(&typ{Kind: "string"}, 0).data)
}

func (c *tokenCase) randomValue() tokenValue {
	v := tokenValue{int64(c.Uint64()) >> c.IntN(64), c.randomText(), []string{}}
	for range c.IntN(3) {
		v.tags = append(v.tags, c.randomText())
	}
	return v
}

// randomState returns a value of a state as codec.json has it.
func (c *tokenCase) randomState(form string) any {
	r := &valuer{Rand: c.Rand}
	switch form {
	case "integer":
		return r.integer(&typ{Kind: "int", Bits: 64}).decimal()
	case "bool":
		return c.IntN(2) == 0
	case "time":
		v := r.time()
		return []any{fmt.Sprint(v.sec), v.nano}
	}
	return c.randomText()
}

// fields are those of the token's version.
func (c *tokenCase) fields() []field {
	fields, known := c.p.payloads()[c.version]
	if !known {
		return tokenFields
	}
	return fields
}

// forge returns the question that makes the token.
func (c *tokenCase) forge() map[string]any {
	payload := c.value.payload(c.p, c.fields(), c.Rand)
	if c.spoil != nil {
		payload = c.spoil(payload)
	}
	q := map[string]any{"op": "forge", "policy": c.p.name, "key": c.key, "realm": c.realm, "version": c.version,
		"iat": c.iat, "ttl": c.ttl, "bindings": append(slices.Clone(c.bindings), c.more...), "state": c.state,
		"payload": hex.EncodeToString(payload), "flip": c.flip, "other": c.other, "now": tokenNow}
	if c.id != "" {
		q["id"] = c.id
	}
	if c.cut != nil {
		q["cut"] = *c.cut
	}
	if c.foreign != "" {
		q["realm"] = c.foreign
	}
	return q
}

// open returns the question that opens a token.
func (c *tokenCase) open(token string) map[string]any {
	return map[string]any{"op": "open", "policy": c.p.name, "ring": c.keys.ring(c.p, c.ring, c.realm), "token": token,
		"state": c.today, "bindings": c.bindings, "now": tokenNow}
}

// damaged returns a token with the faults of its bytes and of its text.
func (c *tokenCase) damaged(token string) string {
	prefix := c.prefix()
	wire, err := base64.RawURLEncoding.DecodeString(strings.TrimPrefix(token, prefix))
	if err != nil {
		panic(err)
	}
	for _, f := range c.wire {
		wire = f(wire)
	}
	token = prefix + base64.RawURLEncoding.EncodeToString(wire)
	for _, f := range c.text {
		token = f(token)
	}
	return token
}

func (c *tokenCase) prefix() string {
	if c.p.prefix == "" {
		return "ts1_"
	}
	return c.p.prefix
}

func (c *tokenCase) maxSize() int {
	if c.p.maxSize == 0 {
		return 4096
	}
	return c.p.maxSize
}
