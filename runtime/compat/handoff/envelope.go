package handoff

import (
	"crypto/aes"
	"crypto/cipher"
	"slices"
	"strings"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/internal/armor"
	"github.com/typeseal/typeseal/runtime/internal/deflate"
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
	if headerLen+armor.EncodedLen(len(packed))+len(foot) > h.maxSize {
		return "", mintError("token longer than the limit")
	}
	b := append(append(t.token[:0], head...), byte(variant))
	b = append(b, t.mac[:]...) // makes room
	b = armor.Append(b, "", packed)
	copy(b[len(head)+1:], t.sum(b[headerLen:]))
	t.token = append(b, foot...)
	return string(t.token), nil
}

// open returns the JSON of an authentic token, spelt by spell, of any variant if
// want is 0. Before the MAC it reads the header alone, and computes it over the
// text of the body; the footer, which the MAC does not cover, comes after it as
// in Ax_Handoff.
func (h *Handoff) open(token string, want Variant, spell speller) (Variant, []byte, error) {
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
	text, ok := h.unpack(variant, keys[key], body, spell)
	if !ok {
		return 0, nil, typeseal.ErrPayload
	}
	return variant, text, nil
}

// unpack undoes what seal did to an authentic body, and calls spell for the JSON
// in its place. It tells nobody which step failed.
func (h *Handoff) unpack(variant Variant, s *secret, body string, spell speller) (text []byte, ok bool) {
	t := s.take()
	defer s.give(t)
	if t.packed, ok = armor.Decode(t.packed[:0], body); !ok {
		return nil, false
	}
	packed := t.packed
	if variant == A {
		if packed = s.decrypt(packed); packed == nil {
			return nil, false
		}
	}
	if t.text, ok = deflate.UnpackZlib(t.text, packed, h.maxPayload); !ok {
		return nil, false
	}
	return spell(make([]byte, 0, len(t.text)), t.text)
}

// A speller appends the JSON text src without white space. It may leave it to a
// strict decoder to refuse what is none.
type speller func(dst, src []byte) ([]byte, bool)

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
