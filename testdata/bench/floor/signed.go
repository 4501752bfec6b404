package floor

import (
	"crypto/hmac"
	"crypto/sha256"
	"hash"
)

// Signed is the floor of Sign and Verify.
type Signed struct {
	*frame
	message []byte
	content []byte
}

// NewSigned returns the floor of a signed token with this content.
func NewSigned(key, content []byte) *Signed {
	f := newFrame(func() hash.Hash { return hmac.New(sha256.New, key) })
	return &Signed{f, appendPart(f.head, content), content}
}

// Mint makes a token.
func (f *Signed) Mint() string {
	s := f.get()
	s.text = f.append(s, s.text[:0])
	token := string(s.text)
	f.states.Put(s)
	return token
}

// AppendMint appends a token to dst.
func (f *Signed) AppendMint(dst []byte) []byte {
	s := f.get()
	dst = f.append(s, dst)
	f.states.Put(s)
	return dst
}

func (f *Signed) append(s *state, dst []byte) []byte {
	s.message = append(s.message[:0], f.message...)
	s.stamp()
	s.wire = append(s.wire, f.content...)
	s.wire = append(s.wire, s.tag(s.message)[:shortTag]...)
	s.wire = append(s.wire, 0x11)
	return appendText(dst, s.wire)
}

// Open returns the content of a token.
func (f *Signed) Open(token string) (content string, ok bool) {
	s := f.get()
	if b := f.open(s, token); b != nil && s.alive() {
		content, ok = string(b), true
	}
	f.states.Put(s)
	return content, ok
}

// Check reports whether a token is authentic: Open without a clock and a string.
func (f *Signed) Check(token string) bool {
	s := f.get()
	ok := f.open(s, token) != nil
	f.states.Put(s)
	return ok
}

func (f *Signed) open(s *state, token string) []byte {
	if !s.decode(token) || len(s.wire) < header+shortTag {
		return nil
	}
	end := len(s.wire) - 1 - shortTag
	content, tag := s.wire[header-1:end], s.wire[end:len(s.wire)-1]
	s.begin(f.head)
	s.message = appendPart(s.message, content)
	if !hmac.Equal(s.tag(s.message)[:shortTag], tag) {
		return nil
	}
	return content
}

// MAC returns the tag of a message, without encoding it as text.
func (f *Signed) MAC(message []byte) (tag [fullTag]byte) {
	s := f.get()
	copy(tag[:], s.tag(message))
	f.states.Put(s)
	return tag
}

// Message returns a copy of the message that the tag covers.
func (f *Signed) Message() []byte { return append([]byte(nil), f.message...) }
