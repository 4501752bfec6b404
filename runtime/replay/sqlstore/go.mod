module github.com/typeseal/typeseal/runtime/replay/sqlstore

go 1.26.0

require github.com/typeseal/typeseal v0.0.0

replace github.com/typeseal/typeseal => ../../..
