package main

import (
	"path/filepath"
	"testing"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/replay/sqlstore/sqlite"
	"github.com/typeseal/typeseal/runtime/web"

	"github.com/typeseal/typeseal/examples/passwordreset/flow"
	"github.com/typeseal/typeseal/examples/passwordreset/site"
)

// start starts the site with a database in a temporary directory.
func start(t *testing.T, send site.Send) flow.Subject {
	ctx := t.Context()
	store, err := sqlite.Open(ctx, filepath.Join(t.TempDir(), "site.db"), sqlite.Clock(time.Now))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	accounts, err := site.OpenAccounts(ctx, store.DB(), 10)
	if err != nil {
		t.Fatal(err)
	}
	if err := accounts.Add(ctx, "ana@example.com", typeseal.GenerateKey()); err != nil {
		t.Fatal(err)
	}
	keys, err := typeseal.ParseKeyring(typeseal.GenerateKey())
	if err != nil {
		t.Fatal(err)
	}
	base, err := web.ParseSite("http://site.test")
	if err != nil {
		t.Fatal(err)
	}
	handler := newApp(keys, store, accounts, base, send)
	return flow.Subject{Handler: handler, DB: store.DB(), Used: "typeseal_used"}
}

func TestFlow(t *testing.T) { flow.Run(t, start) }
