// Command preferences keeps a visitor's theme and language in a signed cookie, and a
// sign-in in a sealed cookie. The sign-in is renewed while it is used, and "sign out
// everywhere" ends it in all browsers.
//
//	go run ./examples/preferences
//
// The cookies are marked Secure, and their names begin with __Host-Http-. Chromium and
// Firefox keep such cookies from http://127.0.0.1. Safari does not: for it, use the flag
// -plain, which drops both. Never use it anywhere else, because then other sites and
// scripts can set the cookies.
//
// In production, these things are different:
//
//   - The key ring is made once, with go tool typeseal keygen, and followed in a secret with
//     typeseal.WatchKeyring. Otherwise each start signs everybody out.
//   - The site has https, and PlainHTTP is never true.
//   - Signing in requires a password or a passkey, and attempts are limited.
//   - The users, and the number that ends their sessions, are in the database. A new
//     password should raise the number too.
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
	plain := flag.Bool("plain", false, "cookies without Secure, for Safari; never in production")
	flag.Parse()
	if err := run(*addr, *plain); err != nil {
		log.Fatal(err)
	}
}

func run(addr string, plain bool) error {
	keys, err := typeseal.ParseKeyring(typeseal.GenerateKey())
	if err != nil {
		return err
	}
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return err
	}
	fmt.Println("Open http://" + l.Addr().String() + " in two browsers.")
	fmt.Println("The key is new and only in memory: sign-ins end with this program.")
	if plain {
		fmt.Println("The cookies are not Secure. That is for trying this out in Safari, and nothing else.")
	}
	server := &http.Server{Handler: newSite(keys, plain).handler(), ReadHeaderTimeout: 5 * time.Second}
	return server.Serve(l)
}
