package languages

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/typeseal/typeseal/generator/emit"
	"github.com/typeseal/typeseal/testdata/peer"
)

// linesProgram returns the path of a program that answers questions from its input.
func linesProgram(t *testing.T) string {
	t.Helper()
	return bundle(t, "lines.ts")
}

// startTypeScript starts the TypeScript runtime in the oldest Node.
func startTypeScript(t *testing.T) *party {
	t.Helper()
	return startParty(t, "TypeScript", peer.Command(t, "node-20", linesProgram(t)))
}

// TestTypeScriptBadInput gives the runtime values of any JavaScript type in every place.
func TestTypeScriptBadInput(t *testing.T) {
	words := []string{bundle(t, "bad_input.ts")}
	for i, kind := range []string{"key", "key", "sec"} {
		key := sha256.Sum256([]byte("bad input " + strconv.Itoa(i)))
		words = append(words, keyText(kind, key[:]))
	}
	out, err := peer.Command(t, "node-20", words...).CombinedOutput()
	if err != nil || string(out) != "done\n" {
		t.Errorf("%v:\n%.5000s", err, out)
	}
}

// A compiler is a release of tsc, and the options that only newer releases have.
type compiler struct {
	name    string
	options message
}

var compilers = []compiler{
	{"tsc-5.0", nil},
	{"tsc-5.9", message{"erasableSyntaxOnly": true, "isolatedDeclarations": true}},
	{"tsc", message{"erasableSyntaxOnly": true, "isolatedDeclarations": true}},
}

// strictest are the options under which the runtime and emitted code compile. Projects may
// have any of them.
var strictest = message{
	"strict": true, "noUncheckedIndexedAccess": true, "exactOptionalPropertyTypes": true, "noImplicitOverride": true,
	"noPropertyAccessFromIndexSignature": true, "noImplicitReturns": true, "noFallthroughCasesInSwitch": true,
	"isolatedModules": true, "declaration": true, "types": []string{},
}

// settings are kinds of projects: with and without the DOM, and of each kind of modules.
var settings = map[string]message{
	"ES2020": {"lib": []string{"ES2020"}, "target": "es2020", "module": "es2020", "moduleResolution": "bundler",
		"verbatimModuleSyntax": true, "noUnusedLocals": true},
	"DOM": {"lib": []string{"ESNext", "DOM"}, "target": "esnext", "module": "esnext", "moduleResolution": "bundler"},
	"NodeNext": {"lib": []string{"ES2022"}, "target": "es2022", "module": "nodenext", "moduleResolution": "nodenext",
		"verbatimModuleSyntax": true},
	"CommonJS": {"lib": []string{"ES2022"}, "target": "es2022", "module": "nodenext", "moduleResolution": "nodenext",
		"useDefineForClassFields": false},
}

// TestCompile compiles emitted types, in each setting with each compiler, and uses of them. A
// line that ends with "// error" is a wrong use: it must not compile, and all others must.
func TestCompile(t *testing.T) {
	peer.Command(t, "tsc") // before the types are emitted, since that takes a while
	emitted := emitUses(t)
	for _, c := range compilers {
		for name, setting := range settings {
			t.Run(c.name+" "+name, func(t *testing.T) {
				dir := t.TempDir()
				must(t, os.CopyFS(dir, os.DirFS(emitted)))
				copyFile(t, filepath.Join("uses", "uses.ts"), filepath.Join(dir, "uses.ts"))
				got := c.errors(t, dir, name == "CommonJS", setting)
				if want := wrongUses(t, filepath.Join(dir, "uses.ts")); !slices.Equal(got, want) {
					t.Errorf("errors at %v, want %v", got, want)
				}
			})
		}
	}
}

// emitUses returns a folder with the types of package uses in TypeScript.
func emitUses(t *testing.T) string {
	t.Helper()
	m := newModule(t)
	source, err := os.ReadFile(filepath.Join("uses", "types.go"))
	must(t, err)
	m.write(t, "types.go", string(source))
	m.generate(t)
	result, err := emit.Generate(emit.Config{
		Language: "typescript", Out: filepath.Join(m.dir, "out"), Lock: filepath.Join(m.dir, "typeseal.lock"),
		Version: "v0.0.0", Extension: ".js",
	})
	must(t, err)
	must(t, emit.Commit(result))
	return filepath.Join(m.dir, "out")
}

// wrongUses returns the places of the wrong uses.
func wrongUses(t *testing.T, file string) (places []string) {
	t.Helper()
	text, err := os.ReadFile(file)
	must(t, err)
	for i, line := range strings.Split(string(text), "\n") {
		if strings.HasSuffix(line, "// error") {
			places = append(places, fmt.Sprintf("uses.ts:%d", i+1))
		}
	}
	if len(places) < 20 {
		t.Fatalf("%d wrong uses", len(places))
	}
	return places
}

// tscError is an error of tsc, with the file and the line.
var tscError = regexp.MustCompile(`(?m)^(?:.*/)?([^/\n]+)\((\d+),\d+\): error `)

// errors compiles uses.ts in a folder, which becomes a package of CommonJS or of ES modules. It
// returns the lines with errors.
func (c compiler) errors(t *testing.T, dir string, commonJS bool, setting message) (places []string) {
	t.Helper()
	options := message{"noEmit": true}
	for _, more := range []message{strictest, c.options, setting} {
		maps.Copy(options, more)
	}
	kind := "module"
	if commonJS {
		kind = "commonjs"
	}
	writeJSON(t, filepath.Join(dir, "package.json"), message{"type": kind})
	writeJSON(t, filepath.Join(dir, "tsconfig.json"), message{"compilerOptions": options, "files": []string{"uses.ts"}})
	out, err := peer.Command(t, c.name, "--project", dir).CombinedOutput()
	if err == nil {
		return nil
	}
	for _, match := range tscError.FindAllStringSubmatch(string(out), -1) {
		if place := match[1] + ":" + match[2]; !slices.Contains(places, place) {
			places = append(places, place)
		}
	}
	if places == nil || bytes.Contains(out, []byte("typeseal.ts")) {
		t.Errorf("%v: %.2000s", err, out)
	}
	return places
}

func writeJSON(t *testing.T, path string, value any) {
	t.Helper()
	text, err := json.Marshal(value)
	must(t, err)
	must(t, os.WriteFile(path, text, 0o666))
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	text, err := os.ReadFile(from)
	must(t, err)
	must(t, os.WriteFile(to, text, 0o666))
}
