package typeseal

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"time"

	"github.com/typeseal/typeseal/runtime/codec"
	"github.com/typeseal/typeseal/runtime/internal/armor"
	"github.com/typeseal/typeseal/runtime/internal/envelope"
	"github.com/typeseal/typeseal/runtime/internal/pae"
	"github.com/typeseal/typeseal/runtime/internal/suite"
)

// Mint is a token in the making, for generated code: Spec.Mint or
// Spec.MintPublic begins it, the payload goes through Msgpack or JSON, and Text
// or AppendText ends it, after which it must not be used. It is not safe for
// concurrent use.
type Mint struct {
	spec   *Spec
	keys   *subkeys
	tagger *suite.Tagger // nil in a public kind
	stamp  stamp
	header envelope.Header

	// message is what the tag covers, a PAE whose last part, the content, is
	// still growing. Encoding straight into it saves a copy.
	message []byte
	content int // where the content begins
	state   int // where the state tag belongs; 0: the type has none, or it is filled in
	payload int // where the payload begins

	msgpack codec.MsgpackEncoder
	json    codec.JSONEncoder
	output  *codec.Output // of the one in use

	wire, text []byte
}

// stamp is all of a token that does not come from payload, key or policy.
type stamp struct {
	issued int64  // Unix seconds
	ttl    uint32 // seconds; 0: none
	hasID  bool
	id     [envelope.IDSize]byte
	nonce  [envelope.NonceSize]byte // sealed only
}

// Mint begins a signed or sealed token under the ring's primary key. It fails
// with ErrConfig for options that do not fit, with ErrMint where the clock is
// outside the format's range.
func (s *Spec) Mint(keys *Keyring, opts ...Option) (*Mint, error) {
	if keys == nil || keys.primary == nil || Kind(s.kind) == Public {
		return nil, errNoKeys
	}
	return s.mintNow(keys.primary.subkeys(s, keys.realm), opts)
}

// MintPublic begins a public token; otherwise it is as Mint.
func (s *Spec) MintPublic(key *SigningKey, opts ...Option) (*Mint, error) {
	if key == nil || key.key == nil || Kind(s.kind) != Public {
		return nil, errNoKeys
	}
	return s.mintNow(key.key.subkeys(s), opts)
}

var errNoKeys = fmt.Errorf("%w: no key, or a key of another kind than the type's", ErrConfig)

func (s *Spec) mintNow(keys *subkeys, opts []Option) (*Mint, error) {
	ttl, err := ttlSeconds(opts, s.maxAge)
	if err != nil {
		return nil, err
	}
	now := time.Now().Unix()
	if now < 0 || now > envelope.MaxIssued {
		return nil, fmt.Errorf("%w: the clock is outside the years 1970 to 36812", ErrMint)
	}
	m := keys.mint()
	m.stamp = stamp{issued: now, ttl: ttl}
	if s.once && ttl == 0 {
		// The token says itself how long the store must remember it, so that a
		// max-age raised later revives no token that was used and forgotten.
		m.stamp.ttl = uint32(s.maxSeconds)
	}
	if Kind(s.kind) == Sealed {
		rand.Read(m.stamp.nonce[:])
	} else if s.once {
		m.stamp.hasID = true
		rand.Read(m.stamp.id[:])
	}
	m.begin(s, opts)
	return m, nil
}

// mint returns a Mint of the pool.
func (sub *subkeys) mint() *Mint {
	if m, ok := sub.mints.Get().(*Mint); ok {
		return m
	}
	return &Mint{keys: sub, tagger: sub.tagger()}
}

// begin writes all of the message that comes before the payload.
func (m *Mint) begin(s *Spec, opts []Option) {
	m.spec = s
	m.header = envelope.Header{Kind: s.kind, Flags: m.flags(), KeyID: m.keys.id, Issued: m.stamp.issued}
	b := appendHead(m.message[:0], m.header, m.keys.ns, opts, m.stamp.nonce[:])
	b = pae.Size(b, 0) // set when the content is complete
	m.content = len(b)
	if m.stamp.ttl != 0 {
		b = binary.BigEndian.AppendUint32(b, m.stamp.ttl)
	}
	if m.stamp.hasID {
		b = append(b, m.stamp.id[:]...)
	}
	m.state = 0
	if s.state {
		m.state = len(b)
		b = append(b, make([]byte, envelope.StateSize)...)
	}
	if s.deflate {
		b = append(b, storedPayload)
	}
	m.payload = len(b)
	m.message = b
}

func (m *Mint) flags() byte {
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

// State binds a token of a type with state fields to what they hold now. It
// must be called before Msgpack or JSON.
func (m *Mint) State(state ...string) {
	tag := stateTag(m.keys, m.header, state)
	copy(m.message[m.state:], tag)
	m.state = 0
}

// Msgpack returns the encoder for the payload of a type with codec Msgpack.
func (m *Mint) Msgpack() *codec.MsgpackEncoder {
	m.output = &m.msgpack.Output
	m.output.Reset(m.message)
	return &m.msgpack
}

// JSON returns the encoder for the payload of a type with codec JSON.
func (m *Mint) JSON() *codec.JSONEncoder {
	m.output = &m.json.Output
	m.output.Reset(m.message)
	return &m.json
}

// Text ends the token and returns its text. It fails with ErrMint where the
// payload could not be encoded or the token is longer than max-size.
func (m *Mint) Text() (string, error) {
	text, err := m.finish(m.text[:0])
	m.text = text
	token := string(text)
	m.release()
	return token, err
}

// AppendText ends the token and appends its text to dst, which it returns as it
// was where it fails as Text does.
func (m *Mint) AppendText(dst []byte) ([]byte, error) {
	dst, err := m.finish(dst)
	m.release()
	return dst, err
}

var (
	errTooLong = fmt.Errorf("%w: the token is longer than max-size", ErrMint)
	errNoState = fmt.Errorf("%w: the type has state, and none was given", ErrMint)
)

// finish appends the token's text to dst.
func (m *Mint) finish(dst []byte) ([]byte, error) {
	if err := m.output.Err(); err != nil {
		return dst, mintError(err)
	}
	if m.state != 0 {
		return dst, errNoState
	}
	m.message = m.output.Bytes()
	if m.spec.deflate {
		m.message = deflatePayload(m.message, m.payload)
	}
	wire := m.authenticate()
	if len(m.spec.prefix)+armor.EncodedLen(len(wire)) > m.spec.maxSize {
		return dst, errTooLong
	}
	return armor.Append(dst, m.spec.prefix, wire), nil
}

// mintError is an encoder's error as the caller sees it: ErrMint, and what a
// user's own marshal method returned beneath it.
func mintError(err error) error {
	if errors.Is(err, ErrMint) {
		return err
	}
	return fmt.Errorf("%w: %w", ErrMint, err)
}

// authenticate encrypts a sealed content, computes the tag and returns the
// token's bytes.
func (m *Mint) authenticate() []byte {
	content := m.message[m.content:]
	pae.SetSize(m.message[m.content-8:], len(content))
	w := m.header.AppendWire(m.wire[:0])
	if m.header.Kind == envelope.Sealed {
		m.keys.enc.XOR(content, m.stamp.nonce[:])
		w = append(w, m.stamp.nonce[:]...)
	}
	w = append(w, content...)
	if m.header.Kind == envelope.Public {
		w = append(w, ed25519.Sign(m.keys.private, m.message)...)
	} else {
		w = append(w, m.tagger.Tag(m.message, nil)[:m.header.Kind.TagSize()]...)
	}
	m.wire = append(w, byte(m.header.Kind))
	return m.wire
}

// maxPooled is the largest buffer, in bytes, that goes back to a pool: one huge
// payload does not stay in memory for ever.
const maxPooled = 64 << 10

func (m *Mint) release() {
	m.output.Reset(nil)
	m.output = nil
	if cap(m.message) <= maxPooled && cap(m.text) <= maxPooled {
		m.keys.mints.Put(m)
	}
}
