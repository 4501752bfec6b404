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

// Mint is a token in the making, for generated code: Spec.Mint or
// Spec.MintPublic begins it, State is given where the type has some, the payload
// goes through Msgpack or JSON, and Text or AppendText ends it. What is done with
// a Mint after its end has no effect. It is not safe for concurrent use.
type Mint struct {
	work *minting
	turn uint64
}

// minting is the working space of a Mint. It goes back to a pool at the end,
// and its turn moves on, so that a Mint that is kept does not reach into the
// next one's.
type minting struct {
	turn   uint64
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

	msgpack codec.MsgpackEncoder
	json    codec.JSONEncoder
	output  *codec.Output // of the one in use; nil: none yet

	wire, text []byte
}

var mintings = sync.Pool{New: func() any { return new(minting) }}

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
	errNoState   = fmt.Errorf("%w: the type has state, and none was given", ErrMint)
	errNoPayload = fmt.Errorf("%w: no payload, or the token is ended already", ErrMint)
)

// Mint begins a signed or sealed token under the ring's primary key. It fails
// with ErrConfig for options that do not fit, with ErrMint where the clock is
// outside the format's range.
func (s *Spec) Mint(keys *Keyring, opts ...Option) (Mint, error) {
	ring := keys.held()
	if err := s.usable(ring != nil, false); err != nil {
		return Mint{}, err
	}
	return s.mint(ring.primary.subkeys(s, ring.realm), opts, time.Now().Unix())
}

// MintPublic begins a public token; otherwise it is as Mint.
func (s *Spec) MintPublic(key *SigningKey, opts ...Option) (Mint, error) {
	k := key.held()
	if err := s.usable(k != nil, true); err != nil {
		return Mint{}, err
	}
	return s.mint(k.subkeys(s), opts, time.Now().Unix())
}

// mint begins a token at the time now in Unix seconds.
func (s *Spec) mint(keys *subkeys, opts []Option, now int64) (Mint, error) {
	ttl, err := ttlSeconds(opts, s.maxAge)
	if err != nil {
		return Mint{}, err
	}
	if now < 0 || now > envelope.MaxIssued {
		return Mint{}, errClock
	}
	m := mintings.Get().(*minting)
	m.spec, m.keys = s, keys
	m.stamp = stamp{issued: now, ttl: ttl}
	if s.once && ttl == 0 {
		// The token says itself how long the store must remember it, so that a
		// max-age raised later revives no token that was used and forgotten.
		m.stamp.ttl = uint32(s.maxSeconds)
	}
	if s.kind == envelope.Sealed {
		rand.Read(m.stamp.nonce[:])
	} else if s.once {
		m.stamp.hasID = true
		rand.Read(m.stamp.id[:])
	}
	m.begin(opts)
	return Mint{m, m.turn}, nil
}

// begin writes all of the message that comes before the payload.
func (m *minting) begin(opts []Option) {
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

func (m *minting) flags() byte {
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

// live returns the working space, nil after the end.
func (m Mint) live() *minting {
	if m.work == nil || m.work.turn != m.turn {
		return nil
	}
	return m.work
}

// State binds a token of a type with state to what that is now. A token without
// it cannot be ended.
func (m Mint) State(state ...string) {
	if w := m.live(); w != nil {
		w.bound = appendState(w.bound[:0], w.header, state, 1)
	}
}

// Msgpack returns the encoder for the payload of a type with codec Msgpack.
func (m Mint) Msgpack() *codec.MsgpackEncoder {
	w := m.live()
	if w == nil {
		return new(codec.MsgpackEncoder)
	}
	w.encodeTo(&w.msgpack.Output)
	return &w.msgpack
}

// JSON returns the encoder for the payload of a type with codec JSON.
func (m Mint) JSON() *codec.JSONEncoder {
	w := m.live()
	if w == nil {
		return new(codec.JSONEncoder)
	}
	w.encodeTo(&w.json.Output)
	return &w.json
}

func (m *minting) encodeTo(o *codec.Output) {
	o.Reset(m.message)
	m.output = o
}

// Text ends the token and returns its text. It fails with ErrMint where the
// payload could not be encoded or the token is longer than max-size.
func (m Mint) Text() (string, error) {
	w := m.live()
	if w == nil {
		return "", errNoPayload
	}
	defer w.release()
	text, err := w.finish(w.text[:0])
	w.text = text
	return string(text), err
}

// AppendText ends the token and appends its text to dst, which it returns as it
// was where it fails as Text does.
func (m Mint) AppendText(dst []byte) ([]byte, error) {
	w := m.live()
	if w == nil {
		return dst, errNoPayload
	}
	defer w.release()
	return w.finish(dst)
}

// finish appends the token's text to dst.
func (m *minting) finish(dst []byte) ([]byte, error) {
	if m.output == nil {
		return dst, errNoPayload
	}
	if err := m.output.Err(); err != nil {
		return dst, Caused(ErrMint, err)
	}
	if m.spec.state && len(m.bound) == 0 {
		return dst, errNoState
	}
	m.message = m.output.Bytes()
	if m.spec.deflate {
		if len(m.message)-m.payload > m.spec.payloadLimit() {
			return dst, errTooLong
		}
		m.message = deflatePayload(m.message, m.payload)
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
func (m *minting) bindState() {
	m.bound = pae.Size(m.bound, len(m.message))
	m.keys.state.Append(m.message[:m.state], m.bound, m.message, envelope.StateSize)
}

// authenticate encrypts a sealed content, computes the tag and returns the
// token's bytes.
func (m *minting) authenticate() []byte {
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

// maxPooled is the largest buffer, in bytes, that goes back to a pool: one huge
// payload or binding does not stay in memory for ever.
const maxPooled = 64 << 10

func (m *minting) release() {
	m.turn++
	if m.output != nil {
		m.output.Reset(nil)
		m.output = nil
	}
	if max(cap(m.message), cap(m.text), cap(m.bound)) <= maxPooled {
		mintings.Put(m)
	}
}
