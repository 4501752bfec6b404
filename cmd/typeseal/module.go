package main

import (
	"errors"
	"io"

	"github.com/typeseal/typeseal/cmd/typeseal/internal/report"
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

// faults prints the warnings, notes and errors of a result, for commands that read types to
// do something else. It returns errFindings if there is an error.
func faults(result *generator.Result, errs io.Writer) error {
	for _, note := range result.Notes {
		tell(errs, "typeseal: %s", note)
	}
	printText(errs, report.All(result.Warnings, result.Diagnostics))
	if len(result.Diagnostics) > 0 {
		return errFindings
	}
	return nil
}
