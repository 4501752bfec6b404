package lock

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// finish completes the types and compares each with its hash.
func (p *parser) finish() (*Lock, error) {
	if p.named > 0 && p.format < withNames {
		return nil, &Error{Line: p.named, Advice: restore,
			Message: fmt.Sprintf("the line names a struct, which format %d of the lock does not have", p.format)}
	}
	for _, s := range p.order {
		if fault := p.finishStanza(s); fault != nil {
			fault.Line = s.line
			return nil, fault
		}
		if s.gone {
			p.lock.Retired = append(p.lock.Retired, s.Type)
		} else {
			p.lock.Types = append(p.lock.Types, s.Type)
		}
	}
	live := p.lock.ByID()
	for _, t := range p.lock.Retired {
		if live[t.ID()] != nil {
			return nil, &Error{Line: p.types[t.ID().String()].line,
				Message: fmt.Sprintf("%s is both retired and in use", t.ID()),
				Advice:  "take the lock of one of the two branches and run typeseal"}
		}
	}
	p.lock.sort()
	return p.lock, nil
}

// required are the facts that every type has.
var required = []string{
	"type", "kind", "format", "codec", "prefix", "max-age", "max-size", "version", "accept", "hash",
}

// finishStanza completes a type.
func (p *parser) finishStanza(s *stanza) *Error {
	for _, name := range required {
		if _, ok := s.facts[name]; !ok {
			return faulty(fmt.Sprintf("%s has no %s", s.word, name), restore+", or, "+anew)
		}
	}
	if _, ok := s.facts["mint"]; !ok {
		s.Mint = s.Version
	}
	if _, ok := s.facts["used"]; !ok {
		s.Used = s.Accept
	}
	for _, v := range s.Used {
		s.Shapes[v] = nest(s.fields[v], "")
	}
	for i := 1; s.state[i] != nil; i++ {
		s.State = append(s.State, s.state[i])
	}
	slices.SortFunc(s.Formerly, compareGoTypes)
	if p.known {
		return nil
	}
	p.text = s.appendStanza(p.text[:0])
	if !s.exact(string(p.text)) || !p.merged[s.word] && hash(p.text) != s.facts["hash"] {
		return faulty(fmt.Sprintf("the lines of %s were changed: their hash does not match", s.word),
			restore+", or, "+anew)
	}
	if !s.valid() || s.readOnly() && !s.gone {
		return faulty(fmt.Sprintf("the lines of %s describe a type that typeseal would refuse", s.word), restore)
	}
	return nil
}

// anew is advice for creating a new lock.
const anew = "if no such tokens are in use, remove the file and run typeseal"

// exact reports whether the type's lines are exactly its stanza, its date and its hash.
func (s *stanza) exact(text string) bool {
	n := 1
	if s.Since != "" {
		n++
	}
	lead := len(s.ID().String()) + 1
	for line := range strings.Lines(text) {
		key, value := cutFact(line[lead : len(line)-1])
		if old, ok := s.facts[key]; !ok || old != value {
			return false
		}
		n++
	}
	return n == len(s.facts)
}

// nest arranges fields by their places, up to the first place that is missing.
func nest(at map[string]*Field, outer string) (list []*Field) {
	for i := 1; ; i++ {
		place := outer + strconv.Itoa(i)
		f := at[place]
		if f == nil || strings.Count(place, ".") > maxOps {
			return list
		}
		f.Fields = nest(at, place+".")
		list = append(list, f)
	}
}
