package queue

import (
	"encoding/binary"
	"testing"
)

// TestOrder adds ids in random order, and takes them out in the order in which their
// tokens end.
func TestOrder(t *testing.T) {
	var q Queue
	const ids = 5000
	for i := range int64(ids) {
		expires := i * 7919 % ids * 10
		var id [16]byte
		binary.BigEndian.PutUint64(id[:], uint64(expires))
		q.Add(expires, id)
	}
	last := int64(0)
	for range ids {
		id, ok := q.Next(ids * 11)
		ended := int64(binary.BigEndian.Uint64(id[:]))
		if !ok || ended>>bucketBits < last>>bucketBits || ended > q.Horizon() {
			t.Fatalf("got %v, the id of a token that ended at %d, after %d", ok, ended, last)
		}
		last = ended
	}
	if _, ok := q.Next(ids * 11); ok || len(q.buckets) != 0 {
		t.Fatal("the queue is not empty")
	}
}
