package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
)

// demoModule makes dir a module that requires the same typeseal: the version from which the
// command was built, or the checkout. It changes the environment, so that neither the user's
// workspace nor a network is needed for it.
func demoModule(ctx context.Context, dir string) error {
	mod, sum := "module example.com/demo\n\ngo 1.26.0\n\n", ""
	if info := buildInfo(); released(info) != "" {
		mod += fmt.Sprintf("require %s %s\n", modulePath, released(info))
		sum = demoSum(info)
	} else if folder := demoCheckout(ctx); folder != "" {
		mod += fmt.Sprintf("require %s v0.0.0\n\nreplace %s => %q\n", modulePath, modulePath, folder)
	} else {
		return errors.New("demo needs a released typeseal or its sources; run it in a checkout, or as go run " +
			toolPath + "@latest demo")
	}
	for name, value := range map[string]string{
		"GOWORK": "off", "GOFLAGS": "-mod=mod", "GONOSUMDB": os.Getenv("GONOSUMDB") + "," + modulePath,
	} {
		if err := os.Setenv(name, value); err != nil {
			return err
		}
	}
	return errors.Join(
		os.WriteFile(filepath.Join(dir, "go.mod"), []byte(mod), 0o644),
		os.WriteFile(filepath.Join(dir, "go.sum"), []byte(sum), 0o644))
}

// demoSum returns the line of go.sum for the module from which the command was built. With it
// the go command need not ask the checksum database.
func demoSum(info *debug.BuildInfo) string {
	if info.Main.Sum == "" {
		return ""
	}
	return fmt.Sprintf("%s %s %s\n", modulePath, info.Main.Version, info.Main.Sum)
}

// demoCheckout returns the folder of the sources from which the command was built, or of the
// checkout in the working directory.
func demoCheckout(ctx context.Context) string {
	if folder := sourceFolder(); folder != "" {
		return folder
	}
	folder, err := goOutput(ctx, ".", "list", "-m", "-f",
		"{{if not .Version}}{{.Dir}}{{else if .Replace}}{{.Replace.Dir}}{{end}}", modulePath)
	if err != nil {
		return ""
	}
	return strings.TrimSpace(folder)
}

// demoSteps says which commands come next. They fit how typeseal is installed.
func demoSteps(ctx context.Context) string {
	where := "Now start a program of your own, in an empty folder:"
	i := fresh()
	steps := append([]string{"go mod init example.com/app"}, i.needs...)
	if isTool(ctx, ".") && !inCheckout(ctx) {
		where = "Now start a program of your own, in an empty folder of this module:"
		i.generate, steps = toolCommand, nil
	}
	steps = append(steps, i.generate+" init", "go generate ./... && go test ./... && go run .")
	return where + "\n  " + strings.Join(steps, "\n  ") + "\n"
}

// inCheckout reports whether the working directory belongs to typeseal itself.
func inCheckout(ctx context.Context) bool {
	path, err := goOutput(ctx, ".", "list", "-m")
	return err == nil && strings.Contains(path, modulePath)
}
