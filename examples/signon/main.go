// Command signon has three sites: account in Go, shop in Django, and forum in Node. A person
// who is signed in at one of them is signed in at the others with one click. The sites share a
// key ring and one typeseal.lock.
//
//	go run ./examples/signon
//
// It starts the sites, and goes from one to the next. Then it waits, so that you can do the same
// in a browser. If Django or Node is not installed, that site is left out. The shop needs the
// Python package cryptography too, because the tokens are sealed.
//
// It shows
//
//   - the Go struct of a token (visit.go), and the same type in Python (shop/tokens) and in
//     TypeScript (forum/tokens), which typeseal emit writes from typeseal.lock;
//   - links that work once, for one site, in one browser, for a minute (site.go, shop/signon.py,
//     forum/signon.ts);
//   - a store of used tokens that Go and Python share, in one SQLite table (shop/used.py), and one
//     in memory (forum/used.ts).
//
// In production, these things are different:
//
//   - The key ring is in a secret that all three sites read. The Go site follows it with
//     typeseal.WatchKeyring. The two others read it once, so restart them after each step of
//     typeseal keys rotate.
//   - The sites have https, and the cookies are secure.
//   - Signing in requires a password or a passkey.
//   - The processes of one site share a store. Sites need not: a token is bound to its site, so no
//     other one redeems it.
//   - PurgeEvery of the Go store deletes the records of expired tokens.
//   - Tokens stay out of access logs.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"os/signal"
)

func main() {
	log.SetFlags(0)
	addr := flag.String("addr", "127.0.0.1:0", "`address` of account")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	all, err := run(ctx, os.Stdout, *addr, findPython(), findNode())
	if err != nil {
		log.Fatal(err)
	}
	<-ctx.Done()
	all.stop()
}

// run starts the sites and shows them. The address is that of account.
func run(ctx context.Context, out io.Writer, addr, python, node string) (*sites, error) {
	if python == "" {
		fmt.Fprintln(out, noDjango)
	}
	if node == "" {
		fmt.Fprintln(out, noNode)
	}
	all, err := start(ctx, addr, python, node)
	if err != nil {
		return nil, err
	}
	if err := walk(out, all); err != nil {
		all.stop()
		return nil, err
	}
	fmt.Fprintf(out, "Open %s in a browser, or press Ctrl+C.\n", all.origins[own])
	return all, nil
}
