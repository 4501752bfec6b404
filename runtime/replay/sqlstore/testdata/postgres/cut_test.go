package postgres

import (
	"context"
	"database/sql"
	"errors"
	"testing"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/replay/internal/storetest"
	"github.com/typeseal/typeseal/runtime/replay/sqlstore"
	"github.com/typeseal/typeseal/runtime/replay/sqlstore/internal/sqltest"
)

// TestCutAfterEveryByte cuts the connection after each byte that a transaction sends or
// gets, which redeems a token and has an effect. The caller then tries again. There must be
// one effect, and a caller with a claim must not be told that the token was used. The short
// form cuts after every 23rd byte.
func TestCutAfterEveryByte(t *testing.T) {
	step := 23
	if *long {
		step = 1
	}
	for _, driver := range drivers {
		for name, claims := range map[string]bool{"claim": true, "no claim": false} {
			for direction, limits := range map[string]func(n int) (toServer, toClient int){
				"to the server": func(n int) (int, int) { return n, -1 },
				"to the client": func(n int) (int, int) { return -1, n },
			} {
				t.Run(driver+", "+name+", "+direction, func(t *testing.T) {
					c := newCutter(t, driver)
					n := 0
					for c.cut(t, claims, limits, n) {
						n += step
					}
					t.Logf("%d bytes in steps of %d", n, step)
					if n < 100 {
						t.Errorf("the transaction takes %d bytes, so it was not cut", n)
					}
				})
			}
		}
	}
}

// cutter cuts transactions through a link. direct does not use the link.
type cutter struct {
	linked, direct struct {
		store *sqlstore.Store
		db    *sql.DB
	}
	limit func(toServer, toClient int)
	end   func()
}

func newCutter(t *testing.T, driver string) *cutter {
	l, dsn := link(t)
	c := &cutter{limit: l.Limit, end: l.Cut}
	c.linked.store, c.linked.db = openWith(t, driver, dsn)
	c.linked.db.SetMaxOpenConns(1)
	c.direct.store, c.direct.db = open(t, server.PostgresDSN()+" search_path="+schemaOf(dsn))
	sqltest.Exec(t, c.direct.db, "CREATE TABLE effects (id bytea)")
	return c
}

var errUsed = errors.New("used")

// pay redeems the token and has its effect in one transaction, as the example of In does.
func pay(store *sqlstore.Store, db *sql.DB, use typeseal.Use) error {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	r, err := store.In(tx).Consume(ctx, use)
	switch {
	case err != nil:
		return err
	case !r.First && !r.Claimed:
		return errUsed
	case r.First:
		if _, err := tx.ExecContext(ctx, "INSERT INTO effects VALUES ($1)", use.ID[:]); err != nil {
			return err
		}
	}
	return tx.Commit()
}

// cut pays through the link, whose connections are cut after n bytes, and again without
// the link. It reports whether the first call failed.
func (c *cutter) cut(t *testing.T, claims bool, limits func(int) (int, int), n int) (failed bool) {
	t.Helper()
	c.limit(-1, -1)
	for range 3 { // connects, and prepares the statements
		if pay(c.linked.store, c.linked.db, storetest.NewUse()) == nil {
			break
		}
	}
	use := storetest.NewUse()
	if claims {
		use.Claim = storetest.Random()
	}
	c.limit(limits(n))
	first := pay(c.linked.store, c.linked.db, use)
	c.end()
	second := pay(c.direct.store, c.direct.db, use)
	var effects int
	if err := c.direct.db.QueryRow("SELECT count(*) FROM effects WHERE id = $1", use.ID[:]).Scan(&effects); err != nil {
		t.Fatal(err)
	}
	switch {
	case effects != 1:
		t.Fatalf("after %d bytes: %d effects; %v, then %v", n, effects, first, second)
	case errors.Is(first, errUsed), claims && second != nil, second != nil && !errors.Is(second, errUsed):
		t.Fatalf("after %d bytes: %v, then %v", n, first, second)
	case !claims && first == nil && second == nil:
		t.Fatalf("after %d bytes: two calls were told that they came first", n)
	}
	return first != nil
}
