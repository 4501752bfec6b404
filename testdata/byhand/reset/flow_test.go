// Package reset compares the link of a mail for a new password in three languages: by a type
// of typeseal, and with the library that a program would have used. The programs are typed
// and jwt in Go, and those that the tests below start in Node and Django.
package reset

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"

	"github.com/typeseal/typeseal/testdata/byhand/reset/accounts"
	"github.com/typeseal/typeseal/testdata/byhand/reset/jwt"
	"github.com/typeseal/typeseal/testdata/byhand/reset/typed"
	"github.com/typeseal/typeseal/testdata/peer"
	"github.com/typeseal/typeseal/testdata/python"
)

// A program has accounts, and links for new passwords.
type program interface {
	add(id int64, password string)
	remove(id int64)
	wait(time.Duration)
	link(id int64) string
	set(token, password string) bool // false: the token is at fault
	accepts(id int64, password string) bool
}

// flow tests what all programs do.
func flow(t *testing.T, p program) {
	token := func(id int64) string {
		t.Helper()
		token, found := strings.CutPrefix(p.link(id), "http://site.test/reset?token=")
		if !found {
			t.Fatal("no link")
		}
		return token
	}
	p.add(1, "old")
	p.add(2, "other")
	first, second := token(1), token(1)
	for name, bad := range map[string]string{
		"nothing": "", "a word": "word", "cut": first[:len(first)-1], "changed": python.Changed(first),
		"twice": first + first,
	} {
		if p.set(bad, "bad") {
			t.Errorf("a token is accepted: %s", name)
		}
	}
	p.wait(29 * time.Minute)
	if !p.set(first, "new") || !p.accepts(1, "new") || p.accepts(1, "old") || !p.accepts(2, "other") {
		t.Error("the password is not the new one, or another account has it")
	}
	if p.set(first, "again") || p.set(second, "again") || !p.accepts(1, "new") {
		t.Error("a link is good after the password has changed")
	}
	late := token(1)
	p.wait(30*time.Minute + 2*time.Second)
	if p.set(late, "late") || !p.accepts(1, "new") {
		t.Error("a link is good after 30 minutes")
	}
	last := token(2)
	p.remove(2)
	if p.set(last, "bad") {
		t.Error("a link of an account that was deleted is good")
	}
}

// inGo is one of the Go programs.
type inGo struct {
	*testing.T
	all         *accounts.Accounts
	mint        func(accounts.Account) (string, error)
	setPassword func(token, password string) error
	isFault     func(error) bool
}

func (p *inGo) must(err error) {
	p.Helper()
	if err != nil {
		p.Fatal(err)
	}
}

func (p *inGo) get(id int64) accounts.Account {
	account, err := p.all.Get(id)
	p.must(err)
	return account
}

func (p *inGo) add(id int64, password string) {
	p.all.Add(accounts.Account{ID: id})
	p.must(p.all.SetPassword(accounts.Account{ID: id}, password))
}

func (p *inGo) remove(id int64)      { p.all.Delete(id) }
func (p *inGo) wait(d time.Duration) { time.Sleep(d) }

func (p *inGo) link(id int64) string {
	link, err := p.mint(p.get(id))
	p.must(err)
	return link
}

func (p *inGo) set(token, password string) bool {
	err := p.setPassword(token, password)
	if err != nil && !p.isFault(err) {
		p.Fatal(err)
	}
	return err == nil
}

func (p *inGo) accepts(id int64, password string) bool {
	return p.get(id).PasswordHash == "hash of "+password
}

const base = "http://site.test"

func TestTyped(t *testing.T) {
	keys, err := typeseal.ParseKeyring(typeseal.GenerateKey())
	if err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		all := accounts.New()
		flow(t, &inGo{t, all,
			func(a accounts.Account) (string, error) { return typed.Link(keys, base, a) },
			func(token, password string) error { return typed.SetPassword(keys, all, token, password) },
			func(err error) bool { return errors.Is(err, typeseal.ErrInvalid) },
		})
	})
}

func TestJWT(t *testing.T) {
	key := []byte("32 bytes for this test, no more.")
	synctest.Test(t, func(t *testing.T) {
		all := accounts.New()
		flow(t, &inGo{t, all,
			func(a accounts.Account) (string, error) { return jwt.Link(key, base, a) },
			func(token, password string) error { return jwt.SetPassword(key, all, token, password) },
			func(err error) bool { return err.Error() == "invalid token" },
		})
	})
}

// elsewhere is a program in another language, which answers questions.
type elsewhere struct {
	*testing.T
	in  io.Writer
	out *bufio.Scanner
}

// begin starts a program in a folder with copies of the files, and with the emitted types.
func begin(t *testing.T, language string, files []string, command ...string) program {
	dir := t.TempDir()
	emit := exec.Command("go", "tool", "typeseal", "emit", language, "--lock", filepath.Join("..", "typeseal.lock"),
		"--types", "PasswordReset", "--out", filepath.Join(dir, "tokens"), "--quiet")
	if language == "typescript" {
		emit.Args = append(emit.Args, "--import-extension", ".ts")
	}
	if text, err := emit.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	if modules, err := peer.Modules(); err == nil { // jose
		if err := os.Symlink(modules, filepath.Join(dir, "node_modules")); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range files {
		source, err := os.ReadFile(name)
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, filepath.Base(name)), source, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.CommandContext(t.Context(), command[0], command[1:]...)
	cmd.Dir, cmd.Stderr = dir, os.Stderr
	cmd.Env = append(os.Environ(), "TYPESEAL_KEYS="+typeseal.GenerateKey(), "RESET_KEY="+strings.Repeat("0f", 32))
	in, err1 := cmd.StdinPipe()
	out, err2 := cmd.StdoutPipe()
	if err := errors.Join(err1, err2, cmd.Start()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { in.Close(); cmd.Wait() })
	return &elsewhere{t, in, bufio.NewScanner(out)}
}

func (p *elsewhere) ask(question map[string]any) (answer string) {
	p.Helper()
	line, err := json.Marshal(question)
	if err == nil {
		_, err = p.in.Write(append(line, '\n'))
	}
	if err != nil || !p.out.Scan() {
		p.Fatal("the program ended: ", err)
	}
	if err := json.Unmarshal(p.out.Bytes(), &answer); err != nil {
		p.Fatal(err)
	}
	return answer
}

// do asks for something that has no answer.
func (p *elsewhere) do(question map[string]any) {
	p.Helper()
	if a := p.ask(question); a != "ok" {
		p.Fatal(a)
	}
}

func (p *elsewhere) add(id int64, password string) {
	p.do(map[string]any{"op": "new", "id": id, "password": password})
}
func (p *elsewhere) remove(id int64)      { p.do(map[string]any{"op": "delete", "id": id}) }
func (p *elsewhere) wait(d time.Duration) { p.do(map[string]any{"op": "wait", "seconds": d.Seconds()}) }
func (p *elsewhere) link(id int64) string { return p.ask(map[string]any{"op": "link", "id": id}) }

func (p *elsewhere) set(token, password string) bool {
	a := p.ask(map[string]any{"op": "set", "token": token, "password": password})
	if a != "ok" && a != "InvalidToken" {
		p.Fatal(a)
	}
	return a == "ok"
}

func (p *elsewhere) accepts(id int64, password string) bool {
	return p.ask(map[string]any{"op": "accepts", "id": id, "password": password}) == "yes"
}

func TestNode(t *testing.T) {
	node, err := peer.Find("node-24")
	peer.Need(t, err)
	for _, name := range []string{"typed/reset.ts", "jose.ts"} {
		t.Run(name, func(t *testing.T) {
			files := []string{"answer.ts", "accounts.ts", "package.json", name}
			p := begin(t, "typescript", files, node[0], "answer.ts", "./"+filepath.Base(name))
			flow(t, p)
		})
	}
}

func TestDjango(t *testing.T) {
	python.Each(t, func(t *testing.T, peer python.Peer) {
		for _, name := range []string{"typed/reset.py", "django_own.py"} {
			t.Run(name, func(t *testing.T) {
				module := strings.TrimSuffix(filepath.Base(name), ".py")
				flow(t, begin(t, "python", []string{"answer.py", name}, peer.Path, "answer.py", module))
			})
		}
	})
}
