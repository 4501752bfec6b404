package main

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"slices"
	"sync"

	"github.com/typeseal/typeseal/examples/internal/look"
	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/web"
)

// A newsletter has subscribers, and sends letters to them.
type newsletter struct {
	name  string
	site  *web.Site
	keys  *typeseal.Keyring
	mails io.Writer // takes the place of a mail server

	mu          sync.Mutex
	subscribers []string
	last        string // the last mail, for the page
}

func (n *newsletter) has(address string) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	return slices.Contains(n.subscribers, address)
}

// remove removes a subscriber. It is not an error if the address is not subscribed,
// because people may unsubscribe twice.
func (n *newsletter) remove(address string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.subscribers = slices.DeleteFunc(n.subscribers, func(s string) bool { return s == address })
}

func (n *newsletter) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", n.desk)
	mux.Handle("POST /send", http.NewCrossOriginProtection().Handler(http.HandlerFunc(n.send)))
	mux.Handle("/unsubscribe", n.unsubscribe())
	mux.HandleFunc("GET /unsubscribed", func(w http.ResponseWriter, r *http.Request) {
		pages.Show(w, http.StatusOK, "You are unsubscribed", "unsubscribed", n.name)
	})
	return mux
}

// desk is the page of the newsletter's owner.
func (n *newsletter) desk(w http.ResponseWriter, r *http.Request) {
	n.mu.Lock()
	subscribers, last := slices.Clone(n.subscribers), n.last
	n.mu.Unlock()
	pages.Show(w, http.StatusOK, n.name, "desk", map[string]any{"Subscribers": subscribers, "Last": last})
}

// send sends a letter to all subscribers.
func (n *newsletter) send(w http.ResponseWriter, r *http.Request) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, address := range n.subscribers {
		mail, err := n.mail(address, "In November", "Cover the beds with leaves. Do nothing else.")
		if err != nil {
			log.Print(err)
			http.Error(w, "The letter cannot be sent.", http.StatusInternalServerError)
			return
		}
		n.last = mail
		fmt.Fprintf(n.mails, "---- a mail ----\n%s----\n\n", mail)
	}
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

var pages = look.Parse(`
{{define "desk"}}<p>Each letter has a link that ends the subscription of its reader.</p>
<ul>
{{range .Subscribers}}<li>{{.}}</li>
{{else}}<li>Nobody is subscribed. Start the program again.</li>
{{end}}</ul>
<form method="post" action="/send"><button{{if not .Subscribers}} disabled{{end}}>Send a letter</button></form>
{{with .Last}}<aside>The mails are on the console. Open the link of one of them.</aside>
<h2>The last mail</h2>
<pre>{{.}}</pre>
{{end}}{{end}}

{{define "unsubscribed"}}<p>You get no more letters of {{.}}. If it was a mistake, you can subscribe again on its
site.</p>
{{end}}
`)
