package model

import (
	"go/types"
	"strings"
)

// lockAdvice is advice for payloads that contain a lock.
const lockAdvice = "keep the lock outside of the struct, or keep a pointer to it in a field with json:\"-\""

// lockAdviceFor is the advice for a field of type t, which contains a lock. If another
// package declares t, only that package could move the lock. The types of package
// sync are locks themselves.
func (b *builder) lockAdviceFor(t types.Type) string {
	if !b.foreign(t) || isLock(t) ||
		strings.HasPrefix(types.Unalias(t).(*types.Named).Obj().Pkg().Path()+"/", "sync/") {
		return lockAdvice
	}
	return OwnStruct
}

// lockIn names the lock in a value of type t. Payloads are copied, so they must not
// contain a lock, not even in a field that is left out. The rule is that of go vet's
// copylocks: a pointer to a lock has the methods Lock and Unlock, and the value does not.
// If the lock is in a type of another package, lockIn names that type.
func (b *builder) lockIn(t types.Type) string { return b.lock(t, 4*MaxDepth) }

func (b *builder) lock(t types.Type, depth int) string {
	if depth == 0 {
		return ""
	}
	if isLock(t) {
		return b.name(t)
	}
	switch u := t.Underlying().(type) {
	case *types.Array:
		return b.lock(u.Elem(), depth-1)
	case *types.Struct:
		for v := range u.Fields() {
			if inner := b.lock(v.Type(), depth-1); inner != "" {
				if b.foreign(t) {
					return b.name(t)
				}
				return inner
			}
		}
	}
	return ""
}

// foreign reports whether t is declared in another package.
func (b *builder) foreign(t types.Type) bool {
	named, ok := types.Unalias(t).(*types.Named)
	return ok && named.Obj().Pkg() != b.root.Obj().Pkg()
}

func isLock(t types.Type) bool {
	if _, ok := types.Unalias(t).(*types.Named); !ok || types.IsInterface(t) || bare(t) {
		return false
	}
	return hasLock(types.NewMethodSet(types.NewPointer(t))) && !hasLock(types.NewMethodSet(t))
}

func hasLock(set *types.MethodSet) bool {
	for _, name := range [...]string{"Lock", "Unlock"} {
		sel := set.Lookup(nil, name)
		if sel == nil {
			return false
		}
		s := sel.Obj().(*types.Func).Signature()
		if s.Params().Len() != 0 || s.Results().Len() != 0 {
			return false
		}
	}
	return true
}
