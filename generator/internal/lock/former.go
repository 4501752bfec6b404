package lock

import (
	"fmt"
	"go/format"
	"go/token"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// FormerName is the name of the struct of an older version.
func FormerName(name string, version int) string { return name + "V" + strconv.Itoa(version) }

// Former returns a Go file that declares the struct of an accepted version. The
// type is now called name; the file is for a package with this path and name.
func (t *Type) Former(version int, name, path, pkg string) ([]byte, error) {
	w := writer{own: path, imports: map[string]string{}}
	body := w.fields(t.Shapes[version], 1)
	if w.err != nil {
		return nil, w.err
	}
	text := "package " + pkg + "\n\n" + w.importBlock() +
		fmt.Sprintf("// %s is the payload of tokens of version %d of %s.\n", FormerName(name, version), version, name) +
		"// Keep it until the last of them has expired.\n//\n" +
		fmt.Sprintf("//typeseal:former of=%s version=%d\n", name, version) +
		"type " + FormerName(name, version) + " struct {\n" + body + "}\n"
	return format.Source([]byte(text))
}

// A writer writes fields as Go source, and collects the imports that they need.
type writer struct {
	own     string            // the package's import path
	imports map[string]string // names by path
	err     error
}

func (w *writer) fields(list []*Field, depth int) string {
	var b strings.Builder
	for i, name := range uniqueNames(list) {
		f := list[i]
		fmt.Fprintf(&b, "%s%s %s%s\n", strings.Repeat("\t", depth), name, w.typ(parseType(f.Type), f, depth),
			tag(f, name))
	}
	return b.String()
}

// uniqueNames returns the names of the fields in Go. The path through embedded structs is
// left out unless two names would be equal.
func uniqueNames(list []*Field) []string {
	names := make([]string, len(list))
	count := map[string]int{}
	for i, f := range list {
		names[i] = f.Go[strings.LastIndexByte(f.Go, '.')+1:]
		count[names[i]]++
	}
	for i, f := range list {
		if count[names[i]] > 1 {
			names[i] = strings.ReplaceAll(f.Go, ".", "_")
			if !token.IsExported(names[i]) { // the first embedded struct is unexported
				names[i] = "X" + names[i]
			}
		}
	}
	return names
}

func tag(f *Field, name string) string {
	var words []string
	if f.Wire != name {
		words = append(words, "json:"+strconv.Quote(f.Wire))
	}
	if f.Max != 0 {
		words = append(words, fmt.Sprintf(`typeseal:"max=%d"`, f.Max))
	}
	if words == nil {
		return ""
	}
	return " `" + strings.Join(words, " ") + "`"
}

func (w *writer) typ(t *typ, f *Field, depth int) string {
	switch t.op {
	case "*", "[]":
		return t.op + w.typ(t.elem, f, depth)
	case "[n]":
		return "[" + t.len + "]" + w.typ(t.elem, f, depth)
	case "map":
		return "map[" + t.key + "]" + w.typ(t.elem, f, depth)
	}
	switch {
	case t.leaf == "struct":
		return "struct {\n" + w.fields(f.Fields, depth+1) + strings.Repeat("\t", depth) + "}"
	case t.leaf == "time":
		return w.named("time", "Time")
	case !slices.Contains(coded, t.leaf):
		return t.leaf
	}
	i := strings.LastIndexByte(f.Of, '.')
	if i < 0 || !token.IsIdentifier(f.Of[i+1:]) || strings.ContainsAny(f.Of, "[{ ") {
		w.err = fmt.Errorf("field %s is a %s, which cannot be written from the lock: declare the former struct by hand",
			f.Go, f.Of)
		return ""
	}
	return w.named(f.Of[:i], f.Of[i+1:])
}

// named writes the name of a type of a package.
func (w *writer) named(path, name string) string {
	if path == w.own {
		return name
	}
	if w.imports[path] == "" {
		w.imports[path] = w.importName(path)
	}
	return w.imports[path] + "." + name
}

// importName returns a name for a package that no other import has. It is made from the
// last element of the path.
func (w *writer) importName(path string) string {
	parts := strings.Split(path, "/")
	base := parts[len(parts)-1]
	if len(parts) > 1 && isVersion(base) {
		base = parts[len(parts)-2]
	}
	base = strings.Map(func(r rune) rune {
		if 'a' <= r && r <= 'z' || '0' <= r && r <= '9' {
			return r
		}
		return -1
	}, base)
	if !token.IsIdentifier(base) {
		base = "p" + base
	}
	name := base
	for n := 2; slices.Contains(slices.Collect(maps.Values(w.imports)), name); n++ {
		name = base + strconv.Itoa(n)
	}
	return name
}

// importBlock writes the import declaration. Imports of the standard library have
// no explicit name, because their paths end in it.
func (w *writer) importBlock() string {
	var lines []string
	for path, name := range w.imports {
		first, _, _ := strings.Cut(path, "/")
		if strings.HasSuffix(path, name) && !strings.Contains(first, ".") {
			name = ""
		}
		lines = append(lines, fmt.Sprintf("\t%s %q\n", name, path))
	}
	if lines == nil {
		return ""
	}
	slices.Sort(lines)
	if len(lines) == 1 {
		return "import " + strings.TrimSpace(lines[0]) + "\n\n"
	}
	return "import (\n" + strings.Join(lines, "") + ")\n\n"
}
