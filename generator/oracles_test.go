//go:build linux

package generator

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/tools/txtar"
)

// oracles are large public modules. After #, the folder that gets directives, if not all do.
var oracles = []string{
	"github.com/slack-go/slack@v0.35.0",
	"github.com/hashicorp/consul/api@v1.34.5",
	"github.com/digitalocean/godo@v1.240.0",
	"k8s.io/api@v0.37.2",
	"github.com/google/go-github/v66@v66.0.0",
	"github.com/aws/aws-sdk-go-v2/service/s3@v1.114.10",
	"github.com/stripe/stripe-go/v81@v81.4.0",
	"github.com/hashicorp/vault/api@v1.23.0",
	"github.com/envoyproxy/go-control-plane/envoy@v1.40.0",
	"github.com/prometheus/prometheus@v0.316.0",
	"google.golang.org/api@v0.315.0#compute/v1",
}

// TestOracles puts a directive on every exported struct of public modules. Each struct is
// refused with a position, or its output compiles, passes vet, and opens what it minted,
// for zero and random values. TYPESEAL_ORACLES names the modules to download, as
// path@version or path@version#folder, separated by spaces, or is "all".
func TestOracles(t *testing.T) {
	names := strings.Fields(os.Getenv("TYPESEAL_ORACLES"))
	if len(names) == 0 {
		t.Skip("set TYPESEAL_ORACLES=all to download large modules and to generate for them")
	}
	if slices.Equal(names, []string{"all"}) {
		names = oracles
	}
	tool := filepath.Join(t.TempDir(), "typeseal")
	out, err := exec.Command("go", "build", "-o", tool, "../cmd/typeseal").CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, name := range names {
		t.Run(name, func(t *testing.T) {
			t.Setenv("GOFLAGS", "-mod=mod") // a module's go.sum does not have all that its programs need
			t.Setenv("GOWORK", "off")
			t.Setenv("CGO_ENABLED", "0")
			o := fetch(t, name)
			all := len(o.accepted())
			o.settle(t)
			o.write(t, tool)
			o.compile(t)
			trips := o.trips(t)
			t.Logf("%s: %d structs, %d accepted in %d packages, %.1f s, %d MB; round trips: %v", name, all,
				len(o.accepted()), len(o.packages()), o.took.Seconds(), o.peak>>20, trips)
			o.reasons(t)
			if got, want := total(trips), len(o.accepted()); got != want {
				t.Errorf("%d round trips, want %d", got, want)
			}
		})
	}
}

// An oracle is a copy of a public module.
type oracle struct {
	*annotated
	took time.Duration // of the command that writes
	peak int64         // its memory, in bytes
}

// fetch copies a module to a new directory, without its tests, lets it use the runtime of
// this checkout, and puts directives above its exported structs.
func fetch(t *testing.T, name string) *oracle {
	t.Helper()
	dir := t.TempDir()
	version, folder, _ := strings.Cut(name, "#")
	cmd := exec.Command("go", "mod", "download", "-json", version)
	cmd.Dir = dir
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go mod download %s: %v\n%s", version, err, out)
	}
	var module struct{ Path, Dir string }
	check(t, json.Unmarshal(out, &module))
	check(t, filepath.WalkDir(module.Dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasSuffix(path, "_test.go") {
			return err
		}
		rel, err := filepath.Rel(module.Dir, path)
		check(t, err)
		write(t, filepath.Join(dir, rel), read(t, path))
		return nil
	}))
	n := 0
	for _, path := range sources(t, filepath.Join(dir, folder)) {
		n = annotate(t, path, n)
	}
	o := &oracle{annotated: readTypes(t, dir, module.Path)}
	o.unreplace(t)
	root, err := filepath.Abs("..")
	check(t, err)
	o.run(t, "mod", "edit", "-go=1.26.0", "-require=github.com/typeseal/typeseal@v0.0.0",
		"-replace=github.com/typeseal/typeseal="+root)
	return o
}

// unreplace takes replacements out of go.mod, as they are only for the main module. Folders
// beside the module are not there.
func (o *oracle) unreplace(t *testing.T) {
	t.Helper()
	var file struct {
		Replace []struct {
			Old struct{ Path, Version string }
		}
	}
	check(t, json.Unmarshal([]byte(o.run(t, "mod", "edit", "-json")), &file))
	for _, r := range file.Replace {
		old := r.Old.Path
		if r.Old.Version != "" {
			old += "@" + r.Old.Version
		}
		o.run(t, "mod", "edit", "-dropreplace="+old)
	}
}

// plainTags takes out of tags what the generator refuses and a user would take out, too.
var plainTags = strings.NewReplacer("json:\",omitempty\"", "", "json:\",inline\"", "", "json:\",squash\"", "",
	",omitempty", "", ",omitzero", "", ",string", "")

// annotate puts a directive above every exported struct of a file. Verbs and codecs take
// turns. n counts the directives.
func annotate(t *testing.T, name string, n int) int {
	t.Helper()
	text := plainTags.Replace(read(t, name))
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, name, text, parser.SkipObjectResolution|parser.ParseComments)
	if err != nil || file.Name.Name == "main" {
		return n
	}
	lines, added := strings.Split(text, "\n"), 0
	for _, s := range typeSpecs(file) {
		at := fset.Position(s.start)
		before := lines[at.Line-1+added][:at.Column-1]
		_, ok := s.Type.(*ast.StructType)
		if ok && s.Name.IsExported() && !s.Assign.IsValid() && strings.TrimSpace(before) == "" {
			verb, codec := []string{"sign", "seal"}[n/2%2], []string{"msgpack", "json"}[n%2]
			lines = slices.Insert(lines, at.Line-1+added, fmt.Sprintf(
				"//typeseal:%s salt=oracle.%d max-age=1h max-size=%d codec=%s", verb, n, 1<<16, codec))
			added++
			n++
		}
	}
	write(t, name, strings.Join(lines, "\n"))
	return n
}

// run runs the go command in the module, and returns what it says.
func (o *oracle) run(t *testing.T, args ...string) string {
	t.Helper()
	out, err := o.try("go", args...).CombinedOutput()
	if err != nil {
		t.Fatalf("go %s: %v\n%s", strings.Join(args, " "), err, last(out))
	}
	return string(out)
}

// try returns a command that runs in the module.
func (o *oracle) try(program string, args ...string) *exec.Cmd {
	cmd := exec.Command(program, args...)
	cmd.Dir = o.dir
	return cmd
}

// last returns the last lines of a long text.
func last(text []byte) []byte { return text[max(0, len(text)-8000):] }

// write runs the command, which writes the output.
func (o *oracle) write(t *testing.T, tool string) {
	t.Helper()
	cmd := o.try(tool, "./...")
	start := time.Now()
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("typeseal: %v\n%s", err, last(out))
	}
	o.took = time.Since(start)
	if usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		o.peak = usage.Maxrss << 10
	}
}

// compile compiles the packages that have output. vet may not complain about the output,
// but it may about the module.
func (o *oracle) compile(t *testing.T) {
	t.Helper()
	pkgs := o.packages()
	o.run(t, append([]string{"build", quick}, pkgs...)...)
	out, _ := o.try("go", append([]string{"vet"}, pkgs...)...).CombinedOutput()
	for line := range strings.Lines(string(out)) {
		if strings.Contains(line, "_typeseal.go") {
			t.Errorf("vet: %s", line)
		}
	}
}

// packages returns the import paths of the packages that have output.
func (o *oracle) packages() (paths []string) {
	for _, d := range o.accepted() {
		paths = append(paths, d.pkg)
	}
	slices.Sort(paths)
	return slices.Compact(paths)
}

// trips runs a program that mints and opens values of all structs. It counts the structs by
// how that went.
func (o *oracle) trips(t *testing.T) map[string]int {
	t.Helper()
	archive, err := txtar.ParseFile("testdata/shapes/shapes.txtar")
	check(t, err)
	for _, f := range archive.Files {
		if strings.HasPrefix(f.Name, "fill/") {
			write(t, filepath.Join(o.dir, "typesealtrips", f.Name), string(f.Data))
		}
	}
	var imports, calls strings.Builder
	names := map[string]string{}
	for i, path := range o.packages() {
		names[path] = fmt.Sprint("p", i)
		fmt.Fprintf(&imports, "\tp%d %q\n", i, path)
	}
	for _, d := range o.accepted() {
		mint, open := "Sign", "Verify"
		if strings.HasPrefix(strings.Split(read(t, d.file), "\n")[d.lines[0]-1], "//typeseal:seal") {
			mint, open = "Seal", "Open"
		}
		calls.WriteString("\t" + tripOf(d.pkg+"."+d.name, names[d.pkg]+"."+d.name, mint, open))
	}
	write(t, filepath.Join(o.dir, "typesealtrips", "main.go"), fmt.Sprintf("package main\n\nimport (\n%s\n"+
		"\t%q\n\trt \"github.com/typeseal/typeseal/runtime\"\n)\n\nfunc main() {\n%s}\n",
		&imports, o.path+"/typesealtrips/fill", &calls))
	every := func(string) bool { return true }
	return tripped(t, o.run(t, "run", quick, "./typesealtrips"), every)
}
