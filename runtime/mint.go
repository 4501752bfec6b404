package typeseal

import (
	"crypto/rand"
	"encoding/binary"
	"fmt"
	"sync"
	"time"

	"github.com/typeseal/typeseal/runtime/codec"
	"github.com/typeseal/typeseal/runtime/internal/armor"
	"github.com/typeseal/typeseal/runtime/internal/envelope"
	"github.com/typeseal/typeseal/runtime/internal/pae"
)

// Minting is a token in the making. For generated code: Spec.Mint or
// Spec.MintPublic begins it, State is given if the type has some, the payload goes
// through Msgpack or JSON, and Text or AppendText ends it. What is done with a
// Minting or its encoder after that has no effect. It must not be copied, and is
// not safe for concurrent use.
//
// The encoders are its own, and not the room's: whoever keeps one does not reach
// into the next token that is made there.
type Minting struct {
	_       noCopy
	room    *mintRoom // nil: not begun, or ended
	codec   Codec     // of the encoder in use; 0: none yet
	msgpack codec.MsgpackEncoder
	json    codec.JSONEncoder
}

// noCopy makes go vet find copies.
type noCopy struct{}

func (*noCopy) Lock()   {}
func (*noCopy) Unlock() {}

// mintRoom is the working space of a Minting. It goes back to a pool at the end,
// with nothing in it.
type mintRoom struct {
	spec   *Spec
	keys   *subkeys
	stamp  stamp
	header envelope.Header

	// message is what the tag covers, a PAE whose last part, the content, is
	// still growing. Encoding straight into it saves a copy.
	message []byte
	content int // where the content begins
	state   int // where the state tag belongs
	payload int // where the payload begins

	// bound is what the state tag covers in front of the message; empty: no state
	// was given yet.
	bound []byte

	scratch    codec.Scratch
	wire, text []byte
}

var mintRooms = sync.Pool{New: func() any { return new(mintRoom) }}

// stamp is all of a token that does not come from payload, key or policy.
type stamp struct {
	issued int64  // Unix seconds
	ttl    uint32 // seconds; 0: none
	hasID  bool
	id     [envelope.IDSize]byte
	nonce  [envelope.NonceSize]byte // sealed only
}

// Errors of minting that are not the encoder's.
var (
	errNoSpec    = fmt.Errorf("%w: a Spec that NewSpec did not make", ErrConfig)
	errNoKeys    = fmt.Errorf("%w: no key, or a key of another kind than the type's", ErrConfig)
	errClock     = fmt.Errorf("%w: the clock is outside the years 1970 to 36812", ErrMint)
	errTooLong   = fmt.Errorf("%w: the token is longer than max-size", ErrMint)
	errBinding   = fmt.Errorf("%w: a binding is not UTF-8", ErrMint)
	errNoState   = fmt.Errorf("%w: the type has state, and none was given", ErrMint)
	errNoPayload = fmt.Errorf("%w: no payload, or the token is ended already", ErrMint)
)

// Mint begins a signed or sealed token under the ring's primary key. It fails
// with ErrConfig for options that do not fit, with ErrMint if the clock is outside
// the format's range.
//
// It is short enough to be inlined, as MintPublic, Open and OpenPublic are: then
// the caller's stack holds what it returns, encoders and decoders included.
func (s *Spec) Mint(keys *Keyring, opts ...Option) (*Minting, error) {
	m := new(Minting)
	return m, s.mint(m, keys, opts)
}

// MintPublic begins a public token; otherwise it is as Mint.
func (s *Spec) MintPublic(key *SigningKey, opts ...Option) (*Minting, error) {
	m := new(Minting)
	return m, s.mintPublic(m, key, opts)
}

func (s *Spec) mint(m *Minting, keys *Keyring, opts []Option) error {
	ring := keys.held()
	if err := s.usable(ring != nil, false); err != nil {
		return err
	}
	return s.mintWith(m, ring.primary.subkeys(s, ring.realm), opts, time.Now().Unix())
}

func (s *Spec) mintPublic(m *Minting, key *SigningKey, opts []Option) error {
	k := key.held()
	if err := s.usable(k != nil, true); err != nil {
		return err
	}
	return s.mintWith(m, k.subkeys(s), opts, time.Now().Unix())
}

// mintWith begins a token at the time now in Unix seconds.
func (s *Spec) mintWith(m *Minting, keys *subkeys, opts []Option, now int64) error {
	ttl, err := ttlSeconds(opts, s.maxAge)
	if err != nil {
		return err
	}
	if now < 0 || now > envelope.MaxIssued {
		return errClock
	}
	room := mintRooms.Get().(*mintRoom)
	room.spec, room.keys = s, keys
	room.stamp = stamp{issued: now, ttl: ttl}
	if s.once && ttl == 0 {
		// The token says itself how long the store must remember it, so that a
		// max-age raised later revives no token that was used and forgotten.
		room.stamp.ttl = uint32(s.maxSeconds)
	}
	if s.kind == envelope.Sealed {
		rand.Read(room.stamp.nonce[:])
	} else if s.once {
		room.stamp.hasID = true
		rand.Read(room.stamp.id[:])
	}
	room.begin(opts)
	m.room = room
	return nil
}

// begin writes all of the message that comes before the payload.
func (m *mintRoom) begin(opts []Option) {
	m.header = envelope.Header{Kind: m.spec.kind, Flags: m.flags(), KeyID: m.keys.id, Issued: m.stamp.issued}
	b := m.keys.appendHead(m.message[:0], m.header, opts, m.stamp.nonce[:])
	b = pae.Size(b, 0) // set when the content is complete
	m.content = len(b)
	if m.stamp.ttl != 0 {
		b = binary.BigEndian.AppendUint32(b, m.stamp.ttl)
	}
	if m.stamp.hasID {
		b = append(b, m.stamp.id[:]...)
	}
	m.state, m.bound = len(b), m.bound[:0]
	if m.spec.state {
		b = append(b, make([]byte, envelope.StateSize)...)
	}
	if m.spec.deflate {
		b = append(b, storedPayload)
	}
	m.payload = len(b)
	m.message = b
}

func (m *mintRoom) flags() byte {
	flags := m.spec.version
	if m.stamp.ttl != 0 {
		flags |= envelope.FlagTTL
	}
	if m.stamp.hasID {
		flags |= envelope.FlagID
	}
	if m.spec.state {
		flags |= envelope.FlagState
	}
	return flags
}

// State binds a token of a type with state to what that is now. A token without
// it cannot be ended.
func (m *Minting) State(state ...string) {
	if r := m.room; r != nil {
		r.bound = appendState(r.bound[:0], r.header, state, 1)
	}
}

// Msgpack returns the encoder for the payload of a type with codec Msgpack. It and JSON
// are not inlined, so that generated code takes less time to compile.
//
//go:noinline
func (m *Minting) Msgpack() *codec.MsgpackEncoder {
	m.encode(Msgpack, &m.msgpack.Output)
	return &m.msgpack
}

// JSON returns the encoder for the payload of a type with codec JSON.
//
//go:noinline
func (m *Minting) JSON() *codec.JSONEncoder {
	m.encode(JSON, &m.json.Output)
	return &m.json
}

// encode lends the room to an encoder, and takes it from the one before.
func (m *Minting) encode(c Codec, o *codec.Output) {
	if m.room == nil {
		return
	}
	m.encoded()
	o.Lend(m.room.message, &m.room.scratch)
	m.codec = c
}

// encoded takes the message from the encoder in use, with its error.
func (m *Minting) encoded() (message []byte, err error) {
	used := m.codec
	m.codec = 0
	switch used {
	case Msgpack:
		return m.msgpack.Take()
	case JSON:
		return m.json.Take()
	}
	return m.room.message, errNoPayload
}

// Text ends the token and returns its text. It fails with ErrMint if the payload
// could not be encoded or the token is longer than max-size.
func (m *Minting) Text() (string, error) {
	r := m.room
	if r == nil {
		return "", errNoPayload
	}
	defer r.release()
	text, err := m.finish(r.text[:0])
	r.text = text
	return string(text), err
}

// AppendText ends the token and appends its text to dst, which it returns as it
// was if it fails as Text does.
func (m *Minting) AppendText(dst []byte) ([]byte, error) {
	r := m.room
	if r == nil {
		return dst, errNoPayload
	}
	defer r.release()
	return m.finish(dst)
}

// finish ends m and appends the token's text to dst.
func (m *Minting) finish(dst []byte) ([]byte, error) {
	message, err := m.encoded()
	r := m.room
	m.room = nil
	switch r.message = message; {
	case err == errNoPayload:
		return dst, err
	case err != nil:
		return dst, Caused(ErrMint, err)
	case r.spec.state && len(r.bound) == 0:
		return dst, errNoState
	}
	return r.finish(dst)
}

// finish appends the token's text to dst.
func (m *mintRoom) finish(dst []byte) ([]byte, error) {
	if m.spec.deflate {
		if len(m.message)-m.payload > m.spec.payloadLimit() {
			return dst, errTooLong
		}
		m.message = deflatePayload(m.message, m.payload, m.spec.kind == envelope.Sealed)
	}
	pae.SetSize(m.message[m.content-8:], len(m.message)-m.content)
	if m.spec.state {
		m.bindState()
	}
	wire := m.authenticate()
	if len(m.spec.prefix)+armor.EncodedLen(len(wire)) > m.spec.maxSize {
		return dst, errTooLong
	}
	return armor.Append(dst, m.spec.prefix, wire), nil
}

// bindState fills in the state tag, once all else of the message is there.
func (m *mintRoom) bindState() {
	m.bound = pae.Size(m.bound, len(m.message))
	m.keys.state.Append(m.message[:m.state], m.bound, m.message, envelope.StateSize)
}

// authenticate encrypts a sealed content, computes the tag and returns the
// token's bytes.
func (m *mintRoom) authenticate() []byte {
	content := m.message[m.content:]
	w := m.header.AppendWire(m.wire[:0])
	if m.header.Kind == envelope.Sealed {
		m.keys.enc.XOR(content, m.stamp.nonce[:])
		w = append(w, m.stamp.nonce[:]...)
	}
	w = append(w, content...)
	if m.header.Kind == envelope.Public {
		w = m.keys.sign.Append(w, m.message)
	} else {
		w = m.keys.tag.Append(w, m.message, nil, m.header.Kind.TagSize())
	}
	m.wire = append(w, byte(m.header.Kind))
	return m.wire
}

// maxPooled is how much memory, in bytes, a room may have to go back to its pool:
// one huge payload or binding does not stay in memory for ever.
const maxPooled = 64 << 10

// release gives the room back, and leaves nothing in it of what was sealed, of
// state, bindings or the token.
func (m *mintRoom) release() {
	m.spec, m.keys, m.stamp = nil, nil, stamp{}
	m.scratch.Clear()
	if wipe(&m.message, &m.bound, &m.wire, &m.text)+m.scratch.Size() <= maxPooled {
		mintRooms.Put(m)
	}
}

// wipe zeroes and empties buffers, and returns how much memory they have. It does
// not stop at their lengths: a step that failed, or that made its text shorter,
// leaves something behind them.
func wipe(buffers ...*[]byte) (size int) {
	for _, b := range buffers {
		clear((*b)[:cap(*b)])
		*b = (*b)[:0]
		size += cap(*b)
	}
	return size
}
