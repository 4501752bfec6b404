package essence

import "github.com/typeseal/typeseal/generator/internal/snapshot"

// A Record says what a run depends on: of some files, only the essence of their texts matters.
type Record struct {
	Methods []string // of a Reader
	Files   map[string]File
	Sum     snapshot.Sum // of everything
}

// A File is what a run has found in a file.
type File struct {
	Part          Part
	Text, Essence snapshot.Sum // hashes of the text, and of what matters of it
}

// Complete sets the sum. The tree has what the run has read and written.
func (r *Record) Complete(tree *snapshot.Tree) {
	r.Sum = tree.SumOf(func(f *snapshot.File) (snapshot.Sum, bool) {
		if of, ok := r.Files[f.Path]; ok && of.Text == f.Sum && f.Err == nil {
			return of.Essence, true
		}
		return f.Sum, true
	})
}

// Update returns the record for a tree that was read later. It reports whether nothing has
// changed that matters. The reader needs no methods.
func (r *Record) Update(tree *snapshot.Tree, reader Reader) (now *Record, same bool) {
	reader.Methods = r.Methods
	now = &Record{Methods: r.Methods, Files: map[string]File{}}
	for path, was := range r.Files {
		f := tree.Known(path)
		if f == nil || f.Err != nil {
			return nil, false
		}
		if f.Sum != was.Text {
			text := tree.Text(path)
			was = File{was.Part, f.Sum, reader.Of(was.Part, text)}
		}
		now.Files[path] = was
	}
	now.Complete(tree)
	return now, now.Sum == r.Sum
}
