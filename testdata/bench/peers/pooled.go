package peers

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"hash"
	"sync"
)

// A hand is the working memory of pooled.
type hand struct {
	mac     hash.Hash
	payload bytes.Buffer
	encoder *json.Encoder // to payload
	text    []byte
	tag     []byte
	sum     [sha256.Size]byte
}

// appendTag appends the tag of text in base64.
func (h *hand) appendTag(dst, text []byte) []byte {
	h.mac.Reset()
	h.mac.Write(text)
	return base64.RawURLEncoding.AppendEncode(dst, h.mac.Sum(h.sum[:0]))
}

// pooled is the code of a careful person who has measured: the tokens of twenty, with the
// keyed hash, the JSON encoder and all buffers in a pool.
func pooled[C any, P expiring[C]](timed func(times) C) []Peer {
	key := newKey()
	hands := sync.Pool{New: func() any {
		h := &hand{mac: hmac.New(sha256.New, key)}
		h.encoder = json.NewEncoder(&h.payload)
		return h
	}}
	mint := func() (string, error) {
		h := hands.Get().(*hand)
		defer hands.Put(h)
		h.payload.Reset()
		claims := timed(newTimes())
		if err := h.encoder.Encode(&claims); err != nil {
			return "", err
		}
		h.payload.Truncate(h.payload.Len() - 1) // without the encoder's line break
		h.text = base64.RawURLEncoding.AppendEncode(h.text[:0], h.payload.Bytes())
		n := len(h.text)
		h.text = h.appendTag(append(h.text, '.'), h.text[:n])
		return string(h.text), nil
	}
	open := func(token string) (any, error) {
		h := hands.Get().(*hand)
		defer hands.Put(h)
		h.text = append(h.text[:0], token...)
		text, tag, _ := bytes.Cut(h.text, []byte("."))
		if h.tag = h.appendTag(h.tag[:0], text); !hmac.Equal(h.tag, tag) {
			return nil, errForged
		}
		n, err := base64.RawURLEncoding.Decode(text, text)
		if err != nil {
			return nil, err
		}
		return decodeClaims[C, P](text[:n])
	}
	return []Peer{{Name: "pooled HMAC", Kind: Sign, Mint: mint, Open: open}}
}
