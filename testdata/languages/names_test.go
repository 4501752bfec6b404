package languages

import (
	"fmt"
	"go/token"
	"go/types"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/typeseal/typeseal/generator/emit"
)

// words are names that mean something in TypeScript or Python, or in their libraries.
const words = `
	abstract accessor arguments as asserts assert async await bigint class constructor declare debugger delete enum
	eval export exports extends finally from function get global globalThis implements import in infer instanceof
	intrinsic is keyof let module namespace never new null object of out override private protected public readonly
	require satisfies set static super symbol this throw try typeof undefined unique unknown using void while with yield
	Array BigInt Date Error Function Infinity Intl JSON Map NaN Object Promise Proxy Record ReadonlyMap String Symbol
	Temporal Uint8Array
	and bytes classmethod cls def del dict elif except field id input lambda list match nonlocal not or pass property
	raise self slots tuple
	BaseException Callable ConfigError Exception Expired Generic Instant InvalidToken Mapping None RetiredKey RevokedKey
	Sequence Store True TypeVar`

// TestNamesCompile compiles types that are called like words of the other languages, alone
// and as the type of a field with the same name. emit may ask for another name.
func TestNamesCompile(t *testing.T) {
	m := newModule(t)
	var source strings.Builder
	source.WriteString("package names\n")
	for word := range strings.FieldsSeq(words) {
		if token.IsKeyword(word) || types.Universe.Lookup(word) != nil {
			continue
		}
		fmt.Fprintf(&source, "\n//typeseal:sign salt=app.alone%d max-age=1h\n", source.Len())
		fmt.Fprintf(&source, "type %s struct {\n\tN int64\n\tA string `json:%q`\n}\n", word, word)
		fmt.Fprintf(&source, "\n//typeseal:sign salt=app.inside%d max-age=1h\n", source.Len())
		fmt.Fprintf(&source, "type %sUser struct {\n\tA *%s `json:%q`\n\tL []%s\n}\n", word, word, word, word)
	}
	m.write(t, "types.go", source.String())
	m.generate(t)
	script := emitNames(t, m.dir, "typescript")
	writeJSON(t, filepath.Join(script, "package.json"), message{"type": "commonjs"})
	for _, name := range []string{"tsc-5.0", "tsc"} {
		run(t, script, name, "--strict", "--module", "nodenext", "--target", "es2020", "--outDir", "out", "index.ts")
	}
	python := emitNames(t, m.dir, "python")
	run(t, python, "python-newest", "-I", "-m", "mypy", "--strict", ".")
	run(t, filepath.Dir(python), "python-oldest", "-c", "import python")
}

// TestNoTypes: what emit writes for a lock that has only types of other systems imports
// nothing that it does not use.
func TestNoTypes(t *testing.T) {
	m := newModule(t)
	m.write(t, "types.go", "package app\n\n"+
		"//typeseal:sign salt=app.visitor max-age=1h format=django\ntype Visitor struct{ ID int }\n")
	m.generate(t)
	script := emitNames(t, m.dir, "typescript")
	run(t, script, "tsc", "--strict", "--noUnusedLocals", "--module", "nodenext", "--noEmit", "index.ts")
	python := emitNames(t, m.dir, "python")
	writeJSON(t, filepath.Join(python, "pyrightconfig.json"), message{
		"typeCheckingMode": "strict", "include": []string{"__init__.py"},
	})
	run(t, python, "pyright", "--project", python)
	run(t, filepath.Dir(python), "python-oldest", "-c", "import python")
}

var asked = regexp.MustCompile(`--rename (\S+)=NAME`)

// emitNames emits the types of a module, each under its own name if it can have it, and
// returns the folder.
func emitNames(t *testing.T, module, language string) string {
	t.Helper()
	c := emit.Config{
		Language: language, Out: filepath.Join(t.TempDir(), language), Lock: filepath.Join(module, "typeseal.lock"),
		Version: "v0.0.0", Extension: ".js", Rename: map[string]string{},
	}
	result, err := emit.Generate(c)
	must(t, err)
	for i, d := range result.Diagnostics {
		c.Rename[asked.FindStringSubmatch(d.Help)[1]] = fmt.Sprintf("Renamed%d", i)
	}
	result, err = emit.Generate(c)
	must(t, err)
	for _, d := range result.Diagnostics {
		t.Fatal(d)
	}
	must(t, emit.Commit(result))
	return c.Out
}
