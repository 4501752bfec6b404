// Package templates embeds the templates of the files that typeseal writes,
// except generated Go code. They are for package text/template.
package templates

import "embed"

// FS has every template at its path below this folder.
//
//go:embed init/*.tmpl
//go:embed python/*.py python/*.tmpl
//go:embed typescript/*.ts typescript/*.tmpl
var FS embed.FS
