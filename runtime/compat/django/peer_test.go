package django

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"math/big"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// peer is a Python process with the real Django: testdata/peer.py.
type peer struct {
	t   *testing.T
	in  io.Writer
	out *bufio.Scanner
}

// startPeer skips the test where Python lacks the module, and fails it in CI.
func startPeer(t *testing.T, script, module, install string) *peer {
	t.Helper()
	python := findPython(module)
	if python == "" {
		message := "no Python with " + module + ": " + install
		if os.Getenv("CI") == "true" {
			t.Fatal(message)
		}
		t.Skip(message)
	}
	cmd := exec.Command(python, script)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	fatal(t, err)
	out, err := cmd.StdoutPipe()
	fatal(t, err)
	fatal(t, cmd.Start())
	t.Cleanup(func() {
		in.Close()
		cmd.Wait()
	})
	lines := bufio.NewScanner(out)
	lines.Buffer(nil, 1<<22)
	return &peer{t, in, lines}
}

// findPython looks at Debian's own first: that is where apt-get installs to.
func findPython(module string) string {
	for _, python := range []string{"/usr/bin/python3", "python3"} {
		if exec.Command(python, "-c", "import "+module).Run() == nil {
			return python
		}
	}
	return ""
}

type question map[string]any

type answer struct {
	Token, Text, Value, Header string
	OK                         bool
	Version, Error             string
}

func (p *peer) ask(q question) answer {
	p.t.Helper()
	line, err := json.Marshal(q)
	fatal(p.t, err)
	_, err = fmt.Fprintf(p.in, "%s\n", line)
	fatal(p.t, err)
	if !p.out.Scan() {
		p.t.Fatal("the Python process ended: ", p.out.Err())
	}
	var a answer
	fatal(p.t, json.Unmarshal(p.out.Bytes(), &a))
	if a.Error != "" {
		p.t.Fatalf("%s: %s", q["op"], a.Error)
	}
	return a
}

// TestDjango exchanges tokens with the real Django, both ways.
func TestDjango(t *testing.T) {
	p := startPeer(t, "testdata/peer.py", "django", "apt-get install python3-django")
	t.Log("Django", p.ask(question{"op": "version"}).Version)
	keys := newKeys(t, "peer-secret-☃-key", []string{"peer-fallback-key"})
	t.Run("objects", func(t *testing.T) { p.with(t).objects(keys) })
	t.Run("sessions", func(t *testing.T) { p.with(t).sessions(keys) })
	t.Run("text", func(t *testing.T) { p.with(t).text(keys) })
	t.Run("cookies", func(t *testing.T) { p.with(t).cookies(keys) })
	t.Run("resets", func(t *testing.T) { p.with(t).resets(keys) })
}

func (p *peer) with(t *testing.T) *peer { return &peer{t, p.in, p.out} }

var wide = []Option{MaxSize(1 << 20), MaxPayload(1 << 20)}

func (p *peer) objects(keys *Keys) {
	r := newSource()
	for i := range 1200 {
		salt := fmt.Sprintf("peer.%d", i%7)
		opts := append([]Option{Salt(salt)}, wide...)
		if i%2 == 0 {
			opts = append(opts, Compress())
		}
		want, err := JSON(r.value(0))
		fatal(p.t, err)
		token, err := Dumps(keys, json.RawMessage(want), opts...)
		fatal(p.t, err)
		if got := p.ask(question{"op": "read", "token": token, "salt": salt}).Text; got != string(want) {
			p.t.Fatalf("Python read\n%s, want\n%s", got, want)
		}
		made := p.ask(question{"op": "make", "salt": salt, "compress": i%2 == 0})
		var got json.RawMessage
		fatal(p.t, Loads(keys, made.Token, time.Hour, &got, opts...))
		if string(got) != made.Text {
			p.t.Fatalf("Go read\n%s, want\n%s", got, made.Text)
		}
		spec := NewSpec(time.Hour, opts...)
		if o, err := spec.Open(keys, made.Token); err != nil || string(o.JSON) != made.Text {
			p.t.Fatalf("Spec.Open: %v", err)
		}
	}
}

func (p *peer) sessions(keys *Keys) {
	r, opts := newSource(), append([]Option{Salt(SessionSalt), Compress()}, wide...)
	for range 300 {
		session := Object{{"_auth_user_id", "42"}, {"data", r.value(1)}}
		want, err := JSON(session)
		fatal(p.t, err)
		token, err := Dumps(keys, session, opts...)
		fatal(p.t, err)
		if got := p.ask(question{"op": "read_session", "token": token}).Text; got != string(want) {
			p.t.Fatalf("Python read\n%s, want\n%s", got, want)
		}
		made := p.ask(question{"op": "make_session"})
		var got json.RawMessage
		fatal(p.t, Loads(keys, made.Token, time.Hour, &got, opts...))
		if string(got) != made.Text {
			p.t.Fatalf("Go read\n%s, want\n%s", got, made.Text)
		}
	}
}

func (p *peer) text(keys *Keys) {
	r := newSource()
	names := []string{"sha256", "sha512", "sha384", "sha224", "sha1", "md5", "sha3_256", "sha3_512", "blake2b", "blake2s"}
	seps := []string{":", ".", "::", "a:", "→", " "}
	for i := range 300 {
		name, sep, value := names[i%len(names)], seps[i%len(seps)], r.chars(30)
		q := question{"timestamped": i%3 > 0, "sep": sep, "salt": "text", "algorithm": name, "value": value}
		opts := append([]Option{Sep(sep), Salt("text"), algorithmOption(name)}, wide...)
		plain, err := NewSigner(keys, opts...)
		fatal(p.t, err)
		stamped, err := NewTimestampSigner(keys, opts...)
		fatal(p.t, err)

		sign, unsign := plain.Sign, plain.Unsign
		if i%3 > 0 {
			sign = stamped.Sign
			unsign = func(token string) (string, error) { return stamped.Unsign(token, time.Hour) }
		}
		q["op"] = "sign"
		if got, err := unsign(p.ask(q).Token); err != nil || got != value {
			p.t.Fatalf("%s: Go read %q, want %q: %v", name, got, value, err)
		}
		token, err := sign(value)
		fatal(p.t, err)
		q["op"], q["token"] = "unsign", token
		if got := p.ask(q).Value; got != value {
			p.t.Fatalf("%s: Python read %q, want %q", name, got, value)
		}
	}
}

// cookies go through a real HttpResponse and a real HttpRequest. A Django before
// 5.2.15 cannot read what is minted here.
func (p *peer) cookies(keys *Keys) {
	r, current := newSource(), p.ask(question{"op": "version"}).OK
	var opts []Option
	if !current {
		opts = []Option{AcceptLegacyCookies(time.Now().Add(time.Hour))}
	}
	for i := range 300 {
		name, salt := fmt.Sprintf("cookie_%d", i%5), []string{"", "namespace"}[i%2]
		s, err := NewCookieSigner(keys, name, salt, opts...)
		fatal(p.t, err)
		value := strings.Map(printable, r.chars(20))

		header := p.ask(question{"op": "make_cookie", "name": name, "salt": salt, "value": value}).Header
		pair, _, _ := strings.Cut(header, "; ")
		token, found := FindCookie("other=1; "+pair, name)
		if got, err := s.Unsign(token, time.Hour); !found || err != nil || got != value {
			p.t.Fatalf("Go read %q, want %q: %v", got, value, err)
		}

		if !current {
			continue
		}
		token, err = s.Sign(value)
		fatal(p.t, err)
		header = "other=1; " + name + "=" + QuoteCookie(token)
		if got := p.ask(question{"op": "read_cookie", "name": name, "salt": salt, "header": header}).Value; got != value {
			p.t.Fatalf("Python read %q, want %q", got, value)
		}
	}
}

func printable(r rune) rune {
	if r < ' ' || r >= 0x7f && r < 0xa0 {
		return -1
	}
	return r
}

func (p *peer) resets(keys *Keys) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	fatal(p.t, err)
	g, err := NewPasswordReset(keys, ResetTimeout, berlin)
	fatal(p.t, err)
	r := newSource()
	for i := range 100 {
		u := User{PK: fmt.Sprint(i), Password: r.chars(20), Email: r.chars(10)}
		login := int64(0)
		if i%3 > 0 {
			login = 1700000000 + int64(i)*86399
			u.LastLogin = time.Unix(login, 0).UTC()
		}
		q := question{"pk": u.PK, "password": u.Password, "email": u.Email, "last_login": login}
		q["op"] = "make_reset"
		fatal(p.t, g.Check(u, p.ask(q).Token))
		token, err := g.Make(u)
		fatal(p.t, err)
		q["op"], q["token"] = "check_reset", token
		if !p.ask(q).OK {
			p.t.Fatalf("Python refused a token of %+v", u)
		}
		q["email"] = u.Email + "."
		if p.ask(q).OK {
			p.t.Fatal("Python took a changed user")
		}
	}
}

// source makes random values; the seed is fixed.
type source struct{ *rand.Rand }

func newSource() source { return source{rand.New(rand.NewPCG(2026, 5))} }

func (r source) chars(most int) string {
	pools := [][2]int{{0x20, 0x7e}, {0, 0x1f}, {0x7f, 0xff}, {0x100, 0xd7ff}, {0xe000, 0xffff}, {0x10000, 0x10ffff}}
	var b strings.Builder
	for range r.IntN(most + 1) {
		p := pools[r.IntN(len(pools))]
		b.WriteRune(rune(p[0] + r.IntN(p[1]-p[0]+1)))
	}
	return b.String()
}

func (r source) float() float64 {
	special := []float64{0, math.Copysign(0, -1), 1e16, 1e-5, 1e-4, 5e-324, math.MaxFloat64, 1, 1e15}
	if i := r.IntN(30); i < len(special) {
		return special[i]
	}
	if f := math.Float64frombits(r.Uint64()); f == f && !math.IsInf(f, 0) {
		return f
	}
	return 0.5
}

func (r source) value(depth int) any {
	kinds := 9
	if depth >= 4 {
		kinds = 7
	}
	switch r.IntN(kinds) {
	case 0:
		return []any{nil, true, false, "", []any{}, Object{}, map[string]any{}}[r.IntN(7)]
	case 1:
		return r.Int64() - r.Int64()
	case 2:
		return r.float()
	case 3:
		n := new(big.Int).Lsh(big.NewInt(r.Int64()), uint(r.IntN(200)))
		return n.Neg(n)
	case 4, 5:
		return r.chars(20)
	case 6:
		return strings.Repeat("again and again ", r.IntN(40))
	case 7:
		o := Object{}
		for i := range r.IntN(6) {
			o = append(o, Member{fmt.Sprint(r.chars(6), i), r.value(depth + 1)})
		}
		return o
	}
	list := []any{}
	for range r.IntN(6) {
		list = append(list, r.value(depth+1))
	}
	return list
}
