package sqlstore

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/replay"
)

// fake is a database that answers every query with the same rows. The real ones
// are met in the module sqlite and in testdata/postgres.
type fake struct {
	rows     func(args []driver.NamedValue) [][]driver.Value
	deadline time.Time // of the last query's context
}

func (f *fake) Connect(context.Context) (driver.Conn, error) { return fakeConn{f}, nil }
func (f *fake) Driver() driver.Driver                        { return nil }

type fakeConn struct{ *fake }

var errUnused = errors.New("not of this test")

func (fakeConn) Prepare(string) (driver.Stmt, error) { return nil, errUnused }
func (fakeConn) Begin() (driver.Tx, error)           { return nil, errUnused }
func (fakeConn) Close() error                        { return nil }

func (c fakeConn) QueryContext(ctx context.Context, _ string, args []driver.NamedValue) (driver.Rows, error) {
	c.fake.deadline, _ = ctx.Deadline()
	return &fakeRows{c.rows(args)}, nil
}

type fakeRows struct{ left [][]driver.Value }

func (*fakeRows) Columns() []string { return []string{"id", "claim"} }
func (*fakeRows) Close() error      { return nil }

func (r *fakeRows) Next(dest []driver.Value) error {
	if len(r.left) == 0 {
		return io.EOF
	}
	copy(dest, r.left[0])
	r.left = r.left[1:]
	return nil
}

func row(id, claim string) [][]driver.Value {
	return [][]driver.Value{{[]byte(id), []byte(claim)}}
}

// TestAnswers is what rows mean. A row that cannot be the answer to this request
// is an error, whatever it says (R06).
func TestAnswers(t *testing.T) {
	id, claim, other := strings.Repeat("i", 16), strings.Repeat("c", 16), strings.Repeat("o", 16)
	use := typeseal.Use{ID: [16]byte([]byte(id)), Claim: [16]byte([]byte(claim))}
	nothing := [][]driver.Value{}
	for _, test := range []struct {
		name            string
		inserted, found [][]driver.Value
		first           bool
		want            error
	}{
		{"inserted", row(id, claim), nil, true, nil},
		{"inserted for another's claim", row(id, other), nil, false, errOtherRow},
		{"inserted for another id", row(other, claim), nil, false, errOtherRow},
		{"inserted, cut", row(id, claim[:15]), nil, false, errOtherRow},
		{"found mine", nothing, row(id, claim), true, nil},
		{"found another's", nothing, row(id, other), false, nil},
		{"found another id", nothing, row(other, claim), false, errOtherRow},
		{"found, empty", nothing, row("", ""), false, errOtherRow},
		{"neither", nothing, nothing, false, replay.ErrLate},
	} {
		db := &fake{rows: func(args []driver.NamedValue) [][]driver.Value {
			if len(args) == 2 {
				return test.found
			}
			return test.inserted
		}}
		first, err := New(sql.OpenDB(db), Postgres).Consume(context.Background(), use)
		if first != test.first || !errors.Is(err, test.want) {
			t.Errorf("%s: got %v, %v; want %v, %v", test.name, first, err, test.first, test.want)
		}
	}
}

// TestWithoutClaim: each call brings a claim that nobody knows.
func TestWithoutClaim(t *testing.T) {
	seen := make(map[string]bool)
	db := &fake{rows: func(args []driver.NamedValue) [][]driver.Value {
		claim := string(args[2].Value.([]byte))
		if seen[claim] || claim == string(make([]byte, 16)) {
			t.Errorf("claim %x", claim)
		}
		seen[claim] = true
		return row(string(args[1].Value.([]byte)), claim)
	}}
	store := New(sql.OpenDB(db), SQLite)
	for range 3 {
		if first, err := store.Consume(context.Background(), typeseal.Use{}); !first || err != nil {
			t.Fatal(first, err)
		}
	}
}

// TestClock: the time is the database's, NULL, unless a clock is given.
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
		var got []driver.NamedValue
		db := &fake{rows: func(args []driver.NamedValue) [][]driver.Value {
			got = args
			return row(string(args[1].Value.([]byte)), string(args[2].Value.([]byte)))
		}}
		store := New(sql.OpenDB(db), Postgres, test.opts...)
		if first, err := store.Consume(context.Background(), typeseal.Use{}); !first || err != nil {
			t.Fatal(first, err)
		}
		if last := got[len(got)-1].Value; last != test.want {
			t.Errorf("the clock is %v, want %v", last, test.want)
		}
	}
}

// TestNoDatabase: what has no database, or no transaction, says so.
func TestNoDatabase(t *testing.T) {
	ctx, good := context.Background(), New(sql.OpenDB(&fake{}), SQLite)
	for _, store := range []*Store{nil, {}, New(nil, SQLite), New(nil, Postgres)} {
		_, consumed := store.Consume(ctx, typeseal.Use{})
		_, within := store.In(new(sql.Tx)).Consume(ctx, typeseal.Use{})
		_, purged := store.Purge(ctx, 1)
		for _, err := range []error{consumed, within, purged, store.PurgeEvery(ctx, time.Hour), store.Check(ctx), store.CreateSchema(ctx)} {
			if !errors.Is(err, typeseal.ErrConfig) {
				t.Errorf("%+v: %v, want ErrConfig", store, err)
			}
		}
	}
	if _, err := good.In(nil).Consume(ctx, typeseal.Use{}); !errors.Is(err, typeseal.ErrConfig) {
		t.Errorf("in no transaction: %v, want ErrConfig", err)
	}
}

// TestPurgeBatch: a batch that is no number of rows never reaches the database.
func TestPurgeBatch(t *testing.T) {
	store := New(sql.OpenDB(&fake{}), SQLite)
	for _, batch := range []int{0, -1} {
		if _, err := store.Purge(context.Background(), batch); !errors.Is(err, typeseal.ErrConfig) {
			t.Errorf("batch %d: got %v, want ErrConfig", batch, err)
		}
	}
}

// TestDeadline: every query has one, the caller's where there is.
func TestDeadline(t *testing.T) {
	db := &fake{rows: func([]driver.NamedValue) [][]driver.Value { return nil }}
	store := New(sql.OpenDB(db), Postgres)
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

// TestSchema is for those who migrate by other means: it is a copy.
func TestSchema(t *testing.T) {
	for _, d := range []Dialect{Postgres, SQLite} {
		schema := d.Schema()
		if !strings.Contains(strings.Join(schema, "\n"), "CREATE TABLE IF NOT EXISTS typeseal_used") {
			t.Errorf("dialect %d: %q", d, schema)
		}
		if schema[0] = "changed"; d.Schema()[0] == "changed" {
			t.Error("the schema can be changed")
		}
	}
}
