// Typesealvet finds mistakes in annotated types and in code that uses tokens. It is a tool
// for go vet, and also runs alone:
//
//	go get -tool github.com/typeseal/typeseal/cmd/typesealvet
//	go vet -vettool=$(go tool -n typesealvet) ./...
//	go tool typesealvet ./...
//
// With -json, diagnostics are printed as JSON. With -fix, typesealvet makes the edits of
// diagnostics whose right text is known, and with -fix -diff it shows them. An analyzer
// is switched off by its name, such as -typesealpeek=false. The recipe for golangci-lint is
// in examples/checks/README.md.
//
// Each analyzer looks at one package at a time, and at nothing that the package imports
// except its types. A package that neither has a directive nor can call a generated
// method takes no time but that of reading its files. The analyzers of calls look at
// neither tests nor generated code.
//
// # typesealdirective
//
// Reports the errors that the generator reports, at the same places: misspelled
// directives, options, verbs and tag keys, fields that cannot be encoded, versions without
// a struct, and two types of the package with one salt. If the right text is known, the
// diagnostic has an edit. If max-age or grace has no unit, there is one edit for each unit,
// and -fix takes the shortest time.
//
// What needs more than one package is left to "typeseal check": a salt of two packages, a
// change that typeseal.lock refuses because tokens in flight would break, and a struct that
// embeds an annotated struct of another package. So is the warning that two types may accept
// the same JWT, since they may have different secrets.
//
// # typesealoutput
//
// Reports types whose generated code is missing or out of date, and generated code without
// a source. The code is generated in memory and compared with the file. If a package does
// not compile because a method is missing, "go vet" shows the compiler's error alone, and
// typesealvet shows both. Run
//
//	go tool typeseal ./...
//
// Typesealvet and the generator must be of the same version of typeseal, since another
// version may generate other code. As tools of one module, they are.
//
// # typesealerror
//
// Reports a call of Verify, Open, Peek or Redeem whose error is ignored, also with _ =, go
// or defer. The error is the only thing that says whether a token is valid, so the program
// accepts any text. Write
//
//	if err := reset.Verify(keys, token); err != nil {
//		return err
//	}
//
// An error that is returned, or passed to a function, is not ignored.
//
// # typesealpayload
//
// Verify, Open, Peek and Redeem set their receiver only if they return no error. This
// analyzer reports a receiver that is a local variable and is used
//
//   - before the error is looked at, or after it was overwritten
//   - where the error is known not to be nil, also if it is typeseal.ErrExpired
//   - after if err != nil { ... } if that block does not leave the function
//   - in return reset, reset.Verify(keys, token), where Go does not say which comes first
//
// Write return in the block, or set the receiver there: reset = Reset{}. The payload of an
// expired token is in the error:
//
//	var expired *typeseal.ExpiredError[Reset]
//	if errors.As(err, &expired) {
//		renew(expired.Payload())
//	}
//
// It is fine to ask errors.Is(err, typeseal.ErrExpired) without using a payload. A receiver
// that has a value before the call, such as a default, may keep it, so only a use before the
// error is looked at is reported. The same holds for a receiver that a function returns as a
// whole, or looks at right after the call in a condition or a comparison, such as return
// reset.UserID != 0: the zero value may have a meaning.
//
// # typesealpeek
//
// Peek does not use a single-use token up. This analyzer reports a Peek that surely handles
// POST, PUT, PATCH or DELETE, if the handler does not redeem the token: not itself, not by
// functions of the package that it uses or that are registered with it, and not by another
// function that gets the token. It knows handlers that are registered with a pattern such as
// "POST /join" or with a router's method such as Post("/join", h), also with middleware around
// them, such as Post("/join", signedIn(h)), and code that compares r.Method. Call Peek to show
// a page, and Redeem where the request takes effect, or use web.Confirm.
//
// # typesealkey
//
// Reports secret keys (typeseal_key_v1_..., typeseal_sec_v1_...) in source files, also in
// comments. Everyone who has the source or the binary could create tokens. Read the ring
// with typeseal.WatchKeyring, and replace the key. Tests are not looked at.
//
// # typeseallog
//
// Reports a token or the text of a key that is part of a log or an error: in calls of log,
// log/slog and common logging packages, fmt.Errorf and errors.New. Whoever reads the log could
// use the token. A variable has a token if Sign or Seal set it, or if Verify, Open, Peek or
// Redeem takes it. It has a key if GenerateKey set it or ParseKeyring takes it. Log the
// error, the payload's fields or the first characters of the token. Key rings may be
// printed: they show their key ids.
package main

import (
	"golang.org/x/tools/go/analysis/multichecker"

	"github.com/typeseal/typeseal/generator/vet"
)

func main() { multichecker.Main(vet.Analyzers...) }
