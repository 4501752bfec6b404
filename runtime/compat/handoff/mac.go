package handoff

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"hash"
	"sync"

	"github.com/typeseal/typeseal/runtime/internal/armor"
)

// secret is what Ax_Handoff derives from a pass phrase, without stretching. It
// is safe for concurrent use. It keeps keyed hashes in a pool, each with the
// room that a token needs: to pad the key costs as much as a short message.
type secret struct {
	mac     [sha512.Size]byte
	cipher  [16]byte
	block   cipher.Block
	taggers sync.Pool
}

// tagger is a keyed hash and the buffers of one call.
type tagger struct {
	hash   hash.Hash
	tag    [sha1.Size]byte
	mac    [macLen]byte // the tag's text
	text   []byte       // JSON
	packed []byte       // IV and compressed text; when opening, what base64 held
	token  []byte
}

const macLen = 27

// mostKept is how much room a tagger may have to be kept.
const mostKept = 64 << 10

func derive(phrase string) *secret {
	short := sha256.Sum256([]byte(phrase))
	s := &secret{mac: sha512.Sum512([]byte(phrase)), cipher: [16]byte(short[:16])}
	s.block, _ = aes.NewCipher(s.cipher[:])
	s.taggers.New = func() any { return &tagger{hash: hmac.New(sha1.New, s.mac[:])} }
	return s
}

// take lends a tagger, of which no byte may be in use after give.
func (s *secret) take() *tagger { return s.taggers.Get().(*tagger) }

// give takes a tagger back, without the JSON that a token may have encrypted.
func (s *secret) give(t *tagger) {
	clear(t.text[:cap(t.text)])
	clear(t.packed[:cap(t.packed)])
	if cap(t.text)+cap(t.packed)+cap(t.token) <= mostKept {
		s.taggers.Put(t)
	}
}

// sum returns the MAC's text for a body, which is good until the next call.
func (t *tagger) sum(body []byte) []byte {
	t.hash.Reset()
	t.hash.Write(body)
	armor.Append(t.mac[:0], "", t.hash.Sum(t.tag[:0]))
	return t.mac[:]
}

// matches compares texts in constant time, so that no other spelling of the same
// MAC passes.
func (s *secret) matches(body, mac string) bool {
	t := s.take()
	t.token = append(t.token[:0], body...)
	same := hmac.Equal(t.sum(t.token), []byte(mac))
	s.give(t)
	return same
}
