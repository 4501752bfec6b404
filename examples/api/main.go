// Command api is a JSON API that takes bearer tokens, and a page that makes them.
//
//	go run ./examples/api
//
// It prints a command that calls the API. A token is good for ten minutes, for one API (its
// audience), and for what its scopes name. The API answers 401 with a challenge if a token
// is missing or refused, and 403 if it lacks a scope.
//
// In production, these things are different:
//
//   - The key ring is made once, with go tool typeseal keygen, and followed in a secret with
//     typeseal.WatchKeyring. If the API must not be able to make tokens, give the type
//     alg=ed25519: the desk then has the signing key, and the API the public one, as in the
//     example downloads.
//   - The desk asks who the client is: by a password, a session or another token.
//   - The addresses are https.
//   - A token cannot be taken back before its ten minutes are over, except by a cutoff in the
//     key ring. If that is too long, add a state field that is loaded with each request.
package main

import (
	"flag"
	"fmt"
	"log"
	"net"
	"net/http"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
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
	site := "http://" + l.Addr().String()
	desk := &desk{keys, site + "/notes"}
	token, until, err := desk.token(Access{Client: "console", Scopes: []string{read}})
	if err != nil {
		return err
	}
	fmt.Printf("Open %s for tokens. This one reads the notes until %s:\n\n", site, until.Local().Format("15:04:05"))
	fmt.Printf("\tcurl -i -H \"Authorization: Bearer %s\" %s\n\n", token, desk.url)
	fmt.Println("The key is new and only in memory: tokens end with this program.")
	server := &http.Server{Handler: handler(keys, desk), ReadHeaderTimeout: 5 * time.Second}
	return server.Serve(l)
}

// handler serves the API and the desk.
func handler(keys *typeseal.Keyring, d *desk) http.Handler {
	notes := &notes{list: []note{{"Ana", "The oven is fixed."}}}
	mux := http.NewServeMux()
	mux.Handle("/notes", notes.handler(keys))
	mux.Handle("/", d.handler())
	return mux
}
