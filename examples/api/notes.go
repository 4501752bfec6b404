package main

import (
	"encoding/json"
	"log"
	"net/http"
	"slices"
	"sync"

	typeseal "github.com/typeseal/typeseal/runtime"
)

// notesAPI is the name of the API in its tokens. read and write are its scopes, which say
// what a token allows.
const (
	notesAPI = "notes"
	read     = "notes:read"
	write    = "notes:write"
)

var scopes = []string{read, write}

// notes is an API with one collection.
type notes struct {
	mu   sync.Mutex
	list []note
}

type note struct {
	Author string `json:"author"`
	Text   string `json:"text"`
}

func (n *notes) handler(keys *typeseal.Keyring) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /notes", require(keys, notesAPI, read, n.all))
	mux.Handle("POST /notes", require(keys, notesAPI, write, n.add))
	return mux
}

func (n *notes) all(w http.ResponseWriter, r *http.Request, a Access) {
	n.mu.Lock()
	list := slices.Clone(n.list)
	n.mu.Unlock()
	answer(w, http.StatusOK, list)
}

// add adds a note of the token's client. The author comes from the token, not from the
// body.
func (n *notes) add(w http.ResponseWriter, r *http.Request, a Access) {
	var added struct {
		Text string `json:"text"`
	}
	d := json.NewDecoder(http.MaxBytesReader(w, r.Body, 4<<10))
	d.DisallowUnknownFields()
	if err := d.Decode(&added); err != nil || added.Text == "" {
		http.Error(w, `Send {"text": "..."} of at most 4 KiB.`, http.StatusBadRequest)
		return
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if len(n.list) >= 100 {
		http.Error(w, "There are 100 notes, which is enough.", http.StatusConflict)
		return
	}
	n.list = append(n.list, note{Author: a.Client, Text: added.Text})
	answer(w, http.StatusCreated, n.list[len(n.list)-1])
}

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	if err := json.NewEncoder(w).Encode(body); err != nil {
		log.Print(err)
	}
}
