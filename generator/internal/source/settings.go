package source

import (
	"bytes"
	"context"
	"fmt"
	"strings"

	"github.com/typeseal/typeseal/generator/internal/snapshot"
)

// settingNames are the settings that decide which files are part of a build and where
// packages come from.
var settingNames = strings.Fields(`GOWORK GOMOD GOARCH GOOS GOVERSION GOROOT GOFLAGS GO111MODULE GOEXPERIMENT
	CGO_ENABLED GOMODCACHE GOPATH GOTOOLCHAIN GO386 GOAMD64 GOARM GOARM64 GOMIPS GOMIPS64 GOPPC64 GORISCV64
	GOWASM GOFIPS140`)

// Settings returns the settings of the go command that decide what is built in a folder, by
// name.
func Settings(ctx context.Context, dir string) (map[string]string, error) {
	out, err := gocmd(ctx, dir, append([]string{"env"}, settingNames...)...)
	if err != nil {
		return nil, err
	}
	lines := bytes.Split(bytes.TrimSuffix(out, []byte("\n")), []byte("\n"))
	if len(lines) != len(settingNames) {
		return nil, fmt.Errorf("go env printed %d lines for %d names", len(lines), len(settingNames))
	}
	s := map[string]string{}
	for i, name := range settingNames {
		s[name] = strings.TrimSuffix(string(lines[i]), "\r")
	}
	return s, nil
}

// tree returns an empty snapshot.
func (c Config) tree() *snapshot.Tree { return snapshot.New(c.Look) }
