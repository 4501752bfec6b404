// Package codec holds the primitives that generated code encodes and decodes
// payloads with, one Encoder and one Decoder a codec: MessagePack, where a
// struct is an array of its fields, and JSON. Programs do not call it
// themselves; what they import is package typeseal.
//
// # One spelling, and nothing else
//
// Both decoders accept what their encoder writes and little more. Nothing is
// unknown, missing, doubled or trailing, no integer is rounded or cut, no nil
// becomes a zero, text is valid UTF-8, and times stand in UTC in the years 1 to
// 9999. CODEC.md beside FORMAT.md is the whole of it, for every language.
//
// A msgpack payload has one spelling, but for the order of a map's keys
// and for what a Value holds. A JSON payload may have its names in another order,
// escapes that were not needed, and other spellings of a float; it has no white
// space.
//
// # Failure is sticky
//
// Neither generated code nor the methods here return errors on the way. After
// its first failure an encoder writes on harmlessly, and Err has the reason in
// the end; a decoder returns zero values and ends every loop, and End says false.
//
// # Types with methods of their own
//
// What a type's own method writes is read back before it leaves: MarshalText
// with UnmarshalText, MarshalBinary with UnmarshalBinary, and msgpack's. If that
// fails, or gives another value, the encoder fails with ErrChanged, so that the
// sender learns of it and not the reader of a token that nothing can open. Values
// are the same if what a program can see of them is: exported fields, elements,
// keys and what pointers point to. Nil is the same as empty, a moment the same in
// every zone, and a method Equal(T) bool decides where a type has one. Structs
// with nothing but numbers, text and bools, exported or not, are compared whole;
// of others the unexported fields may differ if the value is written alike once
// more, as may the hints RawPath and RawFragment of a URL. What a method Equal
// calls the same must be written alike too. Only types with such methods pay for
// this.
//
// # Memory
//
// Encoding allocates nothing once its buffers have grown, except for types with
// methods of their own. Decoding allocates
// one string for all the strings of a payload (and one for each that holds
// escapes), one array for each slice that is not empty, each map, and a copy for
// each []byte. Nothing returned shares memory with the input, Value excepted. A
// claimed length is compared with the bytes that are left before anything is
// allocated: all slices of a payload together have at most one element for each
// of its bytes. And all slices, maps and pointers together take at most 64 KiB and
// 256 bytes of memory for each of its bytes, whatever their elements hold that is
// not in the payload; half of that when encoding.
package codec
