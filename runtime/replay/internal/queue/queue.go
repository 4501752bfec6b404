// Package queue sorts the ids of tokens by the time when the tokens end.
package queue

import (
	"cmp"
	"slices"
)

const (
	bucketBits = 6   // a bucket is 64 seconds wide
	chunkIDs   = 512 // the most ids that growing a bucket copies
)

// Queue holds ids in buckets, by the second in which their tokens end. The zero
// Queue is empty.
type Queue struct {
	buckets []*bucket // ascending by index
	horizon int64
}

// bucket has the ids of tokens that end in the same 64 seconds. It is never empty.
type bucket struct {
	index  int64        // the seconds without their low bits
	chunks [][][16]byte // none is empty
}

// end returns the last second of the bucket.
func (b *bucket) end() int64 { return b.index<<bucketBits | (1<<bucketBits - 1) }

// Horizon returns the last second of all buckets from which Next has taken ids. If
// a token ends no later, the queue may have held its id. A clock that leaps ahead
// and back does not lower the horizon.
func (q *Queue) Horizon() int64 { return q.horizon }

// Add adds the id of a token that ends in the second expires.
func (q *Queue) Add(expires int64, id [16]byte) {
	index := expires >> bucketBits
	at, found := slices.BinarySearchFunc(q.buckets, index, func(b *bucket, i int64) int {
		return cmp.Compare(b.index, i)
	})
	if !found {
		first := [][16]byte{id} // not a whole chunk: most buckets have few ids
		q.buckets = slices.Insert(q.buckets, at, &bucket{index, [][][16]byte{first}})
		return
	}
	b := q.buckets[at]
	last := len(b.chunks) - 1
	if len(b.chunks[last]) < chunkIDs {
		b.chunks[last] = append(b.chunks[last], id)
	} else {
		b.chunks = append(b.chunks, append(make([][16]byte, 0, chunkIDs), id))
	}
}

// Next removes and returns an id of the first bucket if the bucket ended before
// the second limit.
func (q *Queue) Next(limit int64) (id [16]byte, ok bool) {
	if len(q.buckets) == 0 || q.buckets[0].end() >= limit {
		return id, false
	}
	b := q.buckets[0]
	q.horizon = max(q.horizon, b.end())
	last := len(b.chunks) - 1
	chunk := b.chunks[last]
	rest := len(chunk) - 1
	id, b.chunks[last] = chunk[rest], chunk[:rest]
	if rest == 0 {
		b.chunks[last] = nil // so that its memory is freed
		b.chunks = b.chunks[:last]
	}
	if len(b.chunks) == 0 {
		q.buckets[0] = nil
		q.buckets = q.buckets[1:]
	}
	return id, true
}
