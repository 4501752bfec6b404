package lock

import (
	"fmt"
	"go/format"
	"go/token"
	"slices"
	"strconv"
	"strings"
)

// FormerName is what the struct of an older version is called.
func FormerName(name string, version int) string { return name + "V" + strconv.Itoa(version) }

// Former writes the struct of an accepted version as a Go file: the former
// struct of a type that is called name now, in a package with path and name.
func (t *Type) Former(version int, name, path, pkg string) ([]byte, error) {
	w := writer{own: path, imports: map[string]string{}}
	body := w.fields(t.Shapes[version], 1)
	if w.err != nil {
		return nil, w.err
	}
	former := FormerName(name, version)
	text := "package " + pkg + "\n\n" + w.importBlock() +
		fmt.Sprintf("// %s is what tokens of version %d of %s hold.\n// Keep it until the last of them has expired.\n//\n//typeseal:former of=%s version=%d\n", former, version, name, name, version) +
		"type " + former + " struct {\n" + body + "}\n"
	return format.Source([]byte(text))
}

// A writer writes fields as Go source, and notes what they import.
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

// uniqueNames are the fields' names in Go, without the way through embedded
// structs where that does not make two alike.
func uniqueNames(list []*Field) []string {
	names := make([]string, len(list))
	count := map[string]int{}
	for i, f := range list {
		names[i] = f.Go[strings.LastIndexByte(f.Go, '.')+1:]
		count[names[i]]++
	}
	for i, f := range list {
		if count[names[i]] > 1 {
			names[i] = exported(strings.ReplaceAll(f.Go, ".", "_"))
		}
	}
	return names
}

// exported makes a name that begins with that of an unexported embedded struct
// one that travels.
func exported(name string) string {
	if token.IsExported(name) {
		return name
	}
	return "X" + name
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
	case slices.Contains(ofLeaves, t.leaf):
		return w.of(f)
	}
	return t.leaf
}

// of writes a type with methods of its own.
func (w *writer) of(f *Field) string {
	i := strings.LastIndexByte(f.Of, '.')
	if i < 0 || !token.IsIdentifier(f.Of[i+1:]) || strings.ContainsAny(f.Of, "[{ ") {
		w.err = fmt.Errorf("field %s is a %s, which cannot be written from the lock: declare the former struct by hand", f.Go, f.Of)
		return ""
	}
	return w.named(f.Of[:i], f.Of[i+1:])
}

// named writes a type of a package, which may be this one.
func (w *writer) named(path, name string) string {
	if path == w.own {
		return name
	}
	if w.imports[path] == "" {
		w.imports[path] = w.importName(path)
	}
	return w.imports[path] + "." + name
}

// importName is a name for a package that no other here has: that of its
// folder, as far as that can be one.
func (w *writer) importName(path string) string {
	parts := strings.Split(path, "/")
	base := parts[len(parts)-1]
	if len(parts) > 1 && len(base) > 1 && base[0] == 'v' && isNumber(base[1:]) {
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
	for n := 2; w.taken(name); n++ {
		name = base + strconv.Itoa(n)
	}
	return name
}

func (w *writer) taken(name string) bool {
	for _, used := range w.imports {
		if used == name {
			return true
		}
	}
	return false
}

// importBlock names every import but those of the standard library, whose
// folders are called as their packages are.
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
