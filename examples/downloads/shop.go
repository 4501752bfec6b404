package main

import (
	"net/http"
	"net/url"
	"slices"
	"sync/atomic"
	"time"

	"github.com/typeseal/typeseal/examples/internal/look"
	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/web"
)

// A book is a file that the shop sells. The file server has it in each edition.
type book struct{ File, Title, About, Price string }

var (
	titles = []book{
		{"knots.txt", "Five Good Knots", "For string, rope and shoes.", "€3"},
		{"bread.txt", "Bread by Hand", "Flour, water, salt, a day.", "€4"},
	}
	editions = []string{"pocket", "annotated"}
)

// A shop sells books. It has the signing key, and no files.
type shop struct {
	key    *typeseal.SigningKey
	links  web.Links
	orders atomic.Int64
}

// newShop returns a shop with the text of its signing key, and the site of the file server.
func newShop(signingKey string, files *web.Site) (*shop, error) {
	key, err := typeseal.ParseSigningKey(signingKey)
	if err != nil {
		return nil, err
	}
	return &shop{key: key, links: linksTo(files)}, nil
}

func (s *shop) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		shopPages.Show(w, http.StatusOK, "The bookshop", "shelf", map[string]any{
			"Titles": titles, "Editions": editions,
		})
	})
	mux.HandleFunc("POST /buy", s.buy)
	return http.NewCrossOriginProtection().Handler(mux)
}

// buy shows a link to a book. A real shop asks for a payment here.
func (s *shop) buy(w http.ResponseWriter, r *http.Request) {
	file, edition := r.PostFormValue("file"), r.PostFormValue("edition")
	i := slices.IndexFunc(titles, func(b book) bool { return b.File == file })
	if i < 0 || !slices.Contains(editions, edition) {
		http.Error(w, "There is no such book.", http.StatusNotFound)
		return
	}
	order := s.orders.Add(1)
	link, until, err := s.link(order, file, edition)
	if err != nil {
		web.Refuse(w, r, err)
		return
	}
	shopPages.Show(w, http.StatusOK, "Thank you", "bought", map[string]any{
		"Title": titles[i].Title, "Edition": edition, "Order": order, "Link": link,
		"Until": until.Local().Format("15:04"),
	})
}

// link signs a link to a file in an edition, and returns when the link expires.
func (s *shop) link(order int64, file, edition string) (link string, until time.Time, err error) {
	var d typeseal.Details
	parts := url.Values{"edition": {edition}}
	link, err = web.SignURL(s.links, "/files/"+file, parts, Download{Order: order}, s.key, typeseal.Describe(&d))
	return link, d.ExpiresAt, err
}

var shopPages = look.Parse(`
{{define "shelf"}}<p>Pay, and get a link that works for an hour. (Paying is left out.)</p>
{{range .Titles}}<section>
<h2>{{.Title}}</h2>
<p>{{.About}}</p>
<form method="post" action="/buy">
<input type="hidden" name="file" value="{{.File}}">
<label for="{{.File}}">Edition</label>
<select id="{{.File}}" name="edition">{{range $.Editions}}<option>{{.}}</option>{{end}}</select>
<button>Buy for {{.Price}}</button>
</form>
</section>
{{end}}{{end}}

{{define "bought"}}<p>Order {{.Order}}: {{.Title}}, {{.Edition}} edition.</p>
<a class="button" href="{{.Link}}">Download</a>
<aside>The link works until {{.Until}}, for this file and this edition. Change a letter of its
address, and the file server refuses it.</aside>
<h2>The link</h2>
<pre class="raw">{{.Link}}</pre>
<nav><a href="/">Back to the shelf</a></nav>
{{end}}
`)
