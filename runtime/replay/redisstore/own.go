package redisstore

import "sync"

// own is a record that the store made. Redis keeps the order of writes in its file and
// to its replicas. So a server that has lost a record has also lost all later ones, and
// a server that has the store's latest record has all records that the store made.
type own struct {
	key   string
	nonce string
	ends  int64 // the second, by Redis's clock, in which it expires
	at    int64 // the microsecond, by Redis's clock, in which it was made
}

// ownRecords has the latest record that the store made: one for each bucket in a
// cluster, whose servers can only compare keys of one bucket, and else one for all.
type ownRecords struct {
	lock   sync.Mutex
	latest map[int]own
}

// get returns the latest record for a bucket, or the zero value if there is none.
func (o *ownRecords) get(bucket int) own {
	o.lock.Lock()
	defer o.lock.Unlock()
	return o.latest[bucket]
}

// keep keeps a record unless there is a later one.
func (o *ownRecords) keep(bucket int, made own) {
	o.lock.Lock()
	defer o.lock.Unlock()
	if o.latest == nil {
		o.latest = make(map[int]own)
	}
	if made.at >= o.latest[bucket].at {
		o.latest[bucket] = made
	}
}

// drop forgets a record that the server has lost.
func (o *ownRecords) drop(bucket int, lost own) {
	o.lock.Lock()
	defer o.lock.Unlock()
	if o.latest[bucket] == lost {
		delete(o.latest, bucket)
	}
}
