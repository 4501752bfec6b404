// Package golangci makes the analyzers of typesealvet a linter of golangci-lint. It is for
// the module plugin system of golangci-lint, which builds a golangci-lint that imports
// this package. The recipe is in examples/checks/README.md.
//
// The linter has the name typeseal, and one setting: disable is a list of analyzers that
// are not run, such as typesealpeek.
package golangci

import (
	"fmt"
	"slices"

	"github.com/golangci/plugin-module-register/register"
	"golang.org/x/tools/go/analysis"

	"github.com/typeseal/typeseal/generator/vet"
)

func init() { register.Plugin("typeseal", create) }

// settings are the settings of the linter.
type settings struct {
	Disable []string `json:"disable"`
}

func create(raw any) (register.LinterPlugin, error) {
	s, err := register.DecodeSettings[settings](raw)
	if err != nil {
		return nil, err
	}
	for _, name := range s.Disable {
		if !slices.ContainsFunc(vet.Analyzers, func(a *analysis.Analyzer) bool { return a.Name == name }) {
			return nil, fmt.Errorf("typeseal: there is no analyzer %q to disable", name)
		}
	}
	return plugin{s.Disable}, nil
}

// A plugin is the linter.
type plugin struct{ disabled []string }

// BuildAnalyzers returns the analyzers that are not disabled.
func (p plugin) BuildAnalyzers() ([]*analysis.Analyzer, error) {
	return slices.DeleteFunc(slices.Clone(vet.Analyzers), func(a *analysis.Analyzer) bool {
		return slices.Contains(p.disabled, a.Name)
	}), nil
}

// GetLoadMode says that the analyzers need types.
func (plugin) GetLoadMode() string { return register.LoadModeTypesInfo }
