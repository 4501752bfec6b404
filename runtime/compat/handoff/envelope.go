package handoff

import (
	"bytes"
	"compress/zlib"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base64"
	"io"
	"strings"
	"sync"

	typeseal "github.com/typeseal/typeseal/runtime"
)

const (
	head      = "XH"
	foot      = "HX"
	headerLen = len(head) + 1 + 27 // with the letter and the MAC's text
	alphabet  = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
)

// seal makes a token of compressed JSON.
func (h *Handoff) seal(variant Variant, packed []byte, iv [16]byte) (string, error) {
	if !variant.known() {
		return "", configError("unknown variant")
	}
	keys, err := h.keys.list()
	if err != nil {
		return "", err
	}
	if variant == A {
		packed = encrypt(keys[0], packed, iv)
	}
	body := base64.RawURLEncoding.EncodeToString(packed)
	if headerLen+len(body)+len(foot) > h.maxSize {
		return "", mintError("token longer than the limit")
	}
	return head + string(variant) + keys[0].sum(body) + body + foot, nil
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
	key, ok := authentic(keys, body, mac)
	if !ok {
		return 0, nil, typeseal.ErrForged
	}
	if len(token) < headerLen+len(foot) || !strings.HasSuffix(token, foot) {
		return 0, nil, typeseal.ErrMalformed
	}
	text, ok := h.unpack(variant, key, body)
	if !ok {
		return 0, nil, typeseal.ErrPayload
	}
	return variant, text, nil
}

// unpack undoes what seal did to an authentic body. It tells nobody which step
// failed.
func (h *Handoff) unpack(variant Variant, key pair, body string) ([]byte, bool) {
	packed, ok := strictBase64(body)
	if ok && variant == A {
		packed, ok = decrypt(key, packed)
	}
	if !ok {
		return nil, false
	}
	text, ok := inflate(packed, h.maxPayload)
	if !ok {
		return nil, false
	}
	return respell(nil, text, compactJSON, 0)
}

// authentic compares texts, so that no other spelling of the same MAC passes.
func authentic(keys []pair, body, mac string) (pair, bool) {
	for _, k := range keys {
		if hmac.Equal([]byte(mac), []byte(k.sum(body))) {
			return k, true
		}
	}
	return pair{}, false
}

// sum returns the MAC's text.
func (p pair) sum(body string) string {
	h := hmac.New(sha1.New, p.mac[:])
	h.Write([]byte(body))
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil))
}

// encrypt returns the IV and AES-128-CBC of text with PKCS#7 padding.
func encrypt(key pair, text []byte, iv [16]byte) []byte {
	pad := aes.BlockSize - len(text)%aes.BlockSize
	out := append(append(iv[:], text...), bytes.Repeat([]byte{byte(pad)}, pad)...)
	block, _ := aes.NewCipher(key.cipher[:])
	cipher.NewCBCEncrypter(block, iv[:]).CryptBlocks(out[len(iv):], out[len(iv):])
	return out
}

// decrypt works in place. The MAC came first, so that its answer is no oracle.
func decrypt(key pair, packed []byte) ([]byte, bool) {
	if len(packed) < 2*aes.BlockSize || len(packed)%aes.BlockSize != 0 {
		return nil, false
	}
	iv, text := packed[:aes.BlockSize], packed[aes.BlockSize:]
	block, _ := aes.NewCipher(key.cipher[:])
	cipher.NewCBCDecrypter(block, iv).CryptBlocks(text, text)
	pad := int(text[len(text)-1])
	if pad < 1 || pad > aes.BlockSize {
		return nil, false
	}
	rest := text[:len(text)-pad]
	return rest, bytes.Equal(text[len(rest):], bytes.Repeat([]byte{byte(pad)}, pad))
}

// strictBase64 accepts one spelling. encoding/base64 skips CR and LF even when
// strict.
func strictBase64(s string) ([]byte, bool) {
	if strings.ContainsAny(s, "\r\n") {
		return nil, false
	}
	b, err := base64.RawURLEncoding.Strict().DecodeString(s)
	return b, err == nil
}

// deflaters are kept, for one takes a megabyte.
var deflaters = sync.Pool{New: func() any {
	w, _ := zlib.NewWriterLevel(io.Discard, zlib.BestCompression)
	return w
}}

func deflate(text []byte) []byte {
	w := deflaters.Get().(*zlib.Writer)
	defer deflaters.Put(w)
	var b bytes.Buffer
	w.Reset(&b)
	w.Write(text)
	w.Close()
	return b.Bytes()
}

// inflate measures the stream first and then allocates exactly, so that one
// which is too long costs no more than the decompressor's window. Bytes after
// the stream are refused.
func inflate(stream []byte, limit int) ([]byte, bool) {
	src := bytes.NewReader(stream)
	z, err := zlib.NewReader(src)
	if err != nil {
		return nil, false
	}
	n, err := io.Copy(io.Discard, io.LimitReader(z, int64(limit)+1))
	if err != nil || n > int64(limit) || src.Len() > 0 {
		return nil, false
	}
	src.Reset(stream)
	if err := z.(zlib.Resetter).Reset(src, nil); err != nil {
		return nil, false
	}
	text := make([]byte, n)
	_, err = io.ReadFull(z, text)
	return text, err == nil
}
