package main

import (
	"fmt"
	gotoken "go/token"
	"net/url"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/typeseal/typeseal/generator"
)

// The part of SARIF 2.1.0 that changes need.
type (
	sarifLog struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}
	sarifRun struct {
		Tool    sarifTool     `json:"tool"`
		Results []sarifResult `json:"results"`
	}
	sarifTool struct {
		Driver sarifDriver `json:"driver"`
	}
	sarifDriver struct {
		Name           string      `json:"name"`
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
	sarifResult struct {
		RuleID    string          `json:"ruleId"`
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
		URI string `json:"uri"`
	}
	sarifRegion struct {
		StartLine int `json:"startLine"`
	}
)

const project = "https://github.com/typeseal/typeseal"

// sarif writes down faults and changes for the repository of the module.
func sarif(result *generator.Result, faults []generator.Diagnostic) sarifLog {
	driver := sarifDriver{Name: "typeseal", InformationURI: project, Rules: []sarifRule{}}
	results := []sarifResult{}
	add := func(rule, help, level, text string, at sarifLocation) {
		id := strings.ReplaceAll(rule, " ", "-")
		if !slices.ContainsFunc(driver.Rules, func(r sarifRule) bool { return r.ID == id }) {
			driver.Rules = append(driver.Rules, sarifRule{id, sarifText{rule}, project + help})
		}
		results = append(results, sarifResult{id, level, sarifText{text}, []sarifLocation{at}})
	}
	for _, d := range faults {
		text := "error: " + advised(d)
		if !filepath.IsAbs(d.Position.Filename) { // in another revision
			text = fmt.Sprintf("error: %s:%d: %s", d.Position.Filename, d.Position.Line, advised(d))
		}
		add(d.Rule, "", "error", text, place(result, d.Position))
	}
	for _, d := range result.Changes {
		outcome := d.Change.Outcome
		add(d.Change.Edit, "/blob/main/generator/LOCK.md", level(outcome), outcome+": "+advised(d),
			place(result, d.Position))
	}
	return sarifLog{
		Schema:  "https://json.schemastore.org/sarif-2.1.0.json",
		Version: "2.1.0",
		Runs:    []sarifRun{{sarifTool{driver}, results}},
	}
}

func level(outcome string) string {
	switch outcome {
	case "compatible":
		return "note"
	case "given up":
		return "warning"
	}
	return "error"
}

// place returns a location in the repository. If pos is not in the source, as for a type
// that was removed, it is line 1 of the lock.
func place(result *generator.Result, pos gotoken.Position) sarifLocation {
	file, line := path.Join(result.Prefix, "typeseal.lock"), 1
	if filepath.IsAbs(pos.Filename) {
		if rel, err := filepath.Rel(result.Dir, pos.Filename); err == nil {
			file, line = path.Join(result.Prefix, filepath.ToSlash(rel)), max(pos.Line, 1)
		}
	}
	return sarifLocation{sarifPhysical{sarifArtifact{relativeURI(file)}, sarifRegion{line}}}
}

// relativeURI returns a path as a URI reference. It escapes colons, since a colon in the
// first part would make that part a scheme.
func relativeURI(file string) string {
	return strings.ReplaceAll((&url.URL{Path: file}).EscapedPath(), ":", "%3A")
}
