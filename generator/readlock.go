package generator

import (
	"go/token"
	"path/filepath"

	"github.com/typeseal/typeseal/generator/internal/diag"
	"github.com/typeseal/typeseal/generator/internal/history"
	"github.com/typeseal/typeseal/generator/internal/lock"
	"github.com/typeseal/typeseal/generator/internal/plan"
)

// readLock returns the tokens that the file config.Lock describes. An error in its text
// is a diagnostic.
func readLock(config Config) (*Result, error) {
	dir, err := filepath.Abs(config.Dir)
	if err != nil {
		return nil, err
	}
	l := &history.Lock{Path: config.Lock, Was: config.LockText}
	if config.LockText == nil {
		if l, err = history.ReadAt(dir, config.Lock); err != nil {
			return nil, err
		}
		if !filepath.IsAbs(l.Path) {
			l.Path = filepath.Join(dir, l.Path) // where code hosts show its diagnostics
		}
	}
	name := func(string) string { return filepath.ToSlash(config.Lock) }
	found := &diag.Collector{Fset: token.NewFileSet(), Name: name}
	result := &Result{Dir: dir, commit: commitment{refused: "this result is read from a lock"}}
	if described := l.Parse(found); described != nil {
		result.Tokens, result.Retired = lockTokens(described.Types), lockTokens(described.Retired)
		result.LockVersion = described.Version
	}
	result.Diagnostics = found.Errors()
	return result, nil
}

func lockTokens(types []*lock.Type) (list []Token) {
	for _, t := range types {
		d := t.Directive()
		token := describe(t.Package, t.Name, d).with(t)
		if longest, bounded := plan.LongestOf(d, len(t.State) > 0, t.Minted()...); bounded {
			token.Longest = longest
		}
		token.Hash = t.Hash()
		list = append(list, token)
	}
	return list
}
