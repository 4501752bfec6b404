package emitgo_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/typeseal/typeseal/generator/internal/model/modeltest"
)

// codecShapes are the shapes of codec.json.
type codecShapes struct {
	Shapes []struct {
		Name   string       `json:"name"`
		Fields []codecField `json:"fields"`
	} `json:"shapes"`
}

type codecField struct {
	Name string    `json:"name"`
	Type codecType `json:"type"`
	Max  int       `json:"max"`
}

type codecType struct {
	Kind   string       `json:"kind"`
	Bits   int          `json:"bits"`
	Length *int         `json:"length"`
	Of     *codecType   `json:"of"`
	Key    *codecType   `json:"key"`
	Fields []codecField `json:"fields"`
}

// TestCodecVectors generates code for the shapes of codec.json. The code must refuse the
// payloads that the file marks as refused. It must decode the others and encode them
// again as the file says.
func TestCodecVectors(t *testing.T) {
	if testing.Short() {
		t.Skip("runs the go command")
	}
	vectors, data := readCodecVectors(t)
	var shapes codecShapes
	if err := json.Unmarshal(data, &shapes); err != nil {
		t.Fatal(err)
	}
	archive, err := txtar.ParseFile("testdata/vectors.txtar")
	if err != nil {
		t.Fatal(err)
	}
	archive.Files = append(archive.Files, shapes.source()...)
	m := modeltest.NewScratch(t)
	m.Add(t, "vectors", generate(t, archive))
	t.Setenv("CODEC_VECTORS", vectors)
	m.Run(t, "vet", "./...")
	m.Run(t, "test", "./...")
}

// readCodecVectors reads codec.json of testdata/vectors, or of the folder that
// the environment variable TYPESEAL_VECTORS names.
func readCodecVectors(t *testing.T) (name string, data []byte) {
	dir := os.Getenv("TYPESEAL_VECTORS")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "testdata", "vectors")
	}
	name, err := filepath.Abs(filepath.Join(dir, "codec.json"))
	if err != nil {
		t.Fatal(err)
	}
	data, err = os.ReadFile(name)
	if errors.Is(err, os.ErrNotExist) {
		t.Skipf("%s holds no codec.json", dir)
	}
	if err != nil {
		t.Fatal(err)
	}
	return name, data
}

// source declares a type for each shape, signed in msgpack and sealed in JSON, and a table
// of the generated methods. It leaves out structs without fields.
func (s codecShapes) source() []txtar.File {
	types := strings.Builder{}
	table := strings.Builder{}
	types.WriteString("package vectors\n\nimport \"time\"\n\ntype when = time.Time\n")
	table.WriteString("package vectors\n\nvar shapes = map[string]shape{\n")
	for i, shape := range s.Shapes {
		if len(shape.Fields) == 0 {
			continue
		}
		const directives = "\n//typeseal:sign salt=v%d max-age=1h max-size=1048576\n//typeseal:seal salt=v%[1]d " +
			"max-age=1h max-size=1048576 codec=json\n"
		fmt.Fprintf(&types, directives+"type S%[1]d struct {\n%s}\n", i, declared(shape.Fields))
		fmt.Fprintf(&table, "\t%q: {again(typesealDecodeS%[2]d, typesealEncodeS%[2]d), "+
			"againJSON(typesealDecodeS%[2]dJSON, typesealEncodeS%[2]dJSON)},\n", shape.Name, i)
	}
	table.WriteString("}\n")
	return []txtar.File{{Name: "types.go", Data: []byte(types.String())},
		{Name: "table_test.go", Data: []byte(table.String())}}
}

func declared(fields []codecField) string {
	var b strings.Builder
	for i, f := range fields {
		tag := fmt.Sprintf("json:%q", f.Name)
		if f.Max > 0 {
			tag += fmt.Sprintf(" typeseal:\"max=%d\"", f.Max)
		}
		fmt.Fprintf(&b, "\tF%d %s `%s`\n", i, f.Type.goText(), tag)
	}
	return b.String()
}

// goText is the type in Go.
func (t *codecType) goText() string {
	switch t.Kind {
	case "int", "uint", "float":
		return fmt.Sprint(t.Kind, t.Bits)
	case "bytes":
		if t.Length != nil {
			return fmt.Sprintf("[%d]byte", *t.Length)
		}
		return "[]byte"
	case "time":
		return "when"
	case "nullable":
		return "*" + t.Of.goText()
	case "list":
		return "[]" + t.Of.goText()
	case "array":
		return fmt.Sprintf("[%d]%s", *t.Length, t.Of.goText())
	case "map":
		return fmt.Sprintf("map[%s]%s", t.Key.goText(), t.Of.goText())
	case "struct":
		return "struct {\n" + declared(t.Fields) + "}"
	}
	return t.Kind // bool, string, text, binary
}
