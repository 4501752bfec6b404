package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/typeseal/typeseal/generator/reference"
)

func versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "print the version of typeseal",
		Long: `version prints the version of typeseal, with the revision if it was built from a
checkout; the version of Go that built it; and the version of the code that it
generates, which the runtime in your go.mod must support. Generated code that it
does not support does not compile until typeseal runs again.`,
		Args: takes(0, 0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			_, err := fmt.Fprint(cmd.OutOrStdout(), versionText())
			return err
		},
	}
}

// versionText is the output of version.
func versionText() string {
	return fmt.Sprintf("typeseal %s\nbuilt with %s for %s/%s\ngenerates code of version %d\n",
		described(buildInfo()), runtime.Version(), runtime.GOOS, runtime.GOARCH, reference.Generation)
}

// buildInfo says from what this binary was built.
func buildInfo() *debug.BuildInfo {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Path != modulePath {
		return &debug.BuildInfo{}
	}
	return info
}

// devel is the version of what was not built from a released module.
const devel = "(devel)"

// version returns the version from which this binary was built, or (devel).
func version() string {
	if v := buildInfo().Main.Version; v != "" {
		return v
	}
	return devel
}

// released returns the version of the published module from which this binary was built. It
// is empty if it was built from a checkout.
func released(info *debug.BuildInfo) string {
	fromCheckout := func(s debug.BuildSetting) bool { return strings.HasPrefix(s.Key, "vcs") }
	if info.Main.Replace != nil || slices.ContainsFunc(info.Settings, fromCheckout) ||
		!strings.HasPrefix(info.Main.Version, "v") {
		return ""
	}
	return info.Main.Version
}

// described returns the version in info. If it does not tell the source, the revision of the
// checkout does, or the folder that replaces the module.
func described(info *debug.BuildInfo) string {
	text := info.Main.Version
	if text == "" {
		text = devel
	}
	if r := info.Main.Replace; r != nil {
		return strings.TrimSpace(text + " => " + r.Path + " " + r.Version)
	}
	settings := map[string]string{}
	for _, s := range info.Settings {
		settings[s.Key] = s.Value
	}
	revision := settings["vcs.revision"]
	if text != devel || revision == "" {
		return text
	}
	text += " " + revision
	if settings["vcs.modified"] == "true" {
		text += ", with changes"
	}
	return text
}
