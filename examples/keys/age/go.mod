module github.com/typeseal/typeseal/examples/keys/age

go 1.26.0

require (
	filippo.io/age v1.3.2
	github.com/typeseal/typeseal v0.0.0
)

require (
	filippo.io/hpke v0.4.0 // indirect
	golang.org/x/crypto v0.55.0 // indirect
	golang.org/x/sys v0.49.0 // indirect
)

replace github.com/typeseal/typeseal => ../../..
