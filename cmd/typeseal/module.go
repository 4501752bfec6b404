package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/typeseal/typeseal/generator"
)

// attempts is how often settled tries. In each round, at least one of the generators that
// run in parallel commits, so this many can run.
const attempts = 1000

// settled calls use with the result of generate, unless the source has errors. If a file
// that generate read has changed since, it starts again. The result is nil if generate
// fails.
func settled(
	generate func() (*generator.Result, error), use func(*generator.Result) error,
) (result *generator.Result, err error) {
	for range attempts {
		if result, err = generate(); err != nil || len(result.Diagnostics) > 0 {
			return result, err
		}
		if err = use(result); !errors.Is(err, generator.ErrChanged) {
			break
		}
	}
	return result, err
}

// loadTypes returns the types of the packages, without comparing them with the lock. It
// prints the errors in the source to errs.
func loadTypes(ctx context.Context, patterns []string, errs io.Writer) (*generator.Result, error) {
	result, err := generator.Generate(ctx, generator.Config{Dir: ".", Patterns: patterns, TypesOnly: true})
	if err != nil {
		return nil, err
	}
	return result, findings(result, errs)
}

// findings prints warnings, notes and diagnostics. It returns errFindings if there is a
// diagnostic.
func findings(result *generator.Result, errs io.Writer) error {
	for _, d := range result.Warnings {
		fmt.Fprintln(errs, "warning:", d)
	}
	for _, note := range result.Notes {
		fmt.Fprintln(errs, "typeseal:", note)
	}
	for _, d := range result.Diagnostics {
		fmt.Fprintln(errs, d)
	}
	if len(result.Diagnostics) > 0 {
		return errFindings
	}
	return nil
}
