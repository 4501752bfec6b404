module github.com/typeseal/typeseal/runtime/replay/sqlstore/testdata/mysql

go 1.26.0

require (
	github.com/go-sql-driver/mysql v1.10.1
	github.com/typeseal/typeseal v0.0.0
	github.com/typeseal/typeseal/runtime/replay/sqlstore v0.0.0
)

require filippo.io/edwards25519 v1.2.0 // indirect

replace (
	github.com/typeseal/typeseal => ../../../../..
	github.com/typeseal/typeseal/runtime/replay/sqlstore => ../..
)
