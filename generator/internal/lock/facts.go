package lock

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/typeseal/typeseal/generator/internal/contract"
)

// facts are the names of all facts except fields, whose name is v and a version.
var facts = []string{
	"type", "kind", "format", "codec", "prefix", "max-age", "max-size", "once", "grace", "also",
	"version", "mint", "accept", "used", "formerly", "state", "since", "hash",
}

func isVersion(name string) bool {
	if name == "" || name[0] != 'v' {
		return false
	}
	_, valid := parseNumber(name[1:])
	return valid
}

// set stores a fact. It reports false if the line by itself is wrong.
func (p *parser) set(s *stanza, name, value string, values []string) bool {
	switch {
	case name == "type":
		g, ok := goType(values)
		if s.GoType = g; s.Salt == "@"+g.String() {
			s.Salt = ""
		}
		return ok
	case name == "formerly":
		g, ok := goType(values)
		s.Formerly = append(s.Formerly, g)
		return ok
	case name == "format":
		s.Format = value
		return true
	case name == "also":
		s.Also = value
		return true
	case name == "once":
		s.Once = true
		return len(values) == 0
	case name == "state" && len(values) == 3:
		i, ok := parseNumber(values[0])
		s.state[i] = &Field{Go: values[1], Type: values[2]}
		return ok && i > 0 && validIdentifier(values[1]) && slices.Contains(stateForms, values[2])
	case isVersion(name):
		return p.setField(s, name[1:], value, values)
	case len(values) == 1:
		return s.setWord(name, value)
	}
	return false
}

func goType(values []string) (g GoType, ok bool) {
	if len(values) != 2 {
		return g, false
	}
	g = GoType{values[0], values[1]}
	return g, validType(g)
}

// setWord stores a fact of one word.
func (s *stanza) setWord(name, value string) (ok bool) {
	switch name {
	case "kind":
		s.Kind = value
		return slices.Contains([]contract.Kind{contract.Signed, contract.Sealed, contract.Public}, contract.Kind(value))
	case "codec":
		s.Codec = value
		return slices.Contains([]string{contract.Msgpack, contract.JSON, contract.Text}, base(value))
	case "prefix":
		if s.Prefix = value; value == none {
			s.Prefix = ""
		}
		return true
	case "max-age":
		s.MaxAge, ok = parseAge(value)
		return ok
	case "grace":
		s.Grace, ok = parseAge(value)
		return ok
	case "max-size":
		s.MaxSize, ok = parseNumber(value)
		return ok
	case "version":
		s.Version, ok = parseNumber(value)
		return ok
	case "mint":
		s.Mint, ok = parseNumber(value)
		return ok
	case "accept":
		s.Accept, ok = parseNumbers(value)
		return ok
	case "used":
		s.Used, ok = parseNumbers(value)
		return ok
	case "since":
		s.Since = value
		day, err := time.Parse(time.DateOnly, value)
		return err == nil && day.Year() >= 2000
	case "hash":
		return len(value) == 64
	}
	return false
}

func parseNumbers(text string) (list []int, ok bool) {
	for word := range strings.SplitSeq(text, ",") {
		n, ok := parseNumber(word)
		if !ok || len(list) > 0 && n <= list[len(list)-1] {
			return nil, false
		}
		list = append(list, n)
	}
	return list, true
}

// setField stores a field: its place, its name, its path, its type, and options.
func (p *parser) setField(s *stanza, version, text string, values []string) bool {
	v, _ := strconv.Atoi(version)
	if len(values) < 4 || len(s.fields[v]) == maxFields {
		return false
	}
	wire, err := strconv.Unquote(values[1])
	f := &Field{Wire: wire, Go: values[2], Type: values[3]}
	for _, word := range values[4:] {
		name, value, _ := strings.Cut(word, "=")
		switch {
		case err != nil:
		case name == "of":
			f.Of, err = strconv.Unquote(value)
		case name == "max":
			f.Max, err = strconv.ParseInt(value, 10, 64)
		default:
			return false
		}
	}
	if s.fields[v] == nil {
		s.fields[v] = map[string]*Field{}
	}
	s.fields[v][values[0]] = f
	if p.named == 0 && f.Of != "" && strings.HasSuffix(f.Type, "struct") {
		p.named = p.number
	}
	p.text = f.appendWords(p.text[:0])
	return err == nil && validField(f) && string(p.text) == text[len(values[0])+1:]
}
