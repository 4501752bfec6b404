module github.com/typeseal/typeseal/runtime/replay/sqlstore/testdata/mattn

go 1.26.0

require (
	github.com/mattn/go-sqlite3 v1.14.53
	github.com/typeseal/typeseal v0.0.0
	github.com/typeseal/typeseal/runtime/replay/sqlstore v0.0.0
)

replace (
	github.com/typeseal/typeseal => ../../../../..
	github.com/typeseal/typeseal/runtime/replay/sqlstore => ../..
)
