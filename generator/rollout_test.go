package generator

import (
	"bufio"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// rollout is the source of a service in three builds: first, careful and second. The service
// reads one request per line.
const rollout = `
-- first --
//typeseal:sign salt=rollout.reset max-age=1h
type Reset struct {
	UserID int64
	Email  string
}

func reset(id int64, email, locale string) Reset { return Reset{id, email} }
func (r Reset) locale() string                   { return "" }
-- careful --
//typeseal:sign salt=rollout.reset max-age=1h version=2 accept=1,2 mint=1
-- second --
//typeseal:sign salt=rollout.reset max-age=1h version=2 accept=1,2
-- newer --
type Reset struct {
	Email  string
	UserID int64
	Locale string
}

//typeseal:former of=Reset version=1
type ResetV1 struct {
	UserID int64
	Email  string
}

func (old ResetV1) Upgrade() (Reset, error)  { return Reset{old.Email, old.UserID, "en"}, nil }
func (r Reset) Downgrade() (ResetV1, error)  { return ResetV1{r.UserID, r.Email}, nil }
func reset(id int64, email, locale string) Reset { return Reset{email, id, locale} }
func (r Reset) locale() string                   { return r.Locale }
-- service --
package main

import (
	"bufio"
	"errors"
	"fmt"
	"os"

	typeseal "github.com/typeseal/typeseal/runtime"
)

func main() {
	keys, err := typeseal.ParseKeyring(os.Args[1])
	if err != nil {
		panic(err)
	}
	for in := bufio.NewScanner(os.Stdin); in.Scan(); {
		var verb, token, email, locale string
		var id int64
		fmt.Sscan(in.Text(), &verb, &token, &id, &email, &locale)
		if verb == "mint" {
			token, err := reset(id, email, locale).Sign(keys)
			fmt.Println(token, err)
			continue
		}
		var r Reset
		switch err := r.Verify(keys, token); {
		case errors.Is(err, typeseal.ErrVersion):
			fmt.Println("version")
		case err != nil:
			fmt.Println("error", err)
		default:
			fmt.Println("ok", r.UserID, r.Email, r.locale())
		}
	}
}
-- keygen --
package main

import (
	"fmt"

	typeseal "github.com/typeseal/typeseal/runtime"
)

func main() { fmt.Println(typeseal.GenerateKey()) }
`

// builds generates and compiles the builds of the service. It returns their programs and a
// key.
func builds(t *testing.T) (programs map[string]string, key string) {
	parts := map[string]string{}
	for part := range strings.SplitSeq(rollout, "\n-- ") {
		name, text, _ := strings.Cut(part, " --\n")
		parts[name] = text + "\n"
	}
	sources := map[string]string{
		"first":   parts["first"],
		"careful": parts["careful"] + parts["newer"],
		"second":  parts["second"] + parts["newer"],
	}
	dir := t.TempDir()
	programs = map[string]string{}
	for name, source := range sources {
		home := filepath.Join(dir, name)
		write(t, filepath.Join(home, "go.mod"), checkoutModule(t))
		write(t, filepath.Join(home, "reset.go"), "package main\n\n"+source)
		write(t, filepath.Join(home, "main.go"), parts["service"])
		write(t, filepath.Join(home, "keygen", "main.go"), parts["keygen"])
		commit(t, home)
		programs[name] = filepath.Join(dir, name+".exe")
		gotool(t, home, "build", "-o", programs[name], ".")
	}
	return programs, strings.TrimSpace(gotool(t, filepath.Join(dir, "first"), "run", "./keygen"))
}

// checkoutModule is the go.mod of a module that uses this checkout.
func checkoutModule(t *testing.T) string {
	root, err := filepath.Abs("..")
	check(t, err)
	return fmt.Sprintf("module example.com/app\n\ngo 1.26.0\n\nrequire %s v0.0.0\n\nreplace %s => %q\n",
		house, house, root)
}

func gotool(t *testing.T, dir string, args ...string) string {
	t.Helper()
	cmd := exec.Command("go", args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "GOPROXY=off", "GOSUMDB=off", "GOWORK=off")
	var errs strings.Builder
	cmd.Stderr = &errs
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go %s: %v\n%s", strings.Join(args, " "), err, &errs)
	}
	return string(out)
}

// A process is one build running on one host.
type process struct {
	in  io.Writer
	out *bufio.Scanner
}

func start(t *testing.T, program, key string) *process {
	cmd := exec.Command(program, key)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	check(t, err)
	out, err := cmd.StdoutPipe()
	check(t, err)
	check(t, cmd.Start())
	t.Cleanup(func() {
		in.Close() // ends the program
		if err := cmd.Wait(); err != nil {
			t.Error(err)
		}
	})
	return &process{in, bufio.NewScanner(out)}
}

func (p *process) ask(t *testing.T, request string) string {
	if _, err := fmt.Fprintln(p.in, request); err != nil || !p.out.Scan() {
		t.Fatalf("no answer to %s: %v, %v", request, err, p.out.Err())
	}
	return p.out.Text()
}

const hosts = 3

// A fleet is several hosts that serve one address. Each runs one of the builds.
type fleet struct {
	*rand.Rand
	t       *testing.T
	running [hosts]string
	all     [hosts]map[string]*process
	flight  []minted

	requests, refused int
}

// minted is a token in flight and its content. The locale is compared if the build that opens
// the token knows it.
type minted struct{ token, payload, locale string }

func newFleet(t *testing.T, programs map[string]string, key string) *fleet {
	f := &fleet{Rand: rand.New(rand.NewPCG(4, 22)), t: t}
	for i := range hosts {
		f.all[i] = map[string]*process{}
		for name, program := range programs {
			f.all[i][name] = start(t, program, key)
		}
	}
	return f
}

// serve mints a token on a random host and verifies a random token on another, n times.
func (f *fleet) serve(n int) {
	for range n {
		f.requests++
		at := f.IntN(hosts)
		payload := fmt.Sprintf("%d user-%d@example.com", f.requests, f.requests)
		answer := f.all[at][f.running[at]].ask(f.t, "mint - "+payload+" de")
		token, ok := strings.CutSuffix(answer, " <nil>")
		if !ok {
			f.t.Fatal(answer)
		}
		locale := "en" // what Upgrade says
		if f.running[at] == "second" {
			locale = "de"
		}
		f.flight = append(f.flight, minted{token, payload, locale})
		f.verify(f.IntN(len(f.flight)), f.IntN(hosts))
		if len(f.flight) > 60 {
			f.flight = slices.Delete(f.flight, 0, 30)
		}
	}
}

func (f *fleet) verify(i, at int) {
	m := f.flight[i]
	want := "ok " + m.payload + " "
	if f.running[at] != "first" {
		want += m.locale
	}
	switch got := f.all[at][f.running[at]].ask(f.t, "verify "+m.token); got {
	case want:
	case "version":
		f.refused++
	default:
		f.t.Fatalf("%s answers %q, want %q", f.running[at], got, want)
	}
}

// deploy updates the fleet from one build to another and rolls back, for every number of
// updated hosts and in every order.
func (f *fleet) deploy(from, to string, each int) {
	for i := range hosts {
		f.running[i] = from
	}
	for up := range permutations(hosts) {
		for n := 1; n <= hosts; n++ {
			for down := range permutations(n) {
				for _, i := range up[:n] {
					f.running[i] = to
					f.serve(each)
				}
				for _, i := range down {
					f.running[up[i]] = from
					f.serve(each)
				}
			}
		}
	}
}

// permutations yields the orders of 0 to n-1.
func permutations(n int) func(func([]int) bool) {
	var extend func(order []int, yield func([]int) bool) bool
	extend = func(order []int, yield func([]int) bool) bool {
		if len(order) == n {
			return yield(order)
		}
		for i := range n {
			if !slices.Contains(order, i) && !extend(append(slices.Clone(order), i), yield) {
				return false
			}
		}
		return true
	}
	return func(yield func([]int) bool) { extend(nil, yield) }
}

// TestRollout deploys version 2 host by host while tokens of both versions are in flight, and
// rolls back. If a build that mints version 1 and reads both comes first, every token is
// accepted; without that build, some are refused.
func TestRollout(t *testing.T) {
	if testing.Short() {
		t.Skip("builds and runs programs")
	}
	programs, key := builds(t)

	f := newFleet(t, programs, key)
	f.deploy("first", "careful", 20)
	f.deploy("careful", "second", 20)
	t.Logf("with mint=1: %d requests, %d refused", f.requests, f.refused)
	if f.requests < 10_000 || f.refused != 0 {
		t.Errorf("%d of %d tokens were refused", f.refused, f.requests)
	}

	f = newFleet(t, programs, key)
	f.deploy("first", "second", 40)
	t.Logf("without mint=1: %d requests, %d refused", f.requests, f.refused)
	if f.requests < 10_000 || f.refused < f.requests/20 {
		t.Errorf("only %d of %d tokens were refused: the test proves nothing", f.refused, f.requests)
	}
}
