package replay

// shelf holds the records of one salt. Its ids hold no pointers: a garbage
// collector that had to look at millions of them would be the stall that purging
// avoids.
type shelf struct {
	used   map[[16]byte]struct{}
	claims map[[16]byte][16]byte // of the ids that have one
	queue  queue
}

func newShelf() *shelf {
	return &shelf{used: make(map[[16]byte]struct{}), claims: make(map[[16]byte][16]byte)}
}

// find reports whether an id was used, and by which claim, zero if by none.
func (s *shelf) find(id [16]byte) (claim [16]byte, used bool) {
	if _, used = s.used[id]; used {
		claim = s.claims[id]
	}
	return claim, used
}

func (s *shelf) add(id, claim [16]byte, expires int64) {
	s.queue.add(expires, id)
	s.used[id] = struct{}{}
	if claim != [16]byte{} {
		s.claims[id] = claim
	}
}

// forget drops at most n records of tokens that ended before the second limit,
// and returns how many it dropped.
func (s *shelf) forget(n int, limit int64) (dropped int) {
	for ; dropped < n; dropped++ {
		id, ok := s.queue.next(limit)
		if !ok {
			break
		}
		delete(s.used, id)
		delete(s.claims, id)
	}
	return dropped
}
