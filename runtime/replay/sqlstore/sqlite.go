package sqlstore

import (
	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/internal/reason"
)

// In sqlite all statements name the schema main, since a temporary table of the same name
// would come first.
var sqlite = dialect{
	home:    "main",
	quote:   `"`,
	address: table.bare,
	is:      `SELECT sqlite_version() <> ''`,
	not: reason.Wrap("sqlstore: the database is not SQLite; call sqlstore.New with its dialect",
		typeseal.ErrConfig),
	server: []condition{
		{`SELECT v.major > 3 OR v.major = 3 AND v.minor >= 35 FROM (
			SELECT CAST(sqlite_version() AS INTEGER) AS major,
				CAST(substr(sqlite_version(), instr(sqlite_version(), '.') + 1) AS INTEGER) AS minor) AS v`,
			reason.Wrap("sqlstore: SQLite is older than version 3.35; update the driver", typeseal.ErrConfig)},
	},
	ready:  checkFile,
	hold:   sqliteTable,
	exists: `SELECT count(*) > 0 FROM main.sqlite_master WHERE type = 'table' AND name = ?1 COLLATE NOCASE`,
	create: []creation{
		{"", `CREATE TABLE IF NOT EXISTS {schema}{name} (
			salt TEXT NOT NULL,
			id BLOB NOT NULL,
			claim BLOB NOT NULL,
			expires_at INTEGER NOT NULL,
			used_at INTEGER NOT NULL,
			PRIMARY KEY (id, salt)
		) WITHOUT ROWID`},
		{"", `CREATE INDEX IF NOT EXISTS {schema}{index} ON {name} (expires_at)`},
	},
	insert: `INSERT INTO {schema}{name} (salt, id, claim, expires_at, used_at)
		SELECT ?1, ?2, ?3, ?4, t.now
		FROM (SELECT coalesce(?6, CAST(strftime('%s', 'now') AS INTEGER)) AS now) AS t
		WHERE ?4 >= t.now - ?5
		ON CONFLICT (id, salt) DO NOTHING RETURNING id, claim, used_at, used_at`,
	find: `SELECT ?2, u.claim, u.used_at, t.now
		FROM (SELECT coalesce(?3, CAST(strftime('%s', 'now') AS INTEGER)) AS now) AS t
		LEFT JOIN {schema}{name} AS u ON u.id = ?2 AND u.salt = ?1`,
	sure: `UPDATE {schema}{name} SET used_at = used_at WHERE id = ?2 AND salt = ?1 AND used_at = ?3
		RETURNING id, claim, used_at, coalesce(?4, CAST(strftime('%s', 'now') AS INTEGER))`,
	purge: `DELETE FROM {schema}{name} WHERE (id, salt) IN (
			SELECT id, salt FROM {schema}{name}
			WHERE expires_at < coalesce(?3, CAST(strftime('%s', 'now') AS INTEGER)) - ?1
			ORDER BY expires_at LIMIT ?2)
		AND expires_at < coalesce(?3, CAST(strftime('%s', 'now') AS INTEGER)) - ?1`,
}

// sqliteTable compares the affinities of columns, which SQLite derives from their types.
var sqliteTable = []condition{
	{`SELECT count(*) > 0 FROM pragma_table_info(?1, 'main') WHERE name = 'used_at' COLLATE NOCASE`, errNoColumn},
	{`SELECT count(*) = 5 FROM (SELECT lower(name) AS name, upper(type) AS type FROM pragma_table_info(?1, 'main'))
		WHERE name = 'salt' AND type = 'TEXT' OR name IN ('id', 'claim') AND type = 'BLOB'
			OR name IN ('expires_at', 'used_at') AND type LIKE '%INT%'`, errColumns},
	{`SELECT count(*) = 0 FROM pragma_index_list(?1, 'main') AS i WHERE i."unique" AND (
		SELECT count(*) FROM pragma_index_info(i.name, 'main') WHERE lower(name) IN ('id', 'salt')) < 2`, errUnique},
}
