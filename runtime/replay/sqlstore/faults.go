package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/internal/reason"
	"github.com/typeseal/typeseal/runtime/replay/internal/deadline"
)

// ask returns the result of f within the deadline, and explains its error. what says what
// f does.
func ask[T any](ctx context.Context, what string, f func(context.Context) (T, error)) (T, error) {
	value, err := deadline.Do(ctx, f)
	if err != nil {
		err = explain(what, err)
	}
	return value, err
}

// act is ask for a function without a result.
func act(ctx context.Context, what string, f func(context.Context) error) error {
	_, err := ask(ctx, what, func(ctx context.Context) (none struct{}, err error) { return none, f(ctx) })
	return err
}

// explain returns an error of the store as it is, and another one with what is known
// about it.
func explain(what string, err error) error {
	if _, ours := errors.AsType[*reason.Error](err); ours || errors.Is(err, typeseal.ErrConfig) {
		return err
	}
	for _, f := range slices.Concat(faults, mysqlFaults) {
		if f.matches(err) {
			return fmt.Errorf("%w (%s: %w)", f.meaning, what, err)
		}
	}
	return fmt.Errorf("sqlstore: %s: %w", what, err)
}

// fault is what an error of a database means. The error has a SQLSTATE, or its text has
// one of the texts, which are those of SQLite and of MySQL's driver.
type fault struct {
	states  []string
	texts   []string
	meaning error
}

func (f *fault) matches(err error) bool {
	if coded, ok := errors.AsType[interface {
		error
		SQLState() string
	}](err); ok {
		return slices.Contains(f.states, coded.SQLState())
	}
	text := err.Error()
	return slices.ContainsFunc(f.texts, func(part string) bool { return strings.Contains(text, part) })
}

var (
	errNoColumn = reason.Wrap("sqlstore: the table of used tokens has no column used_at; add it with "+
		"ALTER TABLE typeseal_used ADD COLUMN used_at bigint NOT NULL DEFAULT 0", typeseal.ErrConfig)
	errColumns = reason.Wrap("sqlstore: the table of used tokens does not have the columns and types that Schema "+
		"returns, and no others that an insert must set; rename or change the table, and call CreateSchema",
		typeseal.ErrConfig)
	errNoKey = reason.Wrap("sqlstore: the table of used tokens lacks the primary key (id, salt), checked at once; "+
		"execute ALTER TABLE ... ADD PRIMARY KEY (id, salt)", typeseal.ErrConfig)
	errRows = reason.Wrap("sqlstore: the table of used tokens does not take every row; add the partition that is "+
		"missing, or drop constraints and unique indexes other than the primary key", typeseal.ErrConfig)
	errUnique = reason.Wrap("sqlstore: the table of used tokens has a unique index that is not its PRIMARY KEY "+
		"(id, salt), so that the rows of two tokens can exclude each other; drop it", typeseal.ErrConfig)
	errRole = reason.Wrap("sqlstore: the server refuses the role, its password or the name of the database; "+
		"correct the data source name", typeseal.ErrConfig)
	errView = reason.Wrap("sqlstore: the table of used tokens is a view or a virtual table; "+
		"create an ordinary table", typeseal.ErrConfig)
	errName = reason.Wrap("sqlstore: the database cannot create the table of used tokens or its index, whose name "+
		"is reserved or taken; name another table with the option Table", typeseal.ErrConfig)
	errReadOnly = reason.New("sqlstore: the server or the transaction is read-only, as a standby is")
	errFull     = reason.New("sqlstore: the disk of the database is full")
)

// faults are in the order in which they are tried. Those that match typeseal.ErrConfig
// last until somebody changes something.
var faults = []fault{
	{[]string{"42P01"}, []string{"no such table"}, errNoTable},
	{[]string{"3F000"}, nil, errNoSchema},
	{[]string{"42P10"}, []string{"ON CONFLICT"}, errNoKey},
	{[]string{"42703", "42804", "23502", "428C9"},
		[]string{"no such column", "has no column", "NOT NULL constraint"}, errColumns},
	{[]string{"23514", "23505", "23503", "23P01"}, []string{"CHECK constraint", "UNIQUE constraint",
		"FOREIGN KEY constraint"}, errRows},
	{nil, []string{"may not be indexed"}, errView},
	{nil, []string{"reserved for internal use", "there is already a table named"}, errName},
	{nil, []string{"sql: database is closed"},
		reason.Wrap("sqlstore: the database is closed; close it after the last call", typeseal.ErrConfig)},
	{[]string{"42501"}, nil,
		reason.Wrap("sqlstore: the role lacks rights; execute GRANT SELECT, INSERT, UPDATE (used_at) ON the table of "+
			"used tokens, GRANT USAGE ON its SCHEMA and, to purge, GRANT DELETE", typeseal.ErrConfig)},
	{[]string{"42601", "42883"}, []string{"syntax error", "unrecognized token", "no such function", "SQL syntax"},
		reason.Wrap("sqlstore: the database does not know the SQL of the store; call sqlstore.New with its dialect",
			typeseal.ErrConfig)},
	{[]string{"28000", "28P01", "3D000"}, nil,
		errRole},
	{[]string{"42P05", "26000", "08P01"}, nil,
		reason.Wrap("sqlstore: a pool in front of the database mixes up prepared statements; with pgx, set "+
			"default_query_exec_mode=exec, or with pgbouncer max_prepared_statements", typeseal.ErrConfig)},
	{nil, []string{"readonly database", "unable to open database file", "file is not a database"},
		reason.Wrap("sqlstore: the SQLite file cannot be opened or written; "+
			"correct its path, or its rights and those of its directory", typeseal.ErrConfig)},
	{[]string{"25006"}, nil,
		errReadOnly},
	{[]string{"53100"}, []string{"disk is full"},
		errFull},
	{[]string{"25P02"}, nil,
		reason.New("sqlstore: a statement of the transaction has failed before; roll back, and begin again")},
	{nil, []string{sql.ErrTxDone.Error()},
		reason.New("sqlstore: the transaction has ended; redeem before Commit, and before the context of BeginTx " +
			"ends")},
}
