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

// Opening is an authentic token. For generated code: Spec.Open or Spec.OpenPublic
// returns it, Msgpack or JSON decodes its payload, an older one is Upgraded, and
// Finish says whether the payload may be used. For types with state or single use,
// call Decoded instead of Finish, then Fresh if there is state, then Redeem or
// Close. What is done with an Opening or its decoder after its end has no effect.
// It must not be copied, and is not safe for concurrent use.
//
// The decoders are its own, and not the room's: whoever keeps one does not read
// the next token that is opened there.
type Opening struct {
	_       noCopy
	room    *openRoom // nil: not open, or ended
	codec   Codec     // of the decoder in use; 0: none yet
	msgpack codec.MsgpackDecoder
	json    codec.JSONDecoder
}

// openRoom is the working space of an Opening. It goes back to a pool at the end,
// with nothing in it.
type openRoom struct {
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
}

// step is how far an opening has come beyond Open.
type step byte

const (
	stepOpened step = iota
	stepDecoded
	stepFresh
)

var openRooms = sync.Pool{New: func() any { return new(openRoom) }}

// ring is what opening requires of either kind of key ring.
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
func (s *Spec) Open(keys *Keyring, token string, opts ...Option) (*Opening, error) {
	o := new(Opening)
	return o, s.open(o, keys, token, opts)
}

// OpenPublic is as Open, for a public token.
func (s *Spec) OpenPublic(keys *PublicKeyring, token string, opts ...Option) (*Opening, error) {
	o := new(Opening)
	return o, s.openPublic(o, keys, token, opts)
}

func (s *Spec) open(o *Opening, keys *Keyring, token string, opts []Option) error {
	ring := keys.held()
	if err := s.usable(ring != nil, false); err != nil {
		return err
	}
	return s.openWith(o, ring, token, opts, time.Now().Unix())
}

func (s *Spec) openPublic(o *Opening, keys *PublicKeyring, token string, opts []Option) error {
	ring := keys.held()
	if err := s.usable(ring != nil, true); err != nil {
		return err
	}
	return s.openWith(o, ring, token, opts, time.Now().Unix())
}

// openWith opens a token at the time now in Unix seconds.
func (s *Spec) openWith(o *Opening, keys ring, token string, opts []Option, now int64) error {
	if err := checkOpening(opts, s.once); err != nil {
		return err
	}
	room := openRooms.Get().(*openRoom)
	room.spec = s
	if err := room.check(keys, token, opts, now); err != nil {
		room.release()
		return err
	}
	o.room = room
	return nil
}

// check does the steps of FORMAT.md section 5 in their order, up to expiry.
func (o *openRoom) check(keys ring, token string, opts []Option, now int64) (err error) {
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
func (o *openRoom) split(token string) bool {
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
func (o *openRoom) noKey(token string, reason error) error {
	if strings.HasPrefix(token[len(o.spec.prefix):], o.spec.prefix) {
		return ErrMalformed
	}
	return reason
}

// authentic does step 3: exactly one tag or signature check.
func (o *openRoom) authentic(opts []Option) bool {
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
func (o *openRoom) splitContent() (ok bool) {
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

func (o *openRoom) version() int { return int(o.parts.Header.Flags & envelope.VersionMask) }

// fresh does step 9, once: it reports whether state is what the token was bound
// to.
func (o *openRoom) fresh(state []string) bool {
	tag := [envelope.StateSize]byte(o.content.State)
	clear(o.content.State) // as in the message that it covers
	o.bound = appendState(o.bound[:0], o.parts.Header, state, 1)
	o.bound = append(pae.Size(o.bound, len(o.head)+len(o.parts.Content)), o.head...)
	return o.keys.state.Check(o.bound, o.parts.Content, tag[:])
}

// issuedAt and expiresAt are the first and the last second in which the token is
// good, as Unix seconds go.
func (o *openRoom) issuedAt() time.Time  { return time.Unix(o.issued, 0).UTC() }
func (o *openRoom) expiresAt() time.Time { return time.Unix(o.issued+o.life, 0).UTC() }

// release gives the room back, and leaves nothing in it of what was sealed, of
// state or bindings.
func (o *openRoom) release() {
	o.spec, o.keys, o.step = nil, nil, stepOpened
	o.parts, o.content, o.payload = envelope.Parts{}, envelope.Content{}, nil
	if wipe(&o.wire, &o.head, &o.bound, &o.text) <= maxPooled {
		openRooms.Put(o)
	}
}

// end ends o.
func (o *Opening) end() {
	o.msgpack.Reset(nil)
	o.json.Reset(nil)
	o.room.release()
	o.room = nil
}

// errSequence is the error of methods that generated code calls in their order.
var errSequence = fmt.Errorf("%w: a step of opening was left out, or comes after its end", ErrConfig)

// Version is the schema version of the payload, one that the type accepts; -1
// after the end.
func (o *Opening) Version() int {
	if o.room == nil {
		return -1
	}
	return o.room.version()
}

// IssuedAt is when the token was minted, in UTC; zero after the end.
func (o *Opening) IssuedAt() time.Time {
	if o.room == nil {
		return time.Time{}
	}
	return o.room.issuedAt()
}

// Msgpack returns the decoder of the payload of a type with codec Msgpack. It and JSON
// are not inlined, so that generated code takes less time to compile.
//
//go:noinline
func (o *Opening) Msgpack() *codec.MsgpackDecoder {
	if o.room != nil {
		o.codec = Msgpack
		o.msgpack.Reset(o.room.payload)
	}
	return &o.msgpack
}

// JSON returns the decoder of the payload of a type with codec JSON.
//
//go:noinline
func (o *Opening) JSON() *codec.JSONDecoder {
	if o.room != nil {
		o.codec = JSON
		o.json.Reset(o.room.payload)
	}
	return &o.json
}

// decoded reports whether the decoder in use took the whole payload.
func (o *Opening) decoded() bool {
	switch o.codec {
	case JSON:
		return o.json.End()
	case Msgpack:
		return o.msgpack.End()
	}
	return false
}
