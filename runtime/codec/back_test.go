package codec_test

import (
	"errors"
	"fmt"
	"math"
	"math/big"
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/typeseal/typeseal/runtime/codec"
)

// back returns the error of writing v with write and reading the result with read.
func back[T any](v T, write func(T) string, read func(string) (T, error)) error {
	var o codec.Output
	var b T
	o.ReadBack(&v, &b, []byte(write(v)),
		func(data []byte) (err error) { b, err = read(string(data)); return err },
		func() ([]byte, error) { return []byte(write(b)), nil })
	return o.Err()
}

// lost calls ReadBack for methods that write the same text for all values, and read it as
// b.
func lost[T any](v, b T) error {
	return back(v, func(T) string { return "" }, func(string) (T, error) { return b, nil })
}

type (
	member struct {
		ID   int
		Note string
	}
	private struct {
		id   int
		note string
	}
	tagged struct {
		ID   int
		Tags []string
		By   map[string]*member
	}
	cached struct {
		ID    int
		cache map[string]int
	}
	dated struct{ time.Time }
	core  struct{ Shown, shy int }
	shell struct {
		core
		p *int
	}
	holder struct {
		Amount big.Int
		Ref    *big.Int
		Err    error
	}
	version struct {
		major int
		text  string
	}
	odd  struct{ N int }
	ring struct{ next *ring }
)

func (v version) Equal(o *version) bool { return v.major == o.major }

// Equal does not even find that a value equals itself.
func (o odd) Equal(odd) bool { return false }

// loop returns a ring of n values that point to each other.
func loop(n int) *ring {
	r := &ring{}
	for last, i := r, 0; i < n; i++ {
		last.next = &ring{next: r}
		last = last.next
	}
	return r
}

// by returns a value with one entry in a map.
func by(key string, m *member) tagged { return tagged{By: map[string]*member{key: m}} }

func TestReadBack(t *testing.T) {
	now := time.Now()
	berlin, midnight := now.In(time.FixedZone("", 3600)), now.Truncate(24*time.Hour)
	one, two := 1, 2
	boom := errors.New("boom")
	zero := *new(big.Int).Sub(big.NewInt(5), big.NewInt(5)) // its capacity is not that of big.Int{}
	letters, _ := setOf("a,b,c,d")
	fill := cached{cache: map[string]int{"a": 1}}
	same := map[string]error{
		"equal":                         lost(member{1, "a"}, member{1, "a"}),
		"an empty slice":                lost(tagged{Tags: []string{}}, tagged{}),
		"an empty map":                  lost(tagged{By: map[string]*member{}}, tagged{}),
		"another pointer":               lost(by("a", &member{ID: 1}), by("a", &member{ID: 1})),
		"a cache":                       lost(cached{1, map[string]int{"a": 1}}, cached{ID: 1}),
		"a zone":                        lost(now, berlin),
		"a zone in a struct":            lost(dated{now}, dated{berlin}),
		"an unexported pointer":         lost(shell{p: &one}, shell{p: &two}),
		"another form of a number":      lost(holder{Amount: zero}, holder{}),
		"the same in an interface":      lost(holder{Err: boom}, holder{Err: boom}),
		"equal by the method Equal":     lost(version{1, "v1"}, version{1, "1"}),
		"equal without a useless Equal": lost(odd{1}, odd{1}),
		"the length of an IP address":   lost(net.IP{1, 2, 3, 4}, net.IPv4(1, 2, 3, 4)),
		"another function":              lost(func() {}, func() {}),
		"NaN":                           lost(math.NaN(), math.NaN()),
		"a value that contains itself":  lost(loop(3), loop(3)),
		"written in random order":       back(letters, words, setOf),
	}
	differ := map[string]error{
		"an exported field":            lost(member{1, "a"}, member{1, ""}),
		"an unexported field":          lost(private{1, "a"}, private{1, ""}),
		"an element":                   lost(tagged{Tags: []string{"a"}}, tagged{Tags: []string{"b"}}),
		"no elements":                  lost(tagged{Tags: []string{"a"}}, tagged{}),
		"a key":                        lost(by("a", nil), by("b", nil)),
		"no entry":                     lost(by("a", nil), tagged{}),
		"what a pointer points to":     lost(by("a", &member{ID: 1}), by("a", &member{ID: 2})),
		"a nil pointer":                lost(by("a", &member{}), by("a", nil)),
		"a field beside a cache":       lost(cached{1, nil}, cached{ID: 2}),
		"an instant":                   lost(now, now.Add(1)),
		"an instant in a struct":       lost(dated{now}, dated{midnight}),
		"a promoted field":             lost(shell{core: core{Shown: 1}}, shell{}),
		"an unexported embedded field": lost(shell{core: core{shy: 1}}, shell{}),
		"a number with methods":        lost(holder{Amount: *big.NewInt(5)}, holder{Amount: *big.NewInt(6)}),
		"a nil number":                 lost(holder{Ref: big.NewInt(0)}, holder{}),
		"a nil interface":              lost(holder{Err: boom}, holder{}),
		"another type in an interface": lost(holder{Err: boom}, holder{Err: fmt.Errorf("%w", boom)}),
		"by the method Equal":          lost(version{1, "v1"}, version{2, "v1"}),
		"beside a useless Equal":       lost(odd{1}, odd{2}),
		"an IP address":                lost(net.IP{1, 2, 3, 4}, net.IPv4(1, 2, 3, 5)),
		"a nil function":               lost(func() {}, nil),
		"a number for NaN":             lost(math.NaN(), 0),
		"a number":                     lost(uint8(255), 0),
		"an error":                     back(1, strconv.Itoa, func(string) (int, error) { return 1, boom }),
		"the case of letters":          back("A", strings.Clone, lower),
		"a cache that is written":      back(fill, cached.count, func(string) (cached, error) { return cached{}, nil }),
	}
	for name, err := range same {
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, err := range differ {
		if !errors.Is(err, codec.ErrChanged) || err.Error() != codec.ErrChanged.Error() {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func lower(s string) (string, error) { return strings.ToLower(s), nil }

// count encodes c as the size of its cache.
func (c cached) count() string { return strconv.Itoa(len(c.cache)) }

// words returns the keys of a map in random order.
func words(m map[string]bool) string {
	var list []string
	for k := range m {
		list = append(list, k)
	}
	return strings.Join(list, ",")
}

func setOf(text string) (map[string]bool, error) {
	m := map[string]bool{}
	for _, k := range strings.Split(text, ",") {
		m[k] = true
	}
	return m, nil
}

// TestReadBackKnown checks types that many programs send. Their values must come back,
// except those of a URL that is parsed as another one.
func TestReadBackKnown(t *testing.T) {
	addr := func(s string) *netip.Addr { return new(netip.MustParseAddr(s)) }
	zero := new(big.Int).Sub(big.NewInt(1<<62), big.NewInt(1<<62))
	for _, v := range []codec.TextValue{
		new(big.Int), zero, big.NewInt(-5), big.NewRat(6, 3), new(big.Rat),
		new(netip.Addr), addr("1.2.3.4"), addr("::ffff:1.2.3.4"), addr("fe80::1%eth0"),
		new(net.IP), &net.IP{1, 2, 3, 4},
	} {
		if _, err := inJSON.encode(v); err != nil {
			t.Errorf("%v: %v", v, err)
		}
	}
	for raw, changed := range map[string]bool{
		"": false, "/a%2Fb?x=%20#y": false, "https://a:b@example.com:80/": false, "mailto:a@b.c": false,
		"https://example.com/größe/<a>#größe": false, "/a%2Fb{": false, "%2F%2Fevil.example.com/x<": true,
	} {
		u, err := url.Parse(raw)
		if err != nil {
			t.Fatal(err)
		}
		var e codec.MsgpackEncoder
		if e.Binary(u, new(url.URL)); errors.Is(e.Err(), codec.ErrChanged) != changed || !changed && e.Err() != nil {
			t.Errorf("%q: %v", raw, e.Err())
		}
	}
}

// TestReadBackCopies checks that a method which changes its argument cannot change the
// payload.
func TestReadBackCopies(t *testing.T) {
	var e codec.MsgpackEncoder
	e.Text(&broken{out: "abc"}, &scribbler{})
	if got := string(e.Output.Bytes()); got != "\xa3abc" {
		t.Errorf("written %q", got)
	}
}

type scribbler struct{ broken }

func (s *scribbler) UnmarshalText(b []byte) error { clear(b); return nil }
