// Package replay remembers which single-use tokens were redeemed: it has the
// stores that a Redeem method requires. NewMemory is the one in here; sqlstore,
// sqlstore/sqlite and redisstore beneath it are modules of their own, and
// replaytest checks any store, yours included.
//
//	store := replay.NewMemory()
//	err := invite.Redeem(ctx, keys, store, token)
//
// A new Memory refuses tokens that were issued before it, with ErrBeforeStart. A
// test that mints first says that nobody can have redeemed them:
//
//	store := replay.NewMemory(replay.AcceptEarlier())
//
// Call Redeem after everything that the user can still correct, such as a form's
// fields, has been checked, and before the effect or in one transaction with it
// (sqlstore's In).
//
// In a testing/synctest bubble a database's clock is not the bubble's. The stores
// take one for tests; with it they purge, and judge what is too late, by time.Now:
//
//	store, err := sqlite.Open(ctx, path, sqlite.Clock(time.Now))
//	store := sqlstore.New(db, sqlstore.Postgres, sqlstore.Clock(time.Now))
//	store, err := redisstore.New(ctx, client, redisstore.Clock(time.Now))
//	store := replay.NewMemory(replay.Clock(now)) // for a now of the test's own
//
// A store's key is the token's inner id within the type's salt. Losing a record
// while its token is good means that the token works again, so each store keeps
// it for Grace beyond the token's end, and answers with an error if it is in
// doubt (the caller sees typeseal.ErrStore, "try again"): so too if there is no
// record, but a token that ended so long ago may have had one. What they cannot
// promise:
//
//   - Memory: it serves one process only. After a restart, tokens may work again
//     if they were issued in the very second of the restart, or by a clock ahead
//     of this one, or if the clock was set back. No other token that was issued
//     before the restart works any more.
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
	"time"

	"github.com/typeseal/typeseal/runtime/internal/reason"
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
	// ErrBeforeStart: the token was issued before a Memory was created, so an
	// earlier process may have redeemed it. It will not work later either: offer
	// a new one, as for a token that has expired.
	ErrBeforeStart = reason.New("replay: token issued before this store was created; " +
		"in a test, create the store with replay.AcceptEarlier()")
	// ErrFull: as many live ids of one salt as the store may hold. None of them
	// is dropped.
	ErrFull = reason.New("replay: store full for this salt; allow more ids with replay.MaxIDs")
	// ErrLate: by the store's clock the token ended so long ago that its record,
	// if there was one, may be gone.
	ErrLate = reason.New("replay: redeemed too late by the store's clock; " +
		"in a test with a clock of its own, give it to the store as its Clock")
)
