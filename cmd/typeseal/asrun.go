package main

import (
	"regexp"
	"strings"
	"sync"
)

// mention finds typeseal in a text, with a verb before it and the name of a command after it.
var mention = regexp.MustCompile(`(?:go tool |[Rr]un )?\btypeseal\b(?: (?:check|completion|demo|diff|directives|emit|` +
	`files|forget|freeze|generate|help|init|inspect|keygen|keys|list|man|mint|output|version|watch)\b)?`)

var isInPath = sync.OnceValue(inPath)

// asRun returns a text for people, with its commands as they are run here: messages say
// typeseal keys, but if typeseal is not in PATH, the shell only knows go tool typeseal keys.
func asRun(text string) string {
	if isInPath() {
		return text
	}
	return asTool(text)
}

// asTool writes go tool before each command of typeseal in a text.
func asTool(text string) string {
	return mention.ReplaceAllStringFunc(text, func(found string) string {
		verb, command, _ := strings.Cut(found, "typeseal")
		if verb == "go tool " || verb+command == "" {
			return found
		}
		return verb + toolCommand + command
	})
}
