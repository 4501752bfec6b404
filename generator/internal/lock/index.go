package lock

import "sync"

// An index finds types by their identities. Each list is in the order of the types.
type index struct {
	named    map[GoType][]*Type    // by the present name
	called   map[GoType][]*Type    // by the present name and by all former names
	salted   map[string][]*Type    // by the salts of the tokens that they open
	saltless map[[2]string][]*Type // those without a salt, by verb and family
}

// indexed returns a function that makes the index of a list when it is first called. If
// nothing has changed, nobody calls it.
func indexed(list []*Type) func() *index {
	return sync.OnceValue(func() *index {
		x := &index{map[GoType][]*Type{}, map[GoType][]*Type{}, map[string][]*Type{}, map[[2]string][]*Type{}}
		for _, t := range list {
			x.add(t)
		}
		return x
	})
}

func (x *index) add(t *Type) {
	x.named[t.GoType] = append(x.named[t.GoType], t)
	for _, name := range t.names() {
		x.called[name] = append(x.called[name], t)
	}
	for _, salt := range t.salts() {
		x.salted[salt] = append(x.salted[salt], t)
	}
	if t.Salt == "" {
		x.saltless[t.keys()] = append(x.saltless[t.keys()], t)
	}
}

// sharesKeys returns the types that share keys with t.
func (x *index) sharesKeys(t *Type) []*Type {
	if t.Salt != "" {
		return nil
	}
	return x.saltless[t.keys()]
}

// relates reports whether a type has a salt, a name, or the keys of a foreign format in
// common with one of the index.
func (x *index) relates(t *Type) bool {
	for _, name := range t.names() {
		if x.named[name] != nil {
			return true
		}
	}
	for _, salt := range t.salts() {
		if x.salted[salt] != nil {
			return true
		}
	}
	return x.called[t.GoType] != nil || x.sharesKeys(t) != nil
}

// names are the present name and all former names of the Go type.
func (t *Type) names() []GoType { return append([]GoType{t.GoType}, t.Formerly...) }

// salts are the salts of the tokens that a type opens, foreign ones included.
func (t *Type) salts() (list []string) {
	if t.Salt != "" {
		list = append(list, t.Salt)
	}
	if also := t.also().salt; also != "" && also != t.Salt {
		list = append(list, also)
	}
	return list
}

// keys are the values from which the keys of a type without a salt are derived. Two types
// share them if both have one foreign format, without a salt: each accepts the tokens of
// the other if their payloads are alike.
func (t *Type) keys() [2]string { return [2]string{t.Verb, family(t.Format)} }
