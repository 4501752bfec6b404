package browser

import (
	"bufio"
	"flag"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/typeseal/typeseal/testdata/peer"
	"github.com/typeseal/typeseal/testdata/python"
)

var update = flag.Bool("update", false, "write the picture of the README")

// A program is an example that runs.
type program struct {
	t    *testing.T
	base string

	mu      sync.Mutex
	printed strings.Builder
}

// start runs an example as a reader of its documentation does, and waits until it serves.
func start(t *testing.T, name string, flags ...string) *program {
	t.Helper()
	findBrowser(t)
	addr := freeAddr(t)
	binary := t.TempDir() + "/" + name
	build := exec.Command("go", "build", "-o", binary, "./examples/"+name)
	build.Dir = "../.."
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	cmd := exec.Command(binary, append(flags, "-addr", addr)...)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cmd.Process.Signal(os.Interrupt)
		cmd.Wait()
	})
	p := &program{t: t, base: "http://" + addr}
	go p.read(out)
	for range 100 {
		if resp, err := http.Get(p.base); err == nil {
			resp.Body.Close()
			return p
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("%s does not serve", name)
	return nil
}

// freeAddr returns an address on which nothing listens.
func freeAddr(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}

func (p *program) read(out io.Reader) {
	for lines := bufio.NewScanner(out); lines.Scan(); {
		p.mu.Lock()
		p.printed.WriteString(lines.Text() + "\n")
		p.mu.Unlock()
	}
}

// link waits for a link that the program prints, such as the link in a mail.
func (p *program) link(pattern string) string {
	p.t.Helper()
	wanted := regexp.MustCompile(regexp.QuoteMeta(p.base) + pattern)
	for range 100 {
		p.mu.Lock()
		found := wanted.FindString(p.printed.String())
		p.mu.Unlock()
		if found != "" {
			return found
		}
		time.Sleep(50 * time.Millisecond)
	}
	p.t.Fatalf("no link %s is printed", pattern)
	return ""
}

// look keeps pictures of the page: light and dark, on a wide screen and on narrow ones. It
// checks that the page does not scroll sideways.
func (b *browser) look(name string) {
	b.t.Helper()
	for _, dark := range []bool{false, true} {
		scheme := map[bool]string{true: "dark", false: "light"}[dark]
		b.scheme(scheme)
		for _, width := range []int64{320, 390, 1200} {
			b.run(chromedp.EmulateViewport(width, 800))
			if eval[bool](b, `document.documentElement.scrollWidth > document.documentElement.clientWidth`) {
				b.t.Errorf("%s: the page scrolls sideways at %d px", name, width)
			}
			b.picture(name + " " + scheme + " " + map[int64]string{320: "320", 390: "390", 1200: "1200"}[width])
		}
	}
	b.scheme("light")
	b.run(chromedp.EmulateViewport(1200, 800))
}

// readmePicture writes a picture of the README, with -update.
func (b *browser) readmePicture(name string) {
	b.t.Helper()
	path := filepath.Join("..", "..", "examples", "pictures", name+".png")
	if *update {
		b.run(chromedp.EmulateViewport(560, 380, chromedp.EmulateScale(2)))
		keep(b.t, path, get(b, chromedp.CaptureScreenshot()))
		b.run(chromedp.EmulateViewport(1200, 800))
	}
	if _, err := os.Stat(path); err != nil {
		b.t.Error(err)
	}
}

// enter writes text into a field.
func (b *browser) enter(field, text string) {
	b.t.Helper()
	b.run(chromedp.SendKeys(chromedp.CSS("[name="+field+"]"), text))
}

// TestPasswordReset is the flow of the example passwordreset, with and without JavaScript.
func TestPasswordReset(t *testing.T) {
	for _, script := range []bool{true, false} {
		p, b := start(t, "passwordreset"), newBrowser(t)
		if !script {
			b.withoutScript()
		}
		b.open(p.base + "/forgot")
		if script {
			b.look("passwordreset forgot")
		}
		b.enter("address", "ana@example.com")
		b.press()
		if script {
			b.look("passwordreset sent")
		}
		link := p.link(`/reset\?token=\S+`)
		b.open(link)
		b.wantTitle("the link of the mail", "Choose a new password")
		if script {
			b.look("passwordreset link")
		}
		for _, field := range []string{"password", "again"} {
			b.enter(field, "correct horse battery")
		}
		b.press()
		b.wantTitle("after the password is saved", "Sign in")
		if script {
			b.look("passwordreset signin")
		}
		b.enter("address", "ana@example.com")
		b.enter("password", "correct horse battery")
		b.press()
		b.wantTitle("signed in", "Welcome back")
		b.open(link)
		if script {
			b.look("passwordreset used")
		}
		if got := b.title(); !strings.Contains(got, "used") {
			t.Errorf("the link again: %q", got)
		}
	}
}

// TestInvite is the flow of the example invite.
func TestInvite(t *testing.T) {
	p, b := start(t, "invite"), newBrowser(t)
	b.open(p.base)
	b.look("invite team")
	b.enter("address", "bea@example.com")
	b.press()
	b.look("invite sent")
	link := p.link(`/join\?token=\S+`)
	b.open(link)
	b.wantTitle("the link of the mail", "Join team Red?")
	b.look("invite link")
	b.readmePicture("confirm")
	b.enter("name", "Bea")
	b.press()
	b.wantTitle("joined", "Team Red")
	if text := get(b, chromedp.Text(chromedp.CSS("main"))); !strings.Contains(text, "Bea") {
		t.Errorf("Bea is not in the team:\n%s", text)
	}
	b.look("invite joined")
	b.open(link)
	b.wantTitle("the link again", "This invitation has been used")
}

// TestDownloads buys a book, opens its link, and withdraws the file.
func TestDownloads(t *testing.T) {
	files := freeAddr(t)
	p, b := start(t, "downloads", "-files", files), newBrowser(t)
	b.open(p.base)
	b.look("downloads shelf")
	b.press()
	b.look("downloads bought")
	link := eval[string](b, `document.querySelector("a.button").href`)
	get := func() int {
		resp, err := http.Get(link)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		return resp.StatusCode
	}
	if got := get(); got != 200 {
		t.Errorf("the link: status %d", got)
	}
	b.open("http://" + files)
	b.look("downloads files")
	file := path.Base(strings.Split(link, "?")[0])
	b.follow(chromedp.Click(chromedp.CSS("[value='" + file + "'] + button")))
	// The file server loads its ring again each second.
	for begun := time.Now(); get() != 410; time.Sleep(100 * time.Millisecond) {
		if time.Since(begun) > 20*time.Second {
			t.Fatalf("the link of a file that was withdrawn: status %d", get())
		}
	}
	b.look("downloads withdrawn")
}

// TestPreferences chooses a language and a theme, signs in, and signs out everywhere.
func TestPreferences(t *testing.T) {
	p, b := start(t, "preferences"), newBrowser(t)
	b.open(p.base)
	b.look("preferences first")
	eval[chromedp.Void](b, `document.querySelector("#language").value = "de"`)
	b.press()
	b.wantTitle("in German", "Hallo")
	b.look("preferences german")
	b.follow(chromedp.Click(chromedp.CSS("form[action='/signin'] button")))
	b.look("preferences signed in")
	other := b.tab()
	other.open(p.base)
	b.follow(chromedp.Click(chromedp.CSS("form[action='/everywhere'] button")))
	b.wantTitle("signed out everywhere", "Hallo")
	other.open(p.base)
	other.wantTitle("in the other tab", "Hallo")
}

// TestAPI makes a token on the page, and reads the notes with it.
func TestAPI(t *testing.T) {
	p, b := start(t, "api"), newBrowser(t)
	b.open(p.base)
	b.look("api ask")
	b.press()
	b.wantTitle("a token", "The token")
	b.look("api given")
}

// TestUnsubscribe sends letters, and ends a subscription with the link in one of them.
func TestUnsubscribe(t *testing.T) {
	p, b := start(t, "unsubscribe"), newBrowser(t)
	b.open(p.base)
	b.look("unsubscribe desk")
	b.press()
	link := p.link(`/unsubscribe\?token=[\w-]+`)
	b.open(link)
	b.look("unsubscribe link")
	b.press()
	b.wantTitle("the button", "You are unsubscribed")
	b.look("unsubscribe done")
	b.open(link)
	b.look("unsubscribe again")
	if strings.Contains(get(b, chromedp.OuterHTML(chromedp.CSS("main"))), "<button") {
		b.press()
		b.wantTitle("the button again", "You are unsubscribed")
	}
}

// TestSignon signs in at account, and follows links to shop, to forum and back.
func TestSignon(t *testing.T) {
	node, err := peer.Find("node-24")
	peer.Need(t, err)
	path := []string{filepath.Dir(python.Require(t)[0].Path), filepath.Dir(node[0]), os.Getenv("PATH")}
	t.Setenv("PATH", strings.Join(path, string(filepath.ListSeparator)))
	p, b := start(t, "signon"), newBrowser(t)
	b.open(p.base)
	b.wantTitle("nobody", "account: please sign in")
	b.press()
	b.wantTitle("signed in", "account: hello Ana")
	for _, next := range []string{"shop", "forum", "account"} {
		click := `[...document.links].find((a) => a.textContent === "` + next + `").click()`
		b.follow(chromedp.Evaluate[chromedp.Void](click))
		b.wantTitle("after the link", next+": hello Ana")
		if text := eval[string](b, `location.pathname + location.search`); text != "/" {
			t.Errorf("the address of %s ends in %s", next, text)
		}
	}
}
