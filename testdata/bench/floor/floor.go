// Package floor is what a token costs at least: the keyed primitive over the
// very bytes that typeseal's tag covers, base64, one string, and nothing else.
// No field is encoded or decoded, no key looked up, no clock read. Keys are set
// up once and buffers are pooled. It is a measure, not a token format.
package floor

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/binary"
	"hash"
	"sync"
)

// Sizes of FORMAT.md section 3.
const (
	prefix   = "ts1_"
	header   = 11 // fmt, flags, key id, issue time
	nonce    = 16
	shortTag = 16
	fullTag  = 32
)

// A state is what one operation works in.
type state struct {
	mac     hash.Hash
	message []byte
	wire    []byte
	text    []byte
	sum     [fullTag]byte
}

// frame is a pool of states, and the bytes that stand before the content in
// every message.
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

// tag is the MAC of message.
func (s *state) tag(message []byte) []byte {
	s.mac.Reset()
	s.mac.Write(message)
	return s.mac.Sum(s.sum[:0])
}

func appendText(dst, wire []byte) []byte {
	return base64.RawURLEncoding.AppendEncode(append(dst, prefix...), wire)
}

// decode reads token's bytes into the state.
func (s *state) decode(token string) (ok bool) {
	if len(token) < len(prefix) {
		return false
	}
	s.text = append(s.text[:0], token[len(prefix):]...)
	var err error
	s.wire, err = base64.RawURLEncoding.AppendDecode(s.wire[:0], s.text)
	return err == nil
}

// appendSize and appendPart are FORMAT.md's PAE.
func appendSize(dst []byte, n int) []byte { return binary.LittleEndian.AppendUint64(dst, uint64(n)) }

func appendPart(dst, part []byte) []byte { return append(appendSize(dst, len(part)), part...) }

// Public is bare Ed25519, without any text.
type Public struct {
	message   []byte
	private   ed25519.PrivateKey
	public    ed25519.PublicKey
	signature []byte
}

// NewPublic returns the floor of a public token with this content. salt and
// codec are part of what is signed.
func NewPublic(private ed25519.PrivateKey, salt, codec string, content []byte) *Public {
	m := appendSize(nil, 7)
	for _, part := range []string{"typeseal v1 public", "", salt, codec, string(make([]byte, header)), string(appendSize(nil, 0)), string(content)} {
		m = appendPart(m, []byte(part))
	}
	return &Public{m, private, private.Public().(ed25519.PublicKey), ed25519.Sign(private, m)}
}

// Sign signs.
func (p *Public) Sign() []byte { return ed25519.Sign(p.private, p.message) }

// Verify verifies what Sign returned.
func (p *Public) Verify() bool { return ed25519.Verify(p.public, p.message, p.signature) }
