// Command passwordreset is a site on which a person who has forgotten the password asks for
// a link, gets a mail, and chooses a new password. Mails are printed on the console. Run it
// from the checkout, and open the address that it prints:
//
//	go run ./examples/passwordreset
//
// It shows
//
//   - a token that works once, and dies when the password changes (reset.go);
//   - a page that asks before the token is redeemed (confirm.go);
//   - the token and the new password saved in one SQLite transaction (confirm.go);
//   - a form that answers the same whether an account exists or not, and limits how often
//     one can ask (site/forgot.go);
//   - a mail that says until when its link is valid (site/mail.go).
//
// The directory site has what every site has, whatever its tokens are. In production you
// must also
//
//   - keep the keys in a file or a secret (typeseal keygen, typeseal.WatchKeyring), and the
//     database where it survives a restart;
//   - give -site your address, with https, and send the mails;
//   - call PurgeEvery of the store, which deletes the records of expired tokens;
//   - behind a proxy, take the client's address from the proxy's header, and let several
//     processes share the limits;
//   - end the other sessions of the account after its password has changed;
//   - ask for the second factor as usual. A link is not one.
package main

import (
	"cmp"
	"context"
	"flag"
	"fmt"
	"log"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/replay/sqlstore/sqlite"
	"github.com/typeseal/typeseal/runtime/web"

	"github.com/typeseal/typeseal/examples/passwordreset/site"
)

// An app has the dependencies of the handlers of links.
type app struct {
	keys     *typeseal.Keyring
	store    *sqlite.Store // used tokens, in the same file as the accounts
	accounts *site.Accounts
	site     *site.Site
	base     *web.Site // where links lead
}

// newApp returns the handler of the whole site.
func newApp(
	keys *typeseal.Keyring, store *sqlite.Store, accounts *site.Accounts, base *web.Site, send site.Send,
) http.Handler {
	a := &app{keys: keys, store: store, accounts: accounts, base: base}
	a.site = &site.Site{Accounts: accounts, Link: a.link, Send: send}
	return a.site.Handler(a.confirm())
}

func main() {
	log.SetFlags(log.Ltime)
	addr := flag.String("addr", "localhost:"+cmp.Or(os.Getenv("PORT"), "8080"), "`address` to listen on")
	base := flag.String("site", "", "`URL` of the site in links (default http:// and the address)")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, *addr, cmp.Or(*base, "http://"+*addr)); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context, addr, address string) error {
	base, err := web.ParseSite(address)
	if err != nil {
		return err
	}
	keys, err := typeseal.ParseKeyring(typeseal.GenerateKey())
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "passwordreset")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	store, err := sqlite.Open(ctx, filepath.Join(dir, "site.db"))
	if err != nil {
		return err
	}
	defer store.Close()
	accounts, err := site.OpenAccounts(ctx, store.DB(), site.Rounds)
	if err != nil {
		return err
	}
	if err := accounts.Add(ctx, "ana@example.com", typeseal.GenerateKey()); err != nil {
		return err
	}
	handler := newApp(keys, store, accounts, base, site.Print(os.Stdout))
	fmt.Printf("The key is in memory and the database in %s: both end with this program.\n", dir)
	fmt.Println("There is one account, ana@example.com, and nobody knows its password.")
	fmt.Printf("Open %s/forgot\n", address)
	return serve(ctx, &http.Server{Addr: addr, Handler: handler, ReadHeaderTimeout: 5 * time.Second})
}

// serve serves until ctx ends.
func serve(ctx context.Context, server *http.Server) error {
	context.AfterFunc(ctx, func() { server.Close() })
	if err := server.ListenAndServe(); err != http.ErrServerClosed {
		return err
	}
	return nil
}
