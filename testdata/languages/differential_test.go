package languages

import (
	"encoding/hex"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

var (
	differentialSeed     = flag.Uint64("differential.seed", 0, "seed of TestDifferential; 0: a new one")
	differentialPayloads = flag.Int("differential.payloads", 20_000, "payloads of TestDifferential")
	differentialShapes   = flag.Int("differential.shapes", 60, "shapes of each program of TestDifferential")
)

const (
	perProgram   = 100_000 // payloads
	perQuestion  = 100     // payloads
	perReference = 10      // the reference is slow: it is asked one of so many questions
	lanes        = 2       // each with its own processes
)

// A question asks what a reader says about payloads, and what a writer makes of those that
// the reader accepts.
type question struct {
	Op       string   `json:"op"`
	Shape    string   `json:"shape"` // for Go
	Fields   []field  `json:"fields"`
	Codec    string   `json:"codec"`
	To       string   `json:"to"` // the codec that is written
	Payloads []string `json:"payloads"`
}

// A verdict is what was written, in hex; nil if the payload was refused, and "mint" if its
// value cannot be written.
type verdict *string

type verdicts struct {
	Written []verdict `json:"written"`
	Error   any       `json:"error"`
}

// ask returns a party's verdicts. Go is asked about a type by its name.
func (q question) ask(p *party, shape string) []verdict {
	q.Shape = shape
	if p.name == "Go" {
		q.Fields = nil
	}
	var v verdicts
	err := p.ask(q, &v)
	if err != nil || v.Error != nil || len(v.Written) != len(q.Payloads) {
		asked, _ := json.Marshal(q)
		panic(fmt.Sprintf("%s: %d verdicts: %v %v\n%s", p.name, len(v.Written), v.Error, err, asked))
	}
	return v.Written
}

// counts are the payloads by what became of them.
type counts struct {
	sync.Mutex
	payloads, accepted, unwritable, stricter, reference, disagreements int
	kinds                                                              map[string]int // accepted
}

// TestDifferential asks Go, TypeScript and Python about random payloads of random types. They
// must accept the same payloads, and write the same bytes for them. Types in Go that encode
// themselves may refuse what the other languages accept as opaque text; the same payload
// for types that accept everything must get the same answer.
//
// For a million payloads: go test ./testdata/languages -run Differential -v -timeout 2h
// -differential.payloads 1000000
func TestDifferential(t *testing.T) {
	if testing.Short() {
		t.Skip("builds a program")
	}
	seed := *differentialSeed
	if seed == 0 {
		seed = rand.Uint64()
	}
	t.Logf("-differential.seed %d", seed)
	c := &counts{kinds: map[string]int{}}
	for left, i := *differentialPayloads, uint64(0); left > 0; left, i = left-perProgram, i+1 {
		t.Run(fmt.Sprint("seed ", seed+i), func(t *testing.T) { differ(t, c, seed+i, min(left, perProgram)) })
	}
	t.Logf("%d payloads, %d accepted, %d of them not writable; Go's own types refuse %d; the reference was asked "+
		"about %d; %d disagreements; accepted by kind: %v", c.payloads, c.accepted, c.unwritable, c.stricter,
		c.reference, c.disagreements, c.kinds)
	if c.accepted < c.payloads/5 || c.accepted > c.payloads*4/5 || c.stricter == 0 && c.payloads >= 20_000 {
		t.Error("the payloads are not a mixture")
	}
}

// differ builds one program, and asks about n payloads of its types.
func differ(t *testing.T, c *counts, seed uint64, n int) {
	s := &shaper{Rand: rand.New(rand.NewPCG(seed, 0))}
	shapes := s.shapes(*differentialShapes)
	start := time.Now()
	program := shapesProgram(t, shapes)
	t.Logf("%d shapes built in %v", len(shapes), time.Since(start).Round(time.Millisecond))
	var wait sync.WaitGroup
	for i := range lanes {
		l := &lane{t: t, counts: c, seed: seed, Rand: rand.New(rand.NewPCG(seed, uint64(1+i))), shapes: shapes}
		l.start(program)
		wait.Go(func() { l.run(n / lanes) })
		defer func() {
			for _, p := range append(l.others, l.golang, l.reference) {
				t.Logf("%s answered in %v", p.name, p.took.Round(time.Millisecond))
			}
		}()
	}
	wait.Wait()
	t.Logf("done in %v; %d payloads, %d accepted, %d disagreements so far", time.Since(start).Round(time.Millisecond),
		c.payloads, c.accepted, c.disagreements)
}

// A lane asks its parties one question after the other.
type lane struct {
	*rand.Rand
	t         *testing.T
	counts    *counts
	seed      uint64
	shapes    []shape
	golang    *party
	others    []*party
	reference *party
	asked     int
}

func (l *lane) start(program string) {
	l.golang, l.reference = startGo(l.t, program), startReference(l.t)
	l.others = startLanguages(l.t)
}

func (l *lane) run(n int) {
	for ; n > 0; n -= perQuestion {
		s := l.shapes[l.IntN(len(l.shapes))]
		if len(s.fields) > 20 && l.IntN(8) > 0 { // these take most of the time
			s = l.shapes[l.IntN(len(basic()))]
		}
		q := question{Op: "codecs", Fields: s.fields, Codec: []string{"msgpack", "json"}[l.IntN(2)]}
		q.To = q.Codec
		if l.IntN(4) == 0 {
			q.To = []string{"msgpack", "json"}[l.IntN(2)]
		}
		p := &payloader{Rand: l.Rand, fields: s.fields, codec: q.Codec}
		kinds := []string{}
		for range min(n, perQuestion) {
			kind, payload := p.payload()
			kinds = append(kinds, kind)
			q.Payloads = append(q.Payloads, hex.EncodeToString(payload))
		}
		l.asked++
		l.judge(s, q, kinds)
	}
}

// judge asks the parties, and compares their verdicts.
func (l *lane) judge(s shape, q question, kinds []string) {
	others := l.others
	if l.asked%perReference == 0 || len(l.others) == 0 {
		others = append(slices.Clone(others), l.reference)
	}
	all := l.ask(s, q, others)
	c := l.counts
	c.Lock()
	defer c.Unlock()
	for i := range q.Payloads {
		c.payloads++
		if all.opaque[i] != nil {
			c.accepted++
			c.kinds[kinds[i]]++
			if *all.opaque[i] == "mint" {
				c.unwritable++
			}
		}
		if s.strict && all.opaque[i] != nil && all.golang[i] == nil {
			c.stricter++
		}
		if all.agree(q.To, i) {
			continue
		}
		c.disagreements++
		if c.disagreements <= 20 {
			l.report(s, q, i, kinds[i], others)
		}
	}
	if len(others) > len(l.others) {
		c.reference += len(q.Payloads)
	}
}

// answers are the verdicts on the payloads of a question.
type answers struct {
	golang, opaque []verdict // of Go's types, and of those that accept everything
	others         [][]verdict
	strict         bool
}

// ask asks Go and others at once.
func (l *lane) ask(s shape, q question, others []*party) answers {
	all := answers{others: make([][]verdict, len(others)), strict: s.strict}
	var wait sync.WaitGroup
	for i, p := range others {
		wait.Go(func() { all.others[i] = q.ask(p, s.name) })
	}
	all.golang = q.ask(l.golang, s.name)
	all.opaque = all.golang
	if s.strict {
		all.opaque = q.ask(l.golang, s.opaqueName())
	}
	wait.Wait()
	return all
}

// agree reports whether the parties agree on the payload i, and Go's own types accept no more
// than others.
func (a answers) agree(codec string, i int) bool {
	for _, other := range a.others {
		if !same(codec, a.opaque[i], other[i]) {
			return false
		}
	}
	return a.opaque[i] != nil || a.golang[i] == nil
}

// same reports whether two verdicts are equal, apart from the bits of a NaN and from the
// choice between two decimals that are equally near.
func same(codec string, a, b verdict) bool {
	switch {
	case a == nil || b == nil:
		return a == b
	case *a == *b:
		return true
	}
	left, err := hex.DecodeString(*a)
	right, err2 := hex.DecodeString(*b)
	if err != nil || err2 != nil || len(left) != len(right) {
		return false
	}
	if codec == "json" {
		return sameDecimals(string(left), string(right))
	}
	return sameNaNs(left, right)
}

// report prints a disagreement, with the shortest payload found that shows it.
func (l *lane) report(s shape, q question, i int, kind string, others []*party) {
	original := q.Payloads[i]
	payload, _ := hex.DecodeString(original)
	payload = l.shrink(s, q, payload, others)
	q.Payloads = []string{hex.EncodeToString(payload)}
	all := l.ask(s, q, others)
	var b strings.Builder
	fmt.Fprintf(&b, "disagreement: -differential.seed %d, %s, %s to %s, payload of kind %s\n", l.seed, s.name, q.Codec,
		q.To, kind)
	fields, _ := json.Marshal(s.fields)
	fmt.Fprintf(&b, "fields   %s\noriginal %s\npayload  %s %q\n", fields, original, q.Payloads[0], payload)
	show := func(name string, v verdict) {
		if v == nil {
			fmt.Fprintf(&b, "%s: refused\n", name)
			return
		}
		written, _ := hex.DecodeString(*v)
		fmt.Fprintf(&b, "%s: %s %q\n", name, *v, written)
	}
	show("Go", all.golang[0])
	if s.strict {
		show("Go, opaque", all.opaque[0])
	}
	for j, p := range others {
		show(p.name, all.others[j][0])
	}
	l.t.Error(b.String())
}

// shrink returns the shortest payload that it finds on which the parties disagree: it leaves
// out pieces, and sets bytes to 0.
func (l *lane) shrink(s shape, q question, payload []byte, others []*party) []byte {
	for size := max(1, len(payload)/2); size > 0; {
		var tries [][]byte
		for at := 0; at+size <= len(payload) && len(tries) < 500; at++ {
			tries = append(tries, slices.Delete(slices.Clone(payload), at, at+size))
		}
		shorter := l.first(s, q, tries, others)
		if shorter == nil {
			size /= 2
			continue
		}
		payload = shorter
		size = min(size, max(1, len(payload)/2))
	}
	return payload
}

// first returns the first payload on which the parties disagree, or nil.
func (l *lane) first(s shape, q question, payloads [][]byte, others []*party) []byte {
	q.Payloads = nil
	for _, p := range payloads {
		q.Payloads = append(q.Payloads, hex.EncodeToString(p))
	}
	if len(payloads) == 0 {
		return nil
	}
	all := l.ask(s, q, others)
	for i := range payloads {
		if !all.agree(q.To, i) {
			return payloads[i]
		}
	}
	return nil
}
