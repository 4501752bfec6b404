package main

import (
	"compress/gzip"
	"io"
	"os"
)

// A size is that of a bundle of what a program imports, minified and packed by gzip.
type size struct {
	name      string
	program   string  // the module
	most      float64 // 0: the size is shown and not judged
	allows    float64 // as that of a goal
	kilobytes float64 // 1,000 bytes
}

var bundles = []size{
	{name: "a reader of public tokens, msgpack", program: `
		import { PublicKeyring, ResetPublic } from "./readers/index.js";
		export const open = async (ring, token) => ResetPublic.verify(await PublicKeyring.parse(ring), token);`,
		most: 6.5, allows: 6.6},
	{name: "everything, one type", program: `export * from "./tokens/index.js";`, most: 11},
	{name: "jose, verifying", program: `export { jwtVerify, importSPKI } from "jose";`},
	{name: "jose, signing and verifying", program: `export { SignJWT, jwtVerify } from "jose";`},
	{name: "paseto, v3.local", program: `
		export { LocalProtocol } from "paseto";
		export { DecryptFactory, EncryptFactory, GenerateKeyFactory } from "paseto/v3/local";`},
}

// sizes returns the sizes of all bundles.
func (w *workshop) sizes() ([]size, error) {
	list := append([]size{}, bundles...)
	for i := range list {
		if err := w.write("size.js", list[i].program); err != nil {
			return nil, err
		}
		if err := w.bundle("size.js", "size.mjs", "--minify"); err != nil {
			return nil, err
		}
		text, err := os.ReadFile(w.path("size.mjs"))
		if err != nil {
			return nil, err
		}
		list[i].kilobytes = float64(packed(text)) / 1000
	}
	return list, nil
}

// packed returns the number of bytes of a text that gzip has packed.
func packed(text []byte) int {
	var n counter
	zip, _ := gzip.NewWriterLevel(&n, gzip.BestCompression)
	zip.Write(text)
	zip.Close()
	return int(n)
}

// A counter counts bytes.
type counter int

var _ io.Writer = (*counter)(nil)

func (c *counter) Write(b []byte) (int, error) {
	*c += counter(len(b))
	return len(b), nil
}
