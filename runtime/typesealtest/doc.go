// Package typesealtest tests the methods that typeseal generates for a type. The tests
// that typeseal --tests writes describe each directive with a Token, or with a Foreign if
// it names the format of another system, and call its methods Test and Fuzz.
//
// The description repeats what the directive says. Tokens of the same policy are minted
// without the generated code, by reflection, so that a fault in it cannot hide itself.
//
// # Random values
//
// Payloads are filled with random values, which are the same in every run. A type that
// encodes itself, with methods such as MarshalText, may accept only certain values. If the
// package cannot guess any, it leaves the field at its zero value. To give better ones,
// write the method Generate of [quick.Generator], for the type of the field or for the
// payload as a whole. It may be in a test file:
//
//	func (Currency) Generate(r *rand.Rand, size int) reflect.Value {
//		return reflect.ValueOf([]Currency{EUR, USD}[r.Intn(2)])
//	}
//
// If a method such as Upgrade refuses all random values, the test is skipped, and says why.
package typesealtest

import "testing/quick"

var _ quick.Generator // for the link in the documentation
