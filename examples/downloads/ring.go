package main

import (
	"context"
	"os"
	"strings"
	"sync"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/rotation"
)

// A ring is the key ring of the file server: a file, and the keys that follow it. The file
// is not secret.
type ring struct {
	path string
	keys *typeseal.PublicKeyring

	mu sync.Mutex // held while the file is written
}

// newRing follows a file until ctx ends. A new line has an effect after about a second.
func newRing(ctx context.Context, path string) (*ring, error) {
	keys, err := typeseal.WatchPublicKeyring(ctx, typeseal.FromFile(path), typeseal.Every(time.Second))
	if err != nil {
		return nil, err
	}
	return &ring{path: path, keys: keys}, nil
}

// withdraw ends all links to a path that were made until now. The cutoff is the next
// second, because times in tokens are whole seconds.
func (r *ring) withdraw(path string, now time.Time) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	text, err := os.ReadFile(r.path)
	if err != nil {
		return err
	}
	edited, err := rotation.Parse(string(text))
	if err != nil {
		return err
	}
	binding := "path:" + path
	next := now.Truncate(time.Second).Add(time.Second)
	if err := edited.Cut(rotation.Cutoff{Before: next, Binding: &binding}, "withdrawn"); err != nil {
		return err
	}
	// The new file replaces the old one at once, so that nobody reads half of it.
	if err := os.WriteFile(r.path+".new", []byte(edited.Text()), 0o644); err != nil {
		return err
	}
	return os.Rename(r.path+".new", r.path)
}

// text returns the text of the file, without the line end.
func (r *ring) text() (string, error) {
	text, err := os.ReadFile(r.path)
	return strings.TrimSuffix(string(text), "\n"), err
}
