package typeseal

import (
	"fmt"
	"strings"
	"sync"
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
// Spec.OpenPublic returns it, Msgpack or JSON decodes its payload, an older one
// is Upgraded, and Finish says whether the payload may be used. Of a type with
// state, and to redeem, Decoded takes Finish's place, then Fresh where there is
// state, then Redeem or Close. What is done with an Opened after its end has no
// effect. It is not safe for concurrent use.
type Opened struct {
	work *opening
	turn uint64
}

// opening is the working space of an Opened. It goes back to a pool at the end,
// and its turn moves on, so that an Opened that is kept, or closed twice, does
// not reach into the next one's.
type opening struct {
	turn uint64
	spec *Spec
	keys *subkeys

	wire    []byte // what parts lie in
	head    []byte // what the tag covers in front of the content
	bound   []byte // what the state tag covers in front of the content
	text    []byte // room for a payload that was compressed
	parts   envelope.Parts
	content envelope.Content
	payload []byte
	issued  int64 // Unix seconds
	life    int64 // seconds; 0: unlimited
	expired bool
	step    step

	msgpack codec.MsgpackDecoder
	json    codec.JSONDecoder
	isJSON  bool
}

// step is how far an opening has come beyond Open.
type step byte

const (
	stepOpened step = iota
	stepDecoded
	stepFresh
)

var openings = sync.Pool{New: func() any { return new(opening) }}

// ring is what opening wants of either sort of key ring.
type ring interface {
	// opener returns what opens tokens of a key id, or why nothing does.
	opener(s *Spec, id uint32) (*subkeys, error)
	// revocations returns the ring's cutoffs.
	revocations() []cutoff
}

// Open does all of FORMAT.md section 5 up to the payload, for a signed or sealed
// token. It fails with one kind of ErrInvalid, or with ErrConfig for options
// that do not fit. An expired token is returned too, since its payload is
// authentic: Finish tells.
func (s *Spec) Open(keys *Keyring, token string, opts ...Option) (Opened, error) {
	ring := keys.held()
	if err := s.usable(ring != nil, false); err != nil {
		return Opened{}, err
	}
	return s.open(ring, token, opts, time.Now().Unix())
}

// OpenPublic is as Open, for a public token.
func (s *Spec) OpenPublic(keys *PublicKeyring, token string, opts ...Option) (Opened, error) {
	ring := keys.held()
	if err := s.usable(ring != nil, true); err != nil {
		return Opened{}, err
	}
	return s.open(ring, token, opts, time.Now().Unix())
}

// open is Open at the time now in Unix seconds.
func (s *Spec) open(keys ring, token string, opts []Option, now int64) (Opened, error) {
	if err := checkOpening(opts, s.once); err != nil {
		return Opened{}, err
	}
	o := openings.Get().(*opening)
	o.spec = s
	if err := o.check(keys, token, opts, now); err != nil {
		o.release()
		return Opened{}, err
	}
	return Opened{o, o.turn}, nil
}

// check does the steps of FORMAT.md section 5 in their order, up to expiry.
func (o *opening) check(keys ring, token string, opts []Option, now int64) (err error) {
	if !o.split(token) {
		return ErrMalformed
	}
	if o.keys, err = keys.opener(o.spec, o.parts.Header.KeyID); err != nil {
		return o.noKey(token, err)
	}
	if !o.authentic(opts) {
		return ErrForged
	}
	if !o.splitContent() {
		return ErrMalformed
	}
	if o.spec.accept>>o.version()&1 == 0 {
		return ErrVersion
	}
	if o.issued > now+skew {
		return ErrNotYetValid
	}
	if revoked(keys.revocations(), o.spec, o.issued, opts) {
		return ErrRevoked
	}
	o.expired = o.life != 0 && now-o.issued > o.life
	o.inflate()
	return nil
}

// split does step 1.
func (o *opening) split(token string) bool {
	text, ok := armor.Strip(token, o.spec.prefix, o.spec.maxSize)
	if !ok {
		return false
	}
	if o.wire, ok = armor.Decode(o.wire[:0], text); !ok {
		return false
	}
	o.parts, ok = envelope.Split(o.wire, o.spec.kind)
	return ok
}

// noKey is step 2's failure, for a reason. A doubled prefix is malformed rather
// than of an unknown key, though it may read as base64 and then stands where the
// key id does.
func (o *opening) noKey(token string, reason error) error {
	if strings.HasPrefix(token[len(o.spec.prefix):], o.spec.prefix) {
		return ErrMalformed
	}
	return reason
}

// authentic does step 3: exactly one tag or signature check.
func (o *opening) authentic(opts []Option) bool {
	p := &o.parts
	o.head = o.keys.appendHead(o.head[:0], p.Header, opts, p.Nonce)
	o.head = pae.Size(o.head, len(p.Content))
	if p.Header.Kind == envelope.Public {
		o.head = append(o.head, p.Content...)
		return suite.VerifySignature(o.keys.public, o.head, p.Tag)
	}
	return o.keys.tag.Check(o.head, p.Content, p.Tag)
}

// splitContent does step 4, and finds how long the token lives.
func (o *opening) splitContent() (ok bool) {
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

func (o *opening) version() int { return int(o.parts.Header.Flags & envelope.VersionMask) }

// decoded reports whether the decoder in use took the whole payload.
func (o *opening) decoded() bool {
	if o.isJSON {
		return o.json.End()
	}
	return o.msgpack.End()
}

// fresh does step 9, once: it reports whether state is what the token was bound
// to.
func (o *opening) fresh(state []string) bool {
	tag := [envelope.StateSize]byte(o.content.State)
	clear(o.content.State) // as in the message that it covers
	o.bound = appendState(o.bound[:0], o.parts.Header, state, 1)
	o.bound = append(pae.Size(o.bound, len(o.head)+len(o.parts.Content)), o.head...)
	return o.keys.state.Check(o.bound, o.parts.Content, tag[:])
}

// issuedAt and expiresAt are the first and the last second in which the token is
// good, as Unix seconds go.
func (o *opening) issuedAt() time.Time  { return time.Unix(o.issued, 0).UTC() }
func (o *opening) expiresAt() time.Time { return time.Unix(o.issued+o.life, 0).UTC() }

func (o *opening) release() {
	o.turn++
	o.step = stepOpened
	// The decoder may hold a copy of the payload's text.
	if o.isJSON {
		o.json.Reset(nil)
	} else {
		o.msgpack.Reset(nil)
	}
	o.isJSON, o.payload = false, nil
	if max(cap(o.wire), cap(o.head), cap(o.bound), cap(o.text)) <= maxPooled {
		openings.Put(o)
	}
}

// live returns the working space, nil after the end.
func (o Opened) live() *opening {
	if o.work == nil || o.work.turn != o.turn {
		return nil
	}
	return o.work
}

// errSequence is the error of methods that generated code calls in their order.
var errSequence = fmt.Errorf("%w: a step of opening was left out, or comes after its end", ErrConfig)

// Version is the schema version of the payload, one that the type accepts.
func (o Opened) Version() int {
	if w := o.live(); w != nil {
		return w.version()
	}
	return -1
}

// IssuedAt is when the token was minted, in UTC; zero after the end.
func (o Opened) IssuedAt() time.Time {
	if w := o.live(); w != nil {
		return w.issuedAt()
	}
	return time.Time{}
}

// Msgpack returns the decoder of the payload of a type with codec Msgpack.
func (o Opened) Msgpack() *codec.MsgpackDecoder {
	w := o.live()
	if w == nil {
		return new(codec.MsgpackDecoder)
	}
	w.isJSON = false
	w.msgpack.Reset(w.payload)
	return &w.msgpack
}

// JSON returns the decoder of the payload of a type with codec JSON.
func (o Opened) JSON() *codec.JSONDecoder {
	w := o.live()
	if w == nil {
		return new(codec.JSONDecoder)
	}
	w.isJSON = true
	w.json.Reset(w.payload)
	return &w.json
}
