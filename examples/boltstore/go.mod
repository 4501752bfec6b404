module github.com/typeseal/typeseal/examples/boltstore

go 1.26.0

require (
	github.com/typeseal/typeseal v0.0.0
	go.etcd.io/bbolt v1.4.3
)

require golang.org/x/sys v0.49.0 // indirect

replace github.com/typeseal/typeseal => ../..
