package postgres

import "testing"

// TestBytesPerMillion measures what the package's documentation says of size.
func TestBytesPerMillion(t *testing.T) {
	_, db := newStore(t)
	exec(t, db, `INSERT INTO typeseal_used (salt, id, claim, expires_at)
		SELECT 'account.password-reset', uuid_send(gen_random_uuid()), uuid_send(gen_random_uuid()), 1788000000 + i/50
		FROM generate_series(1, 100000) AS i`)
	var bytes int
	if err := db.QueryRow("SELECT pg_total_relation_size('typeseal_used')").Scan(&bytes); err != nil {
		t.Fatal(err)
	}
	t.Logf("%d MB for a million", bytes*10/1e6)
	if bytes > 250*100_000 {
		t.Errorf("%d bytes for 100000 rows", bytes)
	}
}
