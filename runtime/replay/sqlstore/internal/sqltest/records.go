package sqltest

import (
	"database/sql"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/replay/internal/storetest"
	"github.com/typeseal/typeseal/runtime/replay/sqlstore"
)

// recordsPage is the page, seen from the folder of a test that is this many folders below
// that of package replay.
func recordsPage(depth int) string { return strings.Repeat("../", depth) + "RECORDS.md" }

// blockOf is the number of a dialect's statements among those of RECORDS.md.
var blockOf = map[sqlstore.Dialect]int{sqlstore.SQLite: 0, sqlstore.Postgres: 1, sqlstore.MySQL: 2}

var parameter = regexp.MustCompile(`:(salt|id|claim|ends|grace)\b`)

// Records tests that a store, and another one that executes the statements of RECORDS.md in
// the same database, redeem each token once together. The test is in a folder that is depth
// folders below that of package replay.
func Records(t *testing.T, store typeseal.Store, db *sql.DB, dialect sqlstore.Dialect, depth int) {
	blocks := storetest.Blocks(t, recordsPage(depth), "sql")
	if len(blocks) != len(blockOf) {
		t.Fatalf("%d blocks", len(blocks))
	}
	statements := strings.Split(strings.TrimSpace(blocks[blockOf[dialect]]), ";")
	if len(statements) != 3 || statements[2] != "" {
		t.Fatalf("want two statements, got %q", statements)
	}
	storetest.Shared(t, store, func(use typeseal.Use) (bool, error) {
		tx, err := db.BeginTx(t.Context(), nil)
		if err != nil {
			return false, err
		}
		defer tx.Rollback()
		var found int64
		for _, statement := range statements[:2] {
			text, args := filled(statement, dialect, use)
			result, err := tx.ExecContext(t.Context(), text, args...)
			if err != nil {
				return false, err
			}
			if found, err = result.RowsAffected(); err != nil {
				return false, err
			}
		}
		return found == 1, tx.Commit()
	})
}

// filled returns a statement with the parameters of the dialect's drivers, and their values.
func filled(statement string, dialect sqlstore.Dialect, use typeseal.Use) (text string, args []any) {
	values := map[string]any{
		"salt": use.Salt, "id": use.ID[:], "claim": use.Claim[:], "ends": use.ExpiresAt.Unix(),
		"grace": int64(use.Grace / time.Second),
	}
	text = parameter.ReplaceAllStringFunc(statement, func(name string) string {
		args = append(args, values[name[1:]])
		if dialect == sqlstore.Postgres {
			return "$" + strconv.Itoa(len(args))
		}
		return "?"
	})
	return text, args
}
