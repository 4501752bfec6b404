package suite

import (
	"crypto/fips140"
	"crypto/hmac"
	"crypto/sha256"
	"hash"
	"hash/maphash"
)

// whole says that package crypto/hmac computes all tags, from whole keys. That is so in
// FIPS 140-3 mode, which approves nothing else, and if midstates were not found.
var whole = fips140.Enabled() || !frame.found

// keptHashes are the keyed hashes of MACs that were used lately. Making one hashes the
// padded key, which costs as much as a short message, and takes nine allocations. Their
// number is bounded, since there may be very many MACs.
type keptHashes [64]struct {
	of   *MAC
	hash hash.Hash
}

// seed keeps the places of MACs among keptHashes unpredictable.
var seed = maphash.MakeSeed()

// tag appends the whole tag of head followed by body to dst.
func (k *keptHashes) tag(dst []byte, m *MAC, head, body []byte) []byte {
	h := k.get(m)
	h.Write(head)
	h.Write(body)
	return h.Sum(dst)
}

// get returns the keyed hash of m, before a message.
func (k *keptHashes) get(m *MAC) hash.Hash {
	kept := &k[maphash.Comparable(seed, m)%uint64(len(k))]
	if kept.of != m {
		kept.of, kept.hash = m, hmac.New(sha256.New, m.inner[:])
	}
	kept.hash.Reset()
	return kept.hash
}
