package sqlstore

import "slices"

// Dialect is a dialect of SQL.
type Dialect int

// The dialects.
const (
	Postgres Dialect = iota + 1 // PostgreSQL 9.5 or later
	SQLite                      // SQLite 3.35 or later
)

// Schema returns the statements that CreateSchema executes.
func (d Dialect) Schema() []string {
	if s := dialects[d]; s != nil {
		return slices.Clone(s.create)
	}
	return nil
}

var dialects = map[Dialect]*statements{Postgres: &postgres, SQLite: &sqlite}

// statements is the SQL of a dialect. Times are Unix seconds by the database's
// clock, since the clocks of its clients differ. The last argument of a statement
// replaces that clock if it is not NULL, for tests.
//
// insert and find return id, claim, the time of the first use and the time now. The
// row of insert is the new one, if there is one. find always returns one row, in which
// claim and the first use are NULL if the token has no row.
type statements struct {
	create []string
	column string // reports whether the table has used_at, or does not exist
	insert string // salt, id, claim, end of the token, how many seconds it may be late, clock
	find   string // salt, id, clock
	purge  string // how many seconds rows stay after a token's end, how many rows, clock
}

// In postgres:
//
//   - create takes an advisory lock, since CREATE TABLE IF NOT EXISTS fails if two
//     sessions execute it at once. It looks for the index first, since CREATE INDEX
//     IF NOT EXISTS waits for all open transactions that have redeemed, and makes
//     others wait, even if the index exists.
//   - purge skips rows that another purge has locked. It uses
//     statement_timestamp(), since clock_timestamp() can differ from row to row, so
//     that no index can be searched by it.
//   - purge names rows by the primary key, since the same ctid occurs in several
//     partitions and children. It compares expires_at again, so that no plan makes
//     it delete a live row. The array of ids lets PostgreSQL search the index.
var postgres = statements{
	create: []string{
		`SELECT pg_advisory_xact_lock(8747504612345)`,
		`CREATE TABLE IF NOT EXISTS typeseal_used (
			salt text COLLATE "C" NOT NULL,
			id bytea NOT NULL,
			claim bytea NOT NULL,
			expires_at bigint NOT NULL,
			used_at bigint NOT NULL,
			PRIMARY KEY (id, salt)
		)`,
		`DO $$ BEGIN
			IF NOT EXISTS (SELECT FROM pg_indexes
				WHERE schemaname = current_schema AND indexname = 'typeseal_used_expires_at') THEN
				CREATE INDEX IF NOT EXISTS typeseal_used_expires_at ON typeseal_used (expires_at);
			END IF;
		END $$`,
	},
	column: `SELECT to_regclass('typeseal_used') IS NULL OR EXISTS (SELECT FROM pg_attribute
		WHERE attrelid = to_regclass('typeseal_used') AND attname = 'used_at' AND NOT attisdropped)`,
	insert: `INSERT INTO typeseal_used (salt, id, claim, expires_at, used_at)
		SELECT $1::text, $2::bytea, $3::bytea, $4::bigint, t.now
		FROM (SELECT coalesce($6::bigint, floor(extract(epoch FROM clock_timestamp()))::bigint) AS now) AS t
		WHERE $4::bigint >= t.now - $5::bigint
		ON CONFLICT (id, salt) DO NOTHING RETURNING id, claim, used_at, used_at`,
	find: `SELECT $2::bytea, u.claim, u.used_at, t.now
		FROM (SELECT coalesce($3::bigint, floor(extract(epoch FROM clock_timestamp()))::bigint) AS now) AS t
		LEFT JOIN typeseal_used AS u ON u.id = $2::bytea AND u.salt = $1::text`,
	purge: `WITH ended AS (
			SELECT id, salt FROM typeseal_used
			WHERE expires_at < coalesce($3::bigint, extract(epoch FROM statement_timestamp())::bigint) - $1::bigint
			ORDER BY expires_at LIMIT $2::bigint FOR UPDATE SKIP LOCKED)
		DELETE FROM typeseal_used
		WHERE id = ANY (ARRAY(SELECT id FROM ended)) AND (id, salt) IN (SELECT id, salt FROM ended)
			AND expires_at < coalesce($3::bigint, extract(epoch FROM statement_timestamp())::bigint) - $1::bigint`,
}

var sqlite = statements{
	create: []string{
		`CREATE TABLE IF NOT EXISTS typeseal_used (
			salt TEXT NOT NULL,
			id BLOB NOT NULL,
			claim BLOB NOT NULL,
			expires_at INTEGER NOT NULL,
			used_at INTEGER NOT NULL,
			PRIMARY KEY (id, salt)
		) WITHOUT ROWID`,
		`CREATE INDEX IF NOT EXISTS typeseal_used_expires_at ON typeseal_used (expires_at)`,
	},
	column: `SELECT count(*) = 0 OR sum(name = 'used_at') > 0 FROM pragma_table_info('typeseal_used')`,
	insert: `INSERT INTO typeseal_used (salt, id, claim, expires_at, used_at)
		SELECT ?1, ?2, ?3, ?4, t.now
		FROM (SELECT coalesce(?6, CAST(strftime('%s', 'now') AS INTEGER)) AS now) AS t
		WHERE ?4 >= t.now - ?5
		ON CONFLICT (id, salt) DO NOTHING RETURNING id, claim, used_at, used_at`,
	find: `SELECT ?2, u.claim, u.used_at, t.now
		FROM (SELECT coalesce(?3, CAST(strftime('%s', 'now') AS INTEGER)) AS now) AS t
		LEFT JOIN typeseal_used AS u ON u.id = ?2 AND u.salt = ?1`,
	purge: `DELETE FROM typeseal_used WHERE (id, salt) IN (
			SELECT id, salt FROM typeseal_used
			WHERE expires_at < coalesce(?3, CAST(strftime('%s', 'now') AS INTEGER)) - ?1
			ORDER BY expires_at LIMIT ?2)
		AND expires_at < coalesce(?3, CAST(strftime('%s', 'now') AS INTEGER)) - ?1`,
}
