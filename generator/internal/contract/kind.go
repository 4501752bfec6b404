package contract

// A Kind says how tokens are protected.
type Kind string

// The kinds.
const (
	Signed Kind = "signed" // with a shared key
	Sealed Kind = "sealed" // encrypted and authenticated, with a shared key
	Public Kind = "public" // signed with Ed25519
)

// Name is the name of the kind's constant in the runtime.
func (k Kind) Name() string {
	return map[Kind]string{Signed: "Signed", Sealed: "Sealed", Public: "Public"}[k]
}

// The parts that a token can have besides its payload, in bytes (FORMAT.md, sections 3
// and 4).
const (
	TTLSize     = 4 // any token may have one
	IDSize      = 16
	StateSize   = 8
	DeflateFlag = 1 // says whether the payload is compressed
)

// Overhead is the size of a token of the kind without its payload, in bytes.
func (k Kind) Overhead() int64 {
	return map[Kind]int64{Signed: 27, Sealed: 59, Public: 75}[k]
}

// HasID reports whether every token of the kind contains an id. Tokens of the
// other kinds contain one only for single use.
func (k Kind) HasID() bool { return k == Sealed }
