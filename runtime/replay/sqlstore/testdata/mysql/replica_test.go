package mysql

import (
	"context"
	"database/sql"
	"fmt"
	"net"
	"testing"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/replay/internal/peer"
	"github.com/typeseal/typeseal/runtime/replay/internal/storetest"
	"github.com/typeseal/typeseal/runtime/replay/sqlstore"
	"github.com/typeseal/typeseal/runtime/replay/sqlstore/internal/sqltest"
)

// pair is a primary with a replica.
type pair struct {
	primary, replica *peer.Server
	db, replicaDB    *sql.DB
}

// startPair starts a primary and a replica. The primary waits for the replica if it is
// told to, with a setting.
func startPair(t *testing.T, settings ...string) *pair {
	t.Helper()
	if peer.IsMySQL() {
		t.Skip("this test sets up the replication of MariaDB; run it without TYPESEAL_MYSQLD")
	}
	port := freePort(t)
	p := &pair{
		primary: start(t, append(settings, "--server-id=1", "--log-bin", "--binlog-format=ROW",
			"--skip-networking=0",
			"--bind-address=127.0.0.1", fmt.Sprintf("--port=%d", port))...),
		replica: start(t, "--server-id=2", "--rpl-semi-sync-slave-enabled=ON"),
	}
	p.db, p.replicaDB = openDB(t, p.primary.MariaDBDSN("", "")), openDB(t, p.replica.MariaDBDSN("", ""))
	p.db.SetMaxOpenConns(1)
	sqltest.Exec(t, p.db, "SET sql_log_bin=0") // nobody waits for the replica
	sqltest.Exec(t, p.db, "GRANT REPLICATION SLAVE ON *.* TO follower@'127.0.0.1' IDENTIFIED BY 'x'")
	sqltest.Exec(t, p.db, "SET sql_log_bin=1")
	sqltest.Exec(t, p.replicaDB, fmt.Sprintf("CHANGE MASTER TO MASTER_HOST='127.0.0.1', MASTER_PORT=%d, "+
		"MASTER_USER='follower', MASTER_PASSWORD='x', MASTER_USE_GTID=slave_pos", port))
	sqltest.Exec(t, p.replicaDB, "START SLAVE")
	await(t, p.db, `SELECT variable_value = 1 FROM information_schema.global_status
		WHERE variable_name = 'SLAVES_CONNECTED'`)
	sqltest.Exec(t, p.db, "CREATE DATABASE test")
	return p
}

func start(t *testing.T, settings ...string) *peer.Server {
	t.Helper()
	s, err := peer.MariaDB(settings...)
	peer.Require(t, err)
	t.Cleanup(s.Remove)
	return s
}

// freePort returns a port of the loopback interface.
func freePort(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

// await waits until a query returns true.
func await(t *testing.T, db *sql.DB, query string) {
	t.Helper()
	yes, err := false, error(nil)
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if err = db.QueryRow(query).Scan(&yes); yes && err == nil {
			return
		}
	}
	t.Fatalf("%s: %v, %v", query, yes, err)
}

// open returns a store on the primary.
func (p *pair) open(t *testing.T) *sqlstore.Store {
	t.Helper()
	store, _ := open(t, p.primary.MariaDBDSN("test", ""))
	if err := store.CreateSchema(t.Context()); err != nil {
		t.Fatal(err)
	}
	return store
}

// failOver kills the primary, and returns a store on the replica, which has applied all
// that it has received.
func (p *pair) failOver(t *testing.T) *sqlstore.Store {
	t.Helper()
	if err := p.primary.Kill(); err != nil {
		t.Fatal(err)
	}
	sqltest.Exec(t, p.replicaDB, "STOP SLAVE IO_THREAD")
	await(t, p.replicaDB, `SELECT COUNT(*) = 1 FROM information_schema.processlist
		WHERE state LIKE 'Slave has read all relay log%'`)
	store, _ := open(t, p.replica.MariaDBDSN("test", ""))
	return store
}

// TestYesWaitsForReplica checks that no call says yes while the replica does not answer,
// whatever it finds, and that no token that was accepted is accepted after a failover.
func TestYesWaitsForReplica(t *testing.T) {
	for _, point := range []string{"AFTER_COMMIT", "AFTER_SYNC"} {
		t.Run(point, func(t *testing.T) {
			p := startPair(t, "--rpl-semi-sync-master-enabled=ON", "--rpl-semi-sync-master-timeout=3600000",
				"--rpl-semi-sync-master-wait-point="+point)
			store := p.open(t)
			use := storetest.Claimed(storetest.NewUse(), storetest.Random())
			within := storetest.Claimed(use, [16]byte{})
			within.Grace = time.Minute
			sqltest.Exec(t, p.replicaDB, "STOP SLAVE IO_THREAD")
			for i, use := range []typeseal.Use{use, use, within} {
				ctx, cancel := context.WithTimeout(t.Context(), sqltest.HangDeadline)
				if r, err := store.Consume(ctx, use); err == nil {
					t.Errorf("call %d: redeemed %+v without the replica", i, r)
				}
				cancel()
				ctx, cancel = context.WithTimeout(t.Context(), sqltest.HangDeadline)
				if r, used, err := store.Look(ctx, use); used && err == nil {
					t.Errorf("call %d: looked %+v without the replica", i, r)
				}
				cancel()
			}
			sqltest.Exec(t, p.replicaDB, "START SLAVE IO_THREAD")
			storetest.Want(t, store, true, use)
			accepted := storetest.NewUses(100)
			storetest.Want(t, store, true, accepted...)
			promoted := p.failOver(t)
			storetest.Want(t, promoted, false, accepted...)
			storetest.Want(t, promoted, true, use)
			storetest.Want(t, promoted, false, storetest.Claimed(use, storetest.Random()))
		})
	}
}

// TestAsynchronousReplica checks that a server which does not wait for its replica is
// warned of.
func TestAsynchronousReplica(t *testing.T) {
	p := startPair(t, "--sync-binlog=1")
	log := sqltest.CaptureLog(t)
	p.open(t)
	sqltest.WantWarning(t, log, "enable semi-synchronous replication")
}
