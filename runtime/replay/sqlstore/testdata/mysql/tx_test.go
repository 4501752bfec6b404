package mysql

import (
	"context"
	"database/sql"
	"encoding/hex"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/go-sql-driver/mysql"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/replay"
	"github.com/typeseal/typeseal/runtime/replay/internal/peer"
	"github.com/typeseal/typeseal/runtime/replay/internal/storetest"
	"github.com/typeseal/typeseal/runtime/replay/sqlstore"
	"github.com/typeseal/typeseal/runtime/replay/sqlstore/internal/sqltest"
)

// levels are the isolation levels of InnoDB.
var levels = []sql.IsolationLevel{
	sql.LevelReadUncommitted, sql.LevelReadCommitted, sql.LevelRepeatableRead, sql.LevelSerializable,
}

// TestOthersWaitForTransaction: others that redeem a token wait for the transaction that
// has redeemed it, until the transaction or their own context ends. Others that look do
// not wait.
func TestOthersWaitForTransaction(t *testing.T) {
	store, db := newStore(t)
	for _, level := range levels {
		for _, commit := range []bool{false, true} {
			use := storetest.NewUse()
			tx := sqltest.Begin(t, db, level)
			storetest.Want(t, store.In(tx), true, use)
			storetest.WantUsed(t, store, false, use)

			ctx, cancel := context.WithTimeout(context.Background(), 200*time.Millisecond)
			if r, err := store.Consume(ctx, use); r.First || err == nil {
				t.Fatalf("got %+v, %v before the end of the transaction", r, err)
			}
			cancel()

			waiting := make(chan bool)
			go func() {
				r, err := store.Consume(context.Background(), use)
				waiting <- r.First && err == nil
			}()
			time.Sleep(50 * time.Millisecond)
			end := tx.Rollback
			if commit {
				end = tx.Commit
			}
			if err := end(); err != nil {
				t.Fatal(err)
			}
			if first := <-waiting; first == commit {
				t.Fatalf("%v: committed %v, and the other redeemed %v", level, commit, first)
			}
		}
	}
}

// TestSnapshot checks that a transaction whose snapshot does not have the row of a token
// does not redeem it, and that one whose snapshot has a row that was deleted does.
func TestSnapshot(t *testing.T) {
	store, db := newStore(t)
	for _, level := range levels[:3] {
		late, deleted := storetest.Claimed(storetest.NewUse(), storetest.Random()), storetest.NewUse()
		storetest.Want(t, store, true, deleted)
		tx := sqltest.Begin(t, db, level)
		var rows int
		if err := tx.QueryRow("SELECT COUNT(*) FROM typeseal_used").Scan(&rows); err != nil {
			t.Fatal(err)
		}
		storetest.Want(t, store, true, late)
		sqltest.Exec(t, db, "DELETE FROM typeseal_used WHERE claim <> UNHEX('"+hex.EncodeToString(late.Claim[:])+"')")
		storetest.Want(t, store.In(tx), false, storetest.Claimed(late, storetest.Random()))
		storetest.Want(t, store.In(tx), true, late, deleted)
		storetest.WantUsed(t, store.In(tx), true, late, deleted)
		if err := tx.Commit(); err != nil {
			t.Fatal(err)
		}
	}
}

// TestLookThenRedeem checks that transactions which look at tokens and then redeem them do
// not wait for each other.
func TestLookThenRedeem(t *testing.T) {
	store, db := newStore(t)
	for _, level := range levels[:3] {
		one, two := sqltest.Begin(t, db, level), sqltest.Begin(t, db, level)
		uses := storetest.NewUses(2)
		storetest.WantUsed(t, store.In(one), false, uses...)
		storetest.WantUsed(t, store.In(two), false, uses...)
		storetest.Want(t, store.In(one), true, uses[0])
		storetest.Want(t, store.In(two), true, uses[1])
		if err := errors.Join(one.Commit(), two.Commit()); err != nil {
			t.Fatal(err)
		}
	}
}

// wantNumber fails the test unless the store returns a MySQL error with the given number.
func wantNumber(t *testing.T, err error, number uint16) {
	t.Helper()
	if my, ok := errors.AsType[*mysql.MySQLError](err); !ok || my.Number != number {
		t.Fatalf("got %v; want number %d", err, number)
	}
}

// TestDeadlock redeems the same two tokens in two transactions, in opposite order. One of
// them fails and the other redeems both tokens.
func TestDeadlock(t *testing.T) {
	store, db := newStore(t)
	err := sqltest.Deadlock(t, store, db)
	wantNumber(t, err, 1213)
	if errors.Is(err, typeseal.ErrConfig) || !strings.Contains(err.Error(), "roll back, and begin") {
		t.Errorf("the error says %q", err)
	}
}

// awaitLockWait waits until a transaction waits for another. The server shows what it saw
// at most every 100 ms, if it is not asked more often.
func awaitLockWait(t *testing.T, db *sql.DB) {
	t.Helper()
	const query = "SELECT COUNT(*) = 1 FROM information_schema.innodb_trx WHERE trx_state = 'LOCK WAIT'"
	for waits := false; !waits; {
		time.Sleep(150 * time.Millisecond)
		if err := db.QueryRow(query).Scan(&waits); err != nil {
			t.Fatal(err)
		}
	}
}

// TestVictim checks that a call that the server rolls back because of a deadlock is tried
// once more: the rows of a transaction that is larger are kept.
func TestVictim(t *testing.T) {
	store, db := newStore(t)
	sqltest.Exec(t, db, "CREATE TABLE weight "+columns)
	schemas.Insert(t, db, "weight", "test.live", 100, -time.Hour)
	sqltest.Exec(t, db, "CREATE TABLE audit (id binary(16) PRIMARY KEY)")
	sqltest.Exec(t, db, `CREATE TRIGGER audited AFTER INSERT ON typeseal_used
		FOR EACH ROW INSERT INTO audit VALUES (NEW.id) ON DUPLICATE KEY UPDATE id = NEW.id`)
	use := storetest.NewUse()
	big := sqltest.Begin(t, db, sql.LevelDefault)
	sqltest.Exec(t, big, "UPDATE weight SET repeats = 1")
	if _, err := big.Exec("INSERT INTO audit VALUES (?)", use.ID[:]); err != nil {
		t.Fatal(err)
	}
	redeemed := make(chan error)
	go func() {
		r, err := store.Consume(context.Background(), use)
		if err == nil && !r.First {
			err = errors.New("not first")
		}
		redeemed <- err
	}()
	awaitLockWait(t, db)
	storetest.Want(t, store.In(big), true, use)
	if err := big.Rollback(); err != nil {
		t.Fatal(err)
	}
	if err := <-redeemed; err != nil {
		t.Fatal(err)
	}
	storetest.Want(t, store, false, use)
}

// TestUndone checks that a call that fails leaves no row and no transaction open.
func TestUndone(t *testing.T) {
	dsn := newSchema(t)
	store, _ := open(t, dsn)
	admin := openDB(t, dsn+"lock_wait_timeout=2")
	sqltest.Exec(t, admin, `CREATE TRIGGER refuse AFTER INSERT ON typeseal_used
		FOR EACH ROW SIGNAL SQLSTATE '45000'`)
	use := storetest.NewUse()
	storetest.WantConsumeError(t, store, use, nil)
	sqltest.Exec(t, admin, "DROP TRIGGER refuse") // waits for transactions that have used the table
	storetest.Want(t, store, true, use)
}

// TestReadOnly checks that redeeming fails, even for a used token, if the server or the
// session does not accept writes.
func TestReadOnly(t *testing.T) {
	dsn := newSchema(t)
	use := storetest.NewUse()
	writable, db := open(t, dsn)
	storetest.Want(t, writable, true, use)
	name := "tx_read_only"
	if peer.IsMySQL() {
		name = "transaction_read_only"
	}
	store, _ := open(t, dsn+name+"=1")
	tx, err := db.BeginTx(t.Context(), &sql.TxOptions{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	for _, store := range []typeseal.Store{store, writable.In(tx)} {
		for _, use := range []typeseal.Use{use, storetest.NewUse()} {
			_, err := store.Consume(t.Context(), use)
			wantNumber(t, err, 1792)
		}
	}
}

// TestEndedTransactions checks that redeeming fails in transactions that have ended.
func TestEndedTransactions(t *testing.T) {
	store, db := newStore(t)
	for _, end := range []func(*sql.Tx) error{(*sql.Tx).Commit, (*sql.Tx).Rollback} {
		tx := sqltest.Begin(t, db, sql.LevelDefault)
		use := storetest.NewUse()
		if err := end(tx); err != nil {
			t.Fatal(err)
		}
		wantSentence(t, store.In(tx), "the transaction has ended", false)
		storetest.Want(t, store, true, use)
	}
}

// TestPurgeBesideTransactions checks that a purge and transactions that redeem do not wait
// for each other.
func TestPurgeBesideTransactions(t *testing.T) {
	store, db := newStore(t)
	schemas.Insert(t, db, "typeseal_used", "test.old", 100, 2*replay.Grace)
	for _, level := range levels {
		tx := sqltest.Begin(t, db, level)
		storetest.Want(t, store.In(tx), true, storetest.NewUse())
		sqltest.WantPurged(t, store, 10, 10)
		storetest.Want(t, store.In(tx), true, storetest.NewUse())
		if err := tx.Commit(); err != nil {
			t.Fatal(err)
		}
	}
	sqltest.WantPurged(t, store, 100, 60)
}

// startProxy returns a proxy in front of the server, and the address of a new schema
// through it.
func startProxy(t *testing.T, parameters string) (*peer.Proxy, string) {
	dsn, dir := newSchema(t)+parameters, socketDir(t)
	p := peer.StartProxy(t, filepath.Join(dir, peer.MariaDBSocket), filepath.Join(server.Dir, peer.MariaDBSocket))
	return p, strings.Replace(dsn, server.Dir, dir, 1)
}

// proxied returns a store with one connection through a proxy.
func proxied(t *testing.T) (*peer.Proxy, *sqlstore.Store) {
	p, dsn := startProxy(t, "interpolateParams=true")
	store, db := open(t, dsn)
	db.SetMaxOpenConns(1)
	storetest.Want(t, store, true, storetest.NewUse())
	return p, store
}

// inserted is the server's reply to an insert of one row: a packet OK whose first number,
// the affected rows, is 1.
func inserted(reply string) bool { return len(reply) > 5 && reply[4] == 0 && reply[5] == 1 }

// committed is the server's reply to the first commit after an insert.
func committed() func(reply string) bool {
	after := false
	return func(reply string) bool {
		if after && len(reply) == 11 && reply[4] == 0 && reply[5] == 0 {
			return true
		}
		after = after || inserted(reply)
		return false
	}
}

func TestLostAnswer(t *testing.T) {
	p, store := proxied(t)
	p.CheckLostAnswer(t, store, inserted)
	p.CheckLostAnswer(t, store, committed())
}

// TestOtherAnswer sends the answer to a query for a token's row also to the next one.
func TestOtherAnswer(t *testing.T) {
	p, store := proxied(t)
	p.CheckOtherAnswer(t, store, func(reply string) bool { return strings.Contains(reply, "used_at") })
}
