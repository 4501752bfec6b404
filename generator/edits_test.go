package generator

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/typeseal/typeseal/generator/internal/lock"
)

// An edit is one row of the table in LOCK.md.
type edit struct{ name, before, after, verdict string }

func edits(t *testing.T) (list []edit) {
	text := read(t, "LOCK.md")
	_, table, _ := strings.Cut(text, "| change | before | after | verdict |\n|---|---|---|---|\n")
	table, _, _ = strings.Cut(table, "\n\n")
	for row := range strings.Lines(table + "\n") {
		cells := strings.Split(strings.TrimSuffix(strings.TrimPrefix(row, "| "), " |\n"), " | ")
		if len(cells) != 4 {
			t.Fatalf("%d cells in %s", len(cells), row)
		}
		list = append(list, edit{cells[0], cells[1], cells[2], cells[3]})
	}
	if len(list) < 40 {
		t.Fatalf("%d edits", len(list))
	}
	return list
}

var (
	span   = regexp.MustCompile("``(.+?) ?``|`([^`]+)`")
	option = regexp.MustCompile(`^(once|compress|[a-z-]+=\S+)( (once|compress|[a-z-]+=\S+))*$`)
)

// side writes the source that a cell describes to dir/name, with name as the salt. It
// returns the lines to add to the lock.
func (e edit) side(t *testing.T, dir, name, cell string) (retired string) {
	typ, pkg, fields, more := "T", name, "A int", ""
	options := map[string]string{"salt": "salt=" + name, "max-age": "max-age=1h"}
	var verbs []string
	for _, m := range span.FindAllStringSubmatch(cell, -1) {
		text := strings.ReplaceAll(m[1]+m[2], "$", name)
		switch words := strings.Fields(text); {
		case text == "sign" || text == "seal":
			verbs = append(verbs, text)
		case words[0] == "retired":
			return retiredLines(name)
		case words[0] == "package":
			pkg = filepath.Join(name, words[1])
		case words[0] == "type" && len(words) == 2:
			typ = words[1]
		case words[0] == "type":
			more += text + "\n"
		case words[0] == "former":
			more += "//typeseal:former of=T version=1\ntype TV1 struct { " + strings.TrimPrefix(text, "former ") +
				" }\n" +
				"func (TV1) Upgrade() (T, error) { panic(0) }\nfunc (T) Downgrade() (TV1, error) { panic(0) }\n"
		case option.MatchString(text):
			for _, w := range words {
				key, _, _ := strings.Cut(w, "=")
				options[key] = w
			}
		default:
			fields = text
		}
	}
	if cell == "no type" {
		return ""
	}
	if verbs == nil {
		verbs = []string{"sign"}
	}
	text := "package p\n"
	for _, path := range []string{"net/netip", "time"} {
		if strings.Contains(fields, filepath.Base(path)+".") {
			text += fmt.Sprintf("import %q\n", path)
		}
	}
	text += more + "\n"
	for _, verb := range verbs {
		text += "//typeseal:" + verb
		for _, key := range []string{
			"salt", "max-age", "codec", "compress", "once", "grace", "version", "accept", "mint", "alg", "prefix",
			"max-size", "format", "algorithm", "sep", "future", "also", "until", "also-salt", "also-algorithm",
			"also-derivation", "also-sep", "also-codec", "also-issuer", "also-audience", "also-missing", "also-future",
		} {
			if options[key] != "" {
				text += " " + options[key]
			}
		}
		text += "\n"
	}
	write(t, filepath.Join(dir, pkg, "t.go"),
		text+"type "+typ+" struct {\n\t"+strings.ReplaceAll(fields, "; ", "\n\t")+"\n}\n")
	return ""
}

// retiredLines returns the lines of a lock for a removed type.
func retiredLines(salt string) (text string) {
	gone := &lock.Lock{Retired: []*lock.Type{{
		Salt: salt, Verb: "sign", GoType: lock.GoType{Package: "example.com/app", Name: "Gone"},
		Kind: "signed", Format: "native", Codec: "msgpack", Prefix: "ts1_", MaxAge: time.Hour, MaxSize: 4096,
		Version: 1, Mint: 1, Accept: []int{1}, Used: []int{1},
		Shapes: map[int][]*lock.Field{1: {{Wire: "A", Go: "A", Type: "int"}}},
	}}}
	for line := range strings.Lines(string(gone.Format())) {
		if strings.HasPrefix(line, "retired ") {
			text += line
		}
	}
	return text
}

// TestEdits: every edit of the table has its verdict, and a message with help.
func TestEdits(t *testing.T) {
	list := edits(t)
	before, after := module(t, ""), module(t, "")
	var retired string
	for i, e := range list {
		name := fmt.Sprintf("edit%03d", i)
		retired += e.side(t, before, name, e.before)
		e.side(t, after, name, e.after)
	}
	text := string(cleanly(t, before).Locks[0].Content)
	write(t, filepath.Join(after, "typeseal.lock"), strings.TrimSuffix(text, "end\n")+retired+"end\n")
	result := generate(t, after)
	for _, d := range result.Diagnostics {
		if d.Rule != "lock" {
			t.Error(d)
		}
	}
	said := &txtar.Archive{
		Comment: []byte("The messages for each edit of the table in generator/LOCK.md: go test ./generator -run " +
			"TestEdits -update\n\n"),
	}
	for i, e := range list {
		name := fmt.Sprintf("edit%03d", i)
		worst, text := judged(t, result.Changes, name)
		if worst != e.verdict {
			t.Errorf("%s: %s, want %s\n%s", e.name, worst, e.verdict, text)
		}
		said.Files = append(said.Files, txtar.File{Name: e.name, Data: []byte(strings.ReplaceAll(text, name, "app.t"))})
	}
	golden := filepath.Join("..", "testdata", "lock", "edits.txtar")
	if *update {
		check(t, os.WriteFile(golden, txtar.Format(said), 0o666))
	}
	if diff := cmp.Diff(read(t, golden), string(txtar.Format(said))); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// judged returns the worst outcome and the messages for the types of one edit.
func judged(t *testing.T, changes []Diagnostic, name string) (worst, text string) {
	outcomes := []string{"compatible", "given up", "needs a version", "refused"}
	at := 0
	for _, v := range changes {
		if !strings.HasPrefix(v.Change.PackagePath+"/", "example.com/app/"+name+"/") {
			continue
		}
		i := slices.Index(outcomes, v.Change.Outcome)
		at = max(at, i)
		text += fmt.Sprintf("%s (%s): %s; %s\n", v.Change.Outcome, v.Change.Edit, v.Message, v.Help)
		if i < 0 || v.Message == "" || i > 1 && (v.Help == "" || v.Position.Line == 0) {
			t.Errorf("%s: incomplete: %+v", name, v)
		}
	}
	return outcomes[at], text
}
