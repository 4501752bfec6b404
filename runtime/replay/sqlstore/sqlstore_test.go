package sqlstore

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/replay"
	"github.com/typeseal/typeseal/runtime/replay/internal/storetest"
)

// fake is a database that answers queries with given rows. The tests with real
// databases are in the module sqlite and in testdata/postgres.
type fake struct {
	insert func(args []driver.NamedValue) [][]driver.Value
	find   func(args []driver.NamedValue) [][]driver.Value
	sure   func(args []driver.NamedValue) [][]driver.Value // nil: like find

	fails    func(query string) bool // nil: no query fails
	queries  []string
	deadline time.Time // of the last query's context
}

// answer is what the fake answers, whatever the arguments are.
func answer(rows [][]driver.Value) func([]driver.NamedValue) [][]driver.Value {
	return func([]driver.NamedValue) [][]driver.Value { return rows }
}

func (f *fake) Connect(context.Context) (driver.Conn, error) { return fakeConn{f}, nil }
func (f *fake) Driver() driver.Driver                        { return nil }

type fakeConn struct{ *fake }

var errUnused = errors.New("the fake database has no prepared statements and no transactions")

func (fakeConn) Prepare(string) (driver.Stmt, error) { return nil, errUnused }
func (fakeConn) Begin() (driver.Tx, error)           { return nil, errUnused }
func (fakeConn) Close() error                        { return nil }

func (c fakeConn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	c.fake.deadline, _ = ctx.Deadline()
	rows := c.find
	switch verb, _, _ := strings.Cut(query, " "); {
	case verb == "INSERT":
		rows = c.insert
	case verb == "UPDATE" && c.sure != nil:
		rows = c.sure
	}
	c.queries = append(c.queries, query)
	if c.fails != nil && c.fails(query) {
		return nil, errors.New("connection reset")
	}
	return &fakeRows{rows(args)}, nil
}

type fakeRows struct{ left [][]driver.Value }

func (*fakeRows) Close() error { return nil }

func (r *fakeRows) Columns() []string {
	if len(r.left) == 0 {
		return make([]string, 4)
	}
	return make([]string, len(r.left[0]))
}

func (r *fakeRows) Next(dest []driver.Value) error {
	if len(r.left) == 0 {
		return io.EOF
	}
	copy(dest, r.left[0])
	r.left = r.left[1:]
	return nil
}

// row returns the row that find returns, in second 130, for a token that was used in
// second 100.
func row(id, claim string) [][]driver.Value {
	return [][]driver.Value{{[]byte(id), []byte(claim), int64(100), int64(130)}}
}

// unused is the row that find returns, in second 130, for a token that was not used.
func unused(id string) [][]driver.Value {
	return [][]driver.Value{{[]byte(id), nil, nil, int64(130)}}
}

// open returns a store in the fake database, which has the table in the schema public.
func (f *fake) open(t *testing.T, opts ...Option) *Store {
	t.Helper()
	store, err := New(sql.OpenDB(f), Postgres, append([]Option{Table("public.typeseal_used")}, opts...)...)
	if err != nil {
		t.Fatal(err)
	}
	return store
}

// TestAnswers checks the results of Consume for the rows that an insert and a query
// return. A row that cannot be the answer to the request is an error.
func TestAnswers(t *testing.T) {
	id, claim, other := strings.Repeat("i", 16), strings.Repeat("c", 16), strings.Repeat("o", 16)
	use := typeseal.Use{ID: [16]byte([]byte(id)), Claim: [16]byte([]byte(claim))}
	record := func(first, claimed bool) typeseal.Record {
		return typeseal.Record{First: first, Claimed: claimed, At: time.Unix(100, 0), Now: time.Unix(130, 0)}
	}
	nothing, none := [][]driver.Value{}, typeseal.Record{}
	for _, test := range []struct {
		name            string
		inserted, found [][]driver.Value
		record          typeseal.Record
		want            error
		sure            bool // the row that was found is written again
	}{
		{"inserted", row(id, claim), nil, record(true, true), nil, false},
		{"inserted another claim", row(id, other), nil, none, errOtherRow, false},
		{"inserted another id", row(other, claim), nil, none, errOtherRow, false},
		{"inserted a short claim", row(id, claim[:15]), nil, none, errOtherRow, false},
		{"inserted nothing", unused(id), nil, none, errOtherRow, false},
		{"found the claim", nothing, row(id, claim), record(false, true), nil, true},
		{"found another claim", nothing, row(id, other), record(false, false), nil, false},
		{"found another id", nothing, row(other, claim), none, errOtherRow, false},
		{"found an empty row", nothing, row("", ""), none, errOtherRow, false},
		{
			"found a claim without a time", nothing, [][]driver.Value{{[]byte(id), []byte(claim), nil, int64(130)}},
			none, errOtherRow, false,
		},
		{"neither", nothing, unused(id), none, replay.ErrLate, false},
		{"no answer", nothing, nothing, none, sql.ErrNoRows, false},
	} {
		db := &fake{insert: answer(test.inserted), find: answer(test.found)}
		r, err := db.open(t).Consume(context.Background(), use)
		if r != test.record || !errors.Is(err, test.want) || db.wrote() != test.sure {
			t.Errorf("%s: got %+v, %v, written again %v; want %+v, %v, %v",
				test.name, r, err, db.wrote(), test.record, test.want, test.sure)
		}
	}
}

// TestLookAnswers is TestAnswers for Look.
func TestLookAnswers(t *testing.T) {
	id, claim, other := strings.Repeat("i", 16), strings.Repeat("c", 16), strings.Repeat("o", 16)
	lateAfter := 130 - maxLate
	for _, test := range []struct {
		name    string
		row     [][]driver.Value
		expires int64
		claimed bool
		used    bool
		want    error
	}{
		{"used with the claim", row(id, claim), 200, true, true, nil},
		{"used with another claim", row(id, other), 200, false, true, nil},
		{"used and late", row(id, other), 0, false, true, nil},
		{"another id", row(other, claim), 200, false, false, errOtherRow},
		{"unused", unused(id), 200, false, false, nil},
		{"another id, unused", unused(other), 200, false, false, errOtherRow},
		{"just not late", unused(id), lateAfter, false, false, nil},
		{"late", unused(id), lateAfter - 1, false, false, replay.ErrLate},
		{"no answer", nil, 200, false, false, sql.ErrNoRows},
	} {
		db := &fake{find: answer(test.row)}
		r, used, err := db.open(t).Look(context.Background(), typeseal.Use{
			ID: [16]byte([]byte(id)), Claim: [16]byte([]byte(claim)), ExpiresAt: time.Unix(test.expires, 0),
		})
		want := typeseal.Record{}
		if test.used {
			want = typeseal.Record{Claimed: test.claimed, At: time.Unix(100, 0), Now: time.Unix(130, 0)}
		}
		if r != want || used != test.used || !errors.Is(err, test.want) {
			t.Errorf("%s: got %+v, %v, %v; want %+v, %v", test.name, r, used, err, want, test.want)
		}
	}
}

// wrote reports whether a row was written again.
func (f *fake) wrote() bool {
	return slices.ContainsFunc(f.queries, func(q string) bool { return strings.HasPrefix(q, "UPDATE ") })
}

// TestYesComesFromAWrite checks when a record that was found is written again: if the
// token is accepted because of it. What the write finds counts.
func TestYesComesFromAWrite(t *testing.T) {
	id, claim, other := strings.Repeat("i", 16), strings.Repeat("c", 16), strings.Repeat("o", 16)
	for _, test := range []struct {
		name  string
		claim string        // of the call
		grace time.Duration // the record is 30 seconds old
		sure  [][]driver.Value
		wrote bool
		want  error
	}{
		{"no claim and no grace", other, 0, nil, false, nil},
		{"the claim", claim, 0, row(id, claim), true, nil},
		{"within the grace", other, 30 * time.Second, row(id, claim), true, nil},
		{"after the grace", other, 29 * time.Second, nil, false, nil},
		{"deleted meanwhile", claim, 0, nil, true, errGone},
		{"another row", claim, 0, row(other, claim), true, errOtherRow},
		{"an empty row", claim, 0, unused(id), true, errOtherRow},
	} {
		use := typeseal.Use{
			ID: [16]byte([]byte(id)), Claim: [16]byte([]byte(test.claim)), Grace: test.grace,
			ExpiresAt: time.Unix(200, 0),
		}
		for name, ask := range map[string]func(*Store) error{
			"Consume": func(s *Store) error { _, err := s.Consume(context.Background(), use); return err },
			"Look":    func(s *Store) error { _, _, err := s.Look(context.Background(), use); return err },
		} {
			db := &fake{insert: answer(nil), find: answer(row(id, claim)), sure: answer(test.sure)}
			if err := ask(db.open(t)); !errors.Is(err, test.want) || db.wrote() != test.wrote {
				t.Errorf("%s: %s: %v, written again %v", test.name, name, err, db.wrote())
			}
		}
	}
}

// TestRepeatedInsert: if the driver repeats the insert, a caller without a claim finds
// its own row and still comes first.
func TestRepeatedInsert(t *testing.T) {
	var inserted [][]driver.Value
	db := &fake{
		insert: func(args []driver.NamedValue) [][]driver.Value {
			inserted = row(string(args[1].Value.([]byte)), string(args[2].Value.([]byte)))
			return nil
		},
		find: func([]driver.NamedValue) [][]driver.Value { return inserted },
	}
	r, err := db.open(t).Consume(context.Background(), typeseal.Use{})
	if !r.First || r.Claimed || err != nil || !db.wrote() {
		t.Errorf("got %+v, %v after %q", r, err, db.queries)
	}
}

// lastInsert redeems without a claim, and returns the arguments of the insert.
func lastInsert(t *testing.T, opts ...Option) (args []driver.NamedValue) {
	t.Helper()
	db := &fake{insert: func(got []driver.NamedValue) [][]driver.Value {
		args = got
		return row(string(got[1].Value.([]byte)), string(got[2].Value.([]byte)))
	}}
	storetest.Want(t, db.open(t, opts...), true, typeseal.Use{})
	return args
}

// TestWithoutClaim checks that each call without a claim has a random one.
func TestWithoutClaim(t *testing.T) {
	seen := map[string]bool{string(make([]byte, 16)): true}
	for range 3 {
		claim := string(lastInsert(t)[2].Value.([]byte))
		if seen[claim] {
			t.Errorf("claim %x", claim)
		}
		seen[claim] = true
	}
}

// TestClock checks that the clock argument is NULL, which means the database's clock,
// without the option Clock.
func TestClock(t *testing.T) {
	noon := time.Unix(1_788_000_000, 999)
	for _, test := range []struct {
		opts []Option
		want driver.Value
	}{
		{nil, nil},
		{[]Option{Clock(nil)}, nil},
		{[]Option{Clock(func() time.Time { return noon })}, noon.Unix()},
	} {
		args := lastInsert(t, test.opts...)
		if got := args[len(args)-1].Value; got != test.want {
			t.Errorf("the clock is %v, want %v", got, test.want)
		}
	}
}

// TestNew checks that a store needs a database, a known dialect, and options that are not nil.
func TestNew(t *testing.T) {
	if _, err := New(sql.OpenDB(&fake{}), SQLite, nil); !errors.Is(err, typeseal.ErrConfig) {
		t.Errorf("an option that is nil: %v", err)
	}
	for _, dialect := range []Dialect{0, Postgres, SQLite, MySQL, MySQL + 1} {
		db := sql.OpenDB(&fake{})
		if dialects[dialect] != nil {
			db = nil
		}
		if store, err := New(db, dialect); store != nil || !errors.Is(err, typeseal.ErrConfig) {
			t.Errorf("database %v, dialect %d: %v, %v; want ErrConfig", db, dialect, store, err)
		}
	}
}

// TestNotOpened uses stores that New did not return, and no transaction.
func TestNotOpened(t *testing.T) {
	ctx := context.Background()
	for _, store := range []*Store{nil, {}} {
		storetest.WantError(t, store, typeseal.Use{}, typeseal.ErrConfig)
		storetest.WantError(t, store.In(new(sql.Tx)), typeseal.Use{}, typeseal.ErrConfig)
		_, purged := store.Purge(ctx, 1)
		every := store.PurgeEvery(ctx, time.Hour)
		for i, err := range []error{purged, every, store.Check(ctx), store.CreateSchema(ctx)} {
			if !errors.Is(err, typeseal.ErrConfig) {
				t.Errorf("call %d of %v: %v, want ErrConfig", i, store, err)
			}
		}
	}
	storetest.WantError(t, new(fake).open(t).In(nil), typeseal.Use{}, typeseal.ErrConfig)
}

// TestPanic checks that a panic of a driver is the caller's.
func TestPanic(t *testing.T) {
	fault := errors.New("a fault of the driver")
	broken := &fake{insert: func([]driver.NamedValue) [][]driver.Value { panic(fault) }}
	store := broken.open(t)
	func() {
		defer func() {
			if reason := recover(); reason != fault {
				t.Errorf("panicked with %v", reason)
			}
		}()
		store.Consume(context.Background(), typeseal.Use{})
		t.Error("returned")
	}()
	broken.insert, broken.find = answer(nil), answer(unused(strings.Repeat("\x00", 16)))
	storetest.WantConsumeError(t, store, typeseal.Use{}, replay.ErrLate)
}

// TestPurgeBatch checks that a batch of less than one row does not reach the
// database.
func TestPurgeBatch(t *testing.T) {
	for _, batch := range []int{0, -1} {
		if _, err := new(fake).open(t).Purge(context.Background(), batch); !errors.Is(err, typeseal.ErrConfig) {
			t.Errorf("batch %d: got %v, want ErrConfig", batch, err)
		}
	}
}

// TestDeadline checks that every query has a deadline, which is the caller's if
// there is one.
func TestDeadline(t *testing.T) {
	db := &fake{insert: answer(nil), find: answer(nil)}
	store := db.open(t)
	store.Consume(context.Background(), typeseal.Use{})
	if left := time.Until(db.deadline); left <= 0 || left > Timeout {
		t.Errorf("%v left of %v", left, Timeout)
	}
	want := time.Now().Add(time.Hour)
	ctx, cancel := context.WithDeadline(context.Background(), want)
	defer cancel()
	store.Consume(ctx, typeseal.Use{})
	if !db.deadline.Equal(want) {
		t.Errorf("deadline %v, want the caller's", db.deadline)
	}
}

// TestSchema checks that Schema returns a copy.
func TestSchema(t *testing.T) {
	for _, d := range []Dialect{Postgres, SQLite, MySQL} {
		schema := d.Schema()
		if !strings.Contains(strings.Join(schema, "\n"), "CREATE TABLE IF NOT EXISTS typeseal_used") {
			t.Errorf("dialect %d: %q", d, schema)
		}
		if schema[0] = "changed"; d.Schema()[0] == "changed" {
			t.Error("the schema can be changed")
		}
	}
	if schema := Dialect(0).Schema(); schema != nil {
		t.Errorf("an unknown dialect: %q", schema)
	}
}
