// Package logged logs.
package logged

import (
	"errors"
	"fmt"
	"io"
	"log"
	"log/slog"
	"os"

	typeseal "github.com/typeseal/typeseal/runtime"

	"example.com/app/tokens"
)

func bad(keys *typeseal.Keyring, logger *slog.Logger, token string) error {
	var r tokens.Reset
	if err := r.Verify(keys, token); err != nil {
		log.Printf("bad token %q: %v", token, err)        // want `token is a token, which must not be part`
		log.Println("bad token " + token)                 // want `token is a token`
		slog.Error("bad token", "token", token)           // want `token is a token`
		logger.Warn("bad", slog.String("token", token))   // want `token is a token`
		log.Print(fmt.Sprintf("bad %s", token))           // want `token is a token`
		log.Print([]byte(token))                          // want `token is a token`
		_ = errors.New("bad token " + token)              // want `token is a token`
		return fmt.Errorf("bad token %s: %w", token, err) // want `token is a token`
	}
	fresh, err := r.Sign(keys)
	if err != nil {
		return err
	}
	log.Print(fresh) // want `fresh is a token`
	func() {
		log.Print(fresh) // want `fresh is a token`
	}()
	key := typeseal.GenerateKey()
	log.Print("the key is ", key) // want `key is a key, which must not be part of a log or an error`
	text := os.Getenv("KEYS")
	if _, err := typeseal.ParseKeyring(text); err != nil {
		return fmt.Errorf("key ring %q: %w", text, err) // want `text is a key`
	}
	return nil
}

func good(keys *typeseal.Keyring, w io.Writer, token string) error {
	var r tokens.Reset
	if err := r.Verify(keys, token); err != nil {
		log.Printf("bad token of %d characters, %.8s: %v", len(token), token[:8], err)
		return fmt.Errorf("bad token: %w", err)
	}
	fresh, err := r.Sign(keys)
	if err != nil {
		return err
	}
	log.Print(keys, r.ID)
	fmt.Println(fresh)
	_, err = fmt.Fprintf(w, "https://example.com/reset?token=%s", fresh)
	return err
}
