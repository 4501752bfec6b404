package main

import (
	"cmp"
	"fmt"
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

// sarif returns the list as a SARIF log. Its paths are relative to the repository. A
// change without a place in the source, such as a removed type, is at line 1 of the lock.
func sarif(result *generator.Result, list []change) sarifLog {
	levels := map[string]string{"compatible": "note", "given up": "warning"}
	driver := sarifDriver{Name: "typeseal", InformationURI: project, Rules: []sarifRule{}}
	results := []sarifResult{}
	for _, c := range list {
		rule, help := c.Rule, project
		if c.Edit != "" {
			rule, help = c.Edit, project+"/blob/main/generator/LOCK.md"
		}
		id := strings.ReplaceAll(rule, " ", "-")
		if !slices.ContainsFunc(driver.Rules, func(r sarifRule) bool { return r.ID == id }) {
			driver.Rules = append(driver.Rules, sarifRule{id, sarifText{rule}, help})
		}
		file, line := "typeseal.lock", 1
		switch rel, err := filepath.Rel(result.Dir, c.at.Filename); {
		case err == nil && filepath.IsAbs(c.at.Filename):
			file, line = filepath.ToSlash(rel), max(c.at.Line, 1)
		case c.at.IsValid(): // in another revision
			c.Message = fmt.Sprintf("%s:%d: %s", c.File, c.Line, c.Message)
		}
		location := sarifLocation{sarifPhysical{
			sarifArtifact{relativeURI(path.Join(result.Prefix, file))}, sarifRegion{line},
		}}
		results = append(results, sarifResult{
			id, cmp.Or(levels[c.Verdict], "error"), sarifText{c.text()}, []sarifLocation{location},
		})
	}
	return sarifLog{
		Schema:  "https://json.schemastore.org/sarif-2.1.0.json",
		Version: "2.1.0",
		Runs:    []sarifRun{{sarifTool{driver}, results}},
	}
}

// relativeURI returns a path as a URI reference. It escapes colons, since a colon in the
// first part would make that part a scheme.
func relativeURI(file string) string {
	return strings.ReplaceAll((&url.URL{Path: file}).EscapedPath(), ":", "%3A")
}
