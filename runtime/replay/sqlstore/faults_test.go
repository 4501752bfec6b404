package sqlstore

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/replay"
)

// state is an error with a SQLSTATE, as those of pgx and lib/pq.
type state string

func (s state) Error() string    { return "the server's text" }
func (s state) SQLState() string { return string(s) }

// TestExplain checks which faults last, and that the text that Redeem shows has nothing of
// the server's text.
func TestExplain(t *testing.T) {
	for _, test := range []struct {
		err    error
		want   string
		config bool
	}{
		{state("42P01"), "does not exist", true},
		{state("42501"), "lacks rights", true},
		{state("42601"), "call sqlstore.New with its dialect", true},
		{state("28P01"), "refuses the role", true},
		{state("26000"), "prepared statements", true},
		{state("25006"), "read-only", false},
		{state("53100"), "disk of the database is full", false},
		{state("40001"), "", false},
		{state("53300"), "", false},
		{state("57P01"), "", false},
		{state("23503"), "drop constraints", true},
		{state("23P01"), "drop constraints", true},
		{state("25P02"), "roll back", false},
		{errors.New("sql: database is closed"), "close it after the last call", true},
		{errors.New("FOREIGN KEY constraint failed"), "drop constraints", true},
		{errors.New("no such table: typeseal_used"), "does not exist", true},
		{errors.New("attempt to write a readonly database"), "cannot be opened or written", true},
		{errors.New("database or disk is full"), "disk of the database is full", false},
		{errors.New("database is locked"), "", false},
		{errors.New("connection reset by peer"), "", false},
		{context.DeadlineExceeded, "", false},
		{errOtherRow, "another request", false},
		{replay.ErrLate, "too late", false},
	} {
		err := explain("redeeming", fmt.Errorf("driver: %w", test.err))
		shown := typeseal.Caused(typeseal.ErrStore, err).Error()
		_, reason, _ := strings.Cut(shown, typeseal.ErrStore.Error())
		if !errors.Is(err, test.err) || errors.Is(err, typeseal.ErrConfig) != test.config ||
			!strings.Contains(reason, test.want) || test.want == "" && reason != "" ||
			strings.Contains(shown, "the server's text") {
			t.Errorf("%v: %v, shown as %q; want %q, ErrConfig %v", test.err, err, shown, test.want, test.config)
		}
	}
}

// TestDialectFails checks that a database is taken for one of another kind only if the
// dialect's query fails twice, and another query works.
func TestDialectFails(t *testing.T) {
	isQuery, works := postgres.is, "SELECT 1"
	for _, test := range []struct {
		name   string
		fail   []string // queries that fail, in order; later ones do not
		config bool
		fails  bool
	}{
		{"nothing fails", nil, false, false},
		{"one failure", []string{isQuery}, false, false},
		{"another kind", []string{isQuery, isQuery}, true, true},
		{"nothing works", []string{isQuery, works}, false, true},
	} {
		db := &fake{find: answer([][]driver.Value{{true}})}
		db.fails = func(query string) bool {
			i := slices.Index(test.fail, query)
			if i < 0 {
				return false
			}
			test.fail = slices.Delete(test.fail, i, i+1)
			return true
		}
		err := db.open(t).checkDialect(t.Context())
		if (err != nil) != test.fails || errors.Is(err, typeseal.ErrConfig) != test.config {
			t.Errorf("%s: %v", test.name, err)
		}
	}
}

// TestTableNames checks the names that Table takes.
func TestTableNames(t *testing.T) {
	long := strings.Repeat("x", 52)
	for name, good := range map[string]bool{
		"used": true, "auth.used_tokens": true, "_a1._b2": true, long: true, "s." + long: true,
		"": false, ".": false, "a.": false, ".a": false, "a.b.c": false, "Used": false, "1a": false, "a b": false,
		`a"b`: false, "a;b": false, "a\n": false, "ä": false, long + "x": false, strings.Repeat("x", 64) + ".a": false,
	} {
		err := Table(name)(new(Store))
		if (err == nil) != good || err != nil && !errors.Is(err, typeseal.ErrConfig) {
			t.Errorf("%q: %v", name, err)
		}
	}
}

// TestQuote checks that no name of a schema, which the database reports, can end its
// quotes.
func TestQuote(t *testing.T) {
	if got, want := (table{`a"b.c`, "used"}).fill("{schema}{name} {index}", `"`),
		`"a""b.c"."used" "used_expires_at"`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
