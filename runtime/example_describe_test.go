package typeseal_test

import (
	"fmt"
	"log"
	"log/slog"
	"os"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/example/shop"
	"github.com/typeseal/typeseal/runtime/observe"
)

// A mail says how long its link is valid. Later the program mints a new token if the old one
// is past half of its life, or if its key is no longer the primary key.
func ExampleDescribe() {
	var minted typeseal.Details
	token, err := shop.Download{Order: 42, File: "song.flac"}.Sign(keys, typeseal.Describe(&minted))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("valid for", minted.ExpiresAt.Sub(minted.IssuedAt))

	var opened typeseal.Details
	var download shop.Download
	if err := download.Verify(keys, token, typeseal.Describe(&opened)); err != nil {
		log.Fatal(err)
	}
	half := opened.ExpiresAt.Sub(opened.IssuedAt) / 2
	fmt.Println("mint a new one:", opened.Remint || time.Since(opened.IssuedAt) > half)
	// Output:
	// valid for 24h0m0s
	// mint a new one: false
}

// A person copied the link from a mail, including the full stop after it.
func ExampleRepair() {
	token, err := shop.Download{Order: 42, File: "song.flac"}.Sign(keys)
	if err != nil {
		log.Fatal(err)
	}
	copied := "https://example.com/download?token=3D" + token + "."

	var download shop.Download
	fmt.Println(download.Verify(keys, copied))
	fmt.Println(download.Verify(keys, copied, typeseal.Repair()), download.File)
	// Output:
	// typeseal: malformed token
	// <nil> song.flac
}

// The ring reports each token that it opens to a log.
func ExampleKeyring_WithObserver() {
	plain := slog.NewTextHandler(os.Stdout, &slog.HandlerOptions{ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
		if a.Key == slog.TimeKey || a.Key == "key" {
			return slog.Attr{}
		}
		return a
	}})
	observed := keys.WithObserver(observe.Slog(slog.New(plain)))

	token, err := shop.Download{Order: 42, File: "song.flac"}.Sign(keys)
	if err != nil {
		log.Fatal(err)
	}
	var download shop.Download
	if err := download.Verify(observed, token, typeseal.BoundTo("session:7f3a")); err != nil {
		fmt.Println(err)
	}
	// Output:
	// level=INFO msg="typeseal token" op=open salt=shop.download reason="forged token"
	// typeseal: forged token
}
