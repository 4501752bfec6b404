// Exchange writes the vectors of foreign formats with the real libraries:
//
//	go run ./exchange jwt >../vectors/jwt.json
//	go run ./exchange securecookie >../vectors/securecookie.json
//
// PyJWT and jose are those that .ci/peers installs. The tests of this package check that the
// vectors are still what the libraries make, and exchange more tokens with them.
package main

import (
	"encoding/json"
	"fmt"
	"os"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) != 1 {
		return fmt.Errorf("usage: exchange jwt|securecookie")
	}
	file, err := vectors(args[0])
	if err != nil {
		return err
	}
	text, err := encode(file)
	if err != nil {
		return err
	}
	_, err = os.Stdout.Write(text)
	return err
}

func encode(file vectorFile) ([]byte, error) {
	text, err := json.MarshalIndent(file, "", " ")
	return append(text, '\n'), err
}

// vectors makes the file of a format.
func vectors(format string) (vectorFile, error) {
	switch format {
	case "jwt":
		libs, versions, stop, err := startAll()
		if err != nil {
			return vectorFile{}, err
		}
		defer stop()
		return jwtFile(libs, versions)
	case "securecookie":
		return cookieFile()
	}
	return vectorFile{}, fmt.Errorf("unknown format %s", format)
}
