// Command invite is a site on which the owner of a team invites others by mail. Mails are
// printed on the console. Run it from the checkout, and open the address that it prints:
//
//	go run ./examples/invite
//
// It shows
//
//   - a sealed token that works once (invite.go);
//   - a mail that says until when its link is valid (mail.go);
//   - a page that names the team and who invites, and asks before the token is redeemed, so
//     that a mail scanner does not join (join.go).
//
// In production you must also
//
//   - put your sign-in before the owner's page: here, everybody is the owner;
//   - keep the keys, the members and the used tokens, all three, when the program restarts
//     (typeseal.WatchKeyring follows the keys in a file or a secret);
//   - if several processes serve the site, keep used tokens in a database (sqlstore,
//     redisstore), and add the member in the same transaction, as examples/passwordreset does;
//   - give -site your address, with https, and send the mails;
//   - limit how many invitations an owner can send, and let the owner withdraw them.
package main

import (
	"cmp"
	"flag"
	"fmt"
	"log"
	"net/http"
	"os"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/replay"
	"github.com/typeseal/typeseal/runtime/web"
)

func main() {
	log.SetFlags(log.Ltime)
	addr := flag.String("addr", "localhost:"+cmp.Or(os.Getenv("PORT"), "8080"), "`address` to listen on")
	address := flag.String("site", "", "`URL` of the site in links (default http:// and the address)")
	flag.Parse()
	base, err := web.ParseSite(cmp.Or(*address, "http://"+*addr))
	if err != nil {
		log.Fatal(err)
	}
	keys, err := typeseal.ParseKeyring(typeseal.GenerateKey())
	if err != nil {
		log.Fatal(err)
	}
	// The keys are as new as the store, so no token can have been redeemed before. A
	// program that keeps its keys when it restarts must keep its store too.
	store := replay.NewMemory(replay.AcceptEarlier())
	t := &team{name: "Red", owner: "Ana", base: base, keys: keys, mails: os.Stdout}
	t.add(member{Name: t.owner, Role: "owner"})

	server := &http.Server{Addr: *addr, Handler: t.handler(store), ReadHeaderTimeout: 5 * time.Second}
	fmt.Println("The key, the members and the used invitations are in memory: they end with this program.")
	fmt.Printf("Open %s\n", cmp.Or(*address, "http://"+*addr))
	log.Fatal(server.ListenAndServe())
}
