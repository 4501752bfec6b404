package handoff

import (
	"crypto/aes"
	"crypto/cipher"
	"strings"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/compat/internal/keylist"
	"github.com/typeseal/typeseal/runtime/internal/armor"
	"github.com/typeseal/typeseal/runtime/internal/deflate"
)

const (
	head      = "XH"
	foot      = "HX"
	macLen    = 27                     // characters
	headerLen = len(head) + 1 + macLen // with the letter and the MAC's text
	alphabet  = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
)

// seal makes a token of the body in room.Packed.
func (h *Handoff) seal(room *keylist.Room, variant Variant) (string, error) {
	if headerLen+armor.EncodedLen(len(room.Packed))+len(foot) > h.limits.Size {
		return "", faults.Mint("the token is longer than MaxSize")
	}
	b := append(append(room.Token[:0], head...), byte(variant))
	b = append(b, make([]byte, macLen)...)
	b = armor.Append(b, "", room.Packed)
	keylist.Base64(b[:headerLen-macLen], room.Sum(b[headerLen:]))
	room.Token = append(b, foot...)
	return string(room.Token), nil
}

// open returns the JSON of an authentic token, as spell writes it. It accepts any
// variant if want is 0. Before it checks the MAC it reads only the header. As in
// Ax_Handoff, the MAC covers the text of the body, and the footer is read after it.
func (h *Handoff) open(token string, want Variant, spell speller) (Variant, []byte, error) {
	if _, _, err := h.keys.primary(); err != nil {
		return 0, nil, err
	}
	if len(token) > h.limits.Size || len(token) < headerLen || !strings.HasPrefix(token, head) {
		return 0, nil, typeseal.ErrMalformed
	}
	variant := Variant(token[len(head)])
	mac := token[len(head)+1 : headerLen]
	if strings.Trim(mac, alphabet) != "" || !variant.known() || want != 0 && variant != want {
		return 0, nil, typeseal.ErrMalformed
	}
	body := token[headerLen:max(headerLen, len(token)-len(foot))]
	key := h.keys.ring.Match(body, mac, keylist.Base64)
	if key < 0 {
		return 0, nil, typeseal.ErrForged
	}
	if len(token) < headerLen+len(foot) || !strings.HasSuffix(token, foot) {
		return 0, nil, typeseal.ErrMalformed
	}
	text, ok := h.unpack(variant, h.keys.ciphers.Show()[key], body, spell)
	if !ok {
		return 0, nil, typeseal.ErrPayload
	}
	return variant, text, nil
}

// unpack decodes an authentic body that seal made, and returns the JSON as spell writes
// it. Its result does not reveal which step failed.
func (h *Handoff) unpack(variant Variant, block cipher.Block, body string, spell speller) (text []byte, ok bool) {
	m := h.keys.ring.Primary()
	room := m.Take()
	defer m.Give(room)
	if room.Packed, ok = armor.Decode(room.Packed[:0], body); !ok {
		return nil, false
	}
	packed := room.Packed
	if variant == A {
		if packed = decrypt(block, packed); packed == nil {
			return nil, false
		}
	}
	if room.Text, ok = deflate.UnpackZlib(room.Text, packed, h.limits.Payload); !ok {
		return nil, false
	}
	return spell(make([]byte, 0, len(room.Text)), room.Text)
}

// A speller appends the JSON text src without white space. It may accept text that is not
// JSON if a strict decoder reads its result.
type speller func(dst, src []byte) ([]byte, bool)

// encrypt works in place on the IV and the text after it, to which it appends PKCS#7
// padding.
func encrypt(block cipher.Block, packed []byte) []byte {
	pad := aes.BlockSize - len(packed)%aes.BlockSize
	for range pad {
		packed = append(packed, byte(pad))
	}
	iv, text := packed[:aes.BlockSize], packed[aes.BlockSize:]
	cipher.NewCBCEncrypter(block, iv).CryptBlocks(text, text)
	return packed
}

// decrypt works in place. It returns nil for text that encrypt cannot have written. The
// result is not a padding oracle, because the MAC was checked before.
func decrypt(block cipher.Block, packed []byte) []byte {
	if len(packed) < 2*aes.BlockSize || len(packed)%aes.BlockSize != 0 {
		return nil
	}
	iv, text := packed[:aes.BlockSize], packed[aes.BlockSize:]
	cipher.NewCBCDecrypter(block, iv).CryptBlocks(text, text)
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
