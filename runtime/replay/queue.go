package replay

import (
	"cmp"
	"slices"
)

const (
	bucketBits = 6 // a bucket is 64 seconds wide
	chunkIDs   = 512
)

// queue holds the ids of tokens by the time they end, in buckets.
type queue struct {
	buckets []*bucket // ascending
	// horizon is the last second of any bucket that ids were taken from: of a
	// token that ends no later, the store no longer knows whether it was used.
	// It is why even a clock that leaps ahead and back revives no token.
	horizon int64
}

type bucket struct {
	index  int64        // its seconds without the low bits
	chunks [][][16]byte // so that growing never copies more than a chunk
}

func (b *bucket) end() int64 { return b.index<<bucketBits | (1<<bucketBits - 1) }

func (q *queue) add(expires int64, id [16]byte) {
	index := expires >> bucketBits
	at, found := slices.BinarySearchFunc(q.buckets, index, func(b *bucket, i int64) int {
		return cmp.Compare(b.index, i)
	})
	if !found {
		q.buckets = slices.Insert(q.buckets, at, &bucket{index: index})
	}
	q.buckets[at].add(id)
}

func (b *bucket) add(id [16]byte) {
	last := len(b.chunks) - 1
	switch {
	case last < 0:
		b.chunks = [][][16]byte{{id}} // most buckets of a quiet store hold few
	case len(b.chunks[last]) == chunkIDs:
		b.chunks = append(b.chunks, append(make([][16]byte, 0, chunkIDs), id))
	default:
		b.chunks[last] = append(b.chunks[last], id)
	}
}

// next takes out the id of a token that ended before the second limit.
func (q *queue) next(limit int64) (id [16]byte, ok bool) {
	if len(q.buckets) == 0 || q.buckets[0].end() >= limit {
		return id, false
	}
	b := q.buckets[0]
	q.horizon = max(q.horizon, b.end())
	id = b.take()
	if len(b.chunks) == 0 {
		q.buckets[0] = nil
		q.buckets = q.buckets[1:]
	}
	return id, true
}

func (b *bucket) take() (id [16]byte) {
	last := len(b.chunks) - 1
	chunk := b.chunks[last]
	id = chunk[len(chunk)-1]
	if b.chunks[last] = chunk[:len(chunk)-1]; len(chunk) == 1 {
		b.chunks[last] = nil
		b.chunks = b.chunks[:last]
	}
	return id
}
