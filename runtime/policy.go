package typeseal

import (
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/typeseal/typeseal/runtime/internal/armor"
	"github.com/typeseal/typeseal/runtime/internal/envelope"
	"github.com/typeseal/typeseal/runtime/internal/ring"
	"github.com/typeseal/typeseal/runtime/internal/suite"
)

// For generated code. OldestGenerated and NewestGenerated are the versions of
// generated code that this runtime works with. Generated code fails to compile
// if its own version is not among them.
const (
	OldestGenerated = 1
	NewestGenerated = 1
)

// For generated code. Kind is how a type's tokens are protected.
type Kind byte

// For generated code. The kinds of tokens (FORMAT.md section 3).
const (
	Signed = Kind(envelope.Signed) // HMAC-SHA-256: everyone can read it, holders of the key can verify it
	Sealed = Kind(envelope.Sealed) // AES-256-CTR and HMAC-SHA-256: holders of the key can read and verify it
	Public = Kind(envelope.Public) // Ed25519: everyone can read and verify it
)

// For generated code. Codec is how a type's payloads are encoded.
type Codec byte

// For generated code. The codecs.
const (
	Msgpack Codec = iota + 1 // msgpack arrays, which give the shortest tokens
	JSON                     // JSON objects
)

// codecNames has the names of the codecs in key derivation.
var codecNames = map[Codec]string{Msgpack: "msgpack", JSON: "json"}

// For generated code. Unlimited is the MaxAge of a type whose tokens do not
// expire with age. The packages under compat accept it as a max age too.
const Unlimited time.Duration = -1

// maxMaxAge is the longest MaxAge, 100 years, apart from Unlimited. A TTL can
// hold it.
const maxMaxAge = 100 * 366 * 24 * time.Hour

// For generated code. Policy has the options of a type's directive. None of them is ever
// read from a token.
type Policy struct {
	// Kind and Codec say how tokens are protected and payloads encoded.
	Kind  Kind
	Codec Codec

	// Salt is the type's namespace: [a-z0-9][a-z0-9._/-]{0,63}. Two types with
	// the same salt, codec and kind would accept each other's tokens.
	Salt string

	// Deflate compresses payloads if that makes them shorter.
	Deflate bool

	// Version is the schema version that is minted, from 0 to 31. Accept lists
	// the versions that are opened besides it.
	Version int
	Accept  []int

	// MaxAge is how long a token is valid: whole seconds, up to 100 years, or
	// Unlimited.
	MaxAge time.Duration

	// Prefix begins each token. If it is empty, tokens begin with ts1_.
	Prefix string

	// MaxSize is the length of the longest token, in characters. 0 means 4096.
	MaxSize int

	// State is set if the type has state fields, Once if its tokens are
	// single-use. Once requires a MaxAge, because a store must be able to forget
	// a token.
	State, Once bool

	// Grace is how long after the first use a single-use token is accepted again:
	// whole seconds, up to MaxAge. 0 means no grace.
	Grace time.Duration
}

// For generated code. Spec is a Policy that was checked. It is safe for
// concurrent use.
type Spec struct {
	kind       envelope.Kind
	salt       string
	codec      string // its name in key derivation
	deflate    bool
	version    byte
	accept     uint32 // bit v: schema version v is opened
	maxAge     time.Duration
	maxSeconds int64 // maxAge in seconds; 0: unlimited
	prefix     string
	maxSize    int
	state      bool
	once       bool
	grace      time.Duration // 0: none
	index      int           // counts the Specs, from 1

	// plain is what appendHead appends without bindings, with a header of zeros and without
	// a nonce. It is nil for public tokens, whose messages have the realm.
	plain []byte
}

// specs is the number of Specs in this process.
var specs atomic.Int32

// For generated code. NewSpec returns the Spec of p. It panics if p breaks a
// rule, which generated policies never do. Keep Specs in package-level variables:
// the subkeys of each Spec take memory in every realm until its ring is gone.
func NewSpec(p Policy) *Spec {
	if err := p.check(); err != nil {
		panic(err)
	}
	s := &Spec{
		kind:    envelope.Kind(p.Kind),
		salt:    p.Salt,
		codec:   codecNames[p.Codec],
		deflate: p.Deflate,
		version: byte(p.Version),
		accept:  1 << p.Version,
		maxAge:  p.MaxAge,
		prefix:  p.Prefix,
		maxSize: p.MaxSize,
		state:   p.State,
		once:    p.Once,
		grace:   p.Grace,
		index:   int(specs.Add(1)),
	}
	for _, v := range p.Accept {
		s.accept |= 1 << v
	}
	if s.deflate {
		s.codec += "+deflate"
	}
	if p.MaxAge != Unlimited {
		s.maxSeconds = int64(p.MaxAge / time.Second)
	}
	if s.prefix == "" {
		s.prefix = armor.DefaultPrefix
	}
	if s.maxSize == 0 {
		s.maxSize = armor.DefaultSize
	}
	if s.kind != envelope.Public {
		s.plain = appendBindings(s.appendHeader(nil, envelope.Header{Kind: s.kind}, ""), nil)
	}
	return s
}

// usable returns an error if s does not come from NewSpec, or if there are no
// keys, or if they are of the wrong kind.
func (s *Spec) usable(keys, public bool) error {
	switch {
	case s == nil || s.index == 0:
		return errNoSpec
	case !keys || public != (s.kind == envelope.Public):
		return errNoKeys
	}
	return nil
}

// check returns an error for the first rule that p breaks. The generator has
// the same rules.
func (p *Policy) check() error {
	outside := func(version int) bool { return version < 0 || version > envelope.VersionMask }
	for _, rule := range []struct {
		holds bool
		text  string
	}{
		{slices.Contains([]Kind{Signed, Sealed, Public}, p.Kind), "unknown kind"},
		{suite.ValidSalt(p.Salt), "salt outside [a-z0-9][a-z0-9._/-]{0,63}"},
		{codecNames[p.Codec] != "", "unknown codec"},
		{!slices.ContainsFunc(append([]int{p.Version}, p.Accept...), outside), "version outside 0 to 31"},
		{p.MaxAge == Unlimited || p.MaxAge >= time.Second, "max-age below 1 second"},
		{p.MaxAge <= maxMaxAge, "max-age above 100 years"},
		{p.MaxAge == Unlimited || p.MaxAge%time.Second == 0, "max-age is not a whole number of seconds"},
		{p.Prefix == "" || armor.ValidPrefix(p.Prefix), "prefix outside [a-z][a-z0-9]{1,11}(_[a-z0-9]{1,11}){0,2}_"},
		{!strings.HasPrefix(p.Prefix, ring.Reserved), "prefix begins with typeseal_, like a key"},
		{p.MaxSize >= 0 && p.MaxSize <= armor.LargestSize, "max-size outside 1 to 1048576"},
		{!p.State || p.Kind != Public, "a public token cannot have state"},
		{!p.Once || p.MaxAge != Unlimited, "single use requires a max-age"},
		{p.Grace == 0 || p.Once, "grace requires single use"},
		{p.Grace == 0 || p.Grace >= time.Second, "grace below 1 second"},
		{p.Grace == 0 || p.Grace <= p.MaxAge, "grace above max-age"},
		{p.Grace%time.Second == 0, "grace is not a whole number of seconds"},
	} {
		if !rule.holds {
			return fmt.Errorf("%w: policy of %q: %s", ErrConfig, p.Salt, rule.text)
		}
	}
	return nil
}

// payloadLimit returns the size of the longest payload, in bytes.
func (s *Spec) payloadLimit() int { return s.maxSize * armor.PayloadFactor }
