// Package boltstore is an example of a store that you write yourself. It remembers used
// tokens in a bbolt file, for a program that runs as one process. Its test is package
// replaytest, whose documentation says what a store must do.
package boltstore

import (
	"context"
	"encoding/binary"
	"errors"
	"slices"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/replay"
	"go.etcd.io/bbolt"
)

var bucket = []byte("typeseal.used")

// Store is a typeseal.Store. It is safe for concurrent use.
type Store struct {
	db   *bbolt.DB
	now  func() time.Time
	turn chan struct{} // holds the one call that waits for bbolt's lock
}

// New returns a store in db. now is time.Now, except in tests.
func New(db *bbolt.DB, now func() time.Time) (*Store, error) {
	return &Store{db, now, make(chan struct{}, 1)}, db.Update(func(tx *bbolt.Tx) error {
		_, err := tx.CreateBucketIfNotExists(bucket)
		return err
	})
}

// Consume implements typeseal.Store.
func (s *Store) Consume(ctx context.Context, use typeseal.Use) (typeseal.Record, error) {
	r, used, err := s.read(ctx, use)
	if err != nil || used && !use.Accepts(r) {
		return r, err
	}
	return s.write(ctx, use)
}

// Look implements typeseal.Store.
func (s *Store) Look(ctx context.Context, use typeseal.Use) (typeseal.Record, bool, error) {
	r, used, err := s.read(ctx, use)
	if err == nil && used && use.Accepts(r) {
		r, err = s.write(ctx, use) // makes none: if the record was purged meanwhile, it is late
	}
	return r, used && err == nil, err
}

func (s *Store) read(ctx context.Context, use typeseal.Use) (r typeseal.Record, used bool, err error) {
	err = s.db.View(func(tx *bbolt.Tx) (err error) { _, r, used, err = s.find(tx, use); return err })
	return r, used, errors.Join(ctx.Err(), err)
}

// write makes the record or, since a yes comes from a write, writes it again as it is. bbolt
// waits for its lock whatever the context says, so at most one call at a time does that.
func (s *Store) write(ctx context.Context, use typeseal.Use) (none typeseal.Record, err error) {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second) // for a context without a deadline
	defer cancel()
	var r typeseal.Record
	done := make(chan error, 1)
	go func() {
		select {
		case s.turn <- struct{}{}:
			done <- s.db.Update(func(tx *bbolt.Tx) (err error) { r, err = s.put(tx, use); return err })
			<-s.turn
		case <-ctx.Done():
		}
	}()
	select {
	case err := <-done:
		return r, err
	case <-ctx.Done():
		return none, ctx.Err()
	}
}

func (s *Store) put(tx *bbolt.Tx, use typeseal.Use) (typeseal.Record, error) {
	value, r, used, err := s.find(tx, use)
	if !used && err == nil {
		value = binary.BigEndian.AppendUint64(use.Claim[:], uint64(s.now().Unix()))
		value = binary.BigEndian.AppendUint64(value, uint64(use.ExpiresAt.Unix()))
		r.First, r.Claimed, r.At = true, use.Claim != [16]byte{}, second(value[16:])
	}
	return r, errors.Join(err, tx.Bucket(bucket).Put(key(use), value)) // after an error, nothing is put
}

// find reads a record: the claim, and the times of the first use and of the token's end.
func (s *Store) find(tx *bbolt.Tx, use typeseal.Use) (value []byte, r typeseal.Record, used bool, err error) {
	value = tx.Bucket(bucket).Get(key(use))
	r.Now = s.now().Truncate(time.Second)
	if used = value != nil; used {
		r.At, r.Claimed = second(value[16:]), use.Claim != [16]byte{} && string(value[:16]) == string(use.Claim[:])
	} else if r.Now.After(use.ExpiresAt.Add(replay.MaxLate)) {
		err = replay.ErrLate // there may have been a record
	}
	return slices.Clone(value), r, used, err
}

// Purge deletes the records of tokens that ended more than replay.Grace ago.
func (s *Store) Purge(context.Context) error {
	return s.db.Update(func(tx *bbolt.Tx) (err error) {
		c := tx.Bucket(bucket).Cursor()
		for k, v := c.First(); k != nil && err == nil; k, v = c.Next() {
			if second(v[24:]).Before(s.now().Add(-replay.Grace)) {
				err = c.Delete()
			}
		}
		return err
	})
}

func key(use typeseal.Use) []byte { return append(use.ID[:], use.Salt...) }
func second(b []byte) time.Time   { return time.Unix(int64(binary.BigEndian.Uint64(b)), 0) }
