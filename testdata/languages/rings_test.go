package languages

import (
	"encoding/hex"
	"encoding/json"
	"flag"
	"iter"
	"math/rand/v2"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
)

var (
	ringSeed  = flag.Uint64("rings.seed", 0, "seed of TestRings; 0: a new one")
	ringCount = flag.Int("rings", 5000, "texts of TestRings")
)

// A ringAnswer is what a party says about a ring: its keys and cutoffs, or the line at fault.
type ringAnswer struct {
	IDs     []string `json:"ids"`
	Keys    []any    `json:"keys"`
	Cutoffs []any    `json:"cutoffs"`
	Public  string   `json:"public"`
	Error   string   `json:"error"`
	Line    int      `json:"line"`
}

// TestRings asks about random texts of rings, many of them damaged. The parties must accept the
// same texts, and find the same keys and cutoffs in them, or a fault in the same line.
func TestRings(t *testing.T) {
	if testing.Short() {
		t.Skip("runs other programs")
	}
	seed := *ringSeed
	if seed == 0 {
		seed = rand.Uint64()
	}
	t.Logf("-rings.seed %d", seed)
	r := &ringer{Rand: rand.New(rand.NewPCG(seed, 0)), keys: newTokenKeys(nil)}
	parties := append(startLanguages(t), startReference(t))
	now, accepted := time.Now().Unix(), 0
	for range *ringCount {
		kind := []string{"root", "public", "signing"}[r.IntN(3)]
		text := r.ring(kind)
		q := message{"op": "ring", "name": "ring", "bytes": hex.EncodeToString([]byte(text)), "now": now,
			"public": kind == "public", "signing": kind == "signing"}
		want := readRing(kind, text)
		if want.Error == "" {
			accepted++
		}
		var first ringAnswer
		for i, p := range parties {
			var a ringAnswer
			must(t, p.ask(q, &a))
			same := a
			if same.Keys, same.Cutoffs, same.Public = nil, nil, ""; !reflect.DeepEqual(same, want) {
				t.Errorf("%s ring %q: %s says %+v, Go %+v", kind, text, p.name, a, want)
			}
			if i == 0 {
				first = a
			}
			if !reflect.DeepEqual(plainRing(a), plainRing(first)) {
				t.Errorf("%s ring %q: %s says %+v, %s %+v", kind, text, p.name, a, parties[0].name, first)
			}
		}
	}
	t.Logf("%d rings, %d accepted", *ringCount, accepted)
	if accepted < *ringCount/5 || accepted > *ringCount*4/5 {
		t.Error("the rings are not a mixture")
	}
}

// plainRing returns an answer with the same form for the same meaning.
func plainRing(a ringAnswer) string {
	if len(a.Cutoffs) == 0 {
		a.Cutoffs = nil
	}
	data, err := json.Marshal(a)
	if err != nil {
		panic(err)
	}
	return string(data)
}

var faultyLine = regexp.MustCompile(`: line ([0-9]+): `)

// readRing returns what Go says about a ring: the ids of its keys, or the line at fault.
func readRing(kind, text string) ringAnswer {
	var keys iter.Seq2[string, string]
	var err error
	switch kind {
	case "root":
		var ring *typeseal.Keyring
		if ring, err = typeseal.ParseKeyring(text); err == nil {
			keys = ring.Keys()
		}
	case "public":
		var ring *typeseal.PublicKeyring
		if ring, err = typeseal.ParsePublicKeyring(text); err == nil {
			keys = ring.Keys()
		}
	default:
		var ring *typeseal.SigningKey
		if ring, err = typeseal.ParseSigningKey(text); err == nil {
			keys = ring.Keys()
		}
	}
	if err != nil {
		a := ringAnswer{Error: "configuration"}
		if m := faultyLine.FindStringSubmatch(err.Error()); m != nil {
			a.Line, _ = strconv.Atoi(m[1])
		}
		return a
	}
	a := ringAnswer{}
	for id := range keys {
		a.IDs = append(a.IDs, id)
	}
	return a
}

// A ringer makes texts of rings.
type ringer struct {
	*rand.Rand
	keys *tokenKeys
}

func (r *ringer) pick(list ...string) string { return list[r.IntN(len(list))] }

// ring returns a text that is a ring or nearly one.
func (r *ringer) ring(kind string) string {
	pool := map[string][5]string{"root": r.keys.root, "public": r.keys.public, "signing": r.keys.signing}[kind]
	keys := slices.Clone(pool[:])
	r.Shuffle(len(keys), func(i, j int) { keys[i], keys[j] = keys[j], keys[i] })
	var lines []string
	for i := range 1 + r.IntN(3) {
		state := r.pick("accepted", "retired", "revoked")
		if i == 0 && kind != "public" {
			state = "primary"
		}
		lines = append(lines, state+r.blank()+keys[i]+r.attribute())
	}
	if len(lines) == 1 && r.IntN(3) == 0 {
		lines[0] = keys[0]
	}
	for range r.IntN(3) {
		lines = append(lines, r.cutoff())
	}
	if r.IntN(3) == 0 {
		lines = append(lines, r.pick("", "# a key; of a ring", "#", "  \t", "\t# é"))
	}
	r.Shuffle(len(lines), func(i, j int) { lines[i], lines[j] = lines[j], lines[i] })
	text := lines[0]
	for _, line := range lines[1:] {
		text += r.pick("\n", "\n", "\r\n", ";", "; ", "\n\n") + line
	}
	text += r.pick("", "", "\n", "\r\n", ";", " ", " # end")
	for range r.IntN(3) * r.IntN(2) {
		text = r.damaged(text, pool)
	}
	return text
}

func (r *ringer) blank() string { return r.pick(" ", " ", " ", "\t", "  ") }

func (r *ringer) attribute() string {
	return r.pick("", "", "", "", " # why", " #", " since=2026-11-28T10:00:00Z", " since=2024-02-29T23:59:59Z  # leap",
		" since=1970-01-01T00:00:00Z")
}

func (r *ringer) cutoff() string {
	at := r.pick("2020-01-01T00:00:00Z", "1970-01-01T00:00:00Z", "2024-02-29T23:59:59Z")
	what := r.pick("", "", "salt"+r.blank()+"a/b.c-d_e", "salt "+strings.Repeat("a", 64), "binding "+r.binding(),
		"binding "+r.binding(), "binding"+r.blank()+r.binding())
	return strings.TrimRight("cutoff"+r.blank()+at+r.blank()+what, " \t") + r.pick("", "", " # a leak", "\t#")
}

// binding returns a binding in quotes, with and without escapes.
func (r *ringer) binding() string {
	text := ""
	for range r.IntN(5) {
		text += r.pick("a", ";", "#", " ", "é", "\U0001f511", `\"`, `\\`, `\/`, `\n`, `\u00e9`, `\ud83d\udd11`,
			`\u0000`, "\u2028", `\u003B`, "'")
	}
	return `"` + text + `"`
}

// damaged returns a text with a piece more, less or otherwise.
func (r *ringer) damaged(text string, pool [5]string) string {
	pieces := []string{" ", "\t", "\n", "\r", ";", "#", `"`, `\`, "=", "\u00a0", "\ufeff", "\x00", "\x1c", "\u2028",
		"é", "\xff", "Ａ", "\v", "\f", "\u3000", "\x85", " since=2026-11-28T10:00:00Z", "since=", " primary ",
		"accepted ", "revoked", `\ud800`, `\x41`, "cutoff ", "-", "0", pool[0], pool[1],
		r.keys.root[2], r.keys.public[2],
		"\ncutoff 2020-02-30T00:00:00Z", "\ncutoff 2020-01-01T24:00:00Z", "\ncutoff 2020-01-01T00:00:60Z",
		"\ncutoff 2999-01-01T00:00:00Z", "\ncutoff 1969-12-31T23:59:59Z", "\ncutoff 2020-01-01T00:00:00.5Z",
		"\ncutoff 2020-01-01t00:00:00z", "\ncutoff 2020-01-01T00:00:00+00:00", "\ncutoff 2020-01-01T00:00:00Z salt A",
		"\ncutoff 2020-01-01T00:00:00Z salt " + strings.Repeat("a", 65), "\ncutoff ２020-01-01T00:00:00Z",
		"\ncutoff 2020-01-01T00:00:00Z binding 'a'", "\ncutoff 2020-01-01T00:00:00Z binding \"a\"b", "\ncutoff",
		"\ncutoff 2020-01-01T00:00:00Z binding", "\ncutoff 2020-01-01T00:00:00Z binding \"a"}
	at := r.IntN(len(text) + 1)
	if word := r.IntN(3); word == 0 { // at the end of a word
		if i := strings.IndexAny(text[at:], " \n;"); i >= 0 {
			at += i
		}
	}
	end := min(len(text), at+[]int{0, 0, 1, 4}[r.IntN(4)])
	return text[:at] + r.pick(append(pieces, "")...) + text[end:]
}
