package mint

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/typeseal/typeseal/generator"
	"github.com/typeseal/typeseal/runtime/codec"
)

// A payload reads the JSON of a payload as strictly as a program reads a token.
type payload struct {
	json   bool // the type's codec is JSON
	sealed bool // keys of maps are not shown, because they are part of the secret
	state  []generator.Field
	near   Near
	Faults
}

// read returns the values of fields. If the text is not JSON, that is the only fault.
func (p *payload) read(text string, fields []generator.Field) object {
	if err := syntax(text); err != nil {
		p.Faults = Faults{err.Error()}
		return nil
	}
	return p.structure("", []byte(text), fields)
}

// syntax returns an error if a text is not exactly one value of JSON.
func syntax(text string) error {
	switch {
	case strings.TrimSpace(text) == "":
		return errors.New("the payload is empty; if it comes from a shell variable, check that the variable is set")
	case !utf8.ValidString(text):
		return errors.New("the payload is not UTF-8")
	}
	var wrong *json.SyntaxError
	if err := json.Unmarshal([]byte(text), new(json.RawMessage)); errors.As(err, &wrong) {
		before := text[:max(wrong.Offset-1, 0)]
		line := 1 + strings.Count(before, "\n")
		column := 1 + utf8.RuneCountInString(before[1+strings.LastIndexByte(before, '\n'):])
		return fmt.Errorf("the payload is not JSON: line %d, column %d: %w; at a shell, put it in single quotes",
			line, column, err)
	} else if err != nil {
		return fmt.Errorf("the payload is not JSON: %w", err)
	}
	return nil
}

// An entry is a member of an object of JSON.
type entry struct {
	path, name string
	raw        []byte
}

// entries returns the members of an object, whose paths pathOf returns. It reports names that
// come twice or are not Unicode.
func (p *payload) entries(path string, raw []byte, pathOf func(name string, i int) string) (list []entry) {
	d := json.NewDecoder(bytes.NewReader(raw))
	_, _ = d.Token() // syntax has seen that there are no errors
	seen := map[string]bool{}
	for i := 0; d.More(); i++ {
		from := d.InputOffset()
		_, _ = d.Token()
		quoted := raw[from:d.InputOffset()]
		var value json.RawMessage
		_ = d.Decode(&value)
		name, ok := text(quoted[bytes.IndexByte(quoted, '"'):])
		switch {
		case !ok:
			p.add(path, "has a name with half a surrogate pair, which is not Unicode")
			continue
		case seen[name]:
			p.add(pathOf(name, i), "is there twice")
			continue
		}
		seen[name] = true
		list = append(list, entry{pathOf(name, i), name, value})
	}
	return list
}

// text returns the text of a string of JSON. It reports false if that is not Unicode.
func text(raw []byte) (string, bool) {
	var d codec.JSONDecoder
	d.Reset(raw)
	s := strings.Clone(d.String())
	return s, d.End()
}

// elements returns the elements of an array of JSON.
func elements(raw []byte) (list []json.RawMessage) {
	_ = json.Unmarshal(raw, &list) // syntax has seen that there are no errors
	return list
}

// structure reads an object with exactly these fields.
func (p *payload) structure(path string, raw []byte, fields []generator.Field) object {
	if raw = bytes.TrimSpace(raw); raw[0] != '{' {
		p.add(path, "is %s; write an object with the fields %s", what(raw), strings.Join(quoted(fields), ", "))
		return nil
	}
	given := p.entries(path, raw, func(name string, _ int) string { return join(path, name) })
	for _, e := range given {
		if !slices.ContainsFunc(fields, func(f generator.Field) bool { return f.Name == e.name }) {
			p.unknown(path, e.name, fields)
		}
	}
	values := make(object, len(fields))
	for i, f := range fields {
		at := slices.IndexFunc(given, func(e entry) bool { return e.name == f.Name })
		if at < 0 {
			p.add(join(path, f.Name), "is missing; write %s", formOf(f))
			continue
		}
		values[i] = member{f.Name, p.field(given[at].path, given[at].raw, f)}
	}
	return values
}

// unknown reports a field that a struct does not have.
func (p *payload) unknown(path, name string, fields []generator.Field) {
	isState := func(f generator.Field) bool { return path == "" && strings.EqualFold(f.Go, name) }
	if i := slices.IndexFunc(p.state, isState); i >= 0 {
		p.add(join(path, name), "is state, which is not in the payload; write --state %s=VALUE", p.state[i].Go)
		return
	}
	var names []string
	for _, f := range fields {
		names = append(names, f.Name)
	}
	advice := "there is no such field"
	if near := p.near(name, names); near != "" {
		advice += fmt.Sprintf("; did you mean %q?", near)
	} else if len(names) > 0 {
		advice += "; the fields are " + strings.Join(quoted(fields), ", ")
	}
	p.add(join(path, name), "is unknown: %s", advice)
}

// quoted returns the names of fields in JSON.
func quoted(fields []generator.Field) (names []string) {
	for _, f := range fields {
		names = append(names, fmt.Sprintf("%q", f.Name))
	}
	return names
}

// join returns the path of a member.
func join(path, name string) string {
	plain := name != "" && !strings.ContainsFunc(name, func(r rune) bool {
		return r != '_' && r != '-' && (r < '0' || r > '9' && r < 'A' || r > 'Z' && r < 'a' || r > 'z' && r < 0x80)
	})
	switch {
	case !plain:
		return fmt.Sprintf("%s[%q]", path, name)
	case path == "":
		return name
	}
	return path + "." + name
}

// what names the kind of a value of JSON.
func what(raw []byte) string {
	switch raw[0] {
	case '{':
		return "an object"
	case '[':
		return "an array"
	case '"':
		return "a string"
	case 'n':
		return "null"
	case 't', 'f':
		return "true or false"
	}
	return "a number"
}
