package main

import (
	"encoding/json"
	"net/http"
	"strings"
	"sync"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/web"
)

// A ring is the key ring of the file server: its text, and the keys that were read from
// the text. The text is not secret.
type ring struct {
	mu   sync.RWMutex
	text string
	keys *typeseal.PublicKeyring
}

func newRing(text string) (*ring, error) {
	r := new(ring)
	return r, r.add(text)
}

// add adds a line, if the ring is still well-formed with the line.
func (r *ring) add(line string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	text := r.text + line + "\n"
	keys, err := typeseal.ParsePublicKeyring(text)
	if err != nil {
		return err
	}
	r.text, r.keys = text, keys
	return nil
}

// withdraw ends all links to a path that were made until now. The cutoff is the next
// second, because times in tokens are whole seconds.
func (r *ring) withdraw(path string, now time.Time) error {
	binding, err := json.Marshal("path:" + path)
	if err != nil {
		return err
	}
	before := now.UTC().Truncate(time.Second).Add(time.Second)
	return r.add("cutoff " + before.Format(time.RFC3339) + " binding " + string(binding))
}

// open verifies a token with the current keys. It is the opener of the links.
func (r *ring) open(req *http.Request, token string, opts ...typeseal.Option) (Download, error) {
	r.mu.RLock()
	verify := web.Verify[Download](r.keys)
	r.mu.RUnlock()
	return verify(req, token, opts...)
}

func (r *ring) String() string {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return strings.TrimSuffix(r.text, "\n")
}
