package sqlstore

import (
	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/internal/reason"
)

// In postgres:
//
//   - create takes an advisory lock, since CREATE TABLE IF NOT EXISTS fails if two
//     sessions execute it at once. It looks for the index first, since CREATE INDEX
//     IF NOT EXISTS waits for all open transactions that have redeemed, and makes
//     others wait, even if the index exists. Roles that may not create the index leave
//     it out, since redeeming does not require it.
//   - sure is an UPDATE, so that its commit waits for synchronous standbys. The wait of
//     the insert may have been canceled, which leaves its row visible.
//   - purge skips rows that another purge has locked. It uses
//     statement_timestamp(), since clock_timestamp() can differ from row to row, so
//     that no index can be searched by it.
//   - purge names rows by the primary key, since the same ctid occurs in several
//     partitions and children. It compares expires_at again, so that no plan makes
//     it delete a live row. The array of ids lets PostgreSQL search the index.
var postgres = dialect{
	quote:   `"`,
	address: table.quoted,
	is:      `SELECT version() LIKE 'PostgreSQL%'`,
	not: reason.Wrap("sqlstore: the database is not PostgreSQL; call sqlstore.New with its dialect",
		typeseal.ErrConfig),
	server: postgresServer,
	hold:   postgresTable,
	advise: postgresAdvice,
	locate: `SELECT to_regclass($1) IS NOT NULL, coalesce((SELECT n.nspname::text
		FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
		WHERE c.oid = to_regclass($1)), current_schema()::text)`,
	exists: `SELECT to_regclass($1) IS NOT NULL`,
	create: []creation{
		{"", `SELECT pg_advisory_xact_lock(8747504612345)`},
		{`SELECT to_regclass($1) IS NOT NULL`, `CREATE TABLE IF NOT EXISTS {schema}{name} (
			salt text COLLATE "C" NOT NULL,
			id bytea NOT NULL,
			claim bytea NOT NULL,
			expires_at bigint NOT NULL,
			used_at bigint NOT NULL,
			PRIMARY KEY (id, salt)
		)`},
		{`SELECT NOT pg_has_role(c.relowner, 'USAGE') OR NOT has_schema_privilege(c.relnamespace, 'CREATE')
				OR c.relkind NOT IN ('r', 'p') OR EXISTS (SELECT FROM pg_index AS i
				JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
				WHERE i.indrelid = c.oid AND a.attname = 'expires_at' AND i.indpred IS NULL)
			FROM pg_class AS c WHERE c.oid = to_regclass($1)`,
			`CREATE INDEX IF NOT EXISTS {index} ON {schema}{name} (expires_at)`},
	},
	insert: `INSERT INTO {schema}{name} (salt, id, claim, expires_at, used_at)
		SELECT $1::text, $2::bytea, $3::bytea, $4::bigint, t.now
		FROM (SELECT coalesce($6::bigint, floor(extract(epoch FROM clock_timestamp()))::bigint) AS now) AS t
		WHERE $4::bigint >= t.now - $5::bigint
		ON CONFLICT (id, salt) DO NOTHING RETURNING id, claim, used_at, used_at`,
	find: `SELECT $2::bytea, u.claim, u.used_at, t.now
		FROM (SELECT coalesce($3::bigint, floor(extract(epoch FROM clock_timestamp()))::bigint) AS now) AS t
		LEFT JOIN {schema}{name} AS u ON u.id = $2::bytea AND u.salt = $1::text`,
	sure: `UPDATE {schema}{name} SET used_at = used_at
		WHERE id = $2::bytea AND salt = $1::text AND used_at = $3::bigint
		RETURNING id, claim, used_at, coalesce($4::bigint, floor(extract(epoch FROM clock_timestamp()))::bigint)`,
	purge: `WITH ended AS (
			SELECT id, salt FROM {schema}{name}
			WHERE expires_at < coalesce($3::bigint, extract(epoch FROM statement_timestamp())::bigint) - $1::bigint
			ORDER BY expires_at LIMIT $2::bigint FOR UPDATE SKIP LOCKED)
		DELETE FROM {schema}{name}
		WHERE id = ANY (ARRAY(SELECT id FROM ended)) AND (id, salt) IN (SELECT id, salt FROM ended)
			AND expires_at < coalesce($3::bigint, extract(epoch FROM statement_timestamp())::bigint) - $1::bigint`,
}

var postgresServer = []condition{
	{`SELECT current_setting('server_version_num')::int >= 120000`,
		reason.Wrap("sqlstore: PostgreSQL is older than version 12; update the server", typeseal.ErrConfig)},
	{`SELECT NOT pg_is_in_recovery()`,
		reason.Wrap("sqlstore: the server is a standby, which is read-only; connect to the primary, "+
			"for example with target_session_attrs=read-write", typeseal.ErrConfig)},
	{`SELECT current_setting('transaction_read_only') = 'off'`,
		reason.Wrap("sqlstore: transactions are read-only; set default_transaction_read_only to off",
			typeseal.ErrConfig)},
}

var postgresTable = []condition{
	{`SELECT bool_and(c.relkind IN ('r', 'p')) FROM pg_class AS c WHERE c.oid = to_regclass($1)
		OR c.oid IN (SELECT relid FROM pg_partition_tree(to_regclass($1)))`,
		reason.Wrap("sqlstore: the table of used tokens, or a partition, is a view or a foreign table; "+
			"create an ordinary table", typeseal.ErrConfig)},
	{`SELECT EXISTS (SELECT FROM pg_attribute
		WHERE attrelid = to_regclass($1) AND attname = 'used_at' AND NOT attisdropped)`, errNoColumn},
	{`SELECT count(*) = 5 FROM (VALUES ('salt', 'text'), ('id', 'bytea'), ('claim', 'bytea'),
			('expires_at', 'bigint'), ('used_at', 'bigint')) AS want (name, type)
		JOIN pg_attribute AS a ON a.attrelid = to_regclass($1) AND a.attname = want.name AND NOT a.attisdropped
			AND format_type(a.atttypid, NULL) = want.type`, errColumns},
	{`SELECT EXISTS (SELECT FROM pg_index AS i WHERE i.indrelid = to_regclass($1) AND i.indisunique AND i.indisvalid
		AND i.indimmediate AND i.indpred IS NULL AND i.indnkeyatts = 2
		AND (SELECT array_agg(a.attname::text ORDER BY a.attname) FROM pg_attribute AS a
			WHERE a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey[0:1])) = ARRAY['id', 'salt'])`, errNoKey},
	{`SELECT bool_and(c.relpersistence = 'p') FROM pg_class AS c WHERE c.oid = to_regclass($1)
		OR c.oid IN (SELECT relid FROM pg_partition_tree(to_regclass($1)))`,
		reason.Wrap("sqlstore: the table of used tokens is unlogged or temporary, so that used tokens are forgotten "+
			"when the server or the session ends; execute ALTER TABLE ... SET LOGGED, also for its partitions",
			typeseal.ErrConfig)},
	{`SELECT NOT EXISTS (SELECT FROM pg_inherits AS i JOIN pg_class AS c ON c.oid = i.inhparent
		WHERE c.oid = to_regclass($1) AND c.relkind = 'r')`,
		reason.Wrap("sqlstore: other tables inherit from the table of used tokens, whose primary key does not cover "+
			"them; execute ALTER TABLE ... NO INHERIT for each, or partition the table", typeseal.ErrConfig)},
	{`SELECT NOT EXISTS (SELECT FROM pg_index AS i
		WHERE (i.indisunique OR i.indisexclusion) AND (i.indrelid = to_regclass($1)
				OR i.indrelid IN (SELECT relid FROM pg_partition_tree(to_regclass($1))))
			AND 2 > (SELECT count(*) FROM pg_attribute AS a WHERE a.attrelid = i.indrelid
				AND a.attnum = ANY (i.indkey[0:i.indnkeyatts-1]) AND a.attname IN ('id', 'salt')))`, errUnique},
	{`SELECT NOT EXISTS (SELECT FROM pg_class AS c WHERE c.relhasrules AND c.oid = to_regclass($1))
		AND NOT EXISTS (SELECT FROM pg_trigger AS t WHERE t.tgdeferrable AND NOT t.tgisinternal AND (
			t.tgrelid = to_regclass($1) OR t.tgrelid IN (SELECT relid FROM pg_partition_tree(to_regclass($1)))))`,
		reason.Wrap("sqlstore: the table of used tokens has rules or deferrable triggers, which can delete rows after "+
			"redeeming has seen them; remove them", typeseal.ErrConfig)},
	{`SELECT NOT row_security_active(to_regclass($1)::oid)`,
		reason.Wrap("sqlstore: row-level security hides rows of the table of used tokens from this role; "+
			"give the role BYPASSRLS, or disable row-level security for the table", typeseal.ErrConfig)},
}

var postgresAdvice = []condition{
	{`SELECT current_setting('synchronous_standby_names') <> '' OR NOT EXISTS (SELECT FROM pg_stat_replication)`,
		reason.New("sqlstore: the server has standbys, and none is synchronous: tokens that were used in the last " +
			"moments before a failover can be used again; set synchronous_standby_names")},
	{`SELECT current_setting('synchronous_standby_names') = '' OR current_setting('synchronous_commit') <> 'local'`,
		reason.New("sqlstore: synchronous_commit is local, so that redeeming does not wait for the synchronous " +
			"standbys; set it to on")},
	{`SELECT current_setting('synchronous_commit') <> 'off'`,
		reason.New("sqlstore: synchronous_commit is off, so that tokens that were used in the last seconds before a " +
			"crash can be used again; set it to on")},
	{`SELECT current_setting('fsync') = 'on'`,
		reason.New("sqlstore: fsync is off, so that a crash of the machine can forget used tokens; set it to on")},
}
