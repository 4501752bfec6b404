// Package flow tests a site on which people reset their passwords, from outside: with
// requests, mails, logs and the database. It does not know how the links are made, so it
// can test this example and the same site with golang-jwt.
package flow

import (
	"bytes"
	"context"
	"database/sql"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/typeseal/typeseal/examples/passwordreset/site"
)

// A Subject is a site that is tested. It has the account ana@example.com.
type Subject struct {
	Handler http.Handler
	DB      *sql.DB // with the table accounts of package site
	Used    string  // the table of used tokens
}

// Start starts a site with a new database. It is called in a bubble of testing/synctest,
// and must close what it opens with t.Cleanup.
type Start func(t *testing.T, send site.Send) Subject

// Run runs all tests.
func Run(t *testing.T, start Start) {
	for name, test := range map[string]func(v *visit){
		"Whole": whole, "Looking": looking, "Problems": problems, "Unknown": unknown, "Limits": limits,
		"Expired": expired, "TwoLinks": twoLinks, "Changes": changes, "Restored": restored, "Twice": twice,
		"Refusals": refusals, "Requests": requests, "Origins": origins, "Faults": faults,
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				v := &visit{T: t}
				v.Subject = start(t, v.send)
				v.record(test)
			})
		})
	}
}

const (
	ana      = "ana@example.com"
	password = "correct horse battery"
)

// A visit is one test of a site.
type visit struct {
	*testing.T
	Subject
	lock  sync.Mutex
	mails []site.Mail
	links []string // all that were mailed
}

// record runs a test, and checks that no token is in the log.
func (v *visit) record(test func(*visit)) {
	var lines bytes.Buffer
	log.SetOutput(&lines)
	defer log.SetOutput(io.Discard)
	test(v)
	synctest.Wait()
	for _, link := range v.links {
		if _, token, _ := strings.Cut(link, "="); strings.Contains(lines.String(), token) {
			v.Errorf("a token is in the log:\n%s", lines.String())
		}
	}
}

func (v *visit) send(_ context.Context, m site.Mail) error {
	v.lock.Lock()
	defer v.lock.Unlock()
	v.mails = append(v.mails, m)
	return nil
}

// mail returns the only mail since the last call.
func (v *visit) mail() site.Mail {
	v.Helper()
	mails := v.newMails()
	if len(mails) != 1 {
		v.Fatalf("%d mails %v, want one", len(mails), mails)
	}
	return mails[0]
}

func (v *visit) newMails() []site.Mail {
	synctest.Wait() // mails are sent after the response
	v.lock.Lock()
	defer v.lock.Unlock()
	mails := v.mails
	v.mails = nil
	return mails
}

var ownLine = regexp.MustCompile(`(?m)^http://site\.test/reset\?token=[A-Za-z0-9._-]+$`)

// link asks for a link, and returns the link in the mail.
func (v *visit) link() string {
	v.Helper()
	v.want(v.post("/forgot", url.Values{"address": {ana}}), 303)
	links := ownLine.FindAllString(v.mail().Text, -1)
	if len(links) != 1 {
		v.Fatalf("the links of the mail are %q, want one on a line of its own", links)
	}
	v.links = append(v.links, links[0])
	return links[0]
}

// token returns the token of a link.
func token(link string) string {
	_, token, _ := strings.Cut(link, "token=")
	return token
}

// press sends the form of a link's page.
func (v *visit) press(link, password, again string, more ...func(*http.Request)) *http.Response {
	v.Helper()
	return v.post("/reset?", url.Values{"token": {token(link)}, "password": {password}, "again": {again}}, more...)
}

func (v *visit) post(path string, form url.Values, more ...func(*http.Request)) *http.Response {
	v.Helper()
	more = append([]func(*http.Request){header("Content-Type", "application/x-www-form-urlencoded")}, more...)
	return v.do("POST", path, form.Encode(), more...)
}

func (v *visit) get(path string) *http.Response {
	v.Helper()
	return v.do("GET", path, "")
}

// do sends a request as a browser does.
func (v *visit) do(method, target, body string, more ...func(*http.Request)) *http.Response {
	v.Helper()
	r := httptest.NewRequestWithContext(v.Context(), method, target, strings.NewReader(body))
	r.Host = "site.test"
	r.Header.Set("Accept", "text/html,application/xhtml+xml,*/*;q=0.8")
	for _, change := range more {
		change(r)
	}
	w := httptest.NewRecorder()
	v.Handler.ServeHTTP(w, r)
	resp := w.Result()
	for _, link := range v.links {
		for name, values := range resp.Header {
			if strings.Contains(strings.Join(values, " "), token(link)) {
				v.Errorf("%s %s: the token is in the header %s", method, target, name)
			}
		}
	}
	if cookies := resp.Cookies(); len(cookies) > 0 {
		v.Errorf("%s %s sets cookies %v", method, target, cookies)
	}
	return resp
}

func header(name, value string) func(*http.Request) {
	return func(r *http.Request) { r.Header.Set(name, value) }
}

// want checks status and texts of a response, and returns its body.
func (v *visit) want(resp *http.Response, status int, texts ...string) string {
	v.Helper()
	body, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != status {
		v.Fatalf("status %d, %v, want %d\n%s", resp.StatusCode, err, status, body)
	}
	for _, text := range texts {
		if !strings.Contains(string(body), text) {
			v.Errorf("the answer does not contain %q:\n%s", text, body)
		}
	}
	return string(body)
}

// dump returns status, headers and body of a response.
func dump(resp *http.Response) string {
	var text bytes.Buffer
	resp.Write(&text)
	lines := strings.SplitAfter(text.String(), "\r\n")
	slices.Sort(lines[:max(0, len(lines)-1)])
	return strings.Join(lines, "")
}

// signsIn reports whether a person can sign in with the password.
func (v *visit) signsIn(password string) bool {
	v.Helper()
	resp := v.post("/signin", url.Values{"address": {ana}, "password": {password}})
	if resp.StatusCode != 200 && resp.StatusCode != 422 {
		v.Fatalf("signing in: status %d", resp.StatusCode)
	}
	return resp.StatusCode == 200
}

func (v *visit) exec(statement string) {
	v.Helper()
	if _, err := v.DB.ExecContext(v.Context(), statement); err != nil {
		v.Fatal(err)
	}
}

// within reports whether a time is at most a minute from now.
func within(t time.Time, from time.Duration) bool {
	return time.Until(t)-from < time.Minute && from-time.Until(t) < time.Minute
}
