package lock

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// A Clash is a difference between two types that have the same salt in two modules. If
// their programs share a root key, a token of one type may be accepted as a token of the
// other, or be refused although it should be accepted.
type Clash struct {
	Pair
	Message string // what differs, a phrase
	Option  string // the option of the directive that causes it, or empty

	// Fact and TheirFact are the facts that differ, for LineOf.
	Fact, TheirFact string
}

// A Pair is two types that have the same salt in two modules.
type Pair struct {
	Salt         string
	Ours, Theirs *Type
	Foreign      string // the format of the tokens that both open; empty: native
	Gone         bool   // one of the two is retired; its tokens may be in flight
}

// Shared compares the types that have the same salt in two modules. Two services
// that exchange tokens have the same type twice. Two types are the same if name,
// kind, format, codec, prefix, single use and state are equal, at least one side
// decodes the payloads of the other, and one side accepts the version of the
// other's new tokens. max-age and max-size may differ.
func Shared(ours, theirs *Lock) (same []Pair, clashes []Clash) {
	mine, others := slices.Concat(ours.Types, ours.Retired), slices.Concat(theirs.Types, theirs.Retired)
	places := map[string][]int{} // of the others, by salt
	for i, o := range others {
		for _, salt := range o.salts() {
			places[salt] = append(places[salt], i)
		}
	}
	s := &sharing{ours: byID(mine), theirs: byID(others)}
	for i, t := range mine {
		var meet []int
		for _, salt := range t.salts() {
			meet = append(meet, places[salt]...)
		}
		slices.Sort(meet)
		for _, j := range slices.Compact(meet) {
			gone, goneThere := i >= len(ours.Types), j >= len(theirs.Types)
			if gone && goneThere {
				continue // neither is opened
			}
			before := len(s.clashes)
			s.pair = Pair{Ours: t, Theirs: others[j], Gone: gone || goneThere}
			if s.meet() && len(s.clashes) == before {
				same = append(same, s.pair)
			}
		}
	}
	return same, s.clashes
}

// A sharing compares one pair after the other.
type sharing struct {
	ours, theirs map[ID]*Type
	pair         Pair
	clashes      []Clash
}

// meet compares a pair. It reports whether the two types share a salt.
func (s *sharing) meet() bool {
	t, o := s.pair.Ours, s.pair.Theirs
	switch {
	case t.Salt != "" && t.Salt == o.Salt && t.Verb == o.Verb:
		s.pair.Salt = t.Salt
		s.judge()
	case t.Salt != "" && t.Salt == o.Salt:
		if s.ours[o.ID()] != nil || s.theirs[t.ID()] != nil {
			return false // one side has both verbs: the pair with the same verb is judged
		}
		s.pair.Salt = t.Salt
		s.differ("kind", "kind", "", t.Kind, o.Kind)
	default:
		return s.foreign()
	}
	return true
}

// foreign judges two types that open the same foreign tokens, of which at least one
// has native tokens.
func (s *sharing) foreign() bool {
	t, o := s.pair.Ours, s.pair.Theirs
	for _, f := range []foreign{t.main(), t.also()} {
		for _, g := range []foreign{o.main(), o.also()} {
			if f.salt != "" && f.space() == g.space() {
				s.pair.Salt, s.pair.Foreign = f.salt, f.format
				s.name()
				s.payload(f.encoder(), t.Version, o.Version)
				return true
			}
		}
	}
	return false
}

// judge compares two types with the same salt and verb.
func (s *sharing) judge() {
	t, o := s.pair.Ours, s.pair.Theirs
	s.name()
	s.differ("kind", "kind", "alg", t.Kind, o.Kind)
	mine, other := t.main(), o.main()
	if family(t.Format) != family(o.Format) || mine.choice != other.choice {
		s.differ("format", "format", "format", t.Format, o.Format)
		return // the format decides the rest
	}
	if t.Format == Native {
		s.differ("codec", "codec", "codec", t.Codec, o.Codec)
		s.differ("prefix", "prefix", "prefix", orNone(t.Prefix), orNone(o.Prefix))
		if !s.pair.Gone && !t.opens(o.Mint) && !o.opens(t.Mint) {
			s.clash("version", "version", "version", fmt.Sprintf(
				"new tokens have version %d here, which is not accepted there, and version %d there, which is not "+
					"accepted here",
				t.Mint, o.Mint))
		}
	}
	if t.Once != o.Once {
		s.clash("once", "once", "once", onceWords[t.Once]+", where a redeemed token can be opened again")
	}
	c := &comparison{was: o, is: t}
	if c.state(); !c.allowed() {
		s.clash("state", "state", "", fmt.Sprintf("state is %s here and %s there", stateWords(t), stateWords(o)))
	}
	for _, v := range t.Used {
		if o.used(v) && (t.opens(v) || o.opens(v)) {
			s.payload(t.encoder(), v, v)
		}
	}
}

var onceWords = map[bool]string{true: "it is single-use here and not there",
	false: "it is single-use there and not here"}

// differ adds a clash if two words are different.
func (s *sharing) differ(fact, what, option, mine, other string) {
	if mine != other {
		s.clash(fact, fact, option, fmt.Sprintf("%s is %s here and %s there", what, mine, other))
	}
}

func (s *sharing) clash(fact, theirFact, option, message string) {
	s.clashes = append(s.clashes,
		Clash{Pair: s.pair, Message: message, Option: option, Fact: fact, TheirFact: theirFact})
}

// name compares the names of the types, which say what tokens are for. Their
// packages may differ.
func (s *sharing) name() {
	t, o := s.pair.Ours, s.pair.Theirs
	if t.Name != o.Name && !slices.ContainsFunc(t.Formerly, func(g GoType) bool { return g.Name == o.Name }) &&
		!slices.ContainsFunc(o.Formerly, func(g GoType) bool { return g.Name == t.Name }) {
		s.differ("type", "the type", "", t.Name, o.Name)
	}
}

func stateWords(t *Type) string {
	var words []string
	for _, f := range t.State {
		words = append(words, f.Go+" "+f.Type)
	}
	return orNone(strings.Join(words, ", "))
}

// payload compares the fields of one of this module's versions with those of one of the
// other module's versions.
func (s *sharing) payload(codec string, ours, theirs int) {
	mine, other := s.pair.Ours.Shapes[ours], s.pair.Theirs.Shapes[theirs]
	if s.reads(codec, mine, other) || s.reads(codec, other, mine) {
		return
	}
	here, there := wordsOf(mine), wordsOf(other)
	for i := range max(len(here), len(there)) {
		a, b := at(here, i), at(there, i)
		if a != b {
			place := max(a.at, b.at)
			s.clash(a.fact(ours), b.fact(theirs), "",
				fmt.Sprintf("field %s of the payload is %s here and %s there", place, a.words, b.words))
			return
		}
	}
}

// A placed is a field as the lock describes it, with its place.
type placed struct{ at, words string }

// wordsOf returns the fields of a payload and of the structs inside it. The names of structs
// are left out, because two modules can have different ones.
func wordsOf(fields []*Field) (list []placed) {
	eachField(fields, nil, func(at []byte, f *Field) {
		encoded := *f
		encoded.Of = f.methods()
		list = append(list, placed{string(at), string(encoded.appendWords(nil))})
	})
	return list
}

// at returns the field at i, or the word for a missing field.
func at(list []placed, i int) placed {
	if i < len(list) {
		return list[i]
	}
	return placed{words: "missing"}
}

// fact is the beginning of the field's line. For a missing field it is the beginning of
// the type's line.
func (p placed) fact(version int) string {
	if p.at == "" {
		return "type"
	}
	return "v" + strconv.Itoa(version) + " " + p.at
}

// reads reports whether the fields is correctly decode payloads with the fields was.
func (s *sharing) reads(codec string, was, is []*Field) bool {
	c := &comparison{was: s.pair.Theirs, is: s.pair.Ours}
	structs{c: c, codec: codec}.compare(was, is, "")
	return c.allowed()
}

func (c *comparison) allowed() bool {
	return !slices.ContainsFunc(c.verdicts, func(v Verdict) bool { return !v.Outcome.Allowed() })
}

// Places finds the lines of types in the text of a lock.
type Places struct{ lines map[string][]placedLine } // by the beginning of the lines

type placedLine struct {
	number int
	text   string // after the beginning
}

// PlacesIn returns the places in a text.
func PlacesIn(text []byte) Places {
	p, n := Places{map[string][]placedLine{}}, 0
	for line := range strings.Lines(string(text)) {
		n++
		line = strings.TrimPrefix(strings.TrimRight(line, "\r\n"), retired+" ")
		verb, rest, _ := strings.Cut(line, " ")
		word, rest, ok := strings.Cut(rest, " ")
		if ok {
			id := line[:len(verb)+1+len(word)]
			p.lines[id] = append(p.lines[id], placedLine{n, rest})
		}
	}
	return p
}

// LineOf returns the number of the line with a fact about the type. If there is no such
// line, it returns the first line of the type, or 0.
func (p Places) LineOf(t *Type, fact string) int {
	lines := p.lines[t.ID().String()]
	for _, line := range lines {
		if line.text == fact || strings.HasPrefix(line.text, fact+" ") {
			return line.number
		}
	}
	if len(lines) == 0 {
		return 0
	}
	return lines[0].number
}
