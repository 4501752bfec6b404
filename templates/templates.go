// Package templates holds the text/template sources of what typeseal writes
// beside generated Go code. It embeds them and does nothing else.
package templates

import "embed"

// FS holds every template by its path below this folder.
//
//go:embed init/*.tmpl
var FS embed.FS
