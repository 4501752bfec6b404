package browser

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// fill enters a password.
func (b *browser) fill() {
	b.t.Helper()
	b.run(chromedp.SendKeys(chromedp.CSS("#password"), "correct horse"))
}

// TestReset sets a password with a link, on every kind of origin, with and without
// JavaScript. The link then says that it was used.
func TestReset(t *testing.T) {
	for _, origin := range []struct{ scheme, name string }{
		{"http", "localhost"}, {"http", "127.0.0.1"}, {"http", "app.localhost"}, {"http", "site.test"},
		{"https", "site.test"},
	} {
		for _, script := range []bool{true, false} {
			t.Run(fmt.Sprintf("%s %s script %t", origin.scheme, origin.name, script), func(t *testing.T) {
				s, b := newSite(t, origin.scheme, origin.name), newBrowser(t)
				if !script {
					b.withoutScript()
				}
				link := s.link(t)
				b.open(link)
				b.wantTitle("the link", "Choose a password")
				b.press()
				b.wantTitle("without a password", "Choose a password")
				b.fill()
				b.press()
				b.wantTitle("the button", "Saved")
				if n := s.done.Load(); n != 1 {
					t.Errorf("Done was called %d times", n)
				}
				for _, r := range posts(s.seen()) {
					if r.URL.RawQuery != "" || strings.Contains(r.Referer(), "token") {
						t.Errorf("the form was posted to %s from %s", r.URL, r.Referer())
					}
				}
				b.open(link)
				b.wantTitle("the link again", "This link has been used")
			})
		}
	}
}

// TestDoubleClick: a person who clicks twice sees the page of success.
func TestDoubleClick(t *testing.T) {
	for _, pause := range []time.Duration{0, 60, 150, 300, 600} {
		s, b := newSite(t, "http", "localhost"), newBrowser(t)
		done := s.confirm.Done
		s.confirm.Done = func(w http.ResponseWriter, r *http.Request, p Reset) {
			time.Sleep(time.Second)
			done(w, r, p)
		}
		b.open(s.link(t))
		b.fill()
		eval[chromedp.Void](b, fmt.Sprintf(`(() => {
			const button = document.querySelector("button");
			button.click();
			setTimeout(() => button.click(), %d);
		})()`, pause))
		b.run(chromedp.WaitVisible(`//h1[text()="Saved"]`))
		if n := len(posts(s.seen())); n != 1 || s.done.Load() != 1 {
			t.Errorf("after %d ms: %d posts, %d times done", pause, n, s.done.Load())
		}
	}
}

// TestBack: the page in the browser's history does not work a second time.
func TestBack(t *testing.T) {
	s, b := newSite(t, "http", "localhost"), newBrowser(t)
	b.open(s.link(t))
	b.run(chromedp.Reload())
	b.wantTitle("reloaded", "Choose a password")
	b.fill()
	b.press()
	b.run(chromedp.Reload())
	b.wantTitle("the last page reloaded", "Saved")
	eval[chromedp.Void](b, `history.back()`)
	// The browser may have kept the page, or ask for it again.
	if b.waitTitle("Choose a password", "This link has been used") == "Choose a password" {
		eval[chromedp.Void](b,
			`document.querySelector("#password").value = "x"; document.querySelector("button").click()`)
	}
	b.waitTitle("This link has been used")
	if n := s.done.Load(); n != 1 {
		t.Errorf("Done was called %d times", n)
	}
}

// TestQuiet: the page requests nothing besides itself, and does not reveal its URL to
// other sites.
func TestQuiet(t *testing.T) {
	s, b := newSite(t, "https", "site.test"), newBrowser(t)
	other := serve(t, "https", "other.test", page("<h1>Elsewhere</h1>"))
	s.confirm.Done = func(w http.ResponseWriter, r *http.Request, _ Reset) {
		http.Redirect(w, r, other.base+"/welcome", http.StatusSeeOther)
	}
	link := s.link(t)
	b.open(link)
	time.Sleep(500 * time.Millisecond) // a request for an icon comes after the page
	if n := len(s.seen()); n != 1 {
		t.Errorf("the page made %d requests, want 1", n)
	}
	b.fill()
	b.press()
	b.wantTitle("a redirect to another origin", "Elsewhere")
	if n := len(posts(s.seen())); n != 1 {
		t.Errorf("%d posts", n)
	}
	if contains(other.seen(), (*http.Request).Referer, "reset") {
		t.Error("the other site was told the path of the link")
	}
}

// TestFrame: no page, not even one of the same site, can show the link's page in a frame.
func TestFrame(t *testing.T) {
	s, b := newSite(t, "https", "site.test"), newBrowser(t)
	s.mux.Handle("/frame", page(`<h1>Frames</h1><iframe id="link" src="`+s.link(t)+`"></iframe>`+
		`<iframe id="done" src="/done"></iframe>`))
	b.open(s.base + "/frame")
	shown := func(id string) bool {
		return eval[bool](b,
			fmt.Sprintf(`document.getElementById(%q).contentDocument?.querySelector("h1") != null`, id))
	}
	if !shown("done") {
		t.Fatal("a page without the header is not shown either")
	}
	if shown("link") {
		t.Error("the page is shown in a frame")
	}
}

// TestFromElsewhere: a link on a page of another site works, even though the browser does
// not send the application's own cookies then.
func TestFromElsewhere(t *testing.T) {
	s, b := newSite(t, "https", "site.test"), newBrowser(t)
	s.mux.HandleFunc("/signin", func(w http.ResponseWriter, _ *http.Request) {
		http.SetCookie(w,
			&http.Cookie{Name: "strict", Value: "1", Path: "/", Secure: true, SameSite: http.SameSiteStrictMode})
		w.Header().Set("Content-Type", "text/html")
		w.Write([]byte("<h1>Signed in</h1>"))
	})
	mail := serve(t, "https", "other.test", page(`<h1>Mail</h1><a id="link" href="`+s.link(t)+`">Reset</a>`))
	b.open(s.base + "/signin")
	b.open(mail.base)
	b.follow(chromedp.Click(chromedp.CSS("#link")))
	b.wantTitle("the link", "Choose a password")
	b.fill()
	b.press()
	b.wantTitle("the button", "Saved")
}

// TestOtherSitesForm: a form of another site does not spend the token, and the page that
// the browser then shows works.
func TestOtherSitesForm(t *testing.T) {
	s, b := newSite(t, "https", "site.test"), newBrowser(t)
	link := s.link(t)
	_, token, _ := strings.Cut(link, "token=")
	evil := serve(t, "https", "other.test", page(`<h1>Win</h1><form method="post" action="`+s.base+`/reset">`+
		`<input name="token" value="`+token+`"><input name="password" value="evil"><button>Win</button></form>`))
	b.open(evil.base)
	b.press()
	b.wantTitle("a form of another site", "Choose a password")
	if n := s.done.Load(); n != 0 {
		t.Fatal("the form of another site was accepted")
	}
	b.fill()
	b.press()
	b.wantTitle("the site's own form", "Saved")
}

// TestTwoTabs: two links in two tabs do not affect each other.
func TestTwoTabs(t *testing.T) {
	s, b := newSite(t, "http", "localhost"), newBrowser(t)
	other := b.tab()
	b.open(s.link(t))
	other.open(s.link(t))
	for _, tab := range []*browser{b, other} {
		tab.fill()
		tab.press()
		tab.wantTitle("each tab", "Saved")
	}
}

// TestScanner: a program that opens links, runs their scripts and follows their links
// does not spend the token.
func TestScanner(t *testing.T) {
	s, scanner := newSite(t, "http", "localhost"), newBrowser(t)
	link := s.link(t)
	scanner.open(link)
	time.Sleep(2 * time.Second)
	for _, l := range eval[[]string](scanner, `[...document.links].map(a => a.href)`) {
		scanner.open(l)
	}
	scanner.open(link)
	scanner.press() // a scanner that presses buttons does not know the password
	scanner.wantTitle("a button without a password", "Choose a password")

	person := newBrowser(t)
	person.open(link)
	person.fill()
	person.press()
	person.wantTitle("the person", "Saved")
}

// TestKeyboard: with the keyboard alone, the password is entered and the button pressed, on
// a narrow screen and at 200 % zoom.
func TestKeyboard(t *testing.T) {
	for _, screen := range []struct {
		name          string
		width, height int64
		scale         float64
	}{{"320 px", 320, 480, 1}, {"200 % zoom", 600, 400, 2}} {
		s, b := newSite(t, "http", "localhost"), newBrowser(t)
		b.run(chromedp.EmulateViewport(screen.width, screen.height, chromedp.EmulateScale(screen.scale)))
		b.open(s.link(t))
		if eval[bool](b, `document.documentElement.scrollWidth > document.documentElement.clientWidth`) {
			t.Errorf("%s: the page scrolls sideways", screen.name)
		}
		b.picture("confirm " + screen.name)
		b.run(chromedp.KeyEvent("correct horse" + kb.Tab)) // the field has the focus from the start
		focused := eval[string](b, `document.activeElement.tagName`)
		visible := eval[bool](b, `(() => {
			const r = document.activeElement.getBoundingClientRect(), s = getComputedStyle(document.activeElement);
			return r.top >= 0 && r.bottom <= innerHeight && r.left >= 0 && r.right <= innerWidth &&
				s.outlineStyle !== "none";
		})()`)
		if focused != "BUTTON" || !visible {
			t.Errorf("%s: the focus is on %s, visible with a ring: %t", screen.name, focused, visible)
		}
		b.follow(chromedp.KeyEvent(kb.Enter))
		b.wantTitle(screen.name, "Saved")
	}
}

// TestPasswordManager: the field declares its purpose.
func TestPasswordManager(t *testing.T) {
	s, b := newSite(t, "http", "localhost"), newBrowser(t)
	b.open(s.link(t))
	purpose := eval[string](b, `document.querySelector("#password").autocomplete`)
	token := eval[string](b, `document.querySelector("[name=token]").getAttribute("autocomplete")`)
	if purpose != "new-password" || token != "off" {
		t.Errorf("autocomplete is %q and %q", purpose, token)
	}
}

// TestPictures keeps pictures of all pages, light and dark, on a wide and a narrow screen.
func TestPictures(t *testing.T) {
	s, b := newSite(t, "http", "localhost"), newBrowser(t)
	used := s.link(t)
	b.open(used)
	b.fill()
	b.press()
	for _, scheme := range []string{"light", "dark"} {
		b.scheme(scheme)
		for _, width := range []int64{390, 1200} {
			b.run(chromedp.EmulateViewport(width, 800))
			name := fmt.Sprintf("%s %d", scheme, width)
			b.open(s.link(t))
			b.picture("confirm " + name)
			b.press()
			b.wantTitle(name, "Choose a password")
			b.picture("problem " + name)
			b.open(used)
			b.picture("used " + name)
			b.open(s.base + "/reset?token=x")
			b.wantTitle(name, "This link does not work")
			b.picture("bad " + name)
		}
	}
}

// TestContrast: people with poor sight can read the text, in light and dark: the contrast
// is at least 4.5.
func TestContrast(t *testing.T) {
	s, b := newSite(t, "http", "localhost"), newBrowser(t)
	for _, scheme := range []string{"light", "dark"} {
		b.scheme(scheme)
		b.open(s.link(t))
		b.press() // shows a problem too
		low := eval[[]string](b, `(() => {
			const channel = c => (c /= 255) <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
			const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
			const rgb = text => text.match(/[\d.]+/g).map(Number);
			const ground = e => {
				for (; e; e = e.parentElement) {
					const c = rgb(getComputedStyle(e).backgroundColor);
					if (c.length < 4 || c[3] > 0) return c;
				}
				return [255, 255, 255];
			};
			const low = [];
			for (const e of document.querySelectorAll("h1, p, label, button")) {
				const a = light(rgb(getComputedStyle(e).color)), b = light(ground(e));
				const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
				if (contrast < 4.5) low.push(e.tagName + " " + contrast.toFixed(2));
			}
			return low;
		})()`)
		if len(low) > 0 {
			t.Errorf("%s: %s", scheme, strings.Join(low, ", "))
		}
	}
}
