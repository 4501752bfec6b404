package mysql

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/replay"
	"github.com/typeseal/typeseal/runtime/replay/internal/peer"
	"github.com/typeseal/typeseal/runtime/replay/internal/storetest"
	"github.com/typeseal/typeseal/runtime/replay/sqlstore"
	"github.com/typeseal/typeseal/runtime/replay/sqlstore/internal/sqltest"
)

// wantSentence redeems, which must fail with a sentence, and with ErrConfig or without.
func wantSentence(t *testing.T, store typeseal.Store, want string, config bool) {
	t.Helper()
	_, err := store.Consume(context.Background(), storetest.NewUse())
	shown := typeseal.Caused(typeseal.ErrStore, err).Error()
	if err == nil || errors.Is(err, typeseal.ErrConfig) != config || !strings.Contains(shown, want) {
		t.Errorf("%v, shown as %q; want %q, ErrConfig %v", err, shown, want, config)
	}
}

const columns = `(salt varbinary(64) NOT NULL, id binary(16) NOT NULL, claim binary(16) NOT NULL,
	expires_at bigint NOT NULL, used_at bigint NOT NULL, repeats bigint NOT NULL DEFAULT 0, PRIMARY KEY (id, salt))`

// TestTables checks that Check and CreateSchema refuse each table with which tokens would
// be forgotten or never redeemed, and say what is wrong with it.
func TestTables(t *testing.T) {
	const dropped = "DROP TABLE typeseal_used"
	other := func(old, new string) []string {
		return []string{dropped, "CREATE TABLE typeseal_used " + strings.Replace(columns, old, new, 1)}
	}
	for _, test := range []struct {
		name       string
		statements []string
		want       string // or empty: the table is good
	}{
		{"MyISAM", []string{"ALTER TABLE typeseal_used ENGINE=MyISAM"}, "ENGINE=InnoDB"},
		{"in memory", []string{"ALTER TABLE typeseal_used ENGINE=MEMORY"}, "ENGINE=InnoDB"},
		{"a view", []string{
			"RENAME TABLE typeseal_used TO base", "CREATE VIEW typeseal_used AS SELECT * FROM base",
		}, "view"},
		{"no primary key", []string{"ALTER TABLE typeseal_used DROP PRIMARY KEY"}, "ADD PRIMARY KEY"},
		{"primary key of the id", []string{"ALTER TABLE typeseal_used DROP PRIMARY KEY, ADD PRIMARY KEY (id)"},
			"ADD PRIMARY KEY"},
		{"primary key of three columns", []string{
			"ALTER TABLE typeseal_used DROP PRIMARY KEY, ADD PRIMARY KEY (id, salt, claim)",
		}, "ADD PRIMARY KEY"},
		{"primary key of a prefix", []string{
			"ALTER TABLE typeseal_used DROP PRIMARY KEY, ADD PRIMARY KEY (id, salt(10))",
		}, "ADD PRIMARY KEY"},
		{"another unique index", []string{"CREATE UNIQUE INDEX one ON typeseal_used (expires_at)"}, "unique index"},
		{"no column claim", []string{"ALTER TABLE typeseal_used DROP COLUMN claim"}, "columns and types"},
		{"no column repeats", []string{"ALTER TABLE typeseal_used DROP COLUMN repeats"}, "columns and types"},
		{"repeats without a default", other("repeats bigint NOT NULL DEFAULT 0", "repeats bigint NOT NULL"),
			"columns and types"},
		{"id as text", other("id binary(16)", "id varchar(32)"), "columns and types"},
		{"salt of 20", other("varbinary(64)", "varbinary(20)"), "columns and types"},
		{"id of 20", other("id binary(16)", "id binary(20)"), "columns and types"},
		{"id of 8", other("id binary(16)", "id varbinary(8)"), "columns and types"},
		{"times as timestamps", other("used_at bigint", "used_at timestamp"), "columns and types"},
		{"another column", []string{"ALTER TABLE typeseal_used ADD COLUMN tenant bigint NOT NULL"},
			"columns and types"},
		{"a check", []string{"ALTER TABLE typeseal_used ADD CHECK (salt <> 'typeseal.check')"}, "constraints"},
		{"a trigger", []string{
			"CREATE TRIGGER change_it BEFORE INSERT ON typeseal_used " +
				"FOR EACH ROW SET NEW.claim = UNHEX(REPEAT('00', 16))",
		}, "trigger"},
		{"partitioned", []string{"ALTER TABLE typeseal_used PARTITION BY KEY (id) PARTITIONS 3"}, ""},
		{"a partition missing", []string{
			"ALTER TABLE typeseal_used PARTITION BY RANGE COLUMNS (salt) (PARTITION p VALUES LESS THAN ('a'))",
		}, "add the partition"},
		{"another column with a default", []string{
			"ALTER TABLE typeseal_used ADD COLUMN tenant bigint NOT NULL DEFAULT 0",
		}, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			store, db := newStore(t)
			for _, statement := range test.statements {
				sqltest.Exec(t, db, statement)
			}
			for what, err := range map[string]error{
				"Check": store.Check(t.Context()), "CreateSchema": store.CreateSchema(t.Context()),
			} {
				if test.want != "" {
					sqltest.WantConfig(t, what, err, test.want)
				} else if err != nil {
					t.Errorf("%s: %v", what, err)
				}
			}
		})
	}
}

// TestPartitioned purges a partitioned table.
func TestPartitioned(t *testing.T) {
	store, db := newStore(t)
	sqltest.Exec(t, db, "ALTER TABLE typeseal_used PARTITION BY KEY (id) PARTITIONS 3")
	schemas.CheckPurge(t, store, db, "typeseal_used", "typeseal_used")
}

// TestServers checks what Check says of databases that cannot be written or are of another
// kind.
func TestServers(t *testing.T) {
	dsn := newSchema(t)
	readOnly := "tx_read_only=1"
	if peer.IsMySQL() {
		readOnly = "transaction_read_only=1"
	}
	store, db := open(t, dsn+readOnly)
	sqltest.WantConfig(t, "read-only transactions", store.Check(t.Context()), "transactions are read-only")
	store, _ = open(t, dsn+"timestamp=1")
	sqltest.WantConfig(t, "the clock stands still", store.Check(t.Context()), "clock of the database")
	for _, dialect := range []sqlstore.Dialect{sqlstore.SQLite, sqlstore.Postgres} {
		store, err := sqlstore.New(db, dialect)
		if err != nil {
			t.Fatal(err)
		}
		sqltest.WantConfig(t, "another dialect", store.Check(t.Context()), "call sqlstore.New with its dialect")
		sqltest.WantConfig(t, "another dialect", store.CreateSchema(t.Context()), "call sqlstore.New with its dialect")
		storetest.WantError(t, store, storetest.NewUse(), typeseal.ErrConfig)
	}
	for what, wrong := range map[string]string{
		"user": strings.Replace(dsn, "root@", "nobody@", 1), "password": strings.Replace(dsn, "root@", "root:x@", 1),
		"database": strings.Replace(dsn, schemaOf(dsn), "nowhere", 1),
	} {
		store, _ := open(t, wrong)
		sqltest.WantConfig(t, what, store.Check(t.Context()), "refuses the role, its password")
		storetest.WantError(t, store, storetest.NewUse(), typeseal.ErrConfig)
	}
	store, _ = open(t, server.MariaDBDSN("", ""))
	sqltest.WantConfig(t, "no database", store.Check(t.Context()), "no database is selected")
	storetest.WantError(t, store, storetest.NewUse(), typeseal.ErrConfig)
}

// TestReplica checks what Check says of a server that is read-only, as a replica is.
func TestReplica(t *testing.T) {
	dsn := newSchema(t)
	store, db := open(t, dsn)
	sqltest.Exec(t, db, "SET GLOBAL read_only = 1")
	defer sqltest.Exec(t, db, "SET GLOBAL read_only = 0")
	sqltest.WantConfig(t, "read_only", store.Check(t.Context()), "connect to the primary")
	sqltest.Exec(t, db, "CREATE USER reader@localhost")
	defer sqltest.Exec(t, db, "DROP USER reader@localhost")
	sqltest.Exec(t, db, "GRANT ALL ON "+schemaOf(dsn)+".* TO reader@localhost")
	reader, _ := open(t, strings.Replace(dsn, "root@", "reader@", 1))
	sqltest.WantConfig(t, "read_only", reader.CreateSchema(t.Context()), "connect to the primary")
	wantSentence(t, reader, "the server or the transaction is read-only", false)
}

// TestNobodyThere checks that a server that cannot be reached is no fault of the
// configuration.
func TestNobodyThere(t *testing.T) {
	store, _ := open(t, "root@unix("+t.TempDir()+"/none)/test")
	if err := store.Check(t.Context()); err == nil || errors.Is(err, typeseal.ErrConfig) {
		t.Error(err)
	}
	storetest.WantError(t, store, storetest.NewUse(), nil)
}

// TestFaultsLater checks that faults which come after the start are told apart: those that
// last are ErrConfig, and Redeem's text says what they are.
func TestFaultsLater(t *testing.T) {
	for _, test := range []struct{ statement, want string }{
		{"DROP TABLE typeseal_used", "does not exist"},
		{"ALTER TABLE typeseal_used DROP COLUMN claim", "columns and types"},
		{"ALTER TABLE typeseal_used MODIFY id varbinary(8) NOT NULL", "columns and types"},
		{"ALTER TABLE typeseal_used ADD COLUMN tenant bigint NOT NULL", "columns and types"},
	} {
		store, db := newStore(t)
		if err := store.Check(t.Context()); err != nil {
			t.Fatal(err)
		}
		sqltest.Exec(t, db, test.statement)
		wantSentence(t, store, test.want, true)
	}
}

// TestCut checks that no id is cut if sql_mode is not strict: another token would be used.
func TestCut(t *testing.T) {
	store, db := open(t, newSchema(t)+"sql_mode=%27%27")
	sqltest.Exec(t, db, "ALTER TABLE typeseal_used MODIFY id varbinary(8) NOT NULL")
	sqltest.WantConfig(t, "Check", store.Check(t.Context()), "columns and types")
	if r, err := store.Consume(t.Context(), storetest.NewUse()); err == nil {
		t.Errorf("got %+v", r)
	}
}

// TestRights checks the rights that the package's documentation names: none of them can be
// left out, and nothing else is required.
func TestRights(t *testing.T) {
	dsn := newSchema(t)
	admin := openDB(t, dsn)
	role := fmt.Sprintf("u%d@localhost", time.Now().Unix())
	name, _, _ := strings.Cut(role, "@")
	sqltest.Exec(t, admin, "CREATE USER "+role)
	t.Cleanup(func() { sqltest.Exec(t, admin, "DROP USER "+role) })
	rights := []string{"SELECT", "INSERT", "UPDATE"}
	for _, right := range rights {
		sqltest.Exec(t, admin, "GRANT "+right+" ON typeseal_used TO "+role)
	}
	own := strings.Replace(dsn, "root@", name+"@", 1)
	store, _ := open(t, own)
	if err := errors.Join(store.CreateSchema(t.Context()), store.Check(t.Context())); err != nil {
		t.Fatal(err)
	}
	use := storetest.Claimed(storetest.NewUse(), storetest.Random())
	storetest.Want(t, store, true, use, use)
	_, err := store.Purge(t.Context(), 10)
	sqltest.WantConfig(t, "purging", err, "GRANT DELETE")
	sqltest.Exec(t, admin, "GRANT DELETE ON typeseal_used TO "+role)
	sqltest.WantPurged(t, store, 10, 0)
	sqltest.Exec(t, admin, "REVOKE DELETE ON typeseal_used FROM "+role)
	for _, right := range rights {
		sqltest.Exec(t, admin, "REVOKE "+right+" ON typeseal_used FROM "+role)
		fresh, _ := open(t, own)
		sqltest.WantConfig(t, "Check without "+right, fresh.Check(t.Context()), "lacks rights")
		sqltest.WantConfig(t, "CreateSchema without "+right, fresh.CreateSchema(t.Context()), "lacks rights")
		sqltest.Exec(t, admin, "GRANT "+right+" ON typeseal_used TO "+role)
	}
}

// TestNamedTable checks the option Table, with a schema that is not the connection's, and
// that a store keeps its schema.
func TestNamedTable(t *testing.T) {
	dsn := newSchema(t)
	schema := "auth_" + schemaOf(dsn)
	store, db := open(t, dsn, sqlstore.Table(schema+".used_tokens"))
	sqltest.WantConfig(t, "no schema", store.CreateSchema(t.Context()), "database")
	sqltest.Exec(t, db, "CREATE DATABASE "+schema)
	sqltest.WantConfig(t, "no table", store.Check(t.Context()), "does not exist")
	wantSentence(t, store, "does not exist", true)
	if err := errors.Join(store.CreateSchema(t.Context()), store.CreateSchema(t.Context())); err != nil {
		t.Fatal(err)
	}
	use := storetest.NewUse()
	storetest.Want(t, store, true, use)
	storetest.Want(t, store, false, use)
	schemas.Insert(t, db, schema+".used_tokens", "test.old", 7, 2*replay.Grace)
	sqltest.WantPurged(t, store, 100, 7)
	plain, own := open(t, dsn)
	storetest.Want(t, plain, true, use)
	own.SetMaxOpenConns(1)
	sqltest.Exec(t, own, "USE "+schemaOf(newSchema(t)))
	storetest.Want(t, plain, false, use)
}

// TestStrangeSchema uses a schema whose name must be quoted.
func TestStrangeSchema(t *testing.T) {
	peer.Require(t, startServer())
	const name = "a.b`c-d"
	sqltest.Exec(t, openDB(t, server.MariaDBDSN("", "")), "CREATE DATABASE IF NOT EXISTS `a.b``c-d`")
	store, _ := open(t, server.MariaDBDSN(name, ""))
	if err := store.CreateSchema(t.Context()); err != nil {
		t.Fatal(err)
	}
	storetest.Want(t, store, true, storetest.NewUse())
}

// TestPurgeReadsNoLiveRows checks that a purge finds old rows by the index.
func TestPurgeReadsNoLiveRows(t *testing.T) {
	store, db := newStore(t)
	schemas.Insert(t, db, "typeseal_used", "test.live", 5000, -time.Hour)
	db.SetMaxOpenConns(1)
	sqltest.Exec(t, db, "FLUSH STATUS")
	sqltest.WantPurged(t, store, 1000, 0)
	read := 0
	rows, err := db.Query("SHOW SESSION STATUS LIKE 'Handler_read%'")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		var n int
		if err := rows.Scan(&name, &n); err != nil {
			t.Fatal(err)
		}
		read += n
	}
	if read > 100 {
		t.Errorf("read %d rows", read)
	}
}
