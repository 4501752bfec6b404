package directive

import (
	"fmt"
	"go/token"
	"slices"
	"strconv"
	"strings"

	"github.com/typeseal/typeseal/generator/internal/contract"
)

// formerOptions are the options of former: whatever else its tokens have, they
// have from the type that it belongs to.
var formerOptions = []option{
	{name: "of", read: (*reader).of},
	{name: "version", read: (*reader).version},
}

func (r *reader) table() []option {
	if r.d.Verb == Former {
		return formerOptions
	}
	return options
}

func (r *reader) of(value string, pos, end token.Pos) {
	if !token.IsIdentifier(value) {
		r.fault("option", pos, end, quote(value)+" is no type's name", "write the annotated type's, such as of=PasswordReset")
		return
	}
	r.d.Of = value
}

// accept reads a list such as 1,2.
func (r *reader) accept(value string, pos, _ token.Pos) {
	for word := range strings.SplitSeq(value, ",") {
		end := pos + token.Pos(len(word))
		v, before := 0, len(r.faults)
		switch r.number("accept", word, 0, contract.MaxVersion, &v, min(pos, end-1), end); {
		case len(r.faults) > before:
		case slices.Contains(r.d.Accept, v):
			r.fault("option", pos, end, fmt.Sprintf("accept lists %d twice", v), "")
		default:
			r.d.Accept = append(r.d.Accept, v)
		}
		pos = end + token.Pos(len(","))
	}
	slices.Sort(r.d.Accept)
}

func (r *reader) mint(value string, pos, end token.Pos) {
	r.number("mint", value, 0, contract.MaxVersion, &r.d.Mint, pos, end)
}

// checkVersions compares what is minted and accepted with the struct's own
// version, which is the newest.
func (r *reader) checkVersions() {
	d := r.d
	if !r.has("mint") {
		d.Mint = d.Version
	}
	if len(r.faults) > 0 {
		return // a number among them may be meant otherwise
	}
	newest := slices.Max(d.Accepted())
	switch {
	case newest > d.Version:
		r.faultAt("accept", fmt.Sprintf("accept lists version %d, and the struct is version %d", newest, d.Version),
			fmt.Sprintf("write version=%d if the struct has become that, and keep the old one as a former", newest))
	case d.Mint > d.Version:
		r.faultAt("mint", fmt.Sprintf("mint is version %d, and the struct is version %d", d.Mint, d.Version),
			"mint an older version, or leave it out")
	case !slices.Contains(d.Accepted(), d.Mint):
		accept := append(d.Accepted(), d.Mint)
		slices.Sort(accept)
		r.faultAt("mint", fmt.Sprintf("tokens of version %d are minted but not accepted", d.Mint),
			"write accept="+Numbers(accept))
	}
}

func (r *reader) checkFormer(at, end token.Pos) {
	if !r.has("of") {
		r.fault("option", at, end, "no of", "write of=PasswordReset, the type that this struct was")
	}
	if !r.has("version") {
		r.fault("option", at, end, "no version", "write version=1, the one that this struct was")
	}
}

// Numbers is a list as accept= takes it: 1,2.
func Numbers(list []int) string {
	words := make([]string, len(list))
	for i, n := range list {
		words[i] = strconv.Itoa(n)
	}
	return strings.Join(words, ",")
}
