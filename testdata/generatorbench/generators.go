package main

import (
	"fmt"
	"strings"

	"github.com/typeseal/typeseal/testdata/generatorbench/project"
)

// A generator is typeseal or a peer, with what its users do: how they annotate structs,
// and the command that they type.
type generator struct {
	name     string
	tool     string // the package of the command
	requires []string
	dialect  project.Dialect
	command  []string // in the root of a module
	outputs  string   // a pattern for the files that command writes, relative to the root
}

// typeseal signs half of the structs and seals the other half.
var typeseal = generator{
	name:     "typeseal",
	tool:     typesealModule + "/cmd/typeseal",
	requires: []string{typesealModule},
	dialect: project.Dialect{
		Mark: func(pkg, name string, i int) string {
			verb := "sign"
			if i%2 == 1 {
				verb = "seal"
			}
			return fmt.Sprintf("//\n//typeseal:%s salt=%s.%s max-age=30m\n", verb, pkg, strings.ToLower(name))
		},
	},
	command: []string{"typeseal"},
	outputs: "*/*_typeseal.go",
}

// controllerGen writes methods that copy the structs. The output for a time.Time does not
// compile, so all its users have Kubernetes' metav1.Time.
var controllerGen = generator{
	name:     "controller-gen",
	tool:     "sigs.k8s.io/controller-tools/cmd/controller-gen",
	requires: []string{"k8s.io/apimachinery"},
	dialect: project.Dialect{
		Head:   func([]string) string { return "// +kubebuilder:object:generate=true\n\n" },
		Shared: true,
		Time:   project.Time{Name: "metav1.Time", Import: `metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"`},
	},
	command: []string{"controller-gen", "object", "paths=./..."},
	outputs: "*/zz_generated.deepcopy.go",
}

// withoutKubernetes returns controller-gen for a module that imports nothing of Kubernetes.
// Nobody has such a module, but it shows which share of the time that import takes.
func withoutKubernetes() generator {
	g := controllerGen
	g.name += ", no Kubernetes"
	g.requires = nil
	g.dialect.Time = project.Time{Name: "shared.Moment", Shared: `
// Moment is a time that can be copied.
type Moment struct{ time.Time }

func (m *Moment) DeepCopyInto(out *Moment) { *out = *m }
`}
	return g
}

// peers are the generators that typeseal is compared with.
var peers = []generator{
	controllerGen,
	withoutKubernetes(),
	{
		// A converter of a package has a method for each struct, which copies it.
		name: "goverter",
		tool: "github.com/jmattheis/goverter/cmd/goverter",
		dialect: project.Dialect{
			Tail: func(names []string) string {
				return "\n// goverter:converter\n// goverter:extend Moment\n// goverter:enum no\n" +
					"type Converter interface {\n" + lines(names, "\tCopy%[1]s(source %[1]s) %[1]s\n") +
					"}\n\nfunc Moment(t time.Time) time.Time { return t }\n"
			},
		},
		command: []string{"goverter", "gen", "./..."},
		outputs: "*/generated/generated.go",
	},
	{
		// Each struct has a store, which is mocked.
		name:     "mockery",
		tool:     "github.com/vektra/mockery/v3",
		requires: []string{"github.com/stretchr/testify"},
		dialect: project.Dialect{
			Files: map[string]string{".mockery.yml": "all: true\npackages:\n  " + project.Path + ":\n" +
				"    config:\n      recursive: true\n"},
			Import: "context",
			Tail: func(names []string) string {
				return lines(names, `
type %[1]sStore interface {
	Save(ctx context.Context, value %[1]s) error
	Load(ctx context.Context, id int64) (*%[1]s, error)
}
`)
			},
		},
		command: []string{"mockery"},
		outputs: "*/mocks_test.go",
	},
	{
		name:     "msgp",
		tool:     "github.com/tinylib/msgp",
		requires: []string{"github.com/tinylib/msgp"},
		dialect: project.Dialect{
			Head:   func([]string) string { return "//go:generate msgp -tests=false\n\n" },
			Shared: true,
		},
		command: []string{"go", "generate", "./..."},
		outputs: "*/*_gen.go",
	},
	{
		// Each struct has a type of constants, whose names are printed.
		name: "stringer",
		tool: "golang.org/x/tools/cmd/stringer",
		dialect: project.Dialect{
			Head: func(names []string) string {
				return "//go:generate stringer -type=" + strings.Join(names, "State,") + "State\n\n"
			},
			Tail: func(names []string) string {
				return lines(names, `
type %[1]sState int

const (
	%[1]sNew %[1]sState = iota
	%[1]sOpen
	%[1]sDone
)
`)
			},
		},
		command: []string{"go", "generate", "./..."},
		outputs: "*/*_string.go",
	},
}

// lines formats each name.
func lines(names []string, format string) string {
	var b strings.Builder
	for _, name := range names {
		fmt.Fprintf(&b, format, name)
	}
	return b.String()
}
