// Package replay has the stores that remember which single-use tokens were
// redeemed. A type whose directive has the option once requires one in its Redeem
// method:
//
//	store := replay.NewMemory()
//	err := invite.Redeem(ctx, keys, store, token)
//
// NewMemory is for programs that run as one process. The packages sqlstore,
// sqlstore/sqlite and redisstore are for all others; each is a module of its own.
// To write another store, implement typeseal.Store and test it with package
// replaytest.
//
// # When to redeem
//
// Redeem a token after you have checked everything that the user can still correct,
// such as the fields of a form. Do what the token is for afterwards, or in the same
// transaction: see the method In of sqlstore.Store.
//
// # Errors
//
// If a token was used before, Redeem fails with typeseal.ErrUsed. If a store cannot
// tell, because it is down or may have lost the record, Redeem fails with
// typeseal.ErrStore. That is not the token's fault, so tell the user to try again.
// ErrBeforeStart, ErrFull and ErrLate are such errors.
//
// # Records
//
// A store has one record for each used token. The record's key is the token's id and
// the salt of its type. A store that loses a record while the token is still valid
// accepts the token again. So stores keep records for Grace after the token's end.
// If a store has no record of a token that ended so long ago that the record may have
// been purged, it fails with ErrLate.
//
// # Tests
//
// A new Memory fails with ErrBeforeStart for tokens that were issued before it was
// created. A test that mints a token first uses the option AcceptEarlier:
//
//	store := replay.NewMemory(replay.AcceptEarlier())
//
// In a testing/synctest bubble, the time is not the time of the database. Give the
// store the bubble's clock:
//
//	store, err := sqlite.Open(ctx, path, sqlite.Clock(time.Now))
//	store, err := sqlstore.New(db, sqlstore.Postgres, sqlstore.Clock(time.Now))
//	store, err := redisstore.New(ctx, client, redisstore.Clock(time.Now))
//
// A Memory uses the bubble's clock by itself. The option Clock gives it a clock that
// the test sets.
//
// # Limits
//
// Used tokens can work again in these cases:
//
//   - Memory: after a restart, if the token was issued in the second of the restart,
//     or by a clock that is ahead of this one, or if the clock was set back.
//   - sqlstore on PostgreSQL: if the server loses commits. It does when it dies with
//     synchronous_commit=off (those of the last two seconds, with the default of
//     wal_writer_delay) or fsync=off, and at a failover to an asynchronous standby.
//   - sqlstore/sqlite: if the file is on a network file system, is used by more than
//     one machine, or is restored from a backup.
//   - redisstore: if Redis dies with appendfsync=everysec (those of the last two
//     seconds) or without an appendonly file, and at a failover to a replica.
//   - All stores: if somebody deletes records, or if the clock is set back by more
//     than 45 minutes (Grace less MaxLate) between a purge and the second use.
package replay

import (
	"time"

	"github.com/typeseal/typeseal/runtime/internal/reason"
)

// Grace is how long a store keeps a record after the token's end. It must be
// longer than clocks are ever set back.
const Grace = time.Hour

// MaxLate is how long after a token's end, by the store's clock, the store still
// redeems the token if it has no record of it. It is less than Grace: a caller that
// checks a token and then sleeps for an hour must not find the record purged.
const MaxLate = Grace / 4

// The errors of stores. Redeem returns them within typeseal.ErrStore.
var (
	// ErrBeforeStart: the token was issued before the Memory was created, so an
	// earlier process may have redeemed it. It will not work later either, so
	// offer a new token, as for one that has expired.
	ErrBeforeStart = reason.New("replay: token issued before this store was created; " +
		"in a test, create the store with replay.AcceptEarlier()")
	// ErrFull: the Memory holds as many ids of the salt as it may, and does not
	// drop any.
	ErrFull = reason.New("replay: store full for this salt; allow more ids with replay.MaxIDs")
	// ErrLate: by the store's clock, the token ended so long ago that its record may
	// have been purged.
	ErrLate = reason.New("replay: token redeemed too late by the store's clock; " +
		"in a test with its own clock, give that clock to the store with its option Clock")
)
