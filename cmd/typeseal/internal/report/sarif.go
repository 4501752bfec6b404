package report

import (
	"net/url"
	"slices"
	"strings"
)

// project is where rules and tool are described.
const project = "https://github.com/typeseal/typeseal"

// The part of SARIF 2.1.0 that diagnostics need.
type (
	sarifLog struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}
	sarifRun struct {
		Tool       sarifTool            `json:"tool"`
		Bases      map[string]sarifBase `json:"originalUriBaseIds"`
		ColumnKind string               `json:"columnKind"`
		Results    []sarifResult        `json:"results"`
	}
	sarifTool struct {
		Driver sarifDriver `json:"driver"`
	}
	sarifDriver struct {
		Name           string      `json:"name"`
		Version        string      `json:"version"`
		InformationURI string      `json:"informationUri"`
		Rules          []sarifRule `json:"rules"`
	}
	sarifRule struct {
		ID               string    `json:"id"`
		ShortDescription sarifText `json:"shortDescription"`
		HelpURI          string    `json:"helpUri"`
	}
	sarifText struct {
		Text string `json:"text"`
	}
	sarifBase struct {
		Description sarifText `json:"description"`
	}
	sarifResult struct {
		RuleID    string          `json:"ruleId"`
		RuleIndex int             `json:"ruleIndex"`
		Level     string          `json:"level"`
		Message   sarifText       `json:"message"`
		Locations []sarifLocation `json:"locations"`
	}
	sarifLocation struct {
		Physical sarifPhysical `json:"physicalLocation"`
	}
	sarifPhysical struct {
		Artifact sarifArtifact `json:"artifactLocation"`
		Region   sarifRegion   `json:"region"`
	}
	sarifArtifact struct {
		URI  string `json:"uri"`
		Base string `json:"uriBaseId,omitempty"`
	}
	sarifRegion struct {
		StartLine   int `json:"startLine"`
		StartColumn int `json:"startColumn,omitempty"`
		EndLine     int `json:"endLine,omitempty"`
		EndColumn   int `json:"endColumn,omitempty"`
	}
)

// sourceRoot is the name of the repository's root in a SARIF log, which code hosts know.
// Its path is left out, so that the logs of two machines are the same.
const sourceRoot = "%SRCROOT%"

// SARIF returns diagnostics as a SARIF log of a version of typeseal, for printing as
// JSON. Columns count UTF-16 code units, which code hosts and editors expect.
func SARIF(version string, repo Repository, list []Diagnostic) any {
	run := sarifRun{
		Tool: sarifTool{sarifDriver{
			Name: "typeseal", Version: version, InformationURI: project, Rules: []sarifRule{},
		}},
		Bases:      map[string]sarifBase{sourceRoot: {sarifText{"the root of the repository"}}},
		ColumnKind: "utf16CodeUnits",
		Results:    []sarifResult{},
	}
	for _, d := range list {
		at := repo.place(&d)
		artifact := sarifArtifact{relativeURI(at.file), sourceRoot}
		if !at.inside {
			artifact = sarifArtifact{fileURI(at.file), ""}
		}
		run.Results = append(run.Results, sarifResult{
			RuleID: d.ruleID(), RuleIndex: run.rule(&d), Level: d.Level, Message: sarifText{at.text},
			Locations: []sarifLocation{{sarifPhysical{artifact, sarifRegion{
				at.line, at.column, at.endLine, at.endColumn,
			}}}},
		})
	}
	return sarifLog{
		Schema: "https://json.schemastore.org/sarif-2.1.0.json", Version: "2.1.0", Runs: []sarifRun{run},
	}
}

// rule returns the index of the rule of a diagnostic, which it adds if it is new.
func (run *sarifRun) rule(d *Diagnostic) int {
	rules := &run.Tool.Driver.Rules
	i := slices.IndexFunc(*rules, func(r sarifRule) bool { return r.ID == d.ruleID() })
	if i >= 0 {
		return i
	}
	name, help := d.Rule, project
	if d.Change != nil {
		name, help = d.Change.Edit, project+"/blob/main/generator/LOCK.md"
	}
	*rules = append(*rules, sarifRule{d.ruleID(), sarifText{name}, help})
	return len(*rules) - 1
}

// ruleID returns the name of the rule as code hosts show it.
func (d *Diagnostic) ruleID() string {
	if d.Change != nil {
		return strings.ReplaceAll(d.Change.Edit, " ", "-")
	}
	return strings.ReplaceAll(d.Rule, " ", "-")
}

// relativeURI returns a path as a URI reference. It escapes colons, since a colon in the
// first part would make that part a scheme.
func relativeURI(file string) string {
	return strings.ReplaceAll((&url.URL{Path: file}).EscapedPath(), ":", "%3A")
}

// fileURI returns the URI of a file with an absolute path, which has slashes.
func fileURI(file string) string {
	if !strings.HasPrefix(file, "/") { // C:/...
		file = "/" + file
	}
	return (&url.URL{Scheme: "file", Path: file}).String()
}
