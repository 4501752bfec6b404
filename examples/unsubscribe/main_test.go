package main

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/mail"
	"net/url"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/web"
)

const (
	ana = "ana@example.com"
	ben = "ben@example.com"
)

func open(t *testing.T) *newsletter {
	t.Helper()
	keys, err := typeseal.ParseKeyring(typeseal.GenerateKey())
	if err != nil {
		t.Fatal(err)
	}
	site, err := web.ParseSite("https://garden.example")
	if err != nil {
		t.Fatal(err)
	}
	return &newsletter{
		name: "The Garden Letter", site: site, keys: keys, mails: io.Discard, subscribers: []string{ana, ben},
	}
}

// link returns the link of a mail to Ana.
func (n *newsletter) link(t *testing.T) string {
	t.Helper()
	text, err := n.mail(ana, "Subject", "Text")
	if err != nil {
		t.Fatal(err)
	}
	m, err := mail.ReadMessage(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return strings.Trim(m.Header.Get("List-Unsubscribe"), "<>")
}

func (n *newsletter) want(t *testing.T, what string, subscribers ...string) {
	t.Helper()
	if !slices.Equal(n.subscribers, subscribers) {
		t.Errorf("%s: the subscribers are %q, want %q", what, n.subscribers, subscribers)
	}
}

func (n *newsletter) serve(r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	n.handler().ServeHTTP(w, r)
	return w
}

// post posts a form, as a browser does from a page of a site of the given kind.
func (n *newsletter) post(target string, form url.Values, fromSite string) *httptest.ResponseRecorder {
	r := httptest.NewRequest("POST", target, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Accept", "text/html")
	if fromSite != "" {
		r.Header.Set("Sec-Fetch-Site", fromSite)
	}
	return n.serve(r)
}

func token(t *testing.T, link string) url.Values {
	t.Helper()
	u, err := url.Parse(link)
	if err != nil {
		t.Fatal(err)
	}
	return u.Query()
}

// TestMail: RFC 8058, section 3.1. The link in the text is the same.
func TestMail(t *testing.T) {
	n := open(t)
	var mails bytes.Buffer
	n.mails = &mails
	if w := n.post("/send", nil, "same-origin"); w.Code != 303 {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	parts := strings.Split(mails.String(), "---- a mail ----\n")
	if len(parts) != 3 {
		t.Fatalf("%d mails, want 2:\n%s", len(parts)-1, &mails)
	}
	m, err := mail.ReadMessage(strings.NewReader(strings.TrimSuffix(parts[1], "----\n\n")))
	if err != nil {
		t.Fatal(err)
	}
	link := strings.Trim(m.Header.Get("List-Unsubscribe"), "<>")
	if !strings.HasPrefix(link, "https://garden.example/unsubscribe?token=ts1_") {
		t.Errorf("List-Unsubscribe: %s", link)
	}
	if got := m.Header.Get("List-Unsubscribe-Post"); got != "List-Unsubscribe=One-Click" {
		t.Errorf("List-Unsubscribe-Post: %s", got)
	}
	body, err := io.ReadAll(m.Body)
	if err != nil || !strings.Contains(string(body), "\n"+link+"\n") || strings.Contains(link, "ana") {
		t.Errorf("the link %s is not alone on a line, or shows the address:\n%s", link, body)
	}
	if m.Header.Get("To") != ana || !strings.Contains(parts[2], "To: "+ben) {
		t.Errorf("to %s, and then\n%s", m.Header.Get("To"), parts[2])
	}
	if page := n.serve(httptest.NewRequest("GET", "/", nil)).Body.String(); !strings.Contains(page, "The last mail") {
		t.Errorf("the page does not show a mail: %s", page)
	}
}

// TestScanners: a program that only opens the link unsubscribes nobody.
func TestScanners(t *testing.T) {
	n := open(t)
	link := n.link(t)
	for range 5 {
		for _, method := range []string{"GET", "HEAD"} {
			w := n.serve(httptest.NewRequest(method, link, nil))
			if w.Code != 200 || w.Header().Get("Cache-Control") != "no-store" {
				t.Errorf("%s: %d %v", method, w.Code, w.Header())
			}
			if method == "GET" && !strings.Contains(w.Body.String(), "<button>Unsubscribe</button>") {
				t.Errorf("the page has no button: %s", w.Body)
			}
		}
	}
	for _, method := range []string{"PUT", "DELETE", "OPTIONS"} {
		w := n.serve(httptest.NewRequest(method, link, nil))
		if w.Code != 405 || w.Header().Get("Allow") != "GET, HEAD, POST" {
			t.Errorf("%s: %d, Allow %q", method, w.Code, w.Header().Get("Allow"))
		}
	}
	n.want(t, "after scanners", ana, ben)
}

func TestButton(t *testing.T) {
	n := open(t)
	link := n.link(t)
	if w := n.post("/unsubscribe", token(t, link), "cross-site"); w.Code != 403 ||
		!strings.Contains(w.Body.String(), "<button>Unsubscribe</button>") {
		t.Errorf("the form of another site: %d %s", w.Code, w.Body)
	}
	n.want(t, "after the form of another site", ana, ben)
	for _, what := range []string{"once", "twice"} {
		w := n.post("/unsubscribe", token(t, link), "same-origin")
		if w.Code != 303 || w.Header().Get("Location") != "/unsubscribed" {
			t.Errorf("%s: %d %v", what, w.Code, w.Header())
		}
		n.want(t, what, ben)
	}
	for target, want := range map[string]string{
		link: ana + " gets no more letters.", "/unsubscribed": "You get no more letters",
	} {
		w := n.serve(httptest.NewRequest("GET", target, nil))
		page := w.Body.String()
		if w.Code != 200 || !strings.Contains(page, want) || strings.Contains(page, "<button>") {
			t.Errorf("%s: %d %s", target, w.Code, page)
		}
	}
}

// TestOneClick: a mailbox provider posts to the link, in one of two encodings, without
// cookies and without an origin. The response is neither a redirect nor a page.
func TestOneClick(t *testing.T) {
	urlencoded := func(link string) *http.Request {
		r := httptest.NewRequest("POST", link, strings.NewReader("List-Unsubscribe=One-Click"))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		return r
	}
	inParts := func(link string) *http.Request {
		var body bytes.Buffer
		m := multipart.NewWriter(&body)
		m.WriteField("List-Unsubscribe", "One-Click")
		m.Close()
		r := httptest.NewRequest("POST", link, &body)
		r.Header.Set("Content-Type", m.FormDataContentType())
		return r
	}
	for name, request := range map[string]func(link string) *http.Request{
		"urlencoded": urlencoded, "multipart": inParts,
	} {
		t.Run(name, func(t *testing.T) {
			n := open(t)
			link, stranger := n.link(t), open(t).link(t)
			for target, code := range map[string]int{
				stranger: 403, "/unsubscribe": 403, "/unsubscribe?token=": 403, link[:len(link)-1]: 403,
			} {
				if w := n.serve(request(target)); w.Code != code || w.Body.Len() > 0 {
					t.Errorf("%s: %d %q, want %d", target, w.Code, w.Body, code)
				}
			}
			n.want(t, "after bad links", ana, ben)
			for _, what := range []string{"once", "twice"} {
				if w := n.serve(request(link)); w.Code != 200 || w.Body.Len() > 0 || w.Header().Get("Location") != "" {
					t.Errorf("%s: %d %v %q", what, w.Code, w.Header(), w.Body)
				}
				n.want(t, what, ben)
			}
		})
	}
}

// TestOtherPosts: a POST to the link that is neither one click nor the form has no
// effect.
func TestOtherPosts(t *testing.T) {
	n := open(t)
	link := n.link(t)
	for _, row := range []struct {
		contentType, body string
		code              int
	}{
		{"application/x-www-form-urlencoded", "", 403},
		{"application/x-www-form-urlencoded", "List-Unsubscribe=Yes", 403},
		{"application/json", `{"List-Unsubscribe": "One-Click"}`, 415},
		{"", "List-Unsubscribe=One-Click", 415},
		{"application/x-www-form-urlencoded", "List-Unsubscribe=One-Click&a=" + strings.Repeat("a", 64<<10), 413},
	} {
		r := httptest.NewRequest("POST", link, strings.NewReader(row.body))
		r.Header.Set("Content-Type", row.contentType)
		if w := n.serve(r); w.Code != row.code {
			t.Errorf("%s %.40q: %d, want %d", row.contentType, row.body, w.Code, row.code)
		}
	}
	if w := n.post("/send", nil, "cross-site"); w.Code != 403 || n.last != "" {
		t.Errorf("another site sends a letter: %d", w.Code)
	}
	n.want(t, "after other posts", ana, ben)
}

// TestOldMail: a link is valid for a year, even if the mail program has damaged it.
func TestOldMail(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := open(t)
		link := n.link(t)
		time.Sleep(365 * 24 * time.Hour)
		damaged := strings.Replace(link, "token=", "token=3D", 1)
		for _, target := range []string{link, damaged} {
			if w := n.serve(httptest.NewRequest("GET", target, nil)); w.Code != 200 {
				t.Errorf("%s on the last day: %d", target, w.Code)
			}
		}
		time.Sleep(time.Second)
		if w := n.serve(httptest.NewRequest("GET", link, nil)); w.Code != 410 {
			t.Errorf("a day later: %d", w.Code)
		}
		if w := n.post(link, url.Values{"List-Unsubscribe": {"One-Click"}}, ""); w.Code != 410 || w.Body.Len() > 0 {
			t.Errorf("one click a day later: %d %q", w.Code, w.Body)
		}
		n.want(t, "after a year", ana, ben)
	})
}
