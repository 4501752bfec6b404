package browser

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// A program is an example that runs.
type program struct {
	t    *testing.T
	base string

	mu      sync.Mutex
	printed strings.Builder
}

// start runs an example as a reader of its documentation does, and waits until it serves.
func start(t *testing.T, name string) *program {
	t.Helper()
	findBrowser(t)
	listener, err := net.Listen("tcp", "localhost:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := listener.Addr().String()
	listener.Close()
	_, port, _ := net.SplitHostPort(addr)
	addr = "localhost:" + port

	binary := t.TempDir() + "/" + name
	build := exec.Command("go", "build", "-o", binary, "./examples/"+name)
	build.Dir = "../.."
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	cmd := exec.Command(binary, "-addr", addr)
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

func (p *program) read(out io.Reader) {
	for lines := bufio.NewScanner(out); lines.Scan(); {
		p.mu.Lock()
		p.printed.WriteString(lines.Text() + "\n")
		p.mu.Unlock()
	}
}

// link waits for a link that the program prints, such as that of a mail.
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
