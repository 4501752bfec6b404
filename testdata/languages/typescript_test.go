package languages

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/typeseal/typeseal/testdata/peer"
)

// runtimeTS is the TypeScript runtime.
var runtimeTS = filepath.Join("..", "..", "templates", "typescript", "typeseal.ts")

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

// TestCompile compiles the runtime with each compiler in each setting.
func TestCompile(t *testing.T) {
	for _, c := range compilers {
		for name, setting := range settings {
			t.Run(c.name+" "+name, func(t *testing.T) {
				dir := t.TempDir()
				copyFile(t, runtimeTS, filepath.Join(dir, "typeseal.ts"))
				c.check(t, dir, name == "CommonJS", setting, "typeseal.ts")
			})
		}
	}
}

// check compiles files of a folder, which becomes a package of CommonJS or of ES modules.
func (c compiler) check(t *testing.T, dir string, commonJS bool, setting message, files ...string) {
	t.Helper()
	options := message{"outDir": "out", "rootDir": "."}
	for _, more := range []message{strictest, c.options, setting} {
		for name, value := range more {
			options[name] = value
		}
	}
	kind := "module"
	if commonJS {
		kind = "commonjs"
	}
	writeJSON(t, filepath.Join(dir, "package.json"), message{"type": kind})
	writeJSON(t, filepath.Join(dir, "tsconfig.json"), message{"compilerOptions": options, "files": slices.Clone(files)})
	cmd := peer.Command(t, c.name, "--project", dir)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v:\n%.2000s", err, out)
	}
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
