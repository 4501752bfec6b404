package plan

import (
	"fmt"
	"strconv"

	"github.com/typeseal/typeseal/generator/internal/directive"
	"github.com/typeseal/typeseal/generator/internal/model"
)

// Versions is the plan for older schema versions of a type.
type Versions struct {
	Read    string // name of the function that decodes all accepted versions
	Write   string // name of the function that encodes an older version; empty if new tokens have the newest
	ReadDoc []string
	Former  []Former // older versions that are accepted, in order

	WriteDoc []string
	Down     []string // locals for the results of Downgrade, in order
	Minted   *Struct  // the type of the last one
}

// A Former is an older version that is accepted. Up are locals for its payload and for
// the results of Upgrade, except the last.
type Former struct {
	Version int
	Up      []string
	Struct  *Struct
}

// versioned reports whether a directive accepts more than one version.
func versioned(d *directive.Directive) bool { return len(d.Accepted()) > 1 }

// declareVersions declares the names for older versions.
func (b *fileBuilder) declareVersions(t *Token, typ *model.Type, d *directive.Directive) {
	if !versioned(d) {
		return
	}
	name := typ.Name + title(string(d.Verb))
	t.Versions = &Versions{Read: b.imports.declare("typesealRead" + name)}
	if d.Mint != d.Version {
		t.Versions.Write = b.imports.declare("typesealWrite" + name)
	}
	for _, version := range d.Accepted() {
		f := typ.Former(version)
		if version == d.Version {
			continue
		}
		if b.structs[keyOf(Codec(d.Codec), f.Named)] == nil {
			b.declareStruct(Codec(d.Codec), f.Named, f.Name)
		}
	}
}

// versions plans the functions that convert versions. The rules have checked that all
// methods Upgrade and Downgrade exist.
func (b *fileBuilder) versions(t *Token, typ *model.Type, d *directive.Directive) {
	v := t.Versions
	if v == nil {
		return
	}
	var others []string
	for _, version := range d.Accepted() {
		if version == d.Version {
			continue
		}
		way, _ := typ.Upgrades(version)
		v.Former = append(v.Former, Former{version, locals(way), b.former(t, way[0])})
		others = append(others, strconv.Itoa(version))
	}
	v.ReadDoc = wrap(fmt.Sprintf("%s decodes the payload of a token that %s.%s created, in any accepted "+
		"version.", v.Read, t.Type, t.Mint))
	older := "version " + list(others)
	if len(others) > 1 {
		older = "versions " + list(others)
	}
	t.openNote(fmt.Sprintf("Tokens of %s are also accepted. Upgrade converts their payload, or returns "+
		"%[2]s.ErrPayload to reject it. Any other error of Upgrade is returned, and does not match %[2]s.ErrInvalid.",
		older, b.Runtime))
	if v.Write == "" {
		return
	}
	way, _ := typ.Downgrades(d.Mint)
	v.Down, v.Minted = locals(way), b.former(t, way[len(way)-1])
	v.WriteDoc = wrap(fmt.Sprintf("%s encodes p as version %d.", v.Write, d.Mint))
	t.MintDoc = note(t.MintDoc, fmt.Sprintf("Downgrade converts the payload to version %d, so that programs that do "+
		"not know version %d yet can read it. If Downgrade fails, the error matches %s.ErrMint and the error of "+
		"Downgrade.",
		d.Mint, d.Version, b.Runtime))
}

func (b *fileBuilder) former(t *Token, f *model.Former) *Struct {
	s := b.structs[keyOf(t.Struct.Codec, f.Named)]
	b.fill(s, f.Shape, f.Name)
	return s
}

// locals names a variable for each former struct.
func locals(way []*model.Former) []string {
	names := make([]string, len(way))
	for i, f := range way {
		names[i] = "v" + strconv.Itoa(f.Version)
	}
	return names
}
