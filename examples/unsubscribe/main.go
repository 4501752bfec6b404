// Command unsubscribe is a newsletter whose readers can leave with one click. It prints its
// mails on the console.
//
//	go run ./examples/unsubscribe
//
// Each mail has a sealed link that is good for a year, in its text and in the headers
// List-Unsubscribe and List-Unsubscribe-Post (RFC 8058). The link shows a page with a
// button. Mailbox providers post to it without showing the page.
//
// In production, these things are different:
//
//   - The key ring is made once, with go tool typeseal keygen, and followed in a secret with
//     typeseal.WatchKeyring. An old key stays accepted for a year, as long as the mails that
//     were sent with it.
//   - The site has https, without which mailbox providers ignore the link. Its address comes
//     from configuration.
//   - A mail server signs the mails with DKIM, over both List-Unsubscribe headers.
//   - A mail library writes the mails.
//   - The page that sends letters is for the owner alone.
//   - The address of an unsubscribe request, which has the token, is not logged.
package main

import (
	"flag"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/web"
)

func main() {
	log.SetFlags(0)
	addr := flag.String("addr", "127.0.0.1:8080", "`address` to listen on")
	flag.Parse()
	if err := run(*addr); err != nil {
		log.Fatal(err)
	}
}

func run(addr string) error {
	keys, err := typeseal.ParseKeyring(typeseal.GenerateKey())
	if err != nil {
		return err
	}
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return err
	}
	site, err := web.ParseSite("http://" + l.Addr().String())
	if err != nil {
		return err
	}
	n := &newsletter{
		name: "The Garden Letter", site: site, keys: keys, mails: os.Stdout,
		subscribers: []string{"ana@example.com", "ben@example.com"},
	}
	fmt.Println("The key is new and only in memory: links end with this program.")
	fmt.Printf("Open http://%s\n\n", l.Addr())
	server := &http.Server{Handler: n.handler(), ReadHeaderTimeout: 5 * time.Second}
	return server.Serve(l)
}
