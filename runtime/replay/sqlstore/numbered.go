package sqlstore

import (
	"context"
	"database/sql"
	"encoding/hex"
	"strings"
)

// numbered is a queryer for a database whose parameters have no numbers. In its queries,
// the first parameter is ?1. Bytes become hexadecimal digits, since MySQL converts strings
// between the character sets of a connection.
type numbered struct{ q queryer }

func (n numbered) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	query, args = unnumber(query, args)
	return n.q.QueryRowContext(ctx, query, args...)
}

func (n numbered) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	query, args = unnumber(query, args)
	return n.q.ExecContext(ctx, query, args...)
}

// unnumber replaces each parameter by ?, and repeats the arguments accordingly.
func unnumber(query string, args []any) (string, []any) {
	parts := strings.Split(query, "?")
	var text strings.Builder
	text.WriteString(parts[0])
	var used []any
	for _, part := range parts[1:] {
		text.WriteString("?" + part[1:])
		used = append(used, digits(args[part[0]-'1']))
	}
	return text.String(), used
}

func digits(arg any) any {
	if b, ok := arg.([]byte); ok {
		return hex.EncodeToString(b)
	}
	return arg
}
