module github.com/typeseal/typeseal/examples/passwordreset

go 1.26.0

require (
	github.com/typeseal/typeseal v0.0.0
	github.com/typeseal/typeseal/runtime/replay/sqlstore/sqlite v0.0.0
)

require (
	github.com/aymanbagabas/go-udiff v0.4.1 // indirect
	github.com/dave/jennifer v1.7.1 // indirect
	github.com/dustin/go-humanize v1.1.0 // indirect
	github.com/fsnotify/fsnotify v1.10.1 // indirect
	github.com/google/uuid v1.6.0 // indirect
	github.com/inconshreveable/mousetrap v1.1.0 // indirect
	github.com/mattn/go-isatty v0.0.24 // indirect
	github.com/ncruces/go-strftime v1.1.0 // indirect
	github.com/remyoudompheng/bigfft v0.0.0-20230129092748-24d4a6f8daec // indirect
	github.com/rivo/uniseg v0.4.7 // indirect
	github.com/spf13/cobra v1.10.2 // indirect
	github.com/spf13/pflag v1.0.9 // indirect
	github.com/typeseal/typeseal/runtime/replay/sqlstore v0.0.0 // indirect
	golang.org/x/mod v0.42.0 // indirect
	golang.org/x/sync v0.24.0 // indirect
	golang.org/x/sys v0.49.0 // indirect
	golang.org/x/tools v0.52.0 // indirect
	modernc.org/libc v1.79.0 // indirect
	modernc.org/mathutil v1.7.1 // indirect
	modernc.org/memory v1.12.1 // indirect
	modernc.org/sqlite v1.61.1 // indirect
)

replace (
	github.com/typeseal/typeseal => ../..
	github.com/typeseal/typeseal/runtime/replay/sqlstore => ../../runtime/replay/sqlstore
	github.com/typeseal/typeseal/runtime/replay/sqlstore/sqlite => ../../runtime/replay/sqlstore/sqlite
)

tool github.com/typeseal/typeseal/cmd/typeseal
