package lock

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"
)

var update = flag.Bool("update", false, "rewrite the goldens")

const golden = "../../../testdata/lock/"

// archive reads the files of a golden, by name.
func archive(t testing.TB, name string) map[string]string {
	t.Helper()
	a, err := txtar.ParseFile(filepath.FromSlash(golden + name))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, f := range a.Files {
		files[f.Name] = string(f.Data)
	}
	return files
}

func sample(t testing.TB) string { return archive(t, "sample.txtar")["typeseal.lock"] }

func parsed(t testing.TB, text string) *Lock {
	t.Helper()
	l, err := Parse([]byte(text))
	if err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	return l
}

// Reading and writing a lock does not change it, whatever the order of its lines and its
// line endings.
func TestFormat(t *testing.T) {
	text := sample(t)
	l := parsed(t, text)
	if diff := cmp.Diff(text, string(l.Format())); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	lines := strings.Split(strings.TrimSuffix(text, "end\n"), "\n")
	at := slices.Index(lines, "typeseal lock 2")
	body := lines[at+1 : len(lines)-1]
	for range 20 {
		rand.Shuffle(len(body), func(i, j int) { body[i], body[j] = body[j], body[i] })
		twice := append(slices.Clone(lines[:len(lines)-1]), body[0], "end\n")
		shuffled := strings.Join(twice, "\n")
		if got := string(parsed(t, shuffled).Format()); got != text {
			t.Fatalf("lines in another order give\n%s", got)
		}
	}
	if got := string(parsed(t, strings.ReplaceAll(text, "\n", "\r\n")).Format()); got != text {
		t.Errorf("lines with CRLF give\n%s", got)
	}
	if verdicts := Compare(l, parsed(t, text)); len(verdicts) > 0 {
		t.Errorf("a lock differs from itself: %+v", verdicts)
	}
}

// A lock of format 1 describes the same tokens. It lacks the names of structs, which the
// tokens do not contain.
func TestFormat1(t *testing.T) {
	now := parsed(t, sample(t))
	old := parsed(t, archive(t, "sample.txtar")["format1.lock"])
	if now.Outdated() || !old.Outdated() {
		t.Errorf("outdated: %v and %v", now.Outdated(), old.Outdated())
	}
	if bytes.Equal(old.Format(), now.Format()) {
		t.Error("the lock of format 1 has names")
	}
	if again := parsed(t, string(old.Format())); again.Outdated() || len(Compare(old, again)) > 0 {
		t.Error("the lock of format 1 is not written in the present format")
	}
	for _, pair := range [][2]*Lock{{old, now}, {now, old}} {
		if verdicts := Compare(pair[0], pair[1]); len(verdicts) > 0 {
			t.Errorf("%+v", verdicts)
		}
		if _, clashes := Shared(pair[0], pair[1]); len(clashes) > 0 {
			t.Errorf("%+v", clashes)
		}
	}
}

// A truncated lock is refused, unless only whole types are missing.
func TestCutOff(t *testing.T) {
	text := sample(t)
	for i := range len(text) - 1 {
		if _, err := Parse([]byte(text[:i])); err == nil && text[:i] != strings.TrimSuffix(text, "\n") {
			t.Errorf("%d bytes pass", i)
		}
	}
	lines := strings.SplitAfter(text, "\n")
	for i, line := range lines[:len(lines)-1] {
		_, err := Parse([]byte(strings.Join(slices.Delete(slices.Clone(lines), i, i+1), "")))
		harmless := strings.HasPrefix(line, "#") || strings.Contains(line, " since ")
		if harmless != (err == nil) {
			t.Errorf("without line %d: %v\n%s", i+1, err, line)
		}
	}
}

// Every change of a single byte is refused, except in a comment or a date.
func TestEveryByte(t *testing.T) {
	text := sample(t)
	for i := range len(text) - 1 {
		line := text[strings.LastIndexByte(text[:i], '\n')+1:]
		line, _, _ = strings.Cut(line, "\n")
		if strings.HasPrefix(line, "#") || strings.Contains(line, " since ") {
			continue
		}
		for _, c := range []byte{text[i] ^ 1, text[i] ^ 32, ' '} {
			changed := []byte(text)
			changed[i] = c
			if _, err := Parse(changed); err == nil && !bytes.Equal(changed, []byte(text)) {
				t.Errorf("byte %d as %q passes: %s", i, c, line)
			}
		}
	}
}

// broken returns a lock of errors.txtar: the text, or the lock after the edit in the text.
func broken(lock, text string) string {
	if !strings.HasPrefix(text, "-") {
		return text
	}
	done := ""
	for line := range strings.Lines(text) {
		if removed, ok := strings.CutPrefix(line, "-"); ok {
			before, after, _ := strings.Cut(lock, removed)
			done, lock = done+before, after
		} else {
			done += strings.TrimPrefix(line, "+")
		}
	}
	return done + lock
}

// TestErrors: each file of errors.txtar is an error and the lock that has it.
func TestErrors(t *testing.T) {
	a, err := txtar.ParseFile(golden + "errors.txtar")
	if err != nil {
		t.Fatal(err)
	}
	lock := string(a.Files[0].Data)
	parsed(t, lock)
	for i, f := range a.Files[1:] {
		t.Run(f.Name, func(t *testing.T) {
			want, text, _ := strings.Cut(string(f.Data), "\n")
			_, err := Parse([]byte(broken(lock, text)))
			var fault *Error
			if !errors.As(err, &fault) {
				t.Fatalf("no error but %v", err)
			}
			if *update {
				want = fault.Error()
				a.Files[i+1].Data = []byte(want + "\n" + text)
			}
			if got := fault.Error(); got != want {
				t.Errorf("got  %s\nwant %s", got, want)
			}
			if fault.Advice == "" {
				t.Error("no advice")
			}
		})
	}
	if *update {
		if err := os.WriteFile(golden+"errors.txtar", txtar.Format(a), 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

// The result of a merge, in both styles of git, is read as both files.
func TestSides(t *testing.T) {
	a, b := "1\nours\n2\nend\n", "1\ntheirs\nand more\n2\nend\n"
	for _, text := range []string{
		"1\n<<<<<<< HEAD\nours\n=======\ntheirs\nand more\n>>>>>>> branch\n2\nend\n",
		"1\n<<<<<<< HEAD\nours\n||||||| 1234\nold\n=======\ntheirs\nand more\n>>>>>>> branch\n2\nend\n",
	} {
		ours, theirs, _, ok := cutSides([]byte(text))
		if string(ours) != a || string(theirs) != b || !ok {
			t.Errorf("%q and %q, %v", ours, theirs, ok)
		}
	}
	for _, text := range []string{
		"=======\n", "<<<<<<< a\n", "<<<<<<< a\n<<<<<<< b\n=======\n>>>>>>> c\n", "<<<<<<< a\n>>>>>>> b\n",
		"<<<<<<< a\n=======\n=======\n>>>>>>> b\n",
	} {
		if _, _, _, ok := cutSides([]byte(text)); ok {
			t.Errorf("%q passes", text)
		}
	}
}

// If only one branch has retired a type, the source decides.
func TestReconcile(t *testing.T) {
	a := &Type{Salt: "a", Verb: "sign", GoType: GoType{"p", "A"}}
	b := &Type{Salt: "b", Verb: "sign", GoType: GoType{"p", "B"}}
	for _, used := range []bool{true, false} {
		ours := &Lock{Types: []*Type{a, b}}
		theirs := &Lock{Types: []*Type{b}, Retired: []*Type{a}}
		Reconcile(ours, theirs, func(ID) bool { return used })
		joint := Join(ours, theirs)
		live, retired := joint.ByID(), byID(joint.Retired)
		if (live[a.ID()] != nil) != used || (retired[a.ID()] != nil) == used || live[b.ID()] == nil {
			t.Errorf("in use %v: %+v", used, joint)
		}
	}
}

// The history of a type from both sides is kept, whether or not the source still has the
// type.
func TestReconcileRemembers(t *testing.T) {
	version := func(v int) *Type {
		return &Type{
			Salt: "a", Verb: "sign", GoType: GoType{"p", "A"}, Version: v, Mint: v, Accept: []int{v}, Used: []int{v},
			Shapes: map[int][]*Field{v: nil},
		}
	}
	for _, used := range []bool{true, false} {
		ours, theirs := &Lock{Retired: []*Type{version(2)}}, &Lock{Types: []*Type{version(1)}}
		Reconcile(ours, theirs, func(ID) bool { return used })
		joint := Join(ours, theirs)
		if all := slices.Concat(joint.Types, joint.Retired); len(all) != 1 || !slices.Equal(all[0].Used, []int{1, 2}) {
			t.Errorf("in use %v: %+v", used, joint)
		}
	}
}

// If a type is foreign on one side of a merge and native on the other, the joined lock
// can be read.
func TestJoinForeign(t *testing.T) {
	side := func(version int, format, prefix, also string) *Lock {
		return &Lock{Retired: []*Type{{
			Salt: "a", Verb: "sign", GoType: GoType{"example.com/p", "A"}, Kind: "signed", Format: format,
			Codec: "json", Prefix: prefix, MaxAge: 3600e9, MaxSize: 4096, Also: also, Version: version, Mint: version,
			Accept: []int{version}, Used: []int{version},
			Shapes: map[int][]*Field{version: {{Wire: "uid", Go: "UserID", Type: "int64"}}},
		}}}
	}
	foreign, native := side(0, "django", "", ""), side(1, Native, "ts1_", "django until=2099-12-31 salt=a")
	for _, joint := range []*Lock{Join(foreign, native), Join(native, foreign)} {
		again := parsed(t, string(joint.Format()))
		if got := again.Retired[0]; got.Format != Native || !slices.Equal(got.Used, []int{0, 1}) {
			t.Errorf("%+v", got)
		}
	}
}

// A lock keeps everything about types that are removed and then return.
func TestNext(t *testing.T) {
	was := parsed(t, sample(t))
	gone := was.Next(nil)
	if len(gone.Types) > 0 || len(gone.Retired) != len(was.Retired)+len(was.Types) {
		t.Errorf("%+v", gone)
	}
	again := parsed(t, string(gone.Format()))
	if got, want := string(again.Format()), string(gone.Format()); got != want {
		t.Errorf("after reading it again, the lock is\n%s", got)
	}
	for _, v := range Compare(again, &Lock{Types: was.Types}) {
		t.Errorf("on return: %s: %s", v.Outcome, v.Message)
	}
	if got, want := string(again.Next(was.Types).Format()), string(was.Format()); got != want {
		t.Errorf("after the return (-want +got)\n%s", cmp.Diff(want, got))
	}
}

func TestAges(t *testing.T) {
	for _, text := range []string{"1s", "30m", "1h", "1d", "7d", "1d12h", "2h3m4s", "unlimited"} {
		d, ok := parseAge(text)
		if got := FormatAge(d); got != text || !ok {
			t.Errorf("%s gives %s, %v", text, got, ok)
		}
	}
	for _, text := range []string{
		"", "0s", "60s", "24h", "1.5h", "-1h", "01h", "1h1h", "1", "d", "1w", "99999d", "Unlimited",
	} {
		if d, ok := parseAge(text); ok {
			t.Errorf("%q passes as %s", text, d)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add(sample(f))
	files := archive(f, "errors.txtar")
	for name, text := range files {
		_, text, _ = strings.Cut(text, "\n")
		f.Add(broken(files["lock"], text))
		f.Add(strings.Replace(sample(f), "end\n", name+"\nend\n", 1))
	}
	f.Fuzz(func(t *testing.T, text string) {
		l, err := Parse([]byte(text))
		if err != nil {
			return
		}
		again, err := Parse(l.Format())
		if err != nil || !bytes.Equal(again.Format(), l.Format()) {
			t.Errorf("%v\n%s", err, l.Format())
		}
		for _, was := range l.Types {
			for _, v := range was.Used {
				if _, err := was.Former(v, "T", was.Package, "p"); err != nil &&
					!strings.Contains(err.Error(), "by hand") {
					t.Log(err)
				}
			}
		}
	})
}

func Example() {
	l := &Lock{Types: []*Type{{
		Salt: "account.reset", Verb: "sign", GoType: GoType{"example.com/app/account", "Reset"}, Kind: "signed",
		Format: "native", Codec: "msgpack", Prefix: "ts1_", MaxAge: 1800e9, MaxSize: 4096, Version: 1, Mint: 1,
		Accept: []int{1}, Used: []int{1}, Shapes: map[int][]*Field{1: {{Wire: "uid", Go: "UserID", Type: "int64"}}},
	}}}
	text, _, _ := strings.Cut(string(l.Format()), "sign account.reset hash")
	fmt.Fprint(os.Stdout, text[strings.Index(text, "typeseal lock"):])
	// Output:
	// typeseal lock 2
	// sign account.reset type example.com/app/account Reset
	// sign account.reset kind signed
	// sign account.reset format native
	// sign account.reset codec msgpack
	// sign account.reset prefix ts1_
	// sign account.reset max-age 30m
	// sign account.reset max-size 4096
	// sign account.reset version 1
	// sign account.reset accept 1
	// sign account.reset v1 1 "uid" UserID int64
}
