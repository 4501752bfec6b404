package codec_test

import (
	"errors"
	"fmt"
	"math"
	"math/big"
	"net"
	"net/netip"
	"net/url"
	"sort"
	"strings"
	"testing"
	"time"

	"github.com/typeseal/typeseal/runtime/codec"
)

// back reports what writing v says, if it is read by read.
func back[T any](v T, write func(T) string, read func(string) (T, error)) error {
	var o codec.Output
	var b T
	o.ReadBack(&v, &b, []byte(write(v)),
		func(data []byte) (err error) { b, err = read(string(data)); return err },
		func() ([]byte, error) { return []byte(write(b)), nil })
	return o.Err()
}

// lost is back for methods that write text and read value, whatever was written.
func lost[T any](v T, text string, value T) error {
	return back(v, func(T) string { return text }, func(string) (T, error) { return value, nil })
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

// Equal of odd does not know its own value.
func (o odd) Equal(odd) bool { return false }

func loop(n int) *ring {
	r := &ring{}
	for last, i := r, 0; i < n; i++ {
		last.next = &ring{next: r}
		last = last.next
	}
	return r
}

func TestReadBack(t *testing.T) {
	now := time.Now()
	berlin := now.In(time.FixedZone("", 3600))
	one, two := 1, 2
	boom := errors.New("boom")
	for name, c := range map[string]struct {
		err     error
		changed bool
	}{
		"equal":                          {lost(member{1, "a"}, "x", member{1, "a"}), false},
		"an exported field":              {lost(member{1, "a"}, "x", member{1, ""}), true},
		"an unexported field":            {lost(private{1, "a"}, "x", private{1, ""}), true},
		"an element":                     {lost(tagged{Tags: []string{"a"}}, "x", tagged{Tags: []string{"b"}}), true},
		"the elements":                   {lost(tagged{Tags: []string{"a"}}, "x", tagged{}), true},
		"an empty slice":                 {lost(tagged{Tags: []string{}}, "x", tagged{}), false},
		"an empty map":                   {lost(tagged{By: map[string]*member{}}, "x", tagged{}), false},
		"a key":                          {lost(tagged{By: map[string]*member{"a": nil}}, "x", tagged{By: map[string]*member{"b": nil}}), true},
		"an entry":                       {lost(tagged{By: map[string]*member{"a": nil}}, "x", tagged{}), true},
		"what a pointer points to":       {lost(tagged{By: map[string]*member{"a": {ID: 1}}}, "x", tagged{By: map[string]*member{"a": {ID: 2}}}), true},
		"another pointer":                {lost(tagged{By: map[string]*member{"a": {ID: 1}}}, "x", tagged{By: map[string]*member{"a": {ID: 1}}}), false},
		"a nil pointer":                  {lost(tagged{By: map[string]*member{"a": {}}}, "x", tagged{By: map[string]*member{"a": nil}}), true},
		"a cache":                        {lost(cached{1, map[string]int{"a": 1}}, "x", cached{ID: 1}), false},
		"a field beside a cache":         {lost(cached{1, nil}, "x", cached{ID: 2}), true},
		"a moment":                       {lost(now, "x", now.Add(1)), true},
		"a zone":                         {lost(now, "x", berlin), false},
		"a moment inside":                {lost(dated{now}, "x", dated{now.Truncate(24 * time.Hour)}), true},
		"a zone inside":                  {lost(dated{now}, "x", dated{berlin}), false},
		"promoted":                       {lost(shell{core: core{Shown: 1}}, "x", shell{}), true},
		"unexported and promoted":        {lost(shell{core: core{shy: 1}}, "x", shell{}), true},
		"an unexported pointer":          {lost(shell{p: &one}, "x", shell{p: &two}), false},
		"a number with methods":          {lost(holder{Amount: *big.NewInt(5)}, "x", holder{Amount: *big.NewInt(6)}), true},
		"a number's other form":          {lost(holder{Amount: *new(big.Int).Sub(big.NewInt(5), big.NewInt(5))}, "x", holder{}), false},
		"a nil number":                   {lost(holder{Ref: big.NewInt(0)}, "x", holder{}), true},
		"what an interface holds":        {lost(holder{Err: boom}, "x", holder{}), true},
		"the same in an interface":       {lost(holder{Err: boom}, "x", holder{Err: boom}), false},
		"another type in an interface":   {lost(holder{Err: boom}, "x", holder{Err: fmt.Errorf("%w", boom)}), true},
		"a method Equal that says so":    {lost(version{1, "v1"}, "x", version{1, "1"}), false},
		"a method Equal that does not":   {lost(version{1, "v1"}, "x", version{2, "v1"}), true},
		"a useless method Equal":         {lost(odd{1}, "x", odd{1}), false},
		"beside a useless method Equal":  {lost(odd{1}, "x", odd{2}), true},
		"an address's length":            {lost(net.IP{1, 2, 3, 4}, "x", net.IPv4(1, 2, 3, 4)), false},
		"an address":                     {lost(net.IP{1, 2, 3, 4}, "x", net.IPv4(1, 2, 3, 5)), true},
		"a function":                     {lost(func() {}, "x", nil), true},
		"another function":               {lost(func() {}, "x", func() {}), false},
		"NaN":                            {lost(math.NaN(), "x", math.NaN()), false},
		"a value for NaN":                {lost(math.NaN(), "x", 0), true},
		"a number":                       {lost(uint8(255), "x", 0), true},
		"a value that leads to itself":   {lost(loop(3), "x", loop(3)), false},
		"an error of the method's":       {back(1, func(int) string { return "" }, func(string) (int, error) { return 1, boom }), true},
		"another spelling of the same":   {back("A", func(s string) string { return s }, func(s string) (string, error) { return strings.ToLower(s), nil }), true},
		"hidden, and written otherwise":  {back(cached{cache: map[string]int{"a": 1}}, func(c cached) string { return fmt.Sprint(len(c.cache)) }, func(string) (cached, error) { return cached{}, nil }), true},
		"the same, and written randomly": {back(map[string]bool{"a": true, "b": true, "c": true, "d": true}, words, set), false},
	} {
		if got := errors.Is(c.err, codec.ErrChanged); got != c.changed || !got && c.err != nil {
			t.Errorf("%s: %v", name, c.err)
		}
		if c.err != nil && c.err.Error() != codec.ErrChanged.Error() {
			t.Errorf("%s: the text is %q", name, c.err)
		}
	}
}

// words has a map's keys in the order of the map, which is random.
func words(m map[string]bool) string {
	var list []string
	for k := range m {
		list = append(list, k)
	}
	return strings.Join(list, ",")
}

func set(text string) (map[string]bool, error) {
	m := map[string]bool{}
	for _, k := range strings.Split(text, ",") {
		m[k] = true
	}
	return m, nil
}

// Types that many programs send come back whatever their value is; what does not
// is refused.
func TestReadBackKnown(t *testing.T) {
	text := func(v, back codec.TextValue) error {
		var e codec.JSONEncoder
		e.Text(v, back)
		return e.Err()
	}
	binary := func(raw string) error {
		u, err := url.Parse(raw)
		if err != nil {
			t.Fatal(err)
		}
		var e codec.MsgpackEncoder
		e.Binary(u, new(url.URL))
		return e.Err()
	}
	addr := func(s string) *netip.Addr { a := netip.MustParseAddr(s); return &a }
	zero, diff := new(big.Int), new(big.Int).Sub(big.NewInt(1<<62), big.NewInt(1<<62))
	var fails []string
	for name, err := range map[string]error{
		"zero": text(zero, new(big.Int)), "difference": text(diff, new(big.Int)), "negative": text(big.NewInt(-5), new(big.Int)),
		"whole": text(big.NewRat(6, 3), new(big.Rat)), "no rational": text(new(big.Rat), new(big.Rat)),
		"no address": text(new(netip.Addr), new(netip.Addr)), "v4": text(addr("1.2.3.4"), new(netip.Addr)),
		"4 in 6": text(addr("::ffff:1.2.3.4"), new(netip.Addr)), "zone": text(addr("fe80::1%eth0"), new(netip.Addr)),
		"ip": text(&net.IP{1, 2, 3, 4}, new(net.IP)), "no ip": text(new(net.IP), new(net.IP)),
		"no url": binary(""), "path": binary("/a%2Fb?x=%20#y"), "user": binary("https://a:b@example.com:80/"), "opaque": binary("mailto:a@b.c"),
		"letters": binary("https://example.com/größe/<a>#größe"), "stale hint": binary("/a%2Fb{"),
		"FAILS path for host": binary("%2F%2Fevil.example.com/x<"),
	} {
		if err != nil {
			fails = append(fails, name)
		}
	}
	sort.Strings(fails)
	if got := strings.Join(fails, ", "); got != "FAILS path for host" {
		t.Errorf("refused: %s", got)
	}
}

// What is read back is a copy, so that a method that keeps it cannot change what
// is sent.
func TestReadBackCopies(t *testing.T) {
	var e codec.MsgpackEncoder
	e.Text(&broken{out: []byte("abc")}, &scribbler{})
	if got := string(e.Output.Bytes()); got != "\xa3abc" {
		t.Errorf("written %q", got)
	}
}

type scribbler struct{ broken }

func (s *scribbler) UnmarshalText(b []byte) error { clear(b); return nil }
