package handoff

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/base64"
	"slices"
	"strings"

	typeseal "github.com/typeseal/typeseal/runtime"
)

const (
	head      = "XH"
	foot      = "HX"
	headerLen = len(head) + 1 + macLen // with the letter and the MAC's text
	alphabet  = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
)

// seal makes a token of the IV and the compressed JSON in t.packed.
func (h *Handoff) seal(s *secret, t *tagger, variant Variant) (string, error) {
	packed := t.packed[aes.BlockSize:]
	if variant == A {
		t.packed = s.encrypt(t.packed)
		packed = t.packed
	}
	if headerLen+base64.RawURLEncoding.EncodedLen(len(packed))+len(foot) > h.maxSize {
		return "", mintError("token longer than the limit")
	}
	b := append(append(t.token[:0], head...), byte(variant))
	b = append(b, t.mac[:]...) // makes room
	b = base64.RawURLEncoding.AppendEncode(b, packed)
	copy(b[len(head)+1:], t.sum(b[headerLen:]))
	t.token = append(b, foot...)
	return string(t.token), nil
}

// open returns the compact JSON of an authentic token, of any variant if want is
// 0. Before the MAC it reads the header alone, and computes it over the text of
// the body; the footer, which the MAC does not cover, comes after it as in
// Ax_Handoff.
func (h *Handoff) open(token string, want Variant) (Variant, []byte, error) {
	keys, err := h.keys.list()
	if err != nil {
		return 0, nil, err
	}
	if len(token) > h.maxSize || len(token) < headerLen || !strings.HasPrefix(token, head) {
		return 0, nil, typeseal.ErrMalformed
	}
	variant := Variant(token[len(head)])
	mac := token[len(head)+1 : headerLen]
	if strings.Trim(mac, alphabet) != "" || !variant.known() || want != 0 && variant != want {
		return 0, nil, typeseal.ErrMalformed
	}
	body := token[headerLen:max(headerLen, len(token)-len(foot))]
	key := slices.IndexFunc(keys, func(s *secret) bool { return s.matches(body, mac) })
	if key < 0 {
		return 0, nil, typeseal.ErrForged
	}
	if len(token) < headerLen+len(foot) || !strings.HasSuffix(token, foot) {
		return 0, nil, typeseal.ErrMalformed
	}
	text, ok := h.unpack(variant, keys[key], body)
	if !ok {
		return 0, nil, typeseal.ErrPayload
	}
	return variant, text, nil
}

// unpack undoes what seal did to an authentic body. It tells nobody which step
// failed.
func (h *Handoff) unpack(variant Variant, s *secret, body string) (text []byte, ok bool) {
	t := s.take()
	defer s.give(t)
	packed := t.decode(body)
	if variant == A && packed != nil {
		packed = s.decrypt(packed)
	}
	if packed == nil {
		return nil, false
	}
	if t.text, ok = inflate(t.text[:0], packed, h.maxPayload); !ok {
		return nil, false
	}
	return respell(make([]byte, 0, len(t.text)), t.text, compactJSON, 0)
}

// encrypt works in place on the IV and a text after it, to which it appends
// PKCS#7 padding.
func (s *secret) encrypt(packed []byte) []byte {
	pad := aes.BlockSize - len(packed)%aes.BlockSize
	for range pad {
		packed = append(packed, byte(pad))
	}
	iv, text := packed[:aes.BlockSize], packed[aes.BlockSize:]
	cipher.NewCBCEncrypter(s.block, iv).CryptBlocks(text, text)
	return packed
}

// decrypt works in place, and answers nil to what encrypt does not write. The
// MAC came first, so that its answer is no oracle.
func (s *secret) decrypt(packed []byte) []byte {
	if len(packed) < 2*aes.BlockSize || len(packed)%aes.BlockSize != 0 {
		return nil
	}
	iv, text := packed[:aes.BlockSize], packed[aes.BlockSize:]
	cipher.NewCBCDecrypter(s.block, iv).CryptBlocks(text, text)
	pad := int(text[len(text)-1])
	if pad < 1 || pad > aes.BlockSize {
		return nil
	}
	rest := text[:len(text)-pad]
	for _, b := range text[len(rest):] {
		if int(b) != pad {
			return nil
		}
	}
	return rest
}

// decode accepts one spelling of base64, and answers nil to others.
// encoding/base64 skips CR and LF even when strict.
func (t *tagger) decode(body string) []byte {
	if strings.IndexByte(body, '\r') >= 0 || strings.IndexByte(body, '\n') >= 0 {
		return nil
	}
	t.token = append(t.token[:0], body...)
	packed, err := strictEncoding.AppendDecode(slices.Grow(t.packed[:0], 1), t.token)
	if err != nil {
		return nil
	}
	t.packed = packed
	return packed
}

var strictEncoding = base64.RawURLEncoding.Strict()
