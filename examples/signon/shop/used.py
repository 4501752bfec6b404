"""A store of used tokens in the table that Go programs use: see runtime/replay/RECORDS.md."""

import os

from django.db import connection

from tokens import Use

INSERT = """
    INSERT INTO typeseal_used (salt, id, claim, expires_at, used_at)
    SELECT %s, %s, %s, %s, now
    FROM (SELECT CAST(strftime('%%s', 'now') AS INTEGER) AS now) AS clock WHERE %s >= now - 900
    ON CONFLICT (id, salt) DO NOTHING"""
CONFIRM = """
    UPDATE typeseal_used SET used_at = used_at
    WHERE id = %s AND salt = %s AND (claim = %s OR %s > 0
        AND CAST(strftime('%%s', 'now') AS INTEGER) - used_at BETWEEN -1 AND %s)"""


class UsedTokens:
    """Is for SQLite. RECORDS.md has the statements for PostgreSQL and MySQL.

    Within transaction.atomic, the token is used only if the transaction commits.
    """

    def consume(self, use: Use) -> bool:
        claim = use.claim or os.urandom(16)
        with connection.cursor() as cursor:
            cursor.execute(INSERT, [use.salt, use.id, claim, use.expires_at, use.expires_at])
            cursor.execute(CONFIRM, [use.id, use.salt, claim, use.grace, use.grace])
            return cursor.rowcount == 1
