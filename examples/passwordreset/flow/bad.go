package flow

import (
	"net/http"
	"net/url"
	"strings"
	"time"
)

// expired checks the last second of a link, and that a dead one offers a new one.
func expired(v *visit) {
	link := v.link()
	time.Sleep(30 * time.Minute)
	v.want(v.get(link), 200)
	time.Sleep(time.Second)
	v.want(v.get(link), 410, "has expired", `href="/forgot"`)
	v.want(v.press(link, password, password), 410, "has expired", `href="/forgot"`)
	v.want(v.press(v.link(), password, password), 303)
}

// twoLinks checks that all links die when the password changes.
func twoLinks(v *visit) {
	first, second := v.link(), v.link()
	v.want(v.press(second, password, password), 303)
	v.want(v.get(first), 410, `href="/forgot"`)
	v.want(v.press(first, "another password", "another password"), 410)
	if !v.signsIn(password) {
		v.Error("the first link changed the password")
	}
}

// changes checks that a link dies when its account changes.
func changes(v *visit) {
	link := v.link()
	for _, change := range []string{
		"UPDATE accounts SET address = 'ana@example.org'", "UPDATE accounts SET hash = 'none'", "DELETE FROM accounts",
	} {
		v.exec("CREATE TABLE saved AS SELECT * FROM accounts")
		v.exec(change)
		v.want(v.get(link), 410)
		v.want(v.press(link, password, password), 410)
		v.exec("DELETE FROM accounts")
		v.exec("INSERT INTO accounts SELECT * FROM saved")
		v.exec("DROP TABLE saved")
	}
	v.want(v.press(link, password, password), 303)
}

// restored checks that a used link stays used if the account is restored to its former
// state, for example from a backup.
func restored(v *visit) {
	link := v.link()
	v.exec("CREATE TABLE saved AS SELECT * FROM accounts")
	v.want(v.press(link, password, password), 303)
	v.exec("DELETE FROM accounts")
	v.exec("INSERT INTO accounts SELECT * FROM saved")
	v.want(v.get(link), 410)
	v.want(v.press(link, password, password), 410)
}

// refusals checks that the response to an invalid link does not reveal what is wrong with
// it.
func refusals(v *visit) {
	link := v.link()
	good := token(link)
	first := dump(v.get("/reset"))
	if !strings.Contains(first, "403 Forbidden") || !strings.Contains(first, `href="/forgot"`) {
		v.Errorf("without a token:\n%s", first)
	}
	last := good[len(good)-1:]
	for what, query := range map[string]string{
		"empty":           "?token=",
		"two":             "?token=" + good + "&token=" + good,
		"text":            "?token=hello",
		"cut":             "?token=" + good[:len(good)/2],
		"changed":         "?token=" + good[:len(good)-8] + "AAAAAAA" + last,
		"begins later":    "?token=" + good[3:],
		"long":            "?token=" + strings.Repeat("A", 20_000),
		"of no algorithm": "?token=eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.",
	} {
		if got := dump(v.get("/reset" + query)); got != first {
			v.Errorf("%s: the answer is\n%s\nand without a token it is\n%s", what, got, first)
		}
	}
	for what, form := range map[string]url.Values{
		"none": {}, "two": {"token": {good, good}}, "changed": {"token": {good[:len(good)-8] + "AAAAAAA" + last}},
	} {
		form["password"], form["again"] = []string{password}, []string{password}
		if got := dump(v.post("/reset?", form)); got != first {
			v.Errorf("POST of %s: the answer is\n%s", what, got)
		}
	}
	only := url.Values{"password": {password}, "again": {password}}
	v.want(v.post("/reset?token="+good, only), 403) // the button sends the token in the form
	v.want(v.press(link, password, password), 303)
}

// requests checks requests that the page does not send.
func requests(v *visit) {
	link := v.link()
	resp := v.do("PUT", link, "")
	if v.want(resp, 405); resp.Header.Get("Allow") != "GET, HEAD, POST" {
		v.Errorf("Allow is %q", resp.Header.Get("Allow"))
	}
	form := url.Values{"token": {token(link)}, "password": {password}, "again": {password}}
	v.want(v.post("/reset?", form, header("Content-Type", "application/json")), 415)
	form.Set("more", strings.Repeat("x", 64<<10))
	v.want(v.post("/reset?", form), 413)
	v.want(v.press(link, password, password), 303)
}

// origins checks forms of other sites: the token is not redeemed, and the button on the
// returned page works.
func origins(v *visit) {
	link := v.link()
	for _, from := range []func(*http.Request){
		header("Sec-Fetch-Site", "cross-site"), header("Sec-Fetch-Site", "same-site"),
		header("Origin", "http://evil.test"), header("Origin", "null"),
	} {
		v.want(v.press(link, password, password, from), 403, "Please press the button again", token(link))
	}
	for _, path := range []string{"/forgot", "/signin"} {
		v.want(v.post(path, url.Values{"address": {ana}}, header("Sec-Fetch-Site", "cross-site")), 403)
	}
	if mails := v.newMails(); len(mails) > 0 {
		v.Errorf("mails were sent: %v", mails)
	}
	v.want(v.press(link, password, password, header("Origin", "http://site.test")), 303)
}

// faults checks that a failure of the database does not use up the link, in whichever
// step of the request it happens.
func faults(v *visit) {
	link := v.link()
	v.exec("ALTER TABLE accounts RENAME TO away")
	v.unavailable(v.get(link))
	v.unavailable(v.press(link, password, password))
	v.unavailable(v.post("/signin", url.Values{"address": {ana}, "password": {password}}))
	v.exec("ALTER TABLE away RENAME TO accounts")
	for _, step := range []string{"INSERT ON " + v.Used, "UPDATE ON accounts"} {
		v.exec("CREATE TRIGGER broken BEFORE " + step + " BEGIN SELECT RAISE(ABORT, 'broken'); END")
		v.want(v.get(link), 200)
		v.unavailable(v.press(link, password, password))
		v.exec("DROP TRIGGER broken")
	}
	if v.signsIn(password) {
		v.Error("the password was changed by a request that failed")
	}
	v.want(v.press(link, password, password), 303)
}

func (v *visit) unavailable(resp *http.Response) {
	v.Helper()
	if v.want(resp, 503, "try again in a minute"); resp.Header.Get("Retry-After") != "30" {
		v.Errorf("Retry-After is %q", resp.Header.Get("Retry-After"))
	}
}
