package lock

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestParseKnown: a text that Parse accepts is the same lock without the checks.
func TestParseKnown(t *testing.T) {
	for _, text := range []string{sample(t), string(large(20).Format()), string((&Lock{}).Format())} {
		known, err := ParseKnown([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(parsed(t, text), known, cmp.AllowUnexported(Lock{}, Field{})); diff != "" {
			t.Errorf("(-Parse +ParseKnown)\n%s", diff)
		}
	}
}

// TestReadable: Readable refuses what Parse refuses, whichever types were read before.
func TestReadable(t *testing.T) {
	for name, change := range map[string]func(l *Lock){
		"nothing":         func(*Lock) {},
		"a type less":     func(l *Lock) { l.Types = l.Types[1:] },
		"a type retires":  func(l *Lock) { l.Types, l.Retired = l.Types[1:], append(l.Retired, l.Types[0]) },
		"a type returns":  func(l *Lock) { l.Types, l.Retired = append(l.Types, l.Retired[0]), l.Retired[1:] },
		"a type twice":    func(l *Lock) { l.Types = append(l.Types, l.Types[0]) },
		"retired, in use": func(l *Lock) { l.Retired = append(l.Retired, l.Types[0]) },
		"another ID":      func(l *Lock) { l.Types[0] = edited(l.Types[0], func(t *Type) { t.Salt = "a.new" }) },
		"a changed copy": func(l *Lock) {
			l.Types = append(l.Types, edited(l.Types[0], func(t *Type) { t.MaxSize++ }))
		},
		"its copy":        func(l *Lock) { l.Types = append(l.Types, edited(l.Types[0], func(*Type) {})) },
		"a changed type":  func(l *Lock) { l.Types[0] = edited(l.Types[0], func(t *Type) { t.MaxSize = 2000 }) },
		"a wrong salt":    func(l *Lock) { l.Types[0] = edited(l.Types[0], func(t *Type) { t.Salt = "a b" }) },
		"a wrong kind":    func(l *Lock) { l.Types[0] = edited(l.Types[0], func(t *Type) { t.Kind = "other" }) },
		"a wrong package": func(l *Lock) { l.Types[0] = edited(l.Types[0], func(t *Type) { t.Package = "a\nb" }) },
		"a wrong retired": func(l *Lock) { l.Retired[0] = edited(l.Retired[0], func(t *Type) { t.Mint = 77 }) },
		"a wrong head":    func(l *Lock) { l.head = []string{"no comment"} },
		"a wrong prefix":  func(l *Lock) { l.Types[0] = edited(l.Types[0], func(t *Type) { t.Prefix = "a\tb" }) },
	} {
		read := parsed(t, sample(t))
		next := parsed(t, sample(t))
		*next = *read
		next.Types, next.Retired = append([]*Type{}, read.Types...), append([]*Type{}, read.Retired...)
		change(next)
		_, err := Parse(next.Format())
		for _, before := range []*Lock{read, {}} {
			if got := next.Readable(before); (got == nil) != (err == nil) {
				t.Errorf("%s: %v, but Parse returns %v", name, got, err)
			}
		}
	}
}

// edited returns a changed copy of a type.
func edited(t *Type, change func(*Type)) *Type {
	next := *t
	change(&next)
	return &next
}
