// Package templates embeds what typeseal writes, except generated Go code: the files of
// typeseal init and of typeseal demo, and for each other language the types and the runtime.
// Files whose names end in .tmpl are templates of package text/template. The others are
// written as they are.
package templates

import "embed"

// FS has every file at its path below this folder.
//
//go:embed init/*.tmpl
//go:embed demo/*.tmpl
//go:embed python/*.py python/*.tmpl
//go:embed typescript/*.ts typescript/*.tmpl
var FS embed.FS
