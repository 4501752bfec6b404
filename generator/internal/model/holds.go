package model

import "go/types"

// maxHolds is how deep holds looks, beyond which it says yes.
const maxHolds = 4 * MaxDepth

// holds reports whether a value of the type has anything in it: a struct without
// fields has not, nor one whose fields are all like it.
func holds(t types.Type, depth int) bool {
	switch u := t.Underlying().(type) {
	case *types.Struct:
		for v := range u.Fields() {
			if depth == 0 || v.Name() != "_" && holds(v.Type(), depth-1) {
				return true
			}
		}
		return false
	case *types.Array:
		return u.Len() > 0 && (depth == 0 || holds(u.Elem(), depth-1))
	}
	return true
}
