// Package floor has the least work for a token: the keyed primitive over the same bytes
// that typeseal's tag covers, base64, one string, and one reading of the clock, without
// which a token has no issue time and no age. It does not encode or decode a field, look
// up a key or check an option. Keys are set up once and buffers are pooled. The floor is
// a measure, not a token format.
package floor

import (
	"crypto/aes"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/binary"
	"hash"
	"sync"
	"time"
)

// Sizes of FORMAT.md section 3, in bytes.
const (
	prefix   = "ts1_"
	header   = 11 // fmt, flags, key id, issue time
	headerAt = 16 // where a message has it
	issued   = 4  // of the issue time, without its highest byte
	nonce    = 16
	shortTag = 16
	fullTag  = 32
)

// maxAge is the life of a token in seconds.
const maxAge = 30 * 60

// A state is the working space of one operation.
type state struct {
	mac     hash.Hash
	message []byte
	wire    []byte
	text    []byte
	sum     [fullTag]byte
	blocks  [2 * aes.BlockSize]byte // of Sealed
}

// frame is a pool of states, and the bytes of a message that come before the
// content.
type frame struct {
	states sync.Pool
	head   []byte
}

func newFrame(mac func() hash.Hash) *frame {
	f := &frame{head: appendPart(appendPart(appendSize(nil, 3), make([]byte, header)), appendSize(nil, 0))}
	f.states.New = func() any { return &state{mac: mac()} }
	return f
}

func (f *frame) get() *state { return f.states.Get().(*state) }

// stamp sets the issue time in the header of s.message, and begins the wire with the
// header; there fmt comes last.
func (s *state) stamp() {
	h := s.message[headerAt : headerAt+header]
	binary.BigEndian.PutUint32(h[header-issued:], uint32(time.Now().Unix()))
	s.wire = append(s.wire[:0], h[1:]...)
}

// begin starts s.message with head, and with the header from s.wire.
func (s *state) begin(head []byte) {
	s.message = append(s.message[:0], head...)
	copy(s.message[headerAt+1:], s.wire[:header-1])
}

// alive reports whether the token in s.wire is not expired.
func (s *state) alive() bool {
	return time.Now().Unix()-int64(binary.BigEndian.Uint32(s.wire[header-1-issued:])) <= maxAge
}

// tag returns the MAC of message.
func (s *state) tag(message []byte) []byte {
	s.mac.Reset()
	s.mac.Write(message)
	return s.mac.Sum(s.sum[:0])
}

func appendText(dst, wire []byte) []byte {
	return base64.RawURLEncoding.AppendEncode(append(dst, prefix...), wire)
}

// decode decodes token into s.wire.
func (s *state) decode(token string) (ok bool) {
	if len(token) < len(prefix) {
		return false
	}
	s.text = append(s.text[:0], token[len(prefix):]...)
	var err error
	s.wire, err = base64.RawURLEncoding.AppendDecode(s.wire[:0], s.text)
	return err == nil
}

// appendSize and appendPart append the parts of FORMAT.md's PAE.
func appendSize(dst []byte, n int) []byte { return binary.LittleEndian.AppendUint64(dst, uint64(n)) }

func appendPart(dst, part []byte) []byte { return append(appendSize(dst, len(part)), part...) }

// Public is Ed25519 alone, without any text.
type Public struct {
	message   []byte
	private   ed25519.PrivateKey
	public    ed25519.PublicKey
	signature []byte
}

// NewPublic returns the floor of a public token with this content. salt and codec are
// part of the signed message.
func NewPublic(private ed25519.PrivateKey, salt, codec string, content []byte) *Public {
	m := appendSize(nil, 7)
	for _, part := range []string{
		"typeseal v1 public", "", salt, codec,
		string(make([]byte, header)), string(appendSize(nil, 0)), string(content),
	} {
		m = appendPart(m, []byte(part))
	}
	return &Public{m, private, private.Public().(ed25519.PublicKey), ed25519.Sign(private, m)}
}

// Sign signs.
func (p *Public) Sign() []byte { return ed25519.Sign(p.private, p.message) }

// Verify verifies the signature that Sign returns.
func (p *Public) Verify() bool { return ed25519.Verify(p.public, p.message, p.signature) }
