package lock

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// A chooser makes random locks that the generator could write.
type chooser struct{ *rand.Rand }

func choose[T any](c chooser, from ...T) T { return from[c.IntN(len(from))] }

// one returns a lock with one type.
func (c chooser) one() *Lock {
	t := &Type{
		Salt: "a.b", Verb: "sign", GoType: GoType{"example.com/app", "T"}, Kind: choose(c, "signed", "public"),
		Format: Native, Codec: choose(c, "msgpack", "json", "json+deflate"), Prefix: "ts1_",
		MaxAge: choose(c, time.Hour, 36*time.Hour, -1), MaxSize: choose(c, 128, 4096), Version: 3,
		Shapes: map[int][]*Field{},
	}
	t.Once = t.MaxAge > 0 && c.IntN(4) == 0
	for v := 1; v <= t.Version; v++ {
		if v == t.Version || c.IntN(2) == 0 {
			t.Used, t.Shapes[v] = append(t.Used, v), c.fields(3)
			if v == t.Version || c.IntN(2) == 0 {
				t.Accept = append(t.Accept, v)
			}
		}
	}
	t.Mint = choose(c, t.Accept...)
	for i := range c.IntN(3) {
		if !t.canHaveState() {
			break
		}
		t.State = append(t.State, &Field{Go: fmt.Sprintf("S%d", i), Type: choose(c, stateForms...)})
	}
	return &Lock{Types: []*Type{t}, Version: version, head: []string{}}
}

// fields returns the fields of a struct that nests at most so many others.
func (c chooser) fields(depth int) (list []*Field) {
	for i := range c.IntN(4) {
		f := &Field{
			Wire: fmt.Sprint(choose(c, "a", "a b", "Größe", "_", "ключ"), i), Type: c.typ(3),
			Go: fmt.Sprint(choose(c, "A", "Ж", "base.A", "Base.X_"), i),
		}
		switch leaf := parseType(f.Type).last(); {
		case slices.Contains(coded, leaf):
			f.Of = c.name()
		case leaf == "struct":
			f.Of = choose(c, "", c.name())
			if depth > 0 {
				f.Fields = c.fields(depth - 1)
			}
		}
		if n := int64(1 + c.IntN(99)); c.IntN(3) == 0 {
			if f.Max = n; !validField(f) { // the type has no length
				f.Max = 0
			}
		}
		list = append(list, f)
	}
	return list
}

// typ returns the text of a type with at most so many containers.
func (c chooser) typ(ops int) string {
	op := choose(c, "", "", "*", "[]", "[3]", "map[string]", "map[uint8]")
	if op == "" || ops == 0 {
		return choose(c, slices.DeleteFunc(slices.Clone(leaves), func(leaf string) bool { return leaf == "byte" })...)
	}
	if elem := c.typ(ops - 1); op != "*" || elem[0] != '*' {
		return op + elem
	}
	return "[]byte"
}

func (c chooser) name() string {
	return choose(c, "net/netip.Addr", "example.com/app.Place", "two/far.place", "main.Ж",
		"example.com/app/v2.Pair[map[string]example.com/app.Place,int]",
		`example.com/app.G[struct{A int "json:\"a b\""}]`)
}

// Every lock that can be written is read as it was. Every change of a word in it is refused,
// even if the hash is right, unless the result is again a lock that can be written, in this
// format or in format 1, perhaps without its last line end.
func TestRandom(t *testing.T) {
	n := 3000
	if testing.Short() {
		n = 300
	}
	c, changed := chooser{rand.New(rand.NewPCG(1, 2))}, 0
	for range n {
		l := c.one()
		text := string(l.Format())
		again, err := Parse([]byte(text))
		if err != nil {
			t.Fatalf("%v in\n%s", err, text)
		}
		if diff := cmp.Diff(l, again, cmp.AllowUnexported(Lock{})); diff != "" {
			t.Fatalf("(-written +read)\n%s\n%s", diff, text)
		}
		for range 20 {
			other := c.changed(text)
			l, err := Parse([]byte(other))
			if err != nil {
				continue
			}
			if l.Outdated() && !strings.Contains(other, "struct of=") {
				other = strings.Replace(other, "typeseal lock 1\n", "typeseal lock 2\n", 1)
			}
			if got := string(l.Format()); got != sorted(got, strings.TrimSuffix(other, "\n")+"\n") {
				t.Fatalf("it is read, and written as (-want +got)\n%s", cmp.Diff(other, got))
			}
			if other != text {
				changed++
			}
		}
	}
	if changed < n/10 {
		t.Errorf("%d changed locks pass, so that the test cannot see what they mean", changed)
	}
}

// changed returns the text with another word in a line, and the right hash.
func (c chooser) changed(text string) string {
	lines := strings.SplitAfter(text, "\n")
	lines = lines[:len(lines)-1]
	first := slices.Index(lines, header+fmt.Sprintln(version))
	i := first + c.IntN(len(lines)-first)
	words, others := strings.Split(lines[i], " "), strings.Split(lines[first+c.IntN(len(lines)-first)], " ")
	at := c.IntN(len(words))
	switch word := choose(c, others...); c.IntN(5) {
	case 0:
		words[at] = word
	case 1:
		words = slices.Insert(words, at, word)
	case 2:
		words = slices.Delete(words, at, at+1)
	case 3:
		if len(words[at]) > 0 {
			j := c.IntN(len(words[at]))
			words[at] = words[at][:j] + choose(c, "", "0", "1", ".", "\"", "[", " ", "a") + words[at][j+1:]
		}
	case 4:
		words[at] += choose(c, "", " max=3", ` of="net/netip.Addr"`, ".1", "\n")
	}
	lines[i] = strings.Join(words, " ")
	i = slices.IndexFunc(lines, func(line string) bool { return strings.Contains(line, " hash ") })
	if i >= 0 {
		before, _, _ := strings.Cut(lines[i], " hash ")
		lines[i] = before + " hash HASH\n"
	}
	return rehashed(strings.Join(lines, ""))
}

// sorted returns the lines of a text in the order that they have in another one. The first
// one of lines that the other text does not have is at the end.
func sorted(order, text string) string {
	place := map[string]int{}
	for i, line := range strings.SplitAfter(order, "\n") {
		place[line] = i + 1
	}
	lines := strings.SplitAfter(text, "\n")
	slices.SortStableFunc(lines, func(a, b string) int {
		x, y := place[a], place[b]
		if x == 0 || y == 0 {
			return y - x
		}
		return x - y
	})
	return strings.Join(slices.Compact(lines), "")
}
