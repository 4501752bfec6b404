package postgres

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"testing"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/replay"
	"github.com/typeseal/typeseal/runtime/replay/internal/storetest"
	"github.com/typeseal/typeseal/runtime/replay/sqlstore"
	"github.com/typeseal/typeseal/runtime/replay/sqlstore/internal/sqltest"
)

// TestTables checks that Check and CreateSchema refuse each table with which tokens would
// be forgotten or never redeemed, and say what is wrong with it.
func TestTables(t *testing.T) {
	const (
		noKey   = "ALTER TABLE typeseal_used DROP CONSTRAINT typeseal_used_pkey"
		dropped = "DROP TABLE typeseal_used"
		create  = "CREATE TABLE typeseal_used "
		add     = "ALTER TABLE typeseal_used ADD "
	)
	for _, test := range []struct {
		name       string
		statements []string
		want       string
	}{
		{"no primary key", []string{noKey}, "ADD PRIMARY KEY"},
		{"primary key of the id", []string{
			noKey, add + "PRIMARY KEY (id)",
		}, "ADD PRIMARY KEY"},
		{"primary key of three columns", []string{
			noKey,
			"ALTER TABLE typeseal_used ADD PRIMARY KEY (id, salt, claim)",
		}, "ADD PRIMARY KEY"},
		{"deferrable key", []string{
			noKey,
			"ALTER TABLE typeseal_used ADD PRIMARY KEY (id, salt) DEFERRABLE",
		}, "ADD PRIMARY KEY"},
		{"unique for some rows", []string{
			noKey,
			"CREATE UNIQUE INDEX ON typeseal_used (id, salt) WHERE used_at > 0",
		}, "ADD PRIMARY KEY"},
		{"no column claim", []string{"ALTER TABLE typeseal_used DROP COLUMN claim"}, "columns and types"},
		{"id as text", []string{
			dropped, create + strings.Replace(columns, "id bytea", "id text", 1),
		}, "columns and types"},
		{"times as timestamps", []string{
			dropped, create + strings.Replace(columns, "used_at bigint", "used_at timestamptz", 1),
		}, "columns and types"},
		{"salt of 20", []string{
			dropped, create + strings.Replace(columns, "salt text", "salt varchar(20)", 1),
		}, "columns and types"},
		{"another column", []string{add + "COLUMN tenant bigint NOT NULL"}, "columns and types"},
		{"unlogged", []string{"ALTER TABLE typeseal_used SET UNLOGGED"}, "SET LOGGED"},
		{"an unlogged partition", []string{
			dropped, create + columns + " PARTITION BY HASH (id)",
			"CREATE UNLOGGED TABLE part_0 PARTITION OF typeseal_used FOR VALUES WITH (MODULUS 1, REMAINDER 0)",
		}, "SET LOGGED"},
		{"children", []string{"CREATE TABLE child () INHERITS (typeseal_used)"}, "NO INHERIT"},
		{"a view", []string{
			"ALTER TABLE typeseal_used RENAME TO base", "CREATE VIEW typeseal_used AS SELECT * FROM base",
		}, "view"},
		{"a trigger", []string{
			"CREATE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
			"CREATE TRIGGER nothing BEFORE INSERT ON typeseal_used FOR EACH ROW EXECUTE FUNCTION nothing()",
		}, "trigger"},
		{"a partitioned table without partitions", []string{
			dropped, create + columns + " PARTITION BY HASH (id)",
		}, "add the partition"},
		{"a check", []string{"ALTER TABLE typeseal_used ADD CHECK (salt <> 'typeseal.check')"}, "constraints"},
		{"a unique constant", []string{"CREATE UNIQUE INDEX ON typeseal_used ((true))"}, "unique index"},
		{"unique salts", []string{"CREATE UNIQUE INDEX ON typeseal_used (salt) INCLUDE (id)"}, "unique index"},
		{"salts that exclude each other", []string{"ALTER TABLE typeseal_used ADD EXCLUDE (salt WITH =)"},
			"unique index"},
		{"a partition with unique salts", []string{
			dropped, create + columns + " PARTITION BY HASH (id)",
			"CREATE TABLE part_0 PARTITION OF typeseal_used FOR VALUES WITH (MODULUS 1, REMAINDER 0)",
			"CREATE UNIQUE INDEX ON part_0 (salt)",
		}, "unique index"},
		{"a foreign key", []string{
			"CREATE TABLE salts (salt text PRIMARY KEY)", add + "FOREIGN KEY (salt) REFERENCES salts",
		}, "constraints"},
		{"a rule", []string{"CREATE RULE nothing AS ON INSERT TO typeseal_used DO INSTEAD NOTHING"}, "rules"},
		{"a trigger at the commit", []string{
			"CREATE FUNCTION forget() RETURNS trigger LANGUAGE plpgsql AS " +
				"'BEGIN DELETE FROM typeseal_used; RETURN NULL; END'",
			"CREATE CONSTRAINT TRIGGER forget AFTER INSERT ON typeseal_used DEFERRABLE INITIALLY DEFERRED " +
				"FOR EACH ROW EXECUTE FUNCTION forget()",
		}, "triggers"},
	} {
		t.Run(test.name, func(t *testing.T) {
			dsn := newSchema(t) + " sslmode=disable"
			admin := openDB(t, dsn)
			for _, statement := range test.statements {
				sqltest.Exec(t, admin, statement)
			}
			for _, driver := range drivers {
				store, _ := openWith(t, driver, dsn)
				sqltest.WantConfig(t, driver+": Check", store.Check(t.Context()), test.want)
				sqltest.WantConfig(t, driver+": CreateSchema", store.CreateSchema(t.Context()), test.want)
			}
		})
	}
}

// TestRowSecurity checks that a role from which rows may be hidden is refused.
func TestRowSecurity(t *testing.T) {
	dsn := newSchema(t)
	admin, role := openDB(t, dsn), "careful_"+schemaOf(dsn)
	for _, statement := range []string{
		"CREATE ROLE " + role, "GRANT USAGE ON SCHEMA " + schemaOf(dsn) + " TO " + role,
		"GRANT ALL ON typeseal_used TO " + role, "ALTER TABLE typeseal_used ENABLE ROW LEVEL SECURITY",
	} {
		sqltest.Exec(t, admin, statement)
	}
	store, _ := open(t, dsn+" options='-c role="+role+"'")
	sqltest.WantConfig(t, role, store.Check(t.Context()), "row-level security")
}

// schemaOf returns the schema of an address that newSchema has returned.
func schemaOf(dsn string) string {
	_, name, _ := strings.Cut(dsn, " search_path=")
	name, _, _ = strings.Cut(name, " ")
	return name
}

// TestTemporary checks that a temporary table, which comes before all others, is refused.
func TestTemporary(t *testing.T) {
	_, db := newStore(t)
	db.SetMaxOpenConns(1)
	sqltest.Exec(t, db, "CREATE TEMPORARY TABLE typeseal_used "+columns)
	store, err := sqlstore.New(db, sqlstore.Postgres)
	if err != nil {
		t.Fatal(err)
	}
	sqltest.WantConfig(t, "temporary", store.Check(t.Context()), "temporary")
	sqltest.Exec(t, db, "DROP TABLE pg_temp.typeseal_used")
	if err := store.Check(t.Context()); err != nil {
		t.Errorf("without the temporary table: %v", err)
	}
}

// TestServers checks what Check says of databases that cannot be written or are of another
// kind.
func TestServers(t *testing.T) {
	for _, driver := range drivers {
		dsn := newSchema(t) + " sslmode=disable"
		store, db := openWith(t, driver, dsn+" default_transaction_read_only=on")
		sqltest.WantConfig(t, driver, store.Check(t.Context()), "transactions are read-only")
		store, err := sqlstore.New(db, sqlstore.SQLite)
		if err != nil {
			t.Fatal(err)
		}
		sqltest.WantConfig(t, driver, store.Check(t.Context()), "the database is not SQLite")
		sqltest.WantConfig(t, driver, store.CreateSchema(t.Context()), "the database is not SQLite")
		storetest.WantError(t, store, storetest.NewUse(), typeseal.ErrConfig)
		wrong, _ := openWith(t, driver, strings.Replace(dsn, "password=", "password=x", 1))
		sqltest.WantConfig(t, driver, wrong.Check(t.Context()), "refuses the role, its password")
	}
}

// TestNobodyThere checks that a server that cannot be reached is no fault of the
// configuration.
func TestNobodyThere(t *testing.T) {
	for _, driver := range drivers {
		store, _ := openWith(t, driver, "host="+t.TempDir()+" user=x dbname=x sslmode=disable")
		if err := store.Check(t.Context()); err == nil || errors.Is(err, typeseal.ErrConfig) {
			t.Errorf("%s: %v", driver, err)
		}
		storetest.WantError(t, store, storetest.NewUse(), nil)
	}
}

// TestStandby checks what Check says of a standby.
func TestStandby(t *testing.T) {
	p := startPair(t, false)
	for _, driver := range drivers {
		store, _ := p.open(t, driver, p.primary)
		if err := store.CreateSchema(t.Context()); err != nil {
			t.Fatal(err)
		}
		replica, db := p.open(t, driver, p.standby)
		await(t, db, "SELECT to_regclass('typeseal_used') IS NOT NULL")
		sqltest.WantConfig(t, driver, replica.Check(t.Context()), "the server is a standby")
		sqltest.WantConfig(t, driver, replica.CreateSchema(t.Context()), "the server is a standby")
		wantSentence(t, replica, "the server or the transaction is read-only", false)
	}
}

// wantSentence redeems, which must fail with a sentence, and with ErrConfig or without.
func wantSentence(t *testing.T, store typeseal.Store, want string, config bool) {
	t.Helper()
	_, err := store.Consume(context.Background(), storetest.NewUse())
	shown := typeseal.Caused(typeseal.ErrStore, err).Error()
	if err == nil || errors.Is(err, typeseal.ErrConfig) != config || !strings.Contains(shown, want) {
		t.Errorf("%v, shown as %q; want %q, ErrConfig %v", err, shown, want, config)
	}
}

// TestFaultsLater checks that faults which come after the start are told apart: those that
// last are ErrConfig, and Redeem's text says what they are.
func TestFaultsLater(t *testing.T) {
	for _, driver := range drivers {
		for _, test := range []struct{ statement, want string }{
			{"DROP TABLE typeseal_used", "does not exist"},
			{"ALTER TABLE typeseal_used DROP COLUMN claim", "columns and types"},
			{"ALTER TABLE typeseal_used DROP CONSTRAINT typeseal_used_pkey", "ADD PRIMARY KEY"},
			{"ALTER TABLE typeseal_used ADD COLUMN tenant bigint NOT NULL", "columns and types"},
		} {
			store, db := openWith(t, driver, newSchema(t)+" sslmode=disable")
			if err := store.Check(t.Context()); err != nil {
				t.Fatal(err)
			}
			sqltest.Exec(t, db, test.statement)
			wantSentence(t, store, test.want, true)
		}
	}
}

// TestRights checks the rights that the package's documentation names: none of them can be
// left out, and nothing else is required.
func TestRights(t *testing.T) {
	dsn := newSchema(t)
	admin := openDB(t, dsn)
	schema := schemaOf(dsn)
	role := "role_" + schema
	sqltest.Exec(t, admin, fmt.Sprintf("CREATE ROLE %s LOGIN PASSWORD 'x'", role))
	own := strings.NewReplacer("user=typeseal", "user="+role, "password=typeseal-test", "password=x").Replace(dsn)
	rights := []string{
		"USAGE ON SCHEMA " + schema, "SELECT ON typeseal_used", "INSERT ON typeseal_used",
		"UPDATE (used_at) ON typeseal_used",
	}
	for _, right := range rights {
		sqltest.Exec(t, admin, "GRANT "+right+" TO "+role)
	}
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
	for i, right := range rights {
		sqltest.Exec(t, admin, "REVOKE "+right+" FROM "+role)
		fresh, _ := open(t, own)
		want := "lacks rights"
		if i == 0 {
			want = "no schema"
		}
		sqltest.WantConfig(t, "Check without "+right, fresh.Check(t.Context()), want)
		sqltest.WantConfig(t, "CreateSchema without "+right, fresh.CreateSchema(t.Context()), want)
		sqltest.Exec(t, admin, "GRANT "+right+" TO "+role)
	}
}

// TestSearchPath checks that connections whose search_path differs use one table, whether
// the store finds it at start or with its first call.
func TestSearchPath(t *testing.T) {
	for _, checks := range []bool{true, false} {
		dsn, other := newSchema(t), schemaOf(newSchema(t))
		store, db := open(t, dsn)
		if checks {
			if err := store.Check(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		use := storetest.Claimed(storetest.NewUse(), storetest.Random())
		storetest.Want(t, store, true, use)
		db.SetMaxOpenConns(1)
		sqltest.Exec(t, db, "SET search_path = "+other)
		storetest.WantUsed(t, store, true, use)
		storetest.Want(t, store, true, use)
		use.Claim = storetest.Random()
		storetest.Want(t, store, false, use)
		tx := sqltest.Begin(t, db, sql.LevelDefault)
		storetest.Want(t, store.In(tx), false, use)
	}
}

// TestNamedTable checks the option Table, with a schema that is not in the search_path.
func TestNamedTable(t *testing.T) {
	dsn := newSchema(t)
	schema := "auth_" + schemaOf(dsn)
	store, db := open(t, dsn, sqlstore.Table(schema+".used_tokens"))
	sqltest.WantConfig(t, "no schema", store.CreateSchema(t.Context()), "schema")
	sqltest.Exec(t, db, "CREATE SCHEMA "+schema)
	sqltest.WantConfig(t, "no table", store.Check(t.Context()), "does not exist")
	wantSentence(t, store, "does not exist", true)
	if err := errors.Join(store.CreateSchema(t.Context()), store.CreateSchema(t.Context())); err != nil {
		t.Fatal(err)
	}
	var indexes int
	err := db.QueryRow("SELECT count(*) FROM pg_indexes WHERE schemaname = $1 AND tablename = 'used_tokens'", schema).
		Scan(&indexes)
	if indexes != 2 || err != nil {
		t.Errorf("%d indexes, %v", indexes, err)
	}
	use := storetest.NewUse()
	storetest.Want(t, store, true, use)
	storetest.Want(t, store, false, use)
	schemas.Insert(t, db, schema+".used_tokens", "test.old", 7, 2*replay.Grace)
	sqltest.WantPurged(t, store, 100, 7)
	plain, _ := open(t, dsn)
	storetest.Want(t, plain, true, use)
}

// TestWarnings checks which settings are logged, once.
func TestWarnings(t *testing.T) {
	dsn := newSchema(t)
	admin := openDB(t, dsn)
	for _, test := range []struct{ setting, options, want string }{
		{"", "", ""},
		{"", " synchronous_commit=off", "synchronous_commit is off"},
		{"synchronous_standby_names = 'nobody'", "", ""},
		{"synchronous_standby_names = 'nobody'", " synchronous_commit=local", "synchronous_commit is local"},
		{"fsync = off", "", "fsync is off"},
	} {
		if test.setting != "" {
			set(t, admin, test.setting)
		}
		log := sqltest.CaptureLog(t)
		store, _ := open(t, dsn+test.options)
		if err := errors.Join(store.Check(t.Context()), store.Check(t.Context())); err != nil {
			t.Error(err)
		}
		sqltest.WantWarning(t, log, test.want)
		set(t, admin, "synchronous_standby_names = ''")
		set(t, admin, "fsync = on")
	}
}

// set changes a setting of the server and waits until it is in force.
func set(t *testing.T, admin *sql.DB, setting string) {
	t.Helper()
	sqltest.Exec(t, admin, "ALTER SYSTEM SET "+setting)
	sqltest.Exec(t, admin, "SELECT pg_reload_conf()")
	name, value, _ := strings.Cut(setting, " = ")
	await(t, admin, fmt.Sprintf("SELECT current_setting('%s') = '%s'", name, strings.Trim(value, "'")))
}

// TestEndedTransactions redeems in transactions that have ended.
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
