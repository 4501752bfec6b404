package main

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/testdata/peer"
	"github.com/typeseal/typeseal/testdata/python"
)

const anyPort = "127.0.0.1:0"

// eachDjango runs a test with all three sites, for each supported Django.
func eachDjango(t *testing.T, test func(t *testing.T, django, node string)) {
	node, err := peer.Find("node-24")
	peer.Need(t, err)
	python.Each(t, func(t *testing.T, p python.Peer) { test(t, p.Path, node[0]) })
}

// TestProgram runs the program.
func TestProgram(t *testing.T) {
	const want = "account: hello Ana\nshop: hello Ana\nforum: hello Ana\naccount: hello Ana\nOpen http://127.0.0.1:"
	eachDjango(t, func(t *testing.T, django, node string) {
		var out bytes.Buffer
		all, err := run(t.Context(), &out, anyPort, django, node)
		if err != nil {
			t.Fatal(err)
		}
		all.stop()
		if !strings.HasPrefix(out.String(), want) {
			t.Errorf("got\n%swant\n%s", out.String(), want)
		}
		for _, check := range [][]string{{django, "-c", checkPython}, {node, "-e", checkNode}} {
			if text, err := exec.Command(check[0], check[1:]...).CombinedOutput(); err != nil {
				t.Errorf("%s is not found: %s", check[0], text)
			}
		}
	})
}

// TestAlone runs the program without the two other sites.
func TestAlone(t *testing.T) {
	var out bytes.Buffer
	all, err := run(t.Context(), &out, anyPort, "", "")
	if err != nil {
		t.Fatal(err)
	}
	all.stop()
	want := noDjango + "\n" + noNode + "\naccount: hello Ana\naccount: hello Ana\nOpen http"
	if !strings.HasPrefix(out.String(), want) {
		t.Errorf("got\n%swant\n%s", out.String(), want)
	}
}

// TestSites tests the three sites together.
func TestSites(t *testing.T) {
	eachDjango(t, func(t *testing.T, django, node string) {
		all := started(t, django, node)
		for _, test := range []struct {
			name string
			run  func(*testing.T, *sites)
		}{
			{"handover", handover}, {"refused", refused}, {"used", used}, {"shared", shared}, {"unknown", unknown},
			{"store fails", storeFails}, // the last one, since the store stays broken
		} {
			t.Run(test.name, func(t *testing.T) { test.run(t, all) })
		}
	})
}

// handover takes persons from each site to each other one.
func handover(t *testing.T, all *sites) {
	for _, name := range []string{"Ana", "<b>Änne & \"Jürgen\"</b>", strings.Repeat("ж", 50)} {
		for _, from := range names {
			for _, to := range names {
				b := newBrowser(t, all)
				b.signIn(from, name)
				b.enters(b.link(from, to), to, name)
			}
		}
	}
}

// started starts the sites for a test.
func started(t *testing.T, django, node string) *sites {
	all, err := start(t.Context(), anyPort, django, node)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(all.stop)
	return all
}

// refused brings each site tokens that it must refuse.
func refused(t *testing.T, all *sites) {
	other, err := typeseal.ParseKeyring(typeseal.GenerateKey())
	if err != nil {
		t.Fatal(err)
	}
	type visitor struct {
		*browser
		link string
	}
	late := map[string]visitor{}
	for _, site := range names {
		b := newBrowser(t, all)
		to := b.asks(site)
		slow := newBrowser(t, all)
		late[site] = visitor{slow, slow.seal(site, all.keys, append(slow.asks(site), typeseal.TTL(time.Second))...)}
		good := b.seal(site, all.keys, to...)
		for why, link := range map[string]string{
			"changed":             changed(good),
			"cut":                 good[:len(good)-1],
			"empty":               b.all.origins[site] + "/arrive?token=",
			"missing":             b.all.origins[site] + "/arrive",
			"of another ring":     b.seal(site, other, to...),
			"of another realm":    b.seal(site, all.keys.WithRealm("test"), to...),
			"bound to nothing":    b.seal(site, all.keys),
			"for another browser": b.seal(site, all.keys, to[0], newBrowser(t, all).asks(site)[1]),
			"for no browser":      b.seal(site, all.keys, bound(all.origins[site], "")...),
			"for another site":    b.seal(site, all.keys, typeseal.BoundTo("to:http://site.test"), to[1]),
			"of another type":     b.session(site, to...),
		} {
			b.refused(why, link, site)
		}
		newBrowser(t, all).refused("without the cookie", good, site)
		b.enters(good, site, "Eve")
	}
	time.Sleep(2100 * time.Millisecond)
	for site, v := range late {
		v.refused("expired", v.link, site)
	}
}

// used redeems tokens twice, also at once.
func used(t *testing.T, all *sites) {
	for _, site := range names {
		b := newBrowser(t, all)
		good := b.seal(site, all.keys, b.asks(site)...)
		cookies := b.Jar.Cookies(address(t, good))
		won := make(chan bool)
		for range 8 {
			go func() {
				again := newBrowser(t, all)
				again.Jar.SetCookies(address(t, good), cookies)
				status, _, _ := again.get(good)
				won <- status == http.StatusSeeOther
			}()
		}
		count := 0
		for range 8 {
			if <-won {
				count++
			}
		}
		if count != 1 {
			t.Errorf("%s redeemed a token %d times", site, count)
		}
		again := newBrowser(t, all)
		again.Jar.SetCookies(address(t, good), cookies)
		again.refused("used", good, site)
	}
}

// shared redeems each token in Go and in Python at the same time, in one table.
func shared(t *testing.T, all *sites) {
	counts := map[bool]int{}
	for i := range 60 {
		b := newBrowser(t, all)
		to := b.asks("shop")
		link := b.seal("shop", all.keys, to...)
		here := make(chan error, 1)
		redeem := func() {
			var v Visit
			_, token, _ := strings.Cut(link, "token=")
			here <- v.Redeem(t.Context(), all.keys, all.store, token, to...)
		}
		switch i % 3 {
		case 0:
			go func() {
				time.Sleep(rand.N(15 * time.Millisecond)) // Django takes a while
				redeem()
			}()
		case 1:
			redeem()
		}
		status, _, text := b.get(link)
		if i%3 == 2 {
			redeem()
		}
		err := <-here
		there := status == http.StatusSeeOther
		if there == (err == nil) || err != nil && !errors.Is(err, typeseal.ErrUsed) {
			t.Fatalf("in Go: %v; in Python: %d: %s", err, status, text)
		}
		if i%3 == 1 && there || i%3 == 2 && !there {
			t.Fatal("the second one has redeemed the token")
		}
		counts[there]++
	}
	t.Logf("%d tokens were redeemed in Python, %d in Go", counts[true], counts[false])
}

// storeFails: a store that fails is not the token's fault.
func storeFails(t *testing.T, all *sites) {
	if _, err := all.store.DB().ExecContext(t.Context(), "DROP TABLE typeseal_used"); err != nil {
		t.Fatal(err)
	}
	for _, site := range []string{own, "shop"} { // the forum's store is in memory
		b := newBrowser(t, all)
		status, location, text := b.get(b.seal(site, all.keys, b.asks(site)...))
		if status < 500 || location != "" || strings.Contains(text, "ts1_") {
			t.Errorf("%s answers %d to %s: %s", site, status, location, text)
		}
	}
}

var parameter = regexp.MustCompile(`:(salt|id|claim|ends|grace)\b`)

// TestStatements: the shop's store executes the statements of RECORDS.md.
func TestStatements(t *testing.T) {
	page, err := os.ReadFile("../../runtime/replay/RECORDS.md")
	if err != nil {
		t.Fatal(err)
	}
	source, err := os.ReadFile("shop/used.py")
	if err != nil {
		t.Fatal(err)
	}
	_, block, found := strings.Cut(string(page), "```sql\n")
	block, _, _ = strings.Cut(block, "```")
	block = parameter.ReplaceAllString(strings.ReplaceAll(block, "%", "%%"), "%s")
	store := strings.Join(strings.Fields(string(source)), " ")
	statements := strings.Split(strings.TrimSpace(block), ";")
	if !found || len(statements) != 3 {
		t.Fatalf("%q", statements)
	}
	for _, statement := range statements[:2] {
		if want := strings.Join(strings.Fields(statement), " "); !strings.Contains(store, want) {
			t.Errorf("used.py does not have %q", want)
		}
	}
}

// TestMemory tests the forum's store.
func TestMemory(t *testing.T) {
	const program = `
		import { UsedTokens } from "./forum/used.ts";
		const now = Math.floor(Date.now() / 1000), random = () => crypto.getRandomValues(new Uint8Array(16));
		const use = { salt: "a.b", id: random(), claim: new Uint8Array(16), issuedAt: now + 1, expiresAt: now + 61 };
		const store = new UsedTokens();
		for (const more of [{}, {}, { salt: "a.c" }, { id: random() }, { id: random(), issuedAt: now - 1 }]) {
			console.log(await store.consume({ ...use, ...more }));
		}`
	text, err := peer.Command(t, "node-24", "--input-type=module", "-e", program).CombinedOutput()
	if want := "true\nfalse\ntrue\ntrue\nfalse\n"; err != nil || string(text) != want {
		t.Errorf("%v: %s", err, text)
	}
}

// unknown asks for sites that do not exist.
func unknown(t *testing.T, all *sites) {
	for _, site := range names {
		b := newBrowser(t, all)
		b.signIn(site, "Ana")
		for _, path := range []string{
			"/enter", "/enter?from=", "/enter?from=http://evil.test", "/enter?from=constructor",
			"/visit", "/visit?to=evil&arrival=x", "/visit?to=//evil.test&arrival=x",
		} {
			if status, location, text := b.get(all.origins[site] + path); status != http.StatusNotFound {
				t.Errorf("%s%s: %d to %s: %s", site, path, status, location, text)
			}
		}
		stranger := newBrowser(t, all)
		status, location, _ := stranger.get(all.origins[site] + "/visit?to=account&arrival=x")
		if location != "/" {
			t.Errorf("%s gives strangers %d to %s", site, status, location)
		}
	}
}

// TestFresh: what emit has written is up to date.
func TestFresh(t *testing.T) {
	if testing.Short() {
		t.Skip("runs other programs")
	}
	source, err := os.ReadFile("visit.go")
	if err != nil {
		t.Fatal(err)
	}
	emits := 0
	for line := range strings.Lines(string(source)) {
		words := strings.Fields(line)
		if len(words) < 5 || words[0] != "//go:generate" || words[4] != "emit" {
			continue
		}
		emits++
		if text, err := exec.Command(words[1], append(words[2:], "--check")...).CombinedOutput(); err != nil {
			t.Errorf("run go generate: %s", text)
		}
	}
	if emits != 2 {
		t.Errorf("%d lines of emit", emits)
	}
}
