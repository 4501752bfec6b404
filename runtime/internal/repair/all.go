package repair

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// Limits on the text that All searches. It is a tool for people who paste whole mails, so
// it may take longer than Find.
const (
	allStarts = 1 << 14  // prefixes in one form of the text
	allTried  = 64 << 20 // characters of all candidates together
	allShown  = 1 << 12  // characters of a reading that is not whole
)

// A Reading is a token in a text, or a place where one begins.
type Reading struct {
	// Token is the token as it was minted. If it is not Whole, Token is the prefix and the
	// characters that follow it.
	Token  string
	Prefix string
	Whole  bool

	Start, End int // of the part of the text that has the token, in bytes
	Damage     []Damage
}

// A Damage is a part of the text that differs from the token.
type Damage struct {
	Start, End int
	As         string // what was read instead; empty: it was left out
}

// All returns all tokens in text that begin with one of the prefixes, in the order of the
// text, and the places where a token begins that is not well-formed. Limit and valid are
// as in Find. All bounds its work, so it may miss tokens in a text that was made to be slow.
func All(text string, prefixes []string, limit int, valid func(token string) bool) []Reading {
	a := all{original: text, limit: limit, valid: valid, whole: map[place]Reading{}, broken: map[int]Reading{}}
	for _, f := range formsOf(text) {
		for _, prefix := range prefixes {
			a.search(f, prefix)
		}
	}
	return a.readings()
}

// all collects the readings of one text. If two forms have the same reading, the first
// one counts, which has less damage.
type all struct {
	original string
	limit    int
	valid    func(string) bool
	tried    int // characters of the candidates so far

	whole  map[place]Reading
	broken map[int]Reading // by their start
}

// A place is where a token is in the text.
type place struct {
	start int
	token string
}

func (a *all) search(f form, prefix string) {
	var starts []int
	s := search{prefix: prefix, limit: a.limit, valid: a.valid, starts: allStarts, most: allTried, tried: a.tried}
	s.began = func(at int) { starts = append(starts, at) }
	s.known = func(string) bool { return false }
	s.keep = func(at int, token string) bool {
		p := place{f.origin(at), token}
		if _, twice := a.whole[p]; !twice {
			r := f.reading(a.original, at, token)
			r.Prefix, r.Whole = prefix, true
			a.whole[p] = r
		}
		return true
	}
	s.form(f.text)
	for _, at := range starts {
		text := f.text[at+len(prefix):]
		n := letters(text[:min(len(text), allShown)])
		if s.tried += n; s.tried > allTried {
			break
		}
		if _, twice := a.broken[f.origin(at)]; !twice {
			r := f.reading(a.original, at, prefix+text[:n])
			r.Prefix = prefix
			a.broken[f.origin(at)] = r
		}
	}
	a.tried = s.tried
}

// readings returns the readings in the order of the text, without those that are not whole
// and are a part of a whole one.
func (a *all) readings() []Reading {
	list := slices.AppendSeq(slices.Collect(maps.Values(a.whole)), maps.Values(a.broken))
	slices.SortFunc(list, func(a, b Reading) int {
		whole := 0
		if a.Whole != b.Whole {
			if whole = 1; a.Whole {
				whole = -1
			}
		}
		return cmp.Or(cmp.Compare(a.Start, b.Start), whole, cmp.Compare(a.End, b.End))
	})
	end := 0 // of the whole readings so far
	return slices.DeleteFunc(list, func(r Reading) bool {
		if r.Whole {
			end = max(end, r.End)
		}
		return !r.Whole && r.Start < end
	})
}

// A form is the text after some escapes were undone.
type form struct {
	text string
	from []int // the place in the original of each byte of text, and of its end; nil: the same
}

// formsOf returns the forms of a text that Find tries, without characters beyond ASCII.
func formsOf(text string) (list []form) {
	if strings.Contains(text, "urldefense") {
		list = append(list, form{text: text}.undo(proofpoint).undo(lookalikes))
	}
	f := form{text: text}
	for layer := 0; ; layer++ {
		list = append(list, f.undo(lookalikes))
		inner := f.undo(escapes)
		if layer == maxLayers || inner.text == f.text {
			return list
		}
		f = inner
	}
}

// undo applies a rule to the form.
func (f form) undo(r rule) form {
	var from []int
	done := 0
	copied := func(to int) {
		for ; done < to; done++ {
			from = append(from, f.origin(done))
		}
	}
	text := r.undo(f.text, func(at, size, plain int) {
		copied(at)
		for range plain {
			from = append(from, f.origin(at))
		}
		done = at + size
	})
	if done == 0 {
		return f
	}
	copied(len(f.text) + 1)
	return form{text, from}
}

// origin returns the place in the original of the byte at i.
func (f form) origin(i int) int {
	if f.from == nil {
		return i
	}
	return f.from[i]
}

// reading returns the token that was read at f.text[at:], with its place in the original.
func (f form) reading(original string, at int, token string) Reading {
	r := Reading{Token: token, Start: f.origin(at)}
	for i := range len(token) {
		gap := at
		for i > 0 && !isLetter(f.text[at]) {
			at++
		}
		r.differs(f.origin(gap), f.origin(at), "")
		start, end := f.origin(at), f.origin(at+1)
		switch {
		case original[start] != token[i]:
			r.differs(start, end, token[i:i+1])
		default:
			r.differs(start+1, end, "")
		}
		at, r.End = at+1, end
	}
	return r
}

// differs adds a damage, unless it is empty. It continues the last one if that ends where
// the new one begins.
func (r *Reading) differs(start, end int, as string) {
	if start == end {
		return
	}
	if n := len(r.Damage); n > 0 && r.Damage[n-1].End == start {
		r.Damage[n-1].End = end
		r.Damage[n-1].As += as
		return
	}
	r.Damage = append(r.Damage, Damage{start, end, as})
}
