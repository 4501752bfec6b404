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
	"github.com/typeseal/typeseal/runtime/internal/secret"
	"github.com/typeseal/typeseal/runtime/internal/suite"
)

// mintRoom is the memory in which a token is minted. Afterwards its buffers are zeroed
// and it goes back to a pool.
type mintRoom struct {
	spec    *Spec
	view    *view
	key     *key
	keys    secret.Of[subkeys]   // of key; unless the token is public
	bind    secret.Of[suite.MAC] // of keys, for the state
	details *Details             // nil, or where to describe the token
	stamp   stamp
	header  envelope.Header

	// message is the text that the tag covers: a PAE whose last part is the content. The
	// payload is encoded straight into it.
	message []byte
	content int // index of the content
	state   int // index of the state tag
	payload int // index of the payload

	// bound is the part before the message that the state tag covers. It is empty until
	// the state is given.
	bound []byte

	scratch    codec.Scratch
	wire, text []byte
}

var mintRooms = sync.Pool{New: func() any { return new(mintRoom) }}

// stamp holds the parts of a token that do not depend on payload, key or policy.
type stamp struct {
	issued int64  // Unix seconds
	ttl    uint32 // seconds; 0: none
	hasID  bool
	id     [envelope.IDSize]byte
	nonce  [envelope.NonceSize]byte // sealed only
}

// Errors of minting, except those of the encoders.
var (
	errNoSpec    = fmt.Errorf("%w: the Spec does not come from NewSpec", ErrConfig)
	errNoKeys    = fmt.Errorf("%w: no key, or a key of another kind than the type's", ErrConfig)
	errClock     = fmt.Errorf("%w: the clock is outside the years 1970 to 36812", ErrMint)
	errTooLong   = fmt.Errorf("%w: the token is longer than max-size", ErrMint)
	errNoState   = fmt.Errorf("%w: the type has state, and none was given", ErrMint)
	errNoPayload = fmt.Errorf("%w: no payload, or the minting has already ended", ErrMint)
)

// Mint begins a signed or sealed token with the ring's primary key. It fails with
// ErrConfig if keys or an option cannot be used, and with ErrMint if the clock is
// outside the format's range.
//
// Mint, MintPublic, Open and OpenPublic are short, so that the compiler inlines them and
// their results stay on the caller's stack.
func (s *Spec) Mint(keys *Keyring, opts ...Option) (*Minting, error) {
	m := new(Minting)
	return m, s.mint(m, keys, opts)
}

// MintPublic is like Mint, for a public token.
func (s *Spec) MintPublic(key *SigningKey, opts ...Option) (*Minting, error) {
	m := new(Minting)
	return m, s.mintPublic(m, key, opts)
}

func (s *Spec) mint(m *Minting, keys *Keyring, opts []Option) error {
	return s.mintWith(m, keys.viewed(), false, opts, time.Now().Unix())
}

func (s *Spec) mintPublic(m *Minting, key *SigningKey, opts []Option) error {
	return s.mintWith(m, key.viewed(), true, opts, time.Now().Unix())
}

// mintWith begins a token at the time now in Unix seconds.
func (s *Spec) mintWith(m *Minting, v *view, public bool, opts []Option, now int64) error {
	if err := s.usable(v != nil, public); err != nil {
		return err
	}
	room := mintRooms.Get().(*mintRoom)
	r := v.present()
	room.spec, room.view, room.key = s, v, r.set.primary
	if !public {
		keys := r.subkeys(room.key, s, v.realm)
		room.keys, room.bind = secret.HideAt(keys), secret.HideAt(keys.state)
	}
	room.stamp = stamp{issued: now}
	m.room = room
	if err := room.take(opts); err != nil {
		return m.end(err)
	}
	if at := room.stamp.issued; at < 0 || at > envelope.MaxIssued {
		return m.end(errClock)
	}
	room.stamp.draw(s)
	room.begin(opts)
	return nil
}

// draw reads the random part of a token, and sets the TTL of a single-use token.
func (t *stamp) draw(s *Spec) {
	if s.once && t.ttl == 0 {
		// The token itself says how long a store must remember it. If max-age is
		// raised later, a token that the store forgot must not become valid again.
		t.ttl = uint32(s.maxSeconds)
	}
	if s.kind == envelope.Sealed {
		rand.Read(t.nonce[:])
	} else if s.once {
		t.hasID = true
		rand.Read(t.id[:])
	}
}

// begin writes the part of the message before the payload.
func (m *mintRoom) begin(opts []Option) {
	m.header = envelope.Header{Kind: m.spec.kind, Flags: m.flags(), KeyID: m.key.id, Issued: m.stamp.issued}
	b := m.spec.appendHead(m.message[:0], m.header, m.view.realm, opts, m.stamp.nonce[:])
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

// finish appends the token's text to dst.
func (m *mintRoom) finish(dst []byte) ([]byte, error) {
	if m.spec.deflate {
		if len(m.message)-m.payload > m.spec.payloadLimit() {
			return dst, errTooLong
		}
		m.deflate()
	}
	pae.SetSize(m.message[m.content-8:], len(m.message)-m.content)
	if m.spec.state {
		m.bindState()
	}
	size := len(m.message) - m.content + m.header.Kind.Overhead()
	if len(m.spec.prefix)+armor.EncodedLen(size) > m.spec.maxSize {
		return dst, errTooLong
	}
	wire, err := m.authenticate()
	if err != nil {
		return dst, err
	}
	return armor.Append(dst, m.spec.prefix, wire), nil
}

// bindState fills in the state tag. The rest of the message must be complete.
func (m *mintRoom) bindState() {
	m.bound = pae.Size(m.bound, len(m.message))
	m.bind.At().Append(m.message[:m.state], m.bound, m.message, envelope.StateSize)
}

// authenticate encrypts a sealed content, computes the tag and returns the
// token's bytes. Only the signer of a public token can fail.
func (m *mintRoom) authenticate() (wire []byte, err error) {
	content := m.message[m.content:]
	w := m.header.AppendWire(m.wire[:0])
	if m.header.Kind == envelope.Sealed {
		m.keys.At().enc.XOR(content, m.stamp.nonce[:])
		w = append(w, m.stamp.nonce[:]...)
	}
	w = append(w, content...)
	if m.header.Kind == envelope.Public {
		w, err = m.key.sign.Append(w, m.message)
	} else {
		w = m.keys.At().tag.Append(w, m.message, nil, m.header.Kind.TagSize())
	}
	m.wire = append(w, byte(m.header.Kind))
	return m.wire, err
}

// maxPooled is the size in bytes up to which a room goes back to its pool. A room that
// one huge payload or binding made larger is dropped.
const maxPooled = 64 << 10

// release zeroes payload, state, bindings and token in the room, and gives the room back
// to the pool.
func (m *mintRoom) release() {
	m.spec, m.view, m.key, m.details, m.stamp = nil, nil, nil, nil, stamp{}
	m.keys, m.bind = secret.Of[subkeys]{}, secret.Of[suite.MAC]{}
	m.scratch.Clear()
	if wipe(&m.message, &m.bound, &m.wire, &m.text)+m.scratch.Size() <= maxPooled {
		mintRooms.Put(m)
	}
}

// wipe zeroes and empties buffers, and returns their capacity in bytes. It zeroes them
// up to their capacity, since a step that failed or made its text shorter leaves bytes
// after their length.
func wipe(buffers ...*[]byte) (size int) {
	for _, b := range buffers {
		clear((*b)[:cap(*b)])
		*b = (*b)[:0]
		size += cap(*b)
	}
	return size
}
