package sqlstore

// Dialect is the SQL that a database speaks.
type Dialect int

// The dialects.
const (
	Postgres Dialect = iota + 1 // PostgreSQL 9.5 or later
	SQLite                      // SQLite 3.35 or later
)

// Schema returns the statements that CreateSchema executes.
func (d Dialect) Schema() []string { return append([]string(nil), d.statements().create...) }

// statements is a dialect's SQL. Times are Unix seconds of the database's own
// clock, since the servers that redeem may not agree on theirs, unless a test's
// clock is given in its place: the last argument, which is NULL otherwise.
type statements struct {
	create []string
	insert string // salt, id, claim, end of the token, how late it may be, clock; returns id and claim
	find   string // salt, id; returns id and claim
	purge  string // how long after a token's end a row stays, how many rows, clock
}

func (d Dialect) statements() *statements {
	switch d {
	case Postgres:
		return &postgres
	case SQLite:
		return &sqlite
	}
	panic("sqlstore: unknown dialect")
}

// postgres takes an advisory lock before it creates anything, since CREATE TABLE
// IF NOT EXISTS fails where two do it at once. CREATE INDEX IF NOT EXISTS waits
// for every open transaction that redeemed, and makes all others wait behind it,
// even where the index exists; so it is looked for before. Purge skips what
// another purge has locked, and its clock is one that an index can be searched
// by: clock_timestamp() may differ from row to row. It names rows by the primary
// key, since partitions and children have rows of their own at the same ctid, and
// asks each whether it has ended, so that no plan can make it delete a live one.
// That its id is in an array lets PostgreSQL search the index for it.
var postgres = statements{
	create: []string{
		`SELECT pg_advisory_xact_lock(8747504612345)`,
		`CREATE TABLE IF NOT EXISTS typeseal_used (
			salt text COLLATE "C" NOT NULL,
			id bytea NOT NULL,
			claim bytea NOT NULL,
			expires_at bigint NOT NULL,
			PRIMARY KEY (id, salt)
		)`,
		`DO $$ BEGIN
			IF NOT EXISTS (SELECT FROM pg_indexes
				WHERE schemaname = current_schema AND indexname = 'typeseal_used_expires_at') THEN
				CREATE INDEX IF NOT EXISTS typeseal_used_expires_at ON typeseal_used (expires_at);
			END IF;
		END $$`,
	},
	insert: `INSERT INTO typeseal_used (salt, id, claim, expires_at)
		SELECT $1::text, $2::bytea, $3::bytea, $4::bigint
		WHERE $4::bigint >= coalesce($6::bigint, extract(epoch FROM clock_timestamp())) - $5::bigint
		ON CONFLICT (id, salt) DO NOTHING RETURNING id, claim`,
	find: `SELECT id, claim FROM typeseal_used WHERE id = $2::bytea AND salt = $1::text`,
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
			PRIMARY KEY (id, salt)
		) WITHOUT ROWID`,
		`CREATE INDEX IF NOT EXISTS typeseal_used_expires_at ON typeseal_used (expires_at)`,
	},
	insert: `INSERT INTO typeseal_used (salt, id, claim, expires_at)
		SELECT ?1, ?2, ?3, ?4
		WHERE ?4 >= coalesce(?6, CAST(strftime('%s', 'now') AS INTEGER)) - ?5
		ON CONFLICT (id, salt) DO NOTHING RETURNING id, claim`,
	find: `SELECT id, claim FROM typeseal_used WHERE id = ?2 AND salt = ?1`,
	purge: `DELETE FROM typeseal_used WHERE (id, salt) IN (
			SELECT id, salt FROM typeseal_used
			WHERE expires_at < coalesce(?3, CAST(strftime('%s', 'now') AS INTEGER)) - ?1
			ORDER BY expires_at LIMIT ?2)
		AND expires_at < coalesce(?3, CAST(strftime('%s', 'now') AS INTEGER)) - ?1`,
}
