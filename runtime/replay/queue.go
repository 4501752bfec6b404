package replay

import (
	"cmp"
	"slices"
)

const (
	bucketBits   = 6 // a bucket is 64 seconds wide
	chunkRecords = 512
)

// queue holds records by the time their tokens end, in buckets.
type queue struct {
	buckets []*bucket // ascending
	// horizon is the last second of any bucket that records were taken from: of
	// a token that ends no later, the store no longer knows whether it was used.
	// It is why even a clock that leaps ahead and back revives no token.
	horizon int64
}

type bucket struct {
	index  int64      // its seconds without the low bits
	chunks [][]record // so that growing never copies more than a chunk
}

func (b *bucket) end() int64 { return b.index<<bucketBits | (1<<bucketBits - 1) }

func (q *queue) add(expires int64, r record) {
	index := expires >> bucketBits
	at, found := slices.BinarySearchFunc(q.buckets, index, func(b *bucket, i int64) int {
		return cmp.Compare(b.index, i)
	})
	if !found {
		q.buckets = slices.Insert(q.buckets, at, &bucket{index: index})
	}
	q.buckets[at].add(r)
}

func (b *bucket) add(r record) {
	last := len(b.chunks) - 1
	switch {
	case last < 0:
		b.chunks = [][]record{{r}} // most buckets of a quiet store hold few
	case len(b.chunks[last]) == chunkRecords:
		b.chunks = append(b.chunks, append(make([]record, 0, chunkRecords), r))
	default:
		b.chunks[last] = append(b.chunks[last], r)
	}
}

// next takes out a record of a token that ended before the second limit.
func (q *queue) next(limit int64) (r record, ok bool) {
	if len(q.buckets) == 0 || q.buckets[0].end() >= limit {
		return r, false
	}
	b := q.buckets[0]
	q.horizon = max(q.horizon, b.end())
	r = b.take()
	if len(b.chunks) == 0 {
		q.buckets[0] = nil
		q.buckets = q.buckets[1:]
	}
	return r, true
}

func (b *bucket) take() record {
	last := len(b.chunks) - 1
	chunk := b.chunks[last]
	r := chunk[len(chunk)-1]
	if b.chunks[last] = chunk[:len(chunk)-1]; len(chunk) == 1 {
		b.chunks[last] = nil
		b.chunks = b.chunks[:last]
	}
	return r
}
