package lock

import (
	"fmt"
	"strconv"
	"strings"
)

// finish puts the types together and holds each against its hash, which finds
// what is missing, and what no tool has written.
func (p *parser) finish() (*Lock, error) {
	for _, s := range p.order {
		if fault := s.finish(p.merged[s.word]); fault != nil {
			fault.Line = s.line
			return nil, fault
		}
		p.lock.Types = append(p.lock.Types, s.Type)
	}
	for _, r := range p.lock.Retired {
		if s := p.types[r.id()]; s != nil {
			return nil, &Error{Line: s.line, Message: fmt.Sprintf("%s is retired and in use at once", s.word), Advice: fmt.Sprintf("delete the line %q, or all lines of the type", r.line())}
		}
	}
	p.lock.sort()
	return p.lock, nil
}

func (s *stanza) finish(merged bool) *Error {
	for _, name := range []string{"type", "kind", "format", "codec", "prefix", "max-age", "max-size", "version", "accept", "hash"} {
		if _, ok := s.facts[name]; !ok {
			return faulty(fmt.Sprintf("%s has no %s", s.word, name), restore+", or delete all its lines to begin anew")
		}
	}
	if s.word == s.Verb+" @"+s.Package+"."+s.Name {
		s.Salt = ""
	}
	if _, ok := s.facts["mint"]; !ok {
		s.Mint = s.Version
	}
	taken := 0
	for _, v := range s.Accept {
		var n int
		s.Shapes[v], n = nest(s.fields[v], "")
		taken += n
	}
	for i := 1; s.state[i] != nil; i++ {
		s.State = append(s.State, s.state[i])
		taken++
	}
	if taken != s.written() || !s.opens(s.Version) || !s.opens(s.Mint) || !merged && s.Hash() != s.facts["hash"] {
		return faulty(fmt.Sprintf("the lines of %s are not what typeseal wrote: their hash differs", s.word),
			restore+", or delete all its lines to begin anew, if no such token is in flight")
	}
	return nil
}

// written counts the lines about fields and state.
func (s *stanza) written() int {
	n := len(s.state)
	for _, fields := range s.fields {
		n += len(fields)
	}
	return n
}

// nest arranges fields by their places, as far as the places are without gaps,
// and counts them.
func nest(at map[string]*Field, outer string) (list []*Field, n int) {
	for i := 1; ; i++ {
		place := outer + strconv.Itoa(i)
		f := at[place]
		if f == nil || strings.Count(place, ".") > maxOps {
			return list, n
		}
		inner := 0
		f.Fields, inner = nest(at, place+".")
		list, n = append(list, f), n+1+inner
	}
}
