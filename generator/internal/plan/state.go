package plan

import (
	"strings"

	"github.com/typeseal/typeseal/generator/internal/model"
)

// state converts a state field to a string. Equal values have equal strings, and
// different values have different strings.
func (b *fileBuilder) state(f *model.Field) State {
	s := State{Field: strings.Join(f.Path, ".")}
	v := b.value(Msgpack, f.Shape, "", "")
	b.encodedValue(v)
	switch v.Kind {
	case Int:
		s.Before, s.After = b.imports.std("strconv")+".FormatInt(", ", 10)"
	case Uint:
		s.Before, s.After = b.imports.std("strconv")+".FormatUint(", ", 10)"
	case Bool:
		s.Before, s.After = b.imports.std("strconv")+".FormatBool(", ")"
	case Time:
		s.After = ".UTC().Format(" + b.imports.std("time") + ".RFC3339Nano)"
	case Bytes:
		s.Before, s.After = "string(", ")"
	}
	if v.To != "" {
		s.Before, s.After = s.Before+v.To+"(", ")"+s.After
	}
	return s
}
