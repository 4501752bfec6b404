package flow

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"time"
)

// whole tests the whole flow, from the request for a link to the sign-in with the new
// password.
func whole(v *visit) {
	v.want(v.get("/forgot"), 200, `autocomplete="username"`)
	v.want(v.get("/forgot?sent"), 200, "If there is an account")
	link := v.link()
	v.want(v.get(link), 200, ana, `name="token" value="`+token(link)+`"`, `action="?"`)
	resp := v.press(link, password, password)
	if v.want(resp, 303); resp.Header.Get("Location") != "/signin?saved" {
		v.Errorf("the form leads to %q", resp.Header.Get("Location"))
	}
	if told := v.mail(); told.To != ana || !strings.Contains(told.Text, "was changed") {
		v.Errorf("the mail after the change is %v", told)
	}
	v.want(v.get("/signin?saved"), 200, "Your new password is saved", `autocomplete="current-password"`)
	if !v.signsIn(password) {
		v.Error("the new password does not work")
	}
	v.want(v.press(link, "another password", "another password"), 410, "/forgot", "/signin")
	v.want(v.get(link), 410, "/forgot")
	if !v.signsIn(password) || v.signsIn("another password") {
		v.Error("the link worked twice")
	}
}

var until = regexp.MustCompile(`until (.*)\.\n`)

// looking checks that opening a link changes nothing, and checks the content of its page.
func looking(v *visit) {
	v.want(v.post("/forgot", url.Values{"address": {"  Ana@Example.COM "}}), 303)
	mail := v.mail()
	good, err := time.Parse("2 January 2006, 15:04 MST", strings.Join(until.FindStringSubmatch(mail.Text)[1:], ""))
	if err != nil || !within(good, 30*time.Minute) || mail.To != ana {
		v.Errorf("the mail says that its link is valid until %v, %v:\n%v", good, err, mail)
	}
	link := ownLine.FindString(mail.Text)
	v.links = append(v.links, link)
	for range 5 {
		resp := v.do("GET", link, "")
		v.want(resp, 200, `autocomplete="new-password"`, `name="again"`, `<html lang="en">`)
		v.want(v.do("HEAD", link, ""), 200)
		for name, want := range map[string]string{
			"Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store", "Referrer-Policy": "strict-origin",
			"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "X-Robots-Tag": "noindex, nofollow",
		} {
			if got := resp.Header.Get(name); got != want {
				v.Errorf("%s is %q, want %q", name, got, want)
			}
		}
		if policy := resp.Header.Get("Content-Security-Policy"); !strings.Contains(policy, "default-src 'none'") ||
			!strings.Contains(policy, "frame-ancestors 'none'") || strings.Contains(policy, "unsafe") {
			v.Errorf("the policy is %q", policy)
		}
	}
	v.want(v.press(link, password, password), 303)
}

// problems checks that mistakes in the form do not use up the link.
func problems(v *visit) {
	link := v.link()
	for _, wrong := range []struct{ password, again, text string }{
		{"short", "short", "too short"},
		{password, password + "!", "The two passwords differ."},
		{strings.Repeat("long", 100), strings.Repeat("long", 100), "too long"},
		{"", "", "too short"},
	} {
		v.want(v.press(link, wrong.password, wrong.again), 422, wrong.text, `role="alert"`, token(link))
	}
	v.want(v.press(link, password, password), 303)
	if !v.signsIn(password) {
		v.Error("the new password does not work")
	}
}

// twice presses the button many times at once.
func twice(v *visit) {
	link := v.link()
	status := make(chan int, 20)
	var all sync.WaitGroup
	for range cap(status) {
		all.Go(func() { status <- v.press(link, password, password).StatusCode })
	}
	all.Wait()
	count := map[int]int{}
	for range cap(status) {
		count[<-status]++
	}
	if count[http.StatusSeeOther] != 1 || count[http.StatusGone] != cap(status)-1 {
		v.Errorf("the statuses are %v, want one 303 and otherwise 410", count)
	}
	v.mail() // told once
}

// unknown checks that the response does not reveal whether an account exists.
func unknown(v *visit) {
	known := dump(v.post("/forgot", url.Values{"address": {ana}}))
	v.links = append(v.links, ownLine.FindString(v.mail().Text))
	if other := dump(v.post("/forgot", url.Values{"address": {"eve@example.com"}})); other != known {
		v.Errorf("an unknown address is answered with\n%s\nand a known one with\n%s", other, known)
	}
	if mails := v.newMails(); len(mails) > 0 {
		v.Errorf("mails were sent: %v", mails)
	}
	v.want(v.post("/forgot", url.Values{"address": {"ana"}}), 422, "not a mail address")
}

// limits checks how often a person can ask for a link.
func limits(v *visit) {
	for range 3 {
		v.link()
	}
	v.want(v.post("/forgot", url.Values{"address": {ana}}), 303)
	if mails := v.newMails(); len(mails) > 0 {
		v.Errorf("a fourth mail was sent: %v", mails)
	}
	time.Sleep(15 * time.Minute)
	v.link()
	for range 15 {
		v.want(v.post("/forgot", url.Values{"address": {"eve@example.com"}}), 303)
	}
	v.want(v.post("/forgot", url.Values{"address": {ana}}), 429)
	elsewhere := func(r *http.Request) { r.RemoteAddr = "[2001:db8::1]:99" }
	v.want(v.post("/forgot", url.Values{"address": {ana}}, elsewhere), 303)
	time.Sleep(time.Hour)
	v.want(v.post("/forgot", url.Values{"address": {ana}}), 303)
}
