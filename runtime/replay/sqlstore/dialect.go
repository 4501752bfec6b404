package sqlstore

import (
	"cmp"
	"context"
	"database/sql"
	"slices"

	typeseal "github.com/typeseal/typeseal/runtime"
)

// Dialect is a dialect of SQL.
type Dialect int

// The dialects.
const (
	Postgres Dialect = iota + 1 // PostgreSQL 12 or later
	SQLite                      // SQLite 3.35 or later
	MySQL                       // MySQL 8.0 or later, or MariaDB 10.6 or later
)

var dialects = map[Dialect]*dialect{Postgres: &postgres, SQLite: &sqlite, MySQL: &mysql}

// Schema returns the statements that create the table typeseal_used and its index. If the
// store has the option Table, change the names.
func (d Dialect) Schema() []string {
	known := dialects[d]
	if known == nil {
		return nil
	}
	var all []string
	for _, c := range known.create {
		all = append(all, replaceNames(c.statement, "", defaultTable, defaultTable+indexSuffix))
	}
	return all
}

// dialect is the SQL of a kind of database. Times are Unix seconds by the database's
// clock, since the clocks of its clients differ. The argument clock replaces that clock if
// it is not NULL, for tests.
//
// The names of the table are written {schema}, which ends in a dot or is empty, {name}, and
// {index} for its index. Statements that take the address of the table take what the
// function address returns.
//
// insert, find and sure return id, claim, the time of the first use and the time now. find
// always returns one row, in which claim and the first use are NULL if the token has no
// row. The others return a row if they wrote it. If they cannot return rows, the queries
// inserted and ensured do, with the same arguments.
type dialect struct {
	home    string                // the schema of all tables, or empty if there are several
	quote   string                // the mark around names
	address func(table) string    // the argument that names a table
	bind    func(queryer) queryer // or nil: changes queries and arguments
	// alone is nil, or calls a function within a transaction of its own.
	alone func(context.Context, *sql.DB, func(queryer) error) error

	is     string                                    // fails, or returns false, if the database is of another kind
	not    error                                     // what is wrong then
	server []condition                               // on the database
	ready  func(ctx context.Context, s *Store) error // or nil: more conditions on the database
	hold   []condition                               // on the table, whose address is the argument
	advise []condition                               // on the database; if one is not met, that is logged

	locate string // address: whether the table exists, and its schema or the one for new tables
	exists string // address: whether the table exists
	create []creation

	insert string // salt, id, claim, end of the token, how many seconds it may be late, clock
	find   string // salt, id, clock
	found  string // or empty: find for a transaction that has tried to insert
	sure   string // salt, id, time of the first use, clock: writes the row and changes nothing
	purge  string // how many seconds rows stay after a token's end, how many rows, clock

	inserted, ensured string // or empty: the row that insert or sure wrote
}

// condition is a query that returns true, and what is wrong if it returns false.
type condition struct {
	query string
	fault error
}

// creation is a statement that is left out if the query unless, whose argument is the
// table's address, returns true.
type creation struct{ unless, statement string }

// statements are those of a dialect for one table.
type statements struct {
	table        table
	create       []creation
	insert, sure write
	find, found  string
	purge        string
}

// write is a statement that writes a token's row. row is the query for what it wrote, or
// empty if the statement returns it.
type write struct{ statement, row string }

// do returns the row that was written.
func (w write) do(ctx context.Context, q queryer, use typeseal.Use, args ...any) (typeseal.Record, bool, error) {
	query := w.statement
	if w.row != "" {
		if _, err := q.ExecContext(ctx, w.statement, args...); err != nil {
			return typeseal.Record{}, false, err
		}
		query = w.row
	}
	return scan(use, q.QueryRowContext(ctx, query, args...))
}

// in returns the statements for a table.
func (d *dialect) in(t table) *statements {
	fill := func(statement string) string { return t.fill(statement, d.quote) }
	s := &statements{
		table:  t,
		create: slices.Clone(d.create),
		insert: write{fill(d.insert), fill(d.inserted)},
		sure:   write{fill(d.sure), fill(d.ensured)},
		find:   fill(d.find),
		found:  fill(cmp.Or(d.found, d.find)),
		purge:  fill(d.purge),
	}
	for i := range s.create {
		s.create[i].statement = fill(s.create[i].statement)
	}
	return s
}
