package languages

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// A typ is the type of a value, in the notation of codec.json.
type typ struct {
	Kind   string  `json:"kind"`
	Bits   int     `json:"bits,omitempty"`
	Length *int    `json:"length,omitempty"`
	Of     *typ    `json:"of,omitempty"`
	Key    *typ    `json:"key,omitempty"`
	Fields []field `json:"fields,omitzero"`

	source string // in Go; containers and structs have none
	opaque string // in Go, of the type that accepts everything; empty: source
}

type field struct {
	Name string `json:"name"`
	Type *typ   `json:"type"`
	Max  int    `json:"max,omitempty"`
}

// A shape is a Go type with payloads.
type shape struct {
	name   string // of the Go type
	fields []field
	strict bool // has types whose methods refuse something
}

// A shaper makes random shapes.
type shaper struct {
	*rand.Rand
	left int // of the fields that a shape may have
}

// hard are names of fields that are hard for one of the languages: words and properties that
// mean something, names that sort or compare unlike their bytes, and letters beyond ASCII.
var hard = strings.Split(`__proto__|constructor|prototype|toString|valueOf|hasOwnProperty|then|length|name|class|from|`+
	`None|self|def|lambda|await|async|yield|import|default|null|true|undefined|NaN|arguments|eval|let|static|`+
	`__init__|__class__|__dict__|__slots__|_|__|$|10|2|1|01|-1|0x1|1e3|ſ|s|S|K|k|ß|ss|größe|Größe|名|値|Ω|Ω|é|`+
	`𐐀|٣|<&>|a b| |  x|{}|[0]|a.b|a/b|#|@|~|%s|{0}|sign|verify|open|seal|mint|payload|reason|uid|userID|HTTPServer|`+
	`api_key|match|type|print|object|any|ꙮ`, "|")

// fieldsOf returns up to most fields with different names, rarely none.
func (s *shaper) fieldsOf(depth, most int) []field {
	list := []field{}
	taken := map[string]bool{}
	count := 1 + s.IntN(most)
	if s.IntN(20) == 0 {
		count = 0
	}
	for range count {
		if s.left--; s.left < 0 {
			break
		}
		name := fmt.Sprint("f", len(list))
		if s.IntN(3) > 0 {
			name = hard[s.IntN(len(hard))]
		}
		if taken[name] {
			continue
		}
		taken[name] = true
		f := field{Name: name, Type: s.typ(depth)}
		if measured(f.Type) && s.IntN(3) == 0 {
			f.Max = 1 + s.IntN(6)
			if s.IntN(6) == 0 {
				f.Max = 31 + s.IntN(3)
			}
		}
		list = append(list, f)
	}
	return list
}

// measured reports whether max= can limit values of a type.
func measured(t *typ) bool {
	switch t.Kind {
	case "nullable":
		return measured(t.Of)
	case "string", "list", "map":
		return true
	case "bytes":
		return t.Length == nil
	}
	return false
}

// typ returns a type with up to depth containers around the innermost value.
func (s *shaper) typ(depth int) *typ {
	if depth <= 0 || s.IntN(5) < 2 {
		return s.leaf()
	}
	switch s.IntN(6) {
	case 0:
		of := s.typ(depth - 1)
		if of.Kind == "uint" && of.Bits == 8 {
			return s.leaf() // Go's []byte is bytes
		}
		return &typ{Kind: "list", Of: of}
	case 1:
		of, n := s.typ(depth-1), s.IntN(4)
		if of.Kind == "uint" && of.Bits == 8 {
			return s.leaf()
		}
		if of.source == "" { // lengths multiply
			n = min(n, 2)
		} else if s.IntN(5) == 0 {
			n = 15 + s.IntN(3)
		}
		return &typ{Kind: "array", Length: &n, Of: of}
	case 2:
		return &typ{Kind: "map", Key: s.key(), Of: s.typ(depth - 1)}
	case 3:
		return &typ{Kind: "struct", Fields: s.fieldsOf(depth-1, 3)}
	}
	of := s.typ(depth - 1)
	if of.Kind == "nullable" {
		return of
	}
	return &typ{Kind: "nullable", Of: of}
}

func (s *shaper) key() *typ {
	if s.IntN(2) == 0 {
		return s.text("string", "answer.Name")
	}
	return s.integer()
}

func (s *shaper) text(sources ...string) *typ {
	return &typ{Kind: "string", source: sources[s.IntN(len(sources))]}
}

func (s *shaper) integer() *typ {
	bits := 8 << s.IntN(4)
	if s.IntN(2) == 0 {
		source := fmt.Sprint("uint", bits)
		if bits == 64 && s.IntN(3) == 0 {
			source = "uint"
		}
		return &typ{Kind: "uint", Bits: bits, source: source}
	}
	source := fmt.Sprint("int", bits)
	if bits == 64 {
		source = []string{"int", "int64", "time.Duration", "answer.Number"}[s.IntN(4)]
	}
	return &typ{Kind: "int", Bits: bits, source: source}
}

func (s *shaper) leaf() *typ {
	switch s.IntN(12) {
	case 0:
		return &typ{Kind: "bool", source: []string{"bool", "answer.Flag"}[s.IntN(2)]}
	case 1, 2:
		return s.integer()
	case 3:
		return &typ{Kind: "float", Bits: 32, source: []string{"float32", "answer.Ratio"}[s.IntN(2)]}
	case 4:
		return &typ{Kind: "float", Bits: 64, source: "float64"}
	case 5, 6:
		return s.text("string", "answer.Name")
	case 7:
		return &typ{Kind: "bytes", source: []string{"[]byte", "answer.Blob"}[s.IntN(2)]}
	case 8:
		n := s.IntN(5)
		return &typ{Kind: "bytes", Length: &n, source: fmt.Sprintf("[%d]byte", n)}
	case 9, 10:
		return &typ{Kind: "time", source: "time.Time"}
	}
	return s.own()
}

// strict returns a type whose methods refuse what those of another type accept.
func strict(kind, source, opaque string) *typ {
	return &typ{Kind: kind, source: source, opaque: opaque}
}

// own returns a type that encodes itself.
func (s *shaper) own() *typ {
	switch s.IntN(8) {
	case 0:
		return strict("text", "netip.Addr", "answer.Text")
	case 1:
		return strict("text", "answer.Digits", "answer.Text")
	case 2:
		return strict("binary", "answer.Even", "answer.Binary")
	case 3:
		return strict("text", "big.Int", "answer.Text")
	case 4, 5:
		return &typ{Kind: "binary", source: "answer.Binary"}
	}
	return &typ{Kind: "text", source: "answer.Text"}
}

// basic are the shapes that every program has: each type of a value, and names that are alike.
func basic() (list [][]field) {
	three := 3
	text, flag := &typ{Kind: "string", source: "string"}, &typ{Kind: "bool", source: "bool"}
	integer := func(kind string, bits int) *typ {
		return &typ{Kind: kind, Bits: bits, source: fmt.Sprint(kind, bits)}
	}
	at := &typ{Kind: "time", source: "time.Time"}
	one := func(types ...*typ) {
		for _, t := range types {
			list = append(list, []field{{Name: "v", Type: t}})
		}
	}
	one(integer("int", 64), integer("uint", 64), at, text, flag, &typ{Kind: "float", Bits: 32, source: "float32"},
		&typ{Kind: "float", Bits: 64, source: "float64"}, &typ{Kind: "bytes", source: "[]byte"},
		&typ{Kind: "bytes", Length: &three, source: "[3]byte"}, &typ{Kind: "nullable", Of: at},
		&typ{Kind: "list", Of: integer("int", 32)}, &typ{Kind: "map", Key: text, Of: flag},
		&typ{Kind: "map", Key: integer("int", 64), Of: flag}, &typ{Kind: "array", Length: &three, Of: text})
	return append(list, []field{},
		[]field{{Name: "v", Type: strict("text", "answer.Digits", "answer.Text")},
			{Name: "w", Type: &typ{Kind: "list", Of: strict("binary", "answer.Even", "answer.Binary")}}},
		[]field{{Name: "v", Type: text, Max: 5}},
		[]field{{Name: "s", Type: integer("int", 8)}, {Name: "ſ", Type: integer("uint", 16)}},
		[]field{{Name: "__proto__", Type: text}, {Name: "10", Type: flag}, {Name: "2", Type: integer("uint", 8)}})
}

// shapes returns n shapes, the basic ones first. A few have many fields or are nested deeply.
func (s *shaper) shapes(n int) []shape {
	list := make([]shape, max(n, len(basic())))
	for i, fields := range basic() {
		list[i] = shapeOf(i, fields)
	}
	for i := len(basic()); i < len(list); i++ {
		depth, most := s.IntN(4), 1+s.IntN(5)
		s.left = 12
		switch s.IntN(40) {
		case 0:
			depth, most, s.left = 0, 17, 17
		case 1:
			depth, most, s.left = 0, 256, 256
		case 2:
			depth = 7
		}
		list[i] = shapeOf(i, s.fieldsOf(depth, most))
		if s.IntN(40) == 0 {
			list[i] = shapeOf(i, []field{{Name: "v", Type: s.nested(15)}})
		}
	}
	return list
}

func shapeOf(i int, fields []field) shape {
	s := shape{name: fmt.Sprint("T", i), fields: fields}
	for _, f := range fields {
		s.strict = s.strict || f.Type.strict()
	}
	return s
}

// nested returns a type of n containers, one in another: as deep as types can be.
func (s *shaper) nested(n int) *typ {
	if n == 0 {
		return &typ{Kind: "string", source: "string"}
	}
	one, of := 1, s.nested(n-1)
	switch s.IntN(4) {
	case 0:
		return &typ{Kind: "array", Length: &one, Of: of}
	case 1:
		return &typ{Kind: "map", Key: s.key(), Of: of}
	case 2:
		return &typ{Kind: "struct", Fields: []field{{Name: "v", Type: of}}}
	}
	return &typ{Kind: "list", Of: of}
}

func (t *typ) strict() bool {
	if t.opaque != "" || t.Of != nil && t.Of.strict() {
		return true
	}
	for _, f := range t.Fields {
		if f.Type.strict() {
			return true
		}
	}
	return false
}

// A goSource writes types in Go.
type goSource struct {
	declared strings.Builder // types inside others
	count    int
	opaque   bool // every type accepts everything
}

func (g *goSource) typ(t *typ) string {
	switch t.Kind {
	case "nullable":
		return "*" + g.typ(t.Of)
	case "list":
		return "[]" + g.typ(t.Of)
	case "array":
		return fmt.Sprintf("[%d]%s", *t.Length, g.typ(t.Of))
	case "map":
		return fmt.Sprintf("map[%s]%s", t.Key.source, g.typ(t.Of))
	case "struct":
		body := "struct {\n" + g.fields(t.Fields) + "}"
		if g.count++; g.count%2 == 0 {
			return body
		}
		name := fmt.Sprint("Inside", g.count)
		fmt.Fprintf(&g.declared, "\ntype %s %s\n", name, body)
		return name
	}
	if g.opaque && t.opaque != "" {
		return t.opaque
	}
	return t.source
}

func (g *goSource) fields(list []field) string {
	var b strings.Builder
	for i, f := range list {
		tag := fmt.Sprintf("json:%q", f.Name)
		if f.Max > 0 {
			tag += fmt.Sprintf(" typeseal:\"max=%d\"", f.Max)
		}
		fmt.Fprintf(&b, "\tF%d %s `%s`\n", i, g.typ(f.Type), tag)
	}
	return b.String()
}

// opaqueName is the name of the type in which every type of a strict shape accepts
// everything.
func (s shape) opaqueName() string { return s.name + "Opaque" }

// goFiles returns the Go files of a package with the shapes, and of their table.
func goFiles(shapes []shape) (types, table string) {
	g := &goSource{}
	var top, rows strings.Builder
	add := func(name, salt string, fields []field) {
		fmt.Fprintf(&top, "\n//typeseal:sign salt=%s max-age=1h max-size=1048576\n//typeseal:seal salt=%[1]s "+
			"max-age=1h max-size=1048576 codec=json\ntype %s struct {\n%s}\n", salt, name, g.fields(fields))
		fmt.Fprintf(&rows, "\t%q: answer.Of(typesealDecode%[1]s, typesealEncode%[1]s, typesealDecode%[1]sJSON, "+
			"typesealEncode%[1]sJSON),\n", name)
	}
	for i, s := range shapes {
		add(s.name, fmt.Sprint("t", i), s.fields)
		if s.strict {
			g.opaque = true
			add(s.opaqueName(), fmt.Sprint("o", i), s.fields)
			g.opaque = false
		}
	}
	types = "package program\n\nimport (\n\t\"math/big\"\n\t\"net/netip\"\n\t\"time\"\n\n" +
		"\t\"github.com/typeseal/typeseal/testdata/languages/answer\"\n)\n\ntype (\n\t_ big.Int\n\t_ netip.Addr\n" +
		"\t_ time.Time\n\t_ answer.Text\n)\n" + g.declared.String() + top.String()
	table = "package program\n\nimport \"github.com/typeseal/typeseal/testdata/languages/answer\"\n\n" +
		"var shapes = map[string]answer.Shape{\n" + rows.String() + "}\n"
	return types, table
}
