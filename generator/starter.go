package generator

import "github.com/typeseal/typeseal/generator/internal/emittext"

// A StarterFile is one file of a first program.
type StarterFile struct {
	Name string // base name
	Text []byte
}

// Starter returns the files that typeseal init writes: an annotated struct, a
// program that uses it and its test, in a package of the given name. The keys
// are a Go expression for a key ring and an error.
func Starter(pkg, keys string) ([]StarterFile, error) {
	rendered, err := emittext.Init(emittext.Starter{Package: pkg, Keys: keys})
	if err != nil {
		return nil, err
	}
	var files []StarterFile
	for _, f := range rendered {
		files = append(files, StarterFile(f))
	}
	return files, nil
}
