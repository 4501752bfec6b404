package floor

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/binary"
	"hash"
)

// Sealed is the floor of Seal and Open: a random nonce, AES-256-CTR, HMAC.
type Sealed struct {
	*frame
	block   cipher.Block
	content []byte
}

// NewSealed returns the floor of a sealed token with this content. Both keys
// have 32 bytes.
func NewSealed(encKey, tagKey, content []byte) *Sealed {
	block, err := aes.NewCipher(encKey)
	if err != nil {
		panic(err)
	}
	return &Sealed{newFrame(func() hash.Hash { return hmac.New(sha256.New, tagKey) }), block, content}
}

// Mint makes a token.
func (f *Sealed) Mint() string {
	s := f.get()
	s.text = f.append(s, s.text[:0])
	token := string(s.text)
	f.states.Put(s)
	return token
}

// AppendMint appends a token to dst.
func (f *Sealed) AppendMint(dst []byte) []byte {
	s := f.get()
	dst = f.append(s, dst)
	f.states.Put(s)
	return dst
}

func (f *Sealed) append(s *state, dst []byte) []byte {
	s.message = append(s.message[:0], f.head...)
	s.stamp()
	s.wire = append(s.wire, make([]byte, nonce)...)
	n := s.wire[header-1:]
	rand.Read(n)
	s.message = appendSize(appendPart(s.message, n), len(f.content))
	start := len(s.message)
	s.message = append(s.message, f.content...)
	f.xor(s, s.message[start:], n)
	s.wire = append(s.wire, s.message[start:]...)
	s.wire = append(s.wire, s.tag(s.message)...)
	s.wire = append(s.wire, 0x12)
	return appendText(dst, s.wire)
}

// shortContent is the length in bytes up to which AES-CTR with single blocks is the
// fastest. It does not allocate.
const shortContent = 192

func (f *Sealed) xor(s *state, content, nonce []byte) {
	if len(content) > shortContent {
		cipher.NewCTR(f.block, nonce).XORKeyStream(content, content)
		return
	}
	counter, stream := s.blocks[:aes.BlockSize], s.blocks[aes.BlockSize:]
	copy(counter, nonce)
	high, low := binary.BigEndian.Uint64(nonce), binary.BigEndian.Uint64(nonce[8:])
	for len(content) > 0 {
		f.block.Encrypt(stream, counter)
		content = content[subtle.XORBytes(content, content, stream):]
		if low++; low == 0 {
			high++
			binary.BigEndian.PutUint64(counter, high)
		}
		binary.BigEndian.PutUint64(counter[8:], low)
	}
}

// Open returns the content of a token.
func (f *Sealed) Open(token string) (content string, ok bool) {
	s := f.get()
	if b := f.open(s, token); b != nil && s.alive() {
		content, ok = string(b), true
	}
	f.states.Put(s)
	return content, ok
}

// Check reports whether a token is authentic. It is Open without the clock and without
// the string.
func (f *Sealed) Check(token string) bool {
	s := f.get()
	ok := f.open(s, token) != nil
	f.states.Put(s)
	return ok
}

func (f *Sealed) open(s *state, token string) []byte {
	if !s.decode(token) || len(s.wire) < header+nonce+fullTag {
		return nil
	}
	end := len(s.wire) - 1 - fullTag
	n, content, tag := s.wire[header-1:header-1+nonce], s.wire[header-1+nonce:end], s.wire[end:len(s.wire)-1]
	s.begin(f.head)
	s.message = appendPart(appendPart(s.message, n), content)
	if !hmac.Equal(s.tag(s.message), tag) {
		return nil
	}
	f.xor(s, content, n)
	return content
}
