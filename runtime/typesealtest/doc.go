// Package typesealtest tests the methods that typeseal generates for a type. The tests
// that typeseal --tests writes describe each directive with a Token, or with a Foreign if
// it names the format of another system, and call its methods Test and Fuzz.
//
// The description repeats what the directive says. Tokens of the same policy are minted
// without the generated code, by reflection, so that a fault in it cannot hide itself.
//
// Test has these parts, as far as a directive has them:
//
//	values     zero and random payloads are the same after a round trip
//	bounds     fields with a max= tag take as much as it says, and no more
//	append     AppendSign and AppendSeal
//	changed    a token that was cut, or of which a character was changed, is refused
//	foreign    so is one of another key, realm, salt, prefix or kind
//	payload    so is an authentic one whose payload has a fault
//	size       so is one that is longer than max-size
//	binding    BoundTo, with the right and with other values
//	arguments  nil receivers, keys, stores and loaders are errors
//	version    unknown versions are refused, and former ones upgraded
//	state      a changed state, and what a loader may do
//	age        the first and the last second of a token's life
//	once       Redeem and Peek, with a store, a claim and a grace
//	also       tokens of another system, until their last day
//	missing    fields that JSON of another system lacks, or has as null
//
// Times are those of package testing/synctest. Each token that is refused must leave the
// receiver as it was, and must not be redeemed.
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
