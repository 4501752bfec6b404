package keylist

import (
	"bytes"
	"crypto/sha256"
	"crypto/sha512"
	"errors"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/compat/internal/compattest"
	"github.com/typeseal/typeseal/runtime/compat/internal/pyhash"
)

func newList(t *testing.T, primary string, fallbacks ...string) List {
	t.Helper()
	l, err := New("test", refuse, primary, fallbacks)
	compattest.Check(t, err)
	return l
}

func refuse(secret string) string {
	if secret == "bad" {
		return "a bad secret"
	}
	return ""
}

func derive(_ pyhash.Algorithm, n Namespace, secret string) []byte {
	sum := sha512.Sum512([]byte(n.Salt + "/" + n.Prefix + "/" + secret))
	return sum[:]
}

func TestNew(t *testing.T) {
	many := compattest.Fallbacks("k")
	if got := newList(t, "first", many[:16]...).Secrets(); !slices.Equal(got, append([]string{"first"}, many[:16]...)) {
		t.Errorf("%q", got)
	}
	for want, secrets := range map[string][]string{
		"more than 16 fallback keys": append([]string{"first"}, many...),
		"a bad secret":               {"good", "bad"},
	} {
		_, err := New("test", refuse, secrets[0], secrets[1:])
		if !errors.Is(err, typeseal.ErrConfig) || !strings.HasSuffix(err.Error(), ": test: "+want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
	var none List
	if none.Secrets() != nil || none.Ring(pyhash.Named("sha256"), Namespace{}, derive).Primary() != nil {
		t.Error("the zero List has secrets")
	}
}

// TestNamespaces: each namespace has its own keys, however many namespaces a List has
// served, also for several goroutines.
func TestNamespaces(t *testing.T) {
	l := newList(t, "secret")
	type space struct {
		Namespace
		a pyhash.Algorithm
	}
	spaces := []space{
		{a: pyhash.Algorithm{New: sha256.New}}, {a: pyhash.Algorithm{New: sha512.New}}, {a: pyhash.Named("sha512")},
		{Namespace{Prefix: "p"}, pyhash.Named("sha512")}, {Namespace{Salt: "p"}, pyhash.Named("sha512")},
	}
	for i := range 2 * maxRings {
		spaces = append(spaces, space{Namespace{Salt: strconv.Itoa(i)}, pyhash.Named("sha256")})
	}
	tag := func(s space) string { return l.Ring(s.a, s.Namespace, derive).Primary().Text("text", Base64) }
	seen := map[string]int{}
	for i, s := range spaces {
		seen[tag(s)] = i
	}
	if want := len(spaces) - 1; len(seen) != want { // sha512 with and without its name
		t.Errorf("%d tags, want %d", len(seen), want)
	}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for i, s := range spaces {
				if got := seen[tag(s)]; got != i && spaces[got].a.Name == spaces[i].a.Name {
					t.Errorf("namespace %d has the keys of %d", i, got)
				}
			}
		})
	}
	wg.Wait()
	if n := len(*l.held.Show().rings.Load()); n > maxRings {
		t.Errorf("%d namespaces are kept", n)
	}
}

func TestMatch(t *testing.T) {
	sha := pyhash.Named("sha256")
	ring := newList(t, "one", "two", "three").Ring(sha, Namespace{}, derive)
	for i, secret := range []string{"one", "two", "three", "four"} {
		sig := newList(t, secret).Ring(sha, Namespace{}, derive).Primary().Text("text", Base64)
		if i == 3 {
			i = -1
		}
		if got := ring.Match("text", sig, Base64); got != i {
			t.Errorf("%s matches %d, want %d", secret, got, i)
		}
		for _, other := range []string{"", sig[1:], sig + "A", compattest.Forged(sig), sig + "="} {
			if got := ring.Match("text", other, Base64); got != -1 {
				t.Errorf("%q matches %d", other, got)
			}
		}
	}
	if got := (Ring{}).Match("text", "", Base64); got != -1 {
		t.Errorf("the zero Ring matches %d", got)
	}
}

// TestGive: a room is cleared when it is given back, and is not kept if it is large.
func TestGive(t *testing.T) {
	m := newList(t, "secret").Ring(pyhash.Named("sha256"), Namespace{}, derive).Primary()
	for _, n := range []int{10, 2 * mostKept} {
		r := m.Take()
		secret := bytes.Repeat([]byte("s"), n)
		r.Text, r.Packed, r.Token = slices.Clone(secret), slices.Clone(secret), slices.Clone(secret)
		m.Give(r)
		if left := slices.Concat(r.Text, r.Packed, r.Token); bytes.Contains(left, []byte("s")) {
			t.Errorf("%d bytes: not cleared", n)
		}
		if again := m.Take(); n > mostKept && again == r {
			t.Errorf("%d bytes are kept", 3*n)
		}
	}
}
