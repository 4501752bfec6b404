package emit

import (
	"crypto/sha256"
	"encoding/hex"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/typeseal/typeseal/generator/internal/disk"
	"github.com/typeseal/typeseal/generator/internal/lock"
)

// sample returns the lock of testdata/lock/sample.txtar.
func sample(t *testing.T) string {
	t.Helper()
	archive, err := txtar.ParseFile("../../testdata/lock/sample.txtar")
	check(t, err)
	i := slices.IndexFunc(archive.Files, func(f txtar.File) bool { return f.Name == "typeseal.lock" })
	return string(archive.Files[i].Data)
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// rehashed replaces all hashes of a lock by the right ones. Whoever can change a lock can
// change its hashes, too.
func rehashed(text string) string {
	sums, lines := map[string][]byte{}, strings.Split(text, "\n")
	for i, line := range lines {
		words := strings.SplitN(strings.TrimPrefix(line, "retired "), " ", 4)
		if len(words) < 3 || strings.HasPrefix(line, "#") {
			continue
		}
		id := words[0] + " " + words[1]
		switch words[2] {
		case "since":
		case "hash":
			sum := sha256.Sum256(sums[id])
			lines[i] = line[:strings.LastIndexByte(line, ' ')+1] + hex.EncodeToString(sum[:])
		default:
			sums[id] = append(append(sums[id], strings.TrimPrefix(line, "retired ")...), '\n')
		}
	}
	return strings.Join(lines, "\n")
}

// hostile are words that would be code, or would end a string, a comment or a line.
var hostile = []string{
	`"`, `'`, "`", `\`, `";evil();"`, `';evil();'`, `${evil()}`, `*/evil()/*`, `"""evil()"""`, "//", "/*", "#evil",
	"a;evil()", "evil\nevil()", "evil\revil()", "evil\u2028evil()", "evil\u202e", "\u200b", "</script>", "{{.}}", "%s",
	"a b", "../../evil", "evil()", "__import__('os')", "\x00", "\x1b[31m", "\xff", "A.B", "A-B", "A$B", "-", "=",
	`"\u002a/"`, `"\"evil"`, `"a\nb"`, `"*/"`, `"{{"`, `"#"`, `"//"`, `"a\\"`,
}

// TestHostileLock: a lock from another repository is hostile. With any word replaced, it is
// refused, or what is written differs only in strings, comments and names.
func TestHostileLock(t *testing.T) {
	text := sample(t)
	if rehashed(text) != text {
		t.Fatal("the hashes of the sample are wrong")
	}
	want := map[string]string{}
	for _, language := range Languages() {
		if want[language] = outline(written(t, language, text)); want[language] == "" {
			t.Fatalf("%s: nothing is written", language)
		}
	}
	accepted, refused := 0, 0
	for i, line := range strings.Split(text, "\n") {
		for j, word := range strings.Split(line, " ") {
			for k, evil := range hostile {
				if testing.Short() && (i+j+k)%7 > 0 {
					continue
				}
				changed := replaced(text, i, j, evil)
				if _, err := lock.Parse([]byte(changed)); err != nil {
					refused++
					continue
				}
				accepted++
				for language, want := range want {
					if got := written(t, language, changed); got != nil && outline(got) != want {
						t.Errorf("%s: line %d, %q instead of %q changes the code:\n%s", language, i+1, evil, word, got)
					}
				}
			}
		}
	}
	if accepted < 20 || refused < 1000 {
		t.Errorf("%d accepted, %d refused", accepted, refused)
	}
}

// replaced returns the text with another word in line i.
func replaced(text string, i, j int, word string) string {
	lines := strings.Split(text, "\n")
	words := strings.Split(lines[i], " ")
	words[j] = word
	lines[i] = strings.Join(words, " ")
	return rehashed(strings.Join(lines, "\n"))
}

// written returns the types that a lock gives, or nil if they have no names in the language.
func written(t *testing.T, language, text string) []byte {
	t.Helper()
	result, err := Generate(Config{Language: language, Out: t.TempDir(), Lock: "typeseal.lock", Text: []byte(text)})
	check(t, err)
	if len(result.Diagnostics) > 0 {
		return nil
	}
	i := slices.IndexFunc(result.out.tree.Files, func(f disk.File) bool {
		return filepath.Base(f.Path) == "index.ts" || filepath.Base(f.Path) == "__init__.py"
	})
	return result.out.tree.Files[i].Content
}

// noCode are the strings, comments, names and numbers of both languages.
var noCode = regexp.MustCompile(`"""(?s:.*?)"""|"(?:[^"\\\n]|\\.)*"|/\*(?s:.*?)\*/|//[^\n]*|#[^\n]*|[\pL\pN_$]+`)

// outline is what remains of code without strings, comments, names and numbers.
func outline(code []byte) string {
	return strings.Join(strings.Fields(string(noCode.ReplaceAll(code, []byte("x")))), " ")
}

// TestOutline: the outline shows code that somebody could add.
func TestOutline(t *testing.T) {
	for _, text := range []string{`"a\"b" /* x */`, "\"\"\"a\"b\"\"\" # c", "name // d"} {
		if got := outline([]byte(text)); got != "x x" {
			t.Errorf("%s: %s", text, got)
		}
	}
	if got := outline([]byte(`"a";evil();""`)); got != "x;x();x" {
		t.Error(got)
	}
}
