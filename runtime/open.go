package typeseal

import (
	"crypto/ed25519"
	"crypto/subtle"
	"strings"
	"time"

	"github.com/typeseal/typeseal/runtime/codec"
	"github.com/typeseal/typeseal/runtime/internal/armor"
	"github.com/typeseal/typeseal/runtime/internal/envelope"
	"github.com/typeseal/typeseal/runtime/internal/pae"
	"github.com/typeseal/typeseal/runtime/internal/suite"
)

// skew is how far ahead of the clock, in seconds, a token may have been issued.
const skew = 60

// Opened is an authentic token, for generated code: Spec.Open or
// Spec.OpenPublic returns it, Msgpack or JSON decodes its payload, and Finish
// says whether the payload may be used, after which the Opened must not be. It
// is not safe for concurrent use. Of a type with state or single use Decoded
// takes Finish's place.
type Opened struct {
	spec   *Spec
	keys   *subkeys
	tagger *suite.Tagger // nil in a public kind

	wire    []byte // working space that parts lie in
	head    []byte
	parts   envelope.Parts
	content envelope.Content
	payload []byte
	issued  int64 // Unix seconds
	life    int64 // seconds; 0: unlimited
	expired bool

	msgpack codec.MsgpackDecoder
	json    codec.JSONDecoder
	isJSON  bool
}

// Open does all of FORMAT.md section 5 up to the payload, for a signed or sealed
// token. It fails with one kind of ErrInvalid, or with ErrConfig for options
// that do not fit. An expired token is returned too, since its payload is
// authentic: Finish tells.
func (s *Spec) Open(keys *Keyring, token string, opts ...Option) (*Opened, error) {
	if keys == nil || keys.primary == nil || Kind(s.kind) == Public {
		return nil, errNoKeys
	}
	k := keys.find(peekKeyID(token, s.prefix))
	if k == nil {
		return nil, refuseKey(keys.primary.subkeys(s, keys.realm), s, token, ErrUnknownKey)
	}
	sub := k.subkeys(s, keys.realm)
	if reason := k.state.refusal(); reason != nil {
		return nil, refuseKey(sub, s, token, reason)
	}
	return sub.open(s, token, opts, keys.cutoffs, time.Now().Unix())
}

// OpenPublic is as Open, for a public token.
func (s *Spec) OpenPublic(keys *PublicKeyring, token string, opts ...Option) (*Opened, error) {
	if keys == nil || len(keys.keys) == 0 || Kind(s.kind) != Public {
		return nil, errNoKeys
	}
	k := keys.find(peekKeyID(token, s.prefix))
	if k == nil {
		return nil, refuseKey(keys.keys[0].subkeys(s, keys.realm), s, token, ErrUnknownKey)
	}
	sub := k.subkeys(s, keys.realm)
	if reason := k.state.refusal(); reason != nil {
		return nil, refuseKey(sub, s, token, reason)
	}
	return sub.open(s, token, opts, keys.cutoffs, time.Now().Unix())
}

// peekKeyID returns the key id of what may be a token. Any number will do for
// what is not one: whichever key it names, the token is found to be malformed.
func peekKeyID(token, prefix string) uint32 {
	if len(token) < len(prefix)+8 {
		return 0
	}
	var front [6]byte
	armor.Decode(front[:0], token[len(prefix):len(prefix)+8])
	return uint32(front[1])<<24 | uint32(front[2])<<16 | uint32(front[3])<<8 | uint32(front[4])
}

// refuseKey says what is wrong with a token whose key id names no key that
// opens: it is malformed before that is a reason. A doubled prefix is malformed
// too, though it may read as base64: ts1_ would be the front of a key id. The
// subkeys lend their working space only.
func refuseKey(any *subkeys, s *Spec, token string, reason error) error {
	o := any.opened()
	defer o.release()
	if !o.split(s, token) || strings.HasPrefix(token[len(s.prefix):], s.prefix) {
		return ErrMalformed
	}
	return reason
}

// opened returns an Opened of the pool.
func (sub *subkeys) opened() *Opened {
	if o, ok := sub.opens.Get().(*Opened); ok {
		return o
	}
	return &Opened{keys: sub, tagger: sub.tagger()}
}

// open is Open once the key is known, at the time now in Unix seconds.
func (sub *subkeys) open(s *Spec, token string, opts []Option, cutoffs []cutoff, now int64) (*Opened, error) {
	if err := checkOpening(opts, s.once); err != nil {
		return nil, err
	}
	o := sub.opened()
	if err := o.check(s, token, opts, cutoffs, now); err != nil {
		o.release()
		return nil, err
	}
	return o, nil
}

// check does the steps of FORMAT.md section 5 in their order, but for step 2,
// the key, which the caller did.
func (o *Opened) check(s *Spec, token string, opts []Option, cutoffs []cutoff, now int64) error {
	if !o.split(s, token) {
		return ErrMalformed
	}
	if !o.authentic(opts) {
		return ErrForged
	}
	if !o.splitContent() {
		return ErrMalformed
	}
	if o.parts.Header.Flags&envelope.VersionMask != s.version {
		return ErrVersion
	}
	if o.issued > now+skew {
		return ErrNotYetValid
	}
	if revoked(cutoffs, s, o.issued, opts) {
		return ErrRevoked
	}
	o.expired = o.life != 0 && now-o.issued > o.life
	o.inflate()
	return nil
}

// split does step 1.
func (o *Opened) split(s *Spec, token string) bool {
	o.spec = s
	text, ok := armor.Strip(token, s.prefix, s.maxSize)
	if !ok {
		return false
	}
	if o.wire, ok = armor.Decode(o.wire[:0], text); !ok {
		return false
	}
	o.parts, ok = envelope.Split(o.wire, s.kind)
	return ok
}

// authentic does step 3: exactly one tag or signature check.
func (o *Opened) authentic(opts []Option) bool {
	p := &o.parts
	o.head = appendHead(o.head[:0], p.Header, o.keys.ns, opts, p.Nonce)
	o.head = pae.Size(o.head, len(p.Content))
	if p.Header.Kind == envelope.Public {
		o.head = append(o.head, p.Content...)
		return ed25519.Verify(o.keys.public, o.head, p.Tag)
	}
	return o.tagger.Check(o.head, p.Content, p.Tag)
}

// splitContent does step 4, and finds how long the token lives.
func (o *Opened) splitContent() (ok bool) {
	p := &o.parts
	if p.Header.Kind == envelope.Sealed {
		o.keys.enc.XOR(p.Content, p.Nonce)
	}
	if p.Header.Flags&envelope.FlagState != 0 != o.spec.state {
		return false
	}
	if o.content, ok = envelope.SplitContent(p.Header.Flags, p.Content); !ok {
		return false
	}
	if o.spec.once && (o.content.TTL == 0 || o.content.ID == nil && p.Header.Kind != envelope.Sealed) {
		return false // minted before the type became single-use
	}
	o.issued = p.Header.Issued
	o.life = o.spec.maxSeconds
	if ttl := int64(o.content.TTL); ttl != 0 && (o.life == 0 || ttl < o.life) {
		o.life = ttl
	}
	return true
}

// inflate finds the codec's bytes. A payload that does not inflate becomes an
// empty one, which no decoder accepts.
func (o *Opened) inflate() {
	o.payload = o.content.Payload
	if !o.spec.deflate {
		return
	}
	payload, ok := inflatePayload(o.payload, o.spec.payloadLimit())
	if !ok {
		payload = nil
	}
	o.payload = payload
}

// Msgpack returns the decoder of the payload of a type with codec Msgpack.
func (o *Opened) Msgpack() *codec.MsgpackDecoder {
	o.isJSON = false
	o.msgpack.Reset(o.payload)
	return &o.msgpack
}

// JSON returns the decoder of the payload of a type with codec JSON.
func (o *Opened) JSON() *codec.JSONDecoder {
	o.isJSON = true
	o.json.Reset(o.payload)
	return &o.json
}

// Finish ends the opening of a token whose payload was decoded into v. It
// returns nil where v may be used, otherwise ErrPayload, or for an expired token
// an *ExpiredError with *v in it.
func Finish[T any](o *Opened, v *T) error {
	err := Decoded(o, v)
	if err == nil {
		o.release()
	}
	return err
}

// Decoded is Finish for a type with state or single use, whose opening goes on:
// with Fresh, then Redeem or Close. It ends the opening where it fails.
func Decoded[T any](o *Opened, v *T) error {
	err := judge(o, v)
	if err != nil {
		o.release()
	}
	return err
}

// judge does the steps from expiry to the payload.
func judge[T any](o *Opened, v *T) error {
	switch decoded := o.decoded(); {
	case !o.expired && decoded:
		return nil
	case !o.expired:
		return ErrPayload
	case !decoded:
		return ErrExpired
	}
	return &ExpiredError[T]{Payload: *v, IssuedAt: o.IssuedAt(), ExpiredAt: o.expiresAt()}
}

// decoded reports whether the decoder in use took the whole payload.
func (o *Opened) decoded() bool {
	if o.isJSON {
		return o.json.End()
	}
	return o.msgpack.End()
}

// IssuedAt is when the token was minted, in UTC.
func (o *Opened) IssuedAt() time.Time { return time.Unix(o.issued, 0).UTC() }

// expiresAt is the last second in which the token is good.
func (o *Opened) expiresAt() time.Time { return time.Unix(o.issued+o.life, 0).UTC() }

// fresh does step 9: it reports whether state is what the token was bound to.
func (o *Opened) fresh(state []string) bool {
	return subtle.ConstantTimeCompare(stateTag(o.keys, o.parts.Header, state), o.content.State) == 1
}

func (o *Opened) release() {
	// The decoders may hold a copy of the payload's text.
	o.msgpack.Reset(nil)
	o.json.Reset(nil)
	o.payload = nil
	if cap(o.wire) <= maxPooled {
		o.keys.opens.Put(o)
	}
}
