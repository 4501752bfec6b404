package golangci

import (
	"testing"

	"github.com/golangci/plugin-module-register/register"
	"github.com/google/go-cmp/cmp"

	"github.com/typeseal/typeseal/generator/vet"
)

// built returns the names of the analyzers that golangci-lint gets for some settings.
func built(t *testing.T, raw any) (names []string) {
	t.Helper()
	create, err := register.GetPlugin("typeseal")
	if err != nil {
		t.Fatal(err)
	}
	linter, err := create(raw)
	if err != nil {
		t.Fatal(err)
	}
	if mode := linter.GetLoadMode(); mode != register.LoadModeTypesInfo {
		t.Errorf("load mode %s", mode)
	}
	analyzers, err := linter.BuildAnalyzers()
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range analyzers {
		names = append(names, a.Name)
	}
	return names
}

func TestPlugin(t *testing.T) {
	var all []string
	for _, a := range vet.Analyzers {
		all = append(all, a.Name)
	}
	if diff := cmp.Diff(all, built(t, nil)); diff != "" {
		t.Errorf("without settings (-want +got)\n%s", diff)
	}
	fewer := built(t, map[string]any{"disable": []any{all[0], all[2]}})
	if diff := cmp.Diff(append([]string{all[1]}, all[3:]...), fewer); diff != "" {
		t.Errorf("with disabled analyzers (-want +got)\n%s", diff)
	}
	for name, raw := range map[string]any{
		"an unknown analyzer": map[string]any{"disable": []any{"typesealnothing"}},
		"an unknown setting":  map[string]any{"enable": []any{all[0]}},
	} {
		if _, err := create(raw); err == nil {
			t.Errorf("%s is accepted", name)
		}
	}
	if built(t, nil)[0] != all[0] || len(vet.Analyzers) != len(all) {
		t.Error("the analyzers have changed")
	}
}
