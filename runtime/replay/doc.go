// Package replay remembers which single-use tokens were redeemed: the stores
// that a Redeem method wants. NewMemory is the one in here; sqlstore,
// sqlstore/sqlite and redisstore beneath it are modules of their own, and
// replaytest checks any store, yours included.
//
//	store := replay.NewMemory()
//	err := invite.Redeem(ctx, keys, store, token)
//
// A store's key is the token's inner id within the type's salt. Losing a record
// while its token is good means that the token works again, so each store keeps
// it for Grace beyond the token's end, and answers with an error where it is in
// doubt (the caller sees typeseal.ErrStore, "try again"): so too where there is
// no record, but a token that ended so long ago may have had one. What they
// cannot promise:
//
//   - Memory: it serves one process only, and where a restart meets a clock that
//     was set back, or tokens issued by a clock ahead of this one, those may work
//     again. All other tokens issued before the restart no longer work.
//   - sqlstore on PostgreSQL: with synchronous_commit off (two seconds of them,
//     with wal_writer_delay at its default) or fsync off, and at a failover to an
//     asynchronous replica, the commits that the server loses are tokens that
//     work again.
//   - sqlstore/sqlite: it serves the processes of one machine, on a local disk; a
//     file restored from a backup forgets what was redeemed since.
//   - redisstore: with appendfsync always nothing is lost when the server dies;
//     with everysec what was redeemed in the last two seconds may be; without
//     appendonly, and at a failover to a replica, more.
//   - All of them: a clock set back by more than 45 minutes (Grace less MaxLate)
//     between a purge and a redeeming, and records that somebody deletes.
package replay

import (
	"errors"
	"time"
)

// Grace is how long beyond its token's end a store keeps a record, because
// clocks are set back.
const Grace = time.Hour

// MaxLate is how long after a token's end, by its own clock, a store still
// redeems one of which it has no record. A caller that checks a token and then
// stands still for an hour must not find its record forgotten, so the stores that
// judge by a clock answer with ErrLate long before that.
const MaxLate = Grace / 4

// The errors of stores, which callers of Redeem see within typeseal.ErrStore.
var (
	// ErrFull: as many live ids as the store may hold. None of them is dropped.
	ErrFull = errors.New("replay: store full")
	// ErrLate: the token ended so long ago that its record, if there was one,
	// may be gone.
	ErrLate = errors.New("replay: redeemed too late")
)
