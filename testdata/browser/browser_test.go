package browser

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// patience is how long a test may take.
const patience = 60 * time.Second

// findBrowser returns the path of Chromium.
func findBrowser(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	if os.Getenv("CI") == "true" {
		t.Fatal("Chromium is not installed: apt-get install chromium")
	}
	t.Skip("Chromium is not installed: apt-get install chromium")
	return ""
}

// A browser is a new profile of Chromium. The names site.test, other.test and sub.site.test
// lead to this machine.
type browser struct {
	t   *testing.T
	ctx context.Context
}

func newBrowser(t *testing.T) *browser {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(findBrowser(t)),
		chromedp.NoSandbox,
		chromedp.Flag("ignore-certificate-errors", true),
		chromedp.Flag("host-resolver-rules", "MAP *.test 127.0.0.1, MAP app.localhost 127.0.0.1"),
		chromedp.UserDataDir(t.TempDir()),
		chromedp.WindowSize(1200, 800),
	)
	ctx, stop := context.WithTimeout(context.Background(), patience)
	ctx, end := chromedp.NewExecAllocator(ctx, options...)
	ctx, closeTab := chromedp.NewContext(ctx)
	t.Cleanup(func() {
		chromedp.Cancel(ctx) // waits until the browser has ended
		closeTab()
		end()
		stop()
	})
	b := &browser{t, ctx}
	b.run()
	return b
}

// run runs actions in the browser.
func (b *browser) run(actions ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	if err := chromedp.Do(b.ctx, actions...); err != nil {
		b.t.Fatal(err)
	}
}

// get returns the result of an action in the browser.
func get[T any](b *browser, action chromedp.Action[T]) T {
	b.t.Helper()
	result, err := chromedp.Run(b.ctx, action)
	if err != nil {
		b.t.Fatal(err)
	}
	return result
}

// eval returns the value of a script.
func eval[T any](b *browser, script string) T {
	b.t.Helper()
	return get(b, chromedp.Evaluate[T](script))
}

// call sends a command to the browser.
func call[P, R any](b *browser, command cdp.Command[P, R], params P) R {
	b.t.Helper()
	result, err := chromedp.Call(b.ctx, command, params)
	if err != nil {
		b.t.Fatal(err)
	}
	return result
}

// open opens a URL.
func (b *browser) open(url string) {
	b.t.Helper()
	b.run(chromedp.Navigate(url))
}

// press presses the button of the page, and waits for the next page.
func (b *browser) press() {
	b.t.Helper()
	b.follow(chromedp.Click(chromedp.CSS("button")))
}

// follow runs an action that leads to another page, and waits for that page.
func (b *browser) follow(action chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	if _, err := chromedp.RunResponse(b.ctx, action); err != nil {
		b.t.Fatal(err)
	}
}

// title returns the page's heading.
func (b *browser) title() string {
	b.t.Helper()
	return get(b, chromedp.Text(chromedp.CSS("h1")))
}

// waitTitle waits until the page's heading is one of the given titles, and returns it. It
// also works for a page from the browser's history.
func (b *browser) waitTitle(want ...string) string {
	b.t.Helper()
	for b.ctx.Err() == nil {
		got, _ := chromedp.Run(b.ctx, chromedp.Evaluate[string](`document.querySelector("h1")?.textContent ?? ""`))
		if slices.Contains(want, got) {
			return got
		}
		time.Sleep(50 * time.Millisecond)
	}
	b.t.Fatalf("the page is not %q", want)
	return ""
}

func (b *browser) wantTitle(what, want string) {
	b.t.Helper()
	if got := b.title(); got != want {
		b.t.Errorf("%s: the page is %q, want %q", what, got, want)
	}
}

// tab returns another tab of the same profile.
func (b *browser) tab() *browser {
	b.t.Helper()
	ctx, stop := chromedp.NewContext(b.ctx)
	b.t.Cleanup(stop)
	tab := &browser{b.t, ctx}
	tab.run()
	return tab
}

// withoutScript turns JavaScript off.
func (b *browser) withoutScript() {
	b.t.Helper()
	call(b, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
}

// scheme asks for light or dark pages.
func (b *browser) scheme(name string) {
	b.t.Helper()
	feature := &emulation.MediaFeature{Name: "prefers-color-scheme", Value: name}
	call(b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{feature}})
}

// picture keeps a picture of the page.
func (b *browser) picture(name string) {
	b.t.Helper()
	dir := os.Getenv("TYPESEAL_PICTURES")
	if dir == "" {
		return
	}
	keep(b.t, filepath.Join(dir, name+".png"), get(b, chromedp.CaptureScreenshot()))
}

// keep writes a picture into a file.
func keep(t *testing.T, path string, image []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, image, 0o644); err != nil {
		t.Fatal(err)
	}
}

// A recorder is a handler that keeps the requests to another handler.
type recorder struct {
	http.Handler
	mu       sync.Mutex
	requests []*http.Request
}

func (rec *recorder) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	rec.mu.Lock()
	rec.requests = append(rec.requests, r.Clone(context.Background()))
	rec.mu.Unlock()
	rec.Handler.ServeHTTP(w, r)
}

// seen returns all requests until now.
func (rec *recorder) seen() []*http.Request {
	rec.mu.Lock()
	defer rec.mu.Unlock()
	return append([]*http.Request(nil), rec.requests...)
}

// A host is a server with a name.
type host struct {
	*recorder
	base string // scheme, name and port
}

// serve starts a server that the browser can reach under a name.
func serve(t *testing.T, scheme, name string, h http.Handler) *host {
	t.Helper()
	rec := &recorder{Handler: h}
	s := httptest.NewUnstartedServer(rec)
	if scheme == "https" {
		s.TLS = new(tls.Config)
		s.StartTLS()
	} else {
		s.Start()
	}
	t.Cleanup(s.Close)
	u, err := url.Parse(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	return &host{rec, scheme + "://" + net.JoinHostPort(name, u.Port())}
}

// page returns a handler of an HTML page.
func page(body string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Write([]byte("<!doctype html><title>page</title>" + body))
	})
}

// posts returns the requests with method POST.
func posts(requests []*http.Request) (list []*http.Request) {
	for _, r := range requests {
		if r.Method == "POST" {
			list = append(list, r)
		}
	}
	return list
}

func contains(requests []*http.Request, in func(*http.Request) string, text string) bool {
	for _, r := range requests {
		if strings.Contains(in(r), text) {
			return true
		}
	}
	return false
}
