package plan

import (
	"go/types"
	"reflect"
	"strings"
)

// vetted reports whether go vet accepts a struct of another package in a guard. It
// checks the tags json, xml and asn1, which must have no spaces and no name twice.
func (b *fileBuilder) vetted(st *types.Struct) bool {
	seen := map[[2]string]bool{}
	for i := range st.NumFields() {
		if st.Field(i).Pkg() == b.imports.namespace.pkg.Types {
			continue
		}
		for _, key := range [...]string{"json", "xml", "asn1"} {
			value := reflect.StructTag(st.Tag(i)).Get(key)
			name, _, _ := strings.Cut(value, ",")
			id := [2]string{key, name}
			if strings.Contains(value, " ") || seen[id] && name != "-" {
				return false
			}
			seen[id] = name != ""
		}
	}
	return true
}
