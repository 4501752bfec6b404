module github.com/typeseal/typeseal/testdata/hooks

go 1.26.0

require (
	github.com/typeseal/typeseal v0.0.0
	go.yaml.in/yaml/v3 v3.0.5
)

replace github.com/typeseal/typeseal => ../..
