// Package sqlstore remembers used tokens in a SQL database, so that any number of
// processes redeem each single-use token once. It imports no driver: open the
// database with yours.
//
//	db, err := sql.Open("pgx", dsn)
//	store, err := sqlstore.New(db, sqlstore.Postgres)
//	err = store.CreateSchema(ctx)
//	err = invite.Redeem(ctx, keys, store, token)
//
// To commit the use of a token and its effect together, redeem it within a
// transaction:
//
//	tx, err := db.BeginTx(ctx, nil)
//	err = invite.Redeem(ctx, keys, store.In(tx), token)
//	_, err = tx.ExecContext(ctx, "INSERT INTO guests ...")
//	err = tx.Commit()
//
// # The table
//
// A used token is one row of the table typeseal_used, or of another that the option Table
// names. It takes about 200 bytes in PostgreSQL and 250 in MariaDB, indexes included. Purge
// deletes the rows
// of tokens that ended more than an hour ago by the database's clock. PurgeEvery does so
// regularly until ctx ends:
//
//	go store.PurgeEvery(ctx, 10*time.Minute)
//
// The table may be partitioned, for example by the hash of the id. It must not have
// children that inherit from it, since its primary key does not cover them.
//
// # Rights
//
// A role that redeems requires these rights in PostgreSQL, and DELETE on the table if it
// purges. If the table exists, CreateSchema requires no others:
//
//	GRANT USAGE ON SCHEMA auth TO app;
//	GRANT SELECT, INSERT, UPDATE (used_at) ON auth.typeseal_used TO app;
//
// In MySQL and MariaDB:
//
//	GRANT SELECT, INSERT, UPDATE ON auth.typeseal_used TO app;
//
// # Checks
//
// CreateSchema and Check fail with typeseal.ErrConfig, and say what to change, if the
// table, the server or the role's rights are such that used tokens are forgotten or that
// redeeming cannot work. Settings that make a crash or a failover forget used tokens are
// logged. Faults that come later and last, such as a table that was dropped, match
// typeseal.ErrConfig too, besides the typeseal.ErrStore of Redeem. Other faults are worth
// another try. Redeeming does not check the table, so call one of them when the program
// starts.
//
// # Time
//
// Every call returns when its context ends, 50 ms later at most, or after Timeout if the
// context has no deadline. That is so whatever the driver does: its call goes on in a
// goroutine, which ends when the server answers or the connection does. It keeps its
// connection until then, so a pool with MaxOpenConns can run out of connections. Drivers
// that were tested with servers and networks that stand still are pgx, lib/pq,
// modernc.org/sqlite, mattn/go-sqlite3 and github.com/go-sql-driver/mysql.
//
// A call that ended so may have redeemed its token nevertheless. A caller that redeems with
// a typeseal.Claim can try again. It may also happen that a call that waits for another
// transaction redeems after it has returned, because that transaction was rolled back at
// the same moment. Then nobody has redeemed the token, and it is used.
//
// # Replicas
//
// Redeem on the primary. With synchronous standbys, a token is redeemed when they have its
// row, and no failover to one of them makes it work again. A row that was found may be one
// that they do not have yet, since PostgreSQL shows it if the wait for them is canceled. So
// if a token is accepted again, by its claim or within its grace, the store writes its row
// again and waits for them. Do not set synchronous_commit to off or local.
//
// # PgBouncer
//
// In transaction mode PgBouncer gives statements that a driver has prepared to other
// connections. Set max_prepared_statements in PgBouncer 1.21 or later, or let the driver
// prepare none: with pgx, default_query_exec_mode=exec, with lib/pq, binary_parameters=yes.
// The pooler must not change statements or retry them.
//
// # MySQL and MariaDB
//
// Open the database with github.com/go-sql-driver/mysql:
//
//	db, err := sql.Open("mysql", "app:password@tcp(db:3306)/auth?interpolateParams=true")
//	store, err := sqlstore.New(db, sqlstore.MySQL)
//
// A call is a transaction of its own, of two statements, and is tried once more after a
// deadlock. Without interpolateParams, the driver prepares each statement, which takes
// half as many round trips again. The isolation level, sql_mode, autocommit, the character
// sets, the time zone and the driver's parameters make no difference. The table's engine
// must be InnoDB.
//
// A transaction of yours can end without Commit: the server rolls it back after a
// deadlock, and commits it before statements such as CREATE TABLE. Statements after that
// are not part of it. So if any statement fails, roll back and begin again. In a
// transaction with the level REPEATABLE READ, which is the default, Look may not see what
// others have redeemed since the transaction began to read. Redeeming sees it.
//
// Do not create a temporary table with the name of the table: it hides the table from its
// connection, so that used tokens work again there.
//
// Set innodb_flush_log_at_trx_commit to 1 and, if the server has a binary log, sync_binlog
// to 1. With semi-synchronous replication, no failover to a replica that has acknowledged
// makes a token work again. Set rpl_semi_sync_master_timeout so high that the server never
// goes on without a replica. If your programs write to two servers that replicate from each
// other, each of them redeems a token once. Galera is not tested.
//
// # SQLite
//
// If your program opens the SQLite database itself, set busy_timeout and WAL for
// every connection. CreateSchema fails if they are missing:
//
//	db, err := sql.Open("sqlite", "file:app.db?_txlock=immediate"+
//		"&_pragma=busy_timeout(5000)&_pragma=journal_mode(WAL)")
//	store, err := sqlstore.New(db, sqlstore.SQLite)
//
// Package sqlstore/sqlite brings a driver and opens a SQLite file for you. It also notices
// if the file is deleted or replaced.
//
// # Tests
//
// In a testing/synctest bubble, give the store the bubble's clock. With pgx, open
// the database in the bubble too:
//
//	synctest.Test(t, func(t *testing.T) {
//		store, err := sqlstore.New(openDB(t), sqlstore.Postgres, sqlstore.Clock(time.Now))
//
// # Limits
//
// Tokens work again if the database loses their rows:
//
//   - PostgreSQL with synchronous_commit=off loses the commits of the last two
//     seconds when the server dies, and more if wal_writer_delay is longer than
//     its default. With fsync=off it can lose everything.
//   - At a failover to a standby that is not synchronous, PostgreSQL loses the
//     commits that the standby has not received. LOAD.md has figures.
//   - If an administrator cancels a statement that waits for a synchronous standby,
//     PostgreSQL confirms its commit.
//   - MySQL and MariaDB with innodb_flush_log_at_trx_commit=0 lose the commits of the last
//     two seconds when the server dies. With 2, or with sync_binlog=0 and a binary log, they
//     do when the machine does.
//   - At a failover to a replica, they lose the commits that it has not received.
//   - SQLite with synchronous=NORMAL loses the last commits when the power fails.
//   - A database that is restored from a backup has only the rows of the backup.
package sqlstore
