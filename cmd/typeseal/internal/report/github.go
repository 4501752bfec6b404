package report

import (
	"fmt"
	"io"
	"strings"
)

// The characters that end a value in a workflow command of GitHub. A value has them in
// this form.
var (
	githubText     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	githubProperty = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

// commands has the workflow command of each level.
var commands = map[string]string{Error: "error", Warning: "warning", Note: "notice"}

// GitHub prints diagnostics as workflow commands, which GitHub shows as annotations of a
// pull request. Columns count UTF-16 code units, as in SARIF.
func GitHub(out io.Writer, repo Repository, list []Diagnostic) {
	for _, d := range list {
		at := repo.place(&d)
		fmt.Fprintf(out, "::%s file=%s,line=%d", commands[d.Level], githubProperty.Replace(at.file), at.line)
		if at.column > 0 {
			fmt.Fprintf(out, ",endLine=%d,col=%d,endColumn=%d", at.endLine, at.column, at.endColumn)
		}
		fmt.Fprintf(out, ",title=%s::%s\n", githubProperty.Replace("typeseal "+d.ruleID()), githubText.Replace(at.text))
	}
}
