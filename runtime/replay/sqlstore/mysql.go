package sqlstore

import (
	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/internal/reason"
)

// In mysql:
//
//   - Every call is a transaction of its own, see ownTx. insert locks the token's row,
//     whether it inserts it or finds it, until the end of the transaction.
//   - insert counts how often the claim of the row is repeated, so that inserted finds a
//     row only if this call has inserted it: MySQL has no RETURNING, and the number of
//     affected rows depends on the driver's CLIENT_FOUND_ROWS. It is not an INSERT IGNORE,
//     which also ignores other errors.
//   - found and ensured lock the row, so that they see it as it is. A transaction with the
//     level REPEATABLE READ, which is the default, may have a snapshot without the row.
//     find does not lock: if there is no row, a lock covers the gap around it, and two
//     transactions that look and then redeem would wait for each other.
//   - sure changes the row. MySQL does not write a row that an UPDATE leaves as it is.
//   - Strings are hexadecimal digits, see numbered. Numbers have a CAST, since the types
//     of parameters differ between the protocols and versions.
//   - UNIX_TIMESTAMP() does not depend on the time zone.
//   - Comments such as /*M! */ are SQL for MariaDB, and /*!80000 */ for MySQL.
var mysql = dialect{
	quote:   "`",
	bind:    func(q queryer) queryer { return numbered{q} },
	alone:   ownTx,
	address: table.dotted,
	is:      `SELECT CONNECTION_ID() > 0 AND @@version_comment IS NOT NULL`,
	not: reason.Wrap("sqlstore: the database is neither MySQL nor MariaDB; call sqlstore.New with its dialect",
		typeseal.ErrConfig),
	server: mysqlServer,
	hold:   mysqlTable,
	advise: mysqlAdvice,
	locate: `SELECT EXISTS (SELECT * FROM information_schema.tables
		WHERE table_schema = DATABASE() AND table_name = ?1), DATABASE()`,
	exists: mysqlExists,
	create: []creation{{mysqlExists, `CREATE TABLE IF NOT EXISTS {schema}{name} (
			salt varbinary(64) NOT NULL,
			id binary(16) NOT NULL,
			claim binary(16) NOT NULL,
			expires_at bigint NOT NULL,
			used_at bigint NOT NULL,
			repeats bigint NOT NULL DEFAULT 0,
			PRIMARY KEY (id, salt),
			KEY {index} (expires_at)
		) ENGINE=InnoDB`}},
	insert: `INSERT INTO {schema}{name} (salt, id, claim, expires_at, used_at)
		SELECT ?1, UNHEX(?2), UNHEX(?3), CAST(?4 AS SIGNED), t.now
		FROM (SELECT COALESCE(CAST(?6 AS SIGNED), UNIX_TIMESTAMP()) AS now) AS t
		WHERE CAST(?4 AS SIGNED) >= t.now - CAST(?5 AS SIGNED)
		ON DUPLICATE KEY UPDATE repeats = repeats + (claim = UNHEX(?3))`,
	inserted: `SELECT id, claim, used_at, used_at FROM {schema}{name}
		WHERE id = UNHEX(?2) AND salt = ?1 AND claim = UNHEX(?3) AND repeats = 0 FOR UPDATE`,
	find:  mysqlFind,
	found: mysqlFind + ` FOR UPDATE`,
	sure:  `UPDATE {schema}{name} SET repeats = repeats + 1 WHERE id = UNHEX(?2) AND salt = ?1 AND used_at = ?3`,
	ensured: `SELECT id, claim, used_at, COALESCE(CAST(?4 AS SIGNED), UNIX_TIMESTAMP()) FROM {schema}{name}
		WHERE id = UNHEX(?2) AND salt = ?1 AND used_at = ?3 FOR UPDATE`,
	purge: `DELETE FROM {schema}{name}
		WHERE expires_at < COALESCE(CAST(?3 AS SIGNED), UNIX_TIMESTAMP()) - CAST(?1 AS SIGNED)
		ORDER BY expires_at LIMIT ?2`,
}

const (
	mysqlFind = `SELECT UNHEX(?2), u.claim, u.used_at, t.now
		FROM (SELECT COALESCE(CAST(?3 AS SIGNED), UNIX_TIMESTAMP()) AS now) AS t
		LEFT JOIN {schema}{name} AS u ON u.id = UNHEX(?2) AND u.salt = ?1`
	// mysqlPlace finds the table in a view of information_schema. The name of a schema can
	// have dots, that of the table has none.
	mysqlPlace = `table_schema = LEFT(?1, CHAR_LENGTH(?1) - CHAR_LENGTH(SUBSTRING_INDEX(?1, '.', -1)) - 1)
		AND table_name = SUBSTRING_INDEX(?1, '.', -1)`
	mysqlExists = `SELECT EXISTS (SELECT * FROM information_schema.tables WHERE ` + mysqlPlace + `)`
)

var mysqlServer = []condition{
	{`SELECT t.major >= 11 OR t.major = 10 AND t.minor >= 6 OR t.major IN (8, 9) FROM (SELECT
			CAST(SUBSTRING_INDEX(VERSION(), '.', 1) AS SIGNED) AS major,
			CAST(SUBSTRING_INDEX(SUBSTRING_INDEX(VERSION(), '.', 2), '.', -1) AS SIGNED) AS minor) AS t`,
		reason.Wrap("sqlstore: the server is older than MySQL 8.0 or MariaDB 10.6; update it", typeseal.ErrConfig)},
	{`SELECT CONCAT(@@GLOBAL.read_only) IN ('0', 'OFF')`,
		reason.Wrap("sqlstore: the server is read-only, as a replica is; connect to the primary, "+
			"or set read_only to OFF", typeseal.ErrConfig)},
	{`SELECT CONCAT(/*M! @@tx_read_only */ /*!80000 @@transaction_read_only */) IN ('0', 'OFF')`,
		reason.Wrap("sqlstore: transactions are read-only; set transaction_read_only to OFF", typeseal.ErrConfig)},
	{`SELECT ABS(TIMESTAMPDIFF(SECOND, NOW(), SYSDATE())) < 60`,
		reason.Wrap("sqlstore: the session variable timestamp is set, so that the clock of the database stands still; "+
			"set it to DEFAULT", typeseal.ErrConfig)},
}

var mysqlTable = []condition{
	{`SELECT COUNT(*) = 1 FROM information_schema.tables
		WHERE ` + mysqlPlace + ` AND table_type = 'BASE TABLE' AND engine = 'InnoDB'`,
		reason.Wrap("sqlstore: the table of used tokens is a view, or its engine is not InnoDB, so that transactions "+
			"and crashes can lose its rows; execute ALTER TABLE ... ENGINE=InnoDB", typeseal.ErrConfig)},
	{`SELECT COUNT(*) = 1 FROM information_schema.columns
		WHERE ` + mysqlPlace + ` AND column_name = 'used_at'`, errNoColumn},
	{`SELECT COUNT(*) = 6 FROM information_schema.columns WHERE ` + mysqlPlace + ` AND (
		column_name = 'salt' AND data_type = 'varbinary' AND character_maximum_length >= 64
		OR column_name IN ('id', 'claim') AND character_maximum_length >= 16
			AND (data_type = 'varbinary' OR data_type = 'binary' AND character_maximum_length = 16)
		OR column_name IN ('expires_at', 'used_at', 'repeats') AND data_type = 'bigint')`, errColumns},
	{`SELECT COUNT(*) = 2 AND SUM(column_name IN ('id', 'salt') AND sub_part IS NULL) = 2
		FROM information_schema.statistics WHERE ` + mysqlPlace + ` AND index_name = 'PRIMARY'`, errNoKey},
	{`SELECT COUNT(*) = 0 FROM information_schema.statistics
		WHERE ` + mysqlPlace + ` AND non_unique = 0 AND index_name <> 'PRIMARY'`,
		errUnique},
}

var mysqlAdvice = []condition{
	{`SELECT @@GLOBAL.innodb_flush_log_at_trx_commit = 1`,
		reason.New("sqlstore: innodb_flush_log_at_trx_commit is not 1, so that tokens that were used in the last " +
			"seconds before a crash can be used again; set it to 1")},
	{`SELECT @@GLOBAL.log_bin = 0 OR @@GLOBAL.sync_binlog = 1`,
		reason.New("sqlstore: the server has a binary log and sync_binlog is not 1, so that tokens that were used in " +
			"the last moments before the machine crashes can be used again; set it to 1")},
	{`SELECT /*M! @@GLOBAL.rpl_semi_sync_master_enabled OR 0 = (SELECT SUM(variable_value)
			FROM information_schema.global_status WHERE variable_name IN ('SLAVES_CONNECTED', 'SLAVES_RUNNING')) */
		/*!80000 NOT EXISTS (SELECT * FROM information_schema.processlist WHERE command LIKE 'Binlog Dump%')
			OR EXISTS (SELECT * FROM performance_schema.global_status WHERE variable_value = 'ON'
				AND variable_name IN ('Rpl_semi_sync_master_status', 'Rpl_semi_sync_source_status')) */`,
		reason.New("sqlstore: the server is replicated, and does not wait for a replica: tokens that were used in " +
			"the last moments before a failover can be used again; enable semi-synchronous replication")},
}

// mysqlFaults are told by the numbers of MySQL's errors, as the texts of the driver
// github.com/go-sql-driver/mysql have them.
var mysqlFaults = []fault{
	{nil, []string{"Error 1146 "}, errNoTable},
	{nil, []string{"Error 1046 "}, errNoSchema},
	{nil, []string{"Error 1054 ", "Error 1364 ", "Error 1366 ", "Error 1265 ", "Error 1406 "}, errColumns},
	{nil, []string{"Error 1526 ", "Error 3819 ", "Error 4025 ", "Error 1452 "}, errRows},
	{nil, []string{"Error 1142 ", "Error 1143 "},
		reason.Wrap("sqlstore: the user lacks rights; execute GRANT SELECT, INSERT, UPDATE ON the table of used "+
			"tokens and, to purge, GRANT DELETE", typeseal.ErrConfig)},
	{nil, []string{"Error 1044 ", "Error 1045 ", "Error 1049 ", "Error 1698 "}, errRole},
	{nil, []string{"Error 1665 "},
		reason.Wrap("sqlstore: the binary log has the format STATEMENT, which requires the isolation level REPEATABLE "+
			"READ; set binlog_format to ROW", typeseal.ErrConfig)},
	{nil, []string{"Error 1290 ", "Error 1792 ", "Error 1836 "}, errReadOnly},
	{nil, []string{"Error 1021 ", "Error 1114 "}, errFull},
	{nil, []string{deadlock, "Error 1205 "},
		reason.New("sqlstore: transactions wait for each other; roll back, and begin the transaction again")},
}

// deadlock is in the text of the error of a transaction that the server rolled back.
const deadlock = "Error 1213 "
