package byhand

import (
	"crypto/rand"
	"database/sql"
	"net/http"
	"net/url"
	"path/filepath"
	"testing"
	"time"

	_ "modernc.org/sqlite"

	"github.com/typeseal/typeseal/examples/passwordreset/flow"
	"github.com/typeseal/typeseal/examples/passwordreset/site"
)

// newApp starts the site with a database in a temporary directory.
func newApp(t *testing.T, send site.Send) (*app, http.Handler) {
	ctx := t.Context()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(t.TempDir(), "site.db")+
		"?_txlock=immediate&_pragma=busy_timeout(5000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	db.SetMaxOpenConns(1)
	accounts, err := site.OpenAccounts(ctx, db, 10)
	if err != nil {
		t.Fatal(err)
	}
	if err := accounts.Add(ctx, "ana@example.com", rand.Text()); err != nil {
		t.Fatal(err)
	}
	if err := createUsed(ctx, db); err != nil {
		t.Fatal(err)
	}
	base := &url.URL{Scheme: "http", Host: "site.test"}
	a := &app{key: []byte(rand.Text() + rand.Text()), db: db, accounts: accounts, base: base}
	a.site = &site.Site{Accounts: accounts, Link: a.link, Send: send}
	return a, a.site.Handler(http.HandlerFunc(a.confirm))
}

func TestFlow(t *testing.T) {
	flow.Run(t, func(t *testing.T, send site.Send) flow.Subject {
		a, handler := newApp(t, send)
		return flow.Subject{Handler: handler, DB: a.db, Used: "used_resets"}
	})
}

// TestPurge checks that only records of tokens that expired long ago are deleted.
func TestPurge(t *testing.T) {
	a, _ := newApp(t, nil)
	now := time.Now()
	for id, expires := range map[string]time.Time{"old": now.Add(-2 * time.Hour), "new": now} {
		if err := use(t.Context(), a.db, id, expires); err != nil {
			t.Fatal(err)
		}
	}
	if err := purge(t.Context(), a.db); err != nil {
		t.Fatal(err)
	}
	for id, want := range map[string]bool{"old": false, "new": true} {
		if used, err := isUsed(t.Context(), a.db, id); err != nil || used != want {
			t.Errorf("%s: used %v, %v", id, used, err)
		}
	}
}
