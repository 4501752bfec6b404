// Command downloads sells books by links that work for an hour. A shop signs the links
// with an Ed25519 key. A file server checks them, and holds only the public key, so that
// whoever breaks into it cannot make links.
//
//	go run ./examples/downloads
//
// A link works for one file in one edition. The file server can withdraw a file: a cutoff
// in its key ring ends all links to it that were made before.
//
// Both servers run in this program, on two ports. In production they are two programs, and
// these things are different:
//
//   - The signing key is made once, with go tool typeseal keygen --ed25519. The shop follows
//     it in a secret (typeseal.WatchSigningKey), or leaves it in a KMS (NewSigningKey).
//   - The addresses are https, and come from configuration.
//   - The shop asks for a payment, and keeps its orders in a database.
//   - The page of the file server that withdraws files does not exist: the operator adds
//     the line to the ring's file, and the file server follows it, as it does here.
//   - A link must live as long as its download takes, because each range of a file is a separate request.
package main

import (
	"context"
	"embed"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"log"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/web"
)

// books has a folder for each edition.
//
//go:embed books
var books embed.FS

func main() {
	log.SetFlags(0)
	shopAddr := flag.String("addr", "127.0.0.1:8080", "`address` of the shop")
	filesAddr := flag.String("files", "127.0.0.1:8081", "`address` of the file server")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, *shopAddr, *filesAddr); err != nil {
		log.Fatal(err)
	}
}

// run serves until ctx ends.
func run(ctx context.Context, shopAddr, filesAddr string) error {
	shelf, err := fs.Sub(books, "books")
	if err != nil {
		return err
	}
	shopListener, err := net.Listen("tcp", shopAddr)
	if err != nil {
		return err
	}
	filesListener, err := net.Listen("tcp", filesAddr)
	if err != nil {
		return err
	}
	shopURL, filesURL := "http://"+shopListener.Addr().String(), "http://"+filesListener.Addr().String()
	site, err := web.ParseSite(filesURL)
	if err != nil {
		return err
	}
	signing, public := typeseal.GenerateSigningKey()
	shop, err := newShop(signing, site)
	if err != nil {
		return err
	}
	ringFile, err := writeRing(public)
	if err != nil {
		return err
	}
	defer os.RemoveAll(filepath.Dir(ringFile))
	files, err := newFileServer(ctx, ringFile, shelf)
	if err != nil {
		return err
	}
	fmt.Printf("The shop:         %s\nThe file server:  %s\n", shopURL, filesURL)
	fmt.Printf("The signing key is only in memory, and the ring in %s: links end with this program.\n", ringFile)

	failed := make(chan error, 2)
	go func() { failed <- serve(shopListener, shop.handler()) }()
	go func() { failed <- serve(filesListener, files.handler()) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
		return nil
	}
}

// writeRing writes the ring of the file server into a new folder, and returns its path.
func writeRing(public string) (path string, err error) {
	dir, err := os.MkdirTemp("", "downloads")
	if err != nil {
		return "", err
	}
	path = filepath.Join(dir, "public.keys")
	if err := os.WriteFile(path, []byte("accepted "+public+"\n"), 0o644); err != nil {
		return "", errors.Join(err, os.RemoveAll(dir))
	}
	return path, nil
}

func serve(l net.Listener, h http.Handler) error {
	return (&http.Server{Handler: h, ReadHeaderTimeout: 5 * time.Second}).Serve(l)
}
