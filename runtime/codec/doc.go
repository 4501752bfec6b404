// Package codec encodes and decodes the payloads of tokens. It is for generated
// code: programs import package typeseal, and call the methods that typeseal
// generates for their types.
//
// There are two codecs: MessagePack ([MsgpackEncoder], [MsgpackDecoder]), in which a
// struct is an array of its fields, and JSON ([JSONEncoder], [JSONDecoder]). CODEC.md, in
// the folder above this package, specifies both for implementations in any language.
//
// # Strictness
//
// A decoder accepts the output of its encoder, and little else. It refuses unknown,
// missing and duplicate fields, trailing data, integers outside their type's
// range, null in place of a value, text that is not valid UTF-8, and times outside
// the years 1 to 9999.
//
// A value has one msgpack encoding, except that the entries of a map may come in
// any order, and that integers in a Value may be longer than necessary. In JSON,
// fields and entries may come in any order, strings may contain unnecessary
// escapes, and floats may have any of JSON's forms. White space between tokens is
// not allowed. Only after [JSONDecoder.AllowMissing], fields may be missing or null, and
// only after [JSONDecoder.AllowZones], times may be in other zones than UTC. Only after
// [JSONDecoder.AllowMethods], methods UnmarshalJSON are called.
//
// # Errors
//
// The methods return no errors, so generated code does not check for them after
// each field. An encoder accepts calls after its first failure, and [Output.Err]
// returns the first error. A decoder returns zero values and ends every loop
// after its first failure, and [Input.End] returns false.
//
// # Types with their own methods
//
// If a type encodes itself, the encoder immediately decodes the result with the
// type's other method: UnmarshalText for MarshalText, UnmarshalBinary for
// MarshalBinary, and the like for msgpack. If that fails or gives another value,
// the encoder fails with [ErrChanged]. The sender learns of the faulty method, not
// the receiver of a token that cannot be opened.
//
// Two values are the same if a program that uses them sees no difference:
//
//   - Exported fields, elements, map entries, and the values that pointers point to
//     must be the same. A nil slice or map is the same as an empty one.
//   - Times are the same if they are the same instant, in any time zone. A type's
//     method Equal(T) bool decides for its values.
//   - In a struct that contains only numbers, text and bools, unexported fields
//     must be equal. In other structs they may differ, since many are caches. So
//     may RawPath and RawFragment of a url.URL, which are only hints.
//
// If unexported fields differ, or if the type has a method Equal, encoding the second
// value must give the same bytes. Only types with their own methods need these checks.
//
// # Memory
//
// Encoding does not allocate once the buffers have grown, except for types with
// their own methods. Decoding allocates one string that all strings of the
// payload share, one more for each string with JSON escapes, one array for each
// slice that is not empty, a copy of each []byte, and the maps and pointers.
// Decoded values share no memory with the input, except for the result of
// [MsgpackDecoder.Value].
//
// A decoder compares each length with the number of bytes left before it
// allocates. All slices of a payload together have at most one element for each of
// its bytes. All slices, maps and pointers together take at most 64 KiB of memory,
// and 256 bytes more for each byte of the payload. An encoder allows half of that,
// so that platforms on which the same types are larger can decode the payload.
package codec
