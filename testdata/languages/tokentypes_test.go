package languages

import (
	"fmt"
	"strings"
	"testing"
)

// A tokenType is a type with tokens, and what a policy says about them.
type tokenType struct {
	name    string
	kind    string // signed, sealed or public
	codec   string // msgpack or json
	deflate bool
	prefix  string   // empty: ts1_
	maxAge  int64    // seconds; 0: unlimited
	maxSize int      // 0: 4096
	once    bool     // single use
	state   []string // forms
	mint    int      // version; with more than one, 2 of 3
}

// tokenTypes are types with every kind, codec and option, and some with several options.
func tokenTypes() []tokenType {
	all := []string{"text", "integer", "bool", "time"}
	list := []tokenType{
		{kind: "signed", codec: "msgpack", maxAge: 3600},
		{kind: "signed", codec: "json"},
		{kind: "sealed", codec: "msgpack", maxAge: 3600},
		{kind: "sealed", codec: "json", maxAge: 90, prefix: "acme_x_"},
		{kind: "public", codec: "msgpack", maxAge: 3600},
		{kind: "public", codec: "json"},
		{kind: "signed", codec: "msgpack", deflate: true, maxAge: 3600},
		{kind: "sealed", codec: "json", deflate: true},
		{kind: "public", codec: "json", deflate: true, maxAge: 60},
		{kind: "signed", codec: "msgpack", maxAge: 3600, state: all},
		{kind: "signed", codec: "json", state: []string{"text"}},
		{kind: "sealed", codec: "json", maxAge: 3600, state: []string{"time", "text"}, prefix: "ab_"},
		{kind: "signed", codec: "msgpack", maxAge: 3600, once: true},
		{kind: "sealed", codec: "json", maxAge: 3600, once: true},
		{kind: "public", codec: "msgpack", maxAge: 3600, once: true},
		{kind: "signed", codec: "json", deflate: true, maxAge: 3600, once: true, state: []string{"integer"}},
		{kind: "sealed", codec: "msgpack", maxAge: 3600, once: true, state: []string{"text", "bool"}},
		{kind: "signed", codec: "msgpack", maxAge: 3600, mint: 2},
		{kind: "sealed", codec: "json", mint: 2},
		{kind: "public", codec: "msgpack", deflate: true, maxAge: 3600, mint: 2},
		{kind: "signed", codec: "msgpack", maxAge: 3600, maxSize: 1000, prefix: "a1_b2_c3_"},
	}
	for i := range list {
		list[i].name = fmt.Sprint("P", i)
		if list[i].mint == 0 {
			list[i].mint = 1
		}
	}
	return list
}

func (p tokenType) salt() string { return "app/" + strings.ToLower(p.name) }

func (p tokenType) codecName() string {
	if p.deflate {
		return p.codec + "+deflate"
	}
	return p.codec
}

// The fields of payloads. Version 1 of a type with several versions has the first one, version
// 2 the first two.
var tokenFields = []field{
	{Name: "uid", Type: &typ{Kind: "int", Bits: 64}},
	{Name: "name", Type: &typ{Kind: "string"}},
	{Name: "tags", Type: &typ{Kind: "list", Of: &typ{Kind: "string"}}},
}

// payloads returns the fields of each version that the type accepts.
func (p tokenType) payloads() map[int][]field {
	if p.mint == 1 {
		return map[int][]field{1: tokenFields}
	}
	return map[int][]field{1: tokenFields[:1], 2: tokenFields[:2], 3: tokenFields}
}

// policy returns the question that defines the type.
func (p tokenType) policy() map[string]any {
	q := map[string]any{"op": "policy", "name": p.name, "kind": p.kind, "codec": p.codecName(), "salt": p.salt(),
		"prefix": p.prefix, "maxAge": p.maxAge, "maxSize": p.maxSize, "once": p.once, "mint": p.mint,
		"payloads": p.payloads(), "now": tokenNow}
	if p.maxAge == 0 {
		q["maxAge"] = nil
	}
	if p.prefix == "" {
		q["prefix"] = "ts1_"
	}
	if p.maxSize == 0 {
		q["maxSize"] = 4096
	}
	var state []map[string]string // nil: the type has none
	for i, form := range p.state {
		state = append(state, map[string]string{"name": fmt.Sprint("S", i), "form": form})
	}
	q["state"] = state
	return q
}

// directive returns the directive of the type.
func (p tokenType) directive() string {
	d := "sign"
	if p.kind == "sealed" {
		d = "seal"
	}
	d = fmt.Sprintf("//typeseal:%s salt=%s codec=%s", d, p.salt(), p.codec)
	age := "unlimited"
	if p.maxAge > 0 {
		age = fmt.Sprint(p.maxAge, "s")
	}
	d += " max-age=" + age
	for option, set := range map[string]bool{
		"alg=ed25519": p.kind == "public", "compress": p.deflate && p.kind != "sealed",
		"compress=reveals-length": p.deflate && p.kind == "sealed", "prefix=" + p.prefix: p.prefix != "",
		fmt.Sprint("max-size=", p.maxSize): p.maxSize > 0, "once": p.once, "version=3 accept=1,2 mint=2": p.mint == 2,
	} {
		if set {
			d += " " + option
		}
	}
	return d
}

// source returns the Go source of the type, and the row of the program's table.
func (p tokenType) source() (declared, row string) {
	var b strings.Builder
	fmt.Fprintf(&b, "\n%s\ntype %s struct {\n\tUID int64 `json:\"uid\"`\n\tName string `json:\"name\"`\n"+
		"\tTags []string `json:\"tags\"`\n", p.directive(), p.name)
	for i, form := range p.state {
		fmt.Fprintf(&b, "\tS%d %s `typeseal:\"state\"`\n", i,
			map[string]string{"text": "string", "integer": "int64", "bool": "bool", "time": "time.Time"}[form])
	}
	b.WriteString("}\n")
	if p.mint == 2 {
		fmt.Fprintf(&b, `
//typeseal:former of=%[1]s version=1
type %[1]sV1 struct { UID int64 `+"`json:\"uid\"`"+` }

func (v %[1]sV1) Upgrade() (%[1]sV2, error) { return %[1]sV2{UID: v.UID}, nil }

//typeseal:former of=%[1]s version=2
type %[1]sV2 struct { UID int64 `+"`json:\"uid\"`; Name string `json:\"name\"`"+` }

func (v %[1]sV2) Upgrade() (%[1]s, error) { return %[1]s{UID: v.UID, Name: v.Name}, nil }
func (v %[1]s) Downgrade() (%[1]sV2, error) { return %[1]sV2{UID: v.UID, Name: v.Name}, nil }
`, p.name)
	}
	mint, function, methods := "Sign", "Opens", []string{"Verify"}
	if p.kind == "sealed" {
		mint, methods = "Seal", []string{"Open"}
	}
	if p.once {
		function, methods = "Redeems", []string{"Peek", "Redeem"}
	}
	if len(p.state) > 0 {
		function += "Stated"
	}
	row = fmt.Sprintf("\t%q: answer.%s(%s.%s", p.name, function, p.name, mint)
	for _, m := range methods {
		row += fmt.Sprintf(", (*%s).%s", p.name, m)
	}
	return b.String(), row + "),\n"
}

// tokensProgram returns the path of a program with the types.
func tokensProgram(t *testing.T, list []tokenType) string {
	t.Helper()
	m := newModule(t)
	types, rows := "package program\n\nimport \"time\"\n\nvar _ time.Time\n", ""
	for _, p := range list {
		declared, row := p.source()
		types, rows = types+declared, rows+row
	}
	m.write(t, "types.go", types)
	m.write(t, "answer_test.go", "package program\n\nimport (\n\t\"os\"\n\t\"testing\"\n\n"+
		"\t\"github.com/typeseal/typeseal/testdata/languages/answer\"\n)\n\nfunc TestAnswer(t *testing.T) {\n"+
		"\ttokens := answer.NewTokens(map[string]answer.Token{\n"+rows+"\t})\n"+
		"\tif err := answer.Lines(os.Stdin, os.Stdout, func(line []byte) any { return tokens.Ask(t, line) }); "+
		"err != nil {\n\t\tt.Fatal(err)\n\t}\n}\n")
	m.generate(t)
	return m.build(t)
}
