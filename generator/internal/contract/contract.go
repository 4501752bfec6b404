// Package contract holds the facts that the generator and the runtime must agree on:
// import paths, limits, defaults, sizes and token formats. The generator does not import
// the runtime. A test of this package compares the two.
package contract

import "time"

// Generation is the version of the generated code. It changes with the functions of the
// runtime that generated code calls. The runtime states which versions it serves.
const Generation = 1

// The import paths of the packages that generated code calls, and its tests.
const (
	RuntimePath = "github.com/typeseal/typeseal/runtime"
	CodecPath   = RuntimePath + "/codec"
	BridgePath  = CodecPath + "/msgpackbridge"
	TestPath    = RuntimePath + "/typesealtest"
)

// The defaults of options, and the bounds of their values.
const (
	DefaultPrefix  = "ts1_"
	DefaultMaxSize = 4096    // characters
	LeastMaxSize   = 128     // characters; the shortest token is shorter
	MostMaxSize    = 1 << 20 // characters
	DefaultVersion = 1
	MaxVersion     = 31
)

// Unlimited is a max-age without an end.
const Unlimited time.Duration = -1

// Algorithms are the hash functions that most foreign formats can use, the default
// first.
var Algorithms = []string{"sha256", "sha512", "sha384", "sha224", "sha1"}

// InflateFactor bounds compressed payloads: they may inflate to this many bytes for each
// character of max-size.
const InflateFactor = 16

// The names of the codecs.
const (
	Msgpack = "msgpack"
	JSON    = "json"
	Text    = "text" // foreign formats: a list of fields
)
