package main

import (
	"net/url"
	"path"
	"path/filepath"
	"strings"

	"github.com/typeseal/typeseal/generator"
)

// The part of SARIF 2.1.0 that verdicts need.
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

// sarif writes verdicts down for a repository in which the module's directory is
// prefix. A type that is gone is shown at the lock.
func sarif(prefix string, result *generator.Result) sarifLog {
	driver := sarifDriver{Name: "typeseal", InformationURI: project, Rules: []sarifRule{}}
	results := []sarifResult{}
	known := map[string]bool{}
	for _, v := range result.Verdicts {
		id := strings.ReplaceAll(v.Edit, " ", "-")
		if !known[id] {
			known[id] = true
			driver.Rules = append(driver.Rules, sarifRule{id, sarifText{v.Edit}, project + "/blob/main/generator/LOCK.md"})
		}
		text := v.Outcome + ": " + v.Message
		if v.Advice != "" {
			text += "; " + v.Advice
		}
		level := "error"
		switch v.Outcome {
		case "compatible":
			level = "note"
		case "given up":
			level = "warning"
		}
		file, line := path.Join(prefix, "typeseal.lock"), 1
		if v.Pos.IsValid() {
			if rel, err := filepath.Rel(result.Dir, v.Pos.Filename); err == nil {
				file, line = path.Join(prefix, filepath.ToSlash(rel)), v.Pos.Line
			}
		}
		results = append(results, sarifResult{
			RuleID: id, Level: level, Message: sarifText{text},
			Locations: []sarifLocation{{sarifPhysical{sarifArtifact{(&url.URL{Path: file}).EscapedPath()}, sarifRegion{line}}}},
		})
	}
	return sarifLog{
		Schema:  "https://json.schemastore.org/sarif-2.1.0.json",
		Version: "2.1.0",
		Runs:    []sarifRun{{sarifTool{driver}, results}},
	}
}
