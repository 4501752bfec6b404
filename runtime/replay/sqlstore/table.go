package sqlstore

import (
	"context"
	"fmt"
	"regexp"
	"strings"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/internal/reason"
)

// defaultTable is the table's name without the option Table.
const defaultTable = "typeseal_used"

// table is the name of a table. The schema is empty if it is not known yet.
type table struct{ schema, name string }

// names are the names that Table takes. The name of the index, which is longer by
// indexSuffix, fits into the 63 bytes of PostgreSQL.
var names = regexp.MustCompile(`^(?:([a-z_][a-z0-9_]{0,62})\.)?([a-z_][a-z0-9_]{0,51})$`)

const indexSuffix = "_expires_at"

// Table names the table of used tokens, such as "used_tokens" or "auth.used_tokens",
// instead of typeseal_used. Names have lower-case letters, digits and underscores. SQLite
// takes no schema. If the name has no schema, PostgreSQL looks for the table in the
// search_path, and MySQL in the connection's database. The store does so once, with Check,
// CreateSchema or its first call, and uses the table of that schema from then on. If
// several schemas may have the table, name the schema, so that all processes use the same
// one.
func Table(name string) Option {
	return func(s *Store) error {
		parts := names.FindStringSubmatch(name)
		if parts == nil {
			return fmt.Errorf("%w: sqlstore: Table is not a name, or a schema and a name, of lower-case letters, "+
				"digits and underscores", typeseal.ErrConfig)
		}
		s.table = table{parts[1], parts[2]}
		return nil
	}
}

// quote quotes a name for SQL with the mark.
func quote(name, mark string) string { return mark + strings.ReplaceAll(name, mark, mark+mark) + mark }

// quoted returns the table's name for PostgreSQL.
func (t table) quoted() string {
	if t.schema == "" {
		return quote(t.name, `"`)
	}
	return quote(t.schema, `"`) + "." + quote(t.name, `"`)
}

// dotted returns the table's name, after its schema if that is known, as an argument of SQL.
func (t table) dotted() string {
	if t.schema == "" {
		return t.name
	}
	return t.schema + "." + t.name
}

// bare returns the table's name without its schema, as an argument of SQL.
func (t table) bare() string { return t.name }

// fill returns a statement with the table's names, within marks, in place of {schema},
// {name} and {index}.
func (t table) fill(statement, mark string) string {
	schema := ""
	if t.schema != "" {
		schema = quote(t.schema, mark) + "."
	}
	return replaceNames(statement, schema, quote(t.name, mark), quote(t.name+indexSuffix, mark))
}

func replaceNames(statement, schema, name, index string) string {
	return strings.NewReplacer("{schema}", schema, "{name}", name, "{index}", index).Replace(statement)
}

var (
	errNoTable = reason.Wrap("sqlstore: the table of used tokens does not exist; call CreateSchema, "+
		"or name the table with the option Table", typeseal.ErrConfig)
	errNoSchema = reason.Wrap("sqlstore: no schema of the search_path exists, or no database is selected; "+
		"name one with the option Table", typeseal.ErrConfig)
)

// placed returns the statements for the table. If its schema is not known yet, placed asks
// the database, and all later calls use the same schema. So a table of the same name in
// another schema, which another connection may have first in its search_path, is never
// used.
func (s *Store) placed(ctx context.Context, q queryer) (*statements, error) {
	if known := s.place.Load(); known != nil {
		return known, nil
	}
	t, found, err := s.locate(ctx, q)
	switch {
	case err != nil:
		return nil, err
	case !found:
		return nil, errNoTable
	}
	return s.fix(t), nil
}

// fix returns the statements for t, or those that another call has fixed before.
func (s *Store) fix(t table) *statements {
	s.place.CompareAndSwap(nil, s.dialect.in(t))
	return s.place.Load()
}

// locate returns the table with the schema in which it is or, if it is not found, in which
// it would be created.
func (s *Store) locate(ctx context.Context, q queryer) (t table, found bool, err error) {
	if known := s.place.Load(); known != nil {
		t = known.table
		found, err = holds(ctx, q, s.dialect.exists, s.dialect.address(t))
		return t, found, err
	}
	var schema *string
	err = q.QueryRowContext(ctx, s.dialect.locate, s.dialect.address(s.table)).Scan(&found, &schema)
	switch {
	case err != nil:
		return t, false, err
	case schema == nil:
		return t, false, errNoSchema
	}
	return table{*schema, s.table.name}, found, nil
}

// goal returns the table that is to be created. If its schema is known, goal does not read
// anything, since a transaction of SQLite that has read may be unable to write.
func (s *Store) goal(ctx context.Context, q queryer) (table, error) {
	if known := s.place.Load(); known != nil {
		return known.table, nil
	}
	t, _, err := s.locate(ctx, q)
	return t, err
}
