// Package replay provides stores, which remember the single-use tokens that were
// redeemed. A type whose directive has the option once has a Redeem method, which
// requires a store:
//
//	store := replay.NewMemory()
//	err := invite.Redeem(ctx, keys, store, token)
//
// [NewMemory] is for programs that run as one process. Other programs use package
// sqlstore, sqlstore/sqlite or redisstore. Each of these is a separate module. To
// write another store, implement typeseal.Store and test it with package replaytest.
// The directory examples/boltstore has such a store.
//
// # When to redeem
//
// Redeem a token after you have checked everything that the user can still correct, such
// as the fields of a form. Take the action that the token is for afterwards, or in the
// same transaction: see the method In of sqlstore.Store.
//
// # Looking first
//
// Peek checks a token without redeeming it, for the page that comes before the form. It
// looks for the token in the store and fails like Redeem if the token was used.
//
// # Repeated calls
//
// A person presses a button twice, or the answer is lost and the program tries again. If
// the directive has once and grace=30s, Redeem and Peek accept a token again for 30
// seconds after it was redeemed first. A caller that keeps a typeseal.Claim can repeat
// its own call at any time. In both cases Repeated is set in the typeseal.Details of the
// option Describe: the token was redeemed before, so do not repeat the action that it is
// for.
//
// The store's record has the time of the first use, and the store's clock says how long
// ago that is.
//
// # Errors
//
// If a token was used before, Redeem fails with typeseal.ErrUsed. If a store cannot
// tell, because it is down or may have lost the record, Redeem fails with
// typeseal.ErrStore. That is not the token's fault, so tell the user to try again.
// [ErrBeforeStart], [ErrFull] and [ErrLate] match typeseal.ErrStore too, but trying
// again helps only after ErrFull.
//
// # Records
//
// A store has one record for each used token. The record's key is the token's id and
// the salt of its type. A store that loses a record while the token is still valid
// accepts the token again. So stores keep records for [Grace] after the token's end.
// If a store has no record of a token that ended so long ago that the record may have
// been purged, it fails with [ErrLate].
//
// # Other languages
//
// Programs in other languages can share the records of sqlstore and redisstore with Go
// programs. RECORDS.md says how records are written, in SQL and in a script for Redis. A
// store is about 20 lines.
//
// # Tests
//
// A new Memory fails with [ErrBeforeStart] for tokens that were issued before it was
// created. If a test mints a token first, give the store the option [AcceptEarlier]:
//
//	store := replay.NewMemory(replay.AcceptEarlier())
//
// In a testing/synctest bubble, the time is not the database's time. Give the store the
// bubble's clock:
//
//	store, err := sqlite.Open(ctx, path, sqlite.Clock(time.Now))
//	store, err := sqlstore.New(db, sqlstore.Postgres, sqlstore.Clock(time.Now))
//	store, err := redisstore.New(ctx, client, redisstore.Clock(time.Now))
//
// A Memory needs this only if the test sets its clock itself.
//
// # Limits
//
// Used tokens can work again in these cases:
//
//   - Memory: the process restarts, and the token was issued in the second of the
//     restart, or by a clock that is ahead, or the clock was set back.
//   - sqlstore with PostgreSQL: the server loses commits. It does so when it dies with
//     synchronous_commit=off (the commits of the last two seconds, with the default
//     wal_writer_delay) or fsync=off, and at a failover to an asynchronous standby. A
//     failover to a synchronous standby loses none.
//   - sqlstore with MySQL or MariaDB: the server loses commits. It does so when it dies with
//     innodb_flush_log_at_trx_commit=0, when the machine dies and this is 2 or sync_binlog
//     is not 1, and at a failover to a replica that it has not waited for.
//   - sqlstore/sqlite: the file is on a network file system, several machines use it,
//     or it is restored from a backup.
//   - redisstore: the machine loses its power with appendfsync=everysec (the tokens of the
//     last two seconds), or a replica takes over that is not up to date, although it was
//     counted, or an older backup is restored and no program remembers later records.
//   - All stores: somebody deletes records, or the clock is set back by more than 45
//     minutes ([Grace] less [MaxLate]) between a purge and the second use.
package replay

import (
	"time"

	"github.com/typeseal/typeseal/runtime/internal/reason"
)

// Grace is how long a store keeps a record after the token's end, since the token is
// valid again if a clock is set back.
const Grace = time.Hour

// MaxLate is how long after a token's end, by the store's clock, a store accepts the
// token if it has no record of it. It is less than Grace, since a caller may have
// checked the token some time ago, and the record must not be purged meanwhile.
const MaxLate = Grace / 4

// The errors of stores. Redeem returns them within typeseal.ErrStore.
var (
	// ErrBeforeStart means that the token was issued before the Memory was
	// created, so an earlier process may have redeemed it. It will not work later
	// either. Offer the user a new token, as if it had expired.
	ErrBeforeStart = reason.New("replay: token issued before this store was created; " +
		"in a test, create the store with replay.AcceptEarlier()")
	// ErrFull means that the Memory holds as many ids of the salt as it may. It
	// drops none of them.
	ErrFull = reason.New("replay: store full for this salt; allow more ids with replay.MaxIDs")
	// ErrLate means that, by the store's clock, the token ended so long ago that
	// its record may have been purged.
	ErrLate = reason.New("replay: token redeemed too late by the store's clock; " +
		"in a test with its own clock, give that clock to the store with its option Clock")
)
