package postgres

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"testing"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/replay/sqlstore/internal/sqltest"
)

const columns = `(salt text COLLATE "C" NOT NULL, id bytea NOT NULL, claim bytea NOT NULL, expires_at bigint NOT NULL,
	used_at bigint NOT NULL, PRIMARY KEY (id, salt))`

// TestPurgeParts purges tables whose rows are in several places, so that two rows have
// the same ctid. CreateSchema refuses a table with children, but Purge is no less careful.
func TestPurgeParts(t *testing.T) {
	for _, test := range []struct {
		name   string
		create []string
		parts  []string // the tables into which rows are inserted
	}{
		{"partitioned by hash of the id", []string{
			"CREATE TABLE typeseal_used " + columns + " PARTITION BY HASH (id)",
			"CREATE TABLE part_0 PARTITION OF typeseal_used FOR VALUES WITH (MODULUS 2, REMAINDER 0)",
			"CREATE TABLE part_1 PARTITION OF typeseal_used FOR VALUES WITH (MODULUS 2, REMAINDER 1)",
		}, []string{"typeseal_used", "typeseal_used"}},
		{"partitioned by salt and hash", []string{
			"CREATE TABLE typeseal_used " + columns + " PARTITION BY LIST (salt)",
			"CREATE TABLE part_0 PARTITION OF typeseal_used FOR VALUES IN ('test.old') PARTITION BY HASH (id)",
			"CREATE TABLE part_00 PARTITION OF part_0 FOR VALUES WITH (MODULUS 2, REMAINDER 0)",
			"CREATE TABLE part_01 PARTITION OF part_0 FOR VALUES WITH (MODULUS 2, REMAINDER 1)",
			"CREATE TABLE part_1 PARTITION OF typeseal_used DEFAULT",
		}, []string{"typeseal_used", "typeseal_used"}},
		{"children that inherit", []string{
			"CREATE TABLE typeseal_used " + columns,
			"CREATE TABLE part_0 () INHERITS (typeseal_used)",
			"CREATE TABLE part_1 () INHERITS (part_0)",
		}, []string{"part_0", "part_1"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			store, db := newStore(t)
			for _, statement := range append([]string{"DROP TABLE typeseal_used"}, test.create...) {
				sqltest.Exec(t, db, statement)
			}
			err := store.CreateSchema(context.Background())
			if inherits := test.parts[0] == "part_0"; errors.Is(err, typeseal.ErrConfig) != inherits ||
				err != nil && !inherits {
				t.Fatal(err)
			}
			schemas.CheckPurge(t, store, db, test.parts...)
		})
	}
}

// TestPurgeReadsNoLiveRows checks that a purge finds old rows by the index, so that
// it does not read all live rows if there are few old ones.
func TestPurgeReadsNoLiveRows(t *testing.T) {
	store, db := newStore(t)
	db.SetMaxOpenConns(1) // the driver prepares statements on its connection
	schemas.Insert(t, db, "typeseal_used", "test.live", 5000, -time.Hour)
	sqltest.Exec(t, db, "ANALYZE typeseal_used")
	sqltest.WantPurged(t, store, 1000, 0)
	var name string
	const prepared = "SELECT name FROM pg_prepared_statements WHERE statement LIKE 'WITH ended%'"
	if err := db.QueryRow(prepared).Scan(&name); err != nil {
		t.Fatal(err)
	}
	plan := explain(t, db, "EXECUTE "+name+"(3600, 1000, NULL)")
	if !strings.Contains(plan, "Index Cond: (expires_at <") {
		t.Errorf("the plan is\n%s", plan)
	}
}

// explain returns the plan of a statement.
func explain(t *testing.T, db *sql.DB, statement string) (plan string) {
	t.Helper()
	rows, err := db.Query("EXPLAIN " + statement)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			t.Fatal(err)
		}
		plan += line + "\n"
	}
	return plan
}
