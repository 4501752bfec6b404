package typeseal

import "github.com/typeseal/typeseal/runtime/internal/repair"

// Repair lets a call open a token that was damaged on its way through mail: wrapped,
// escaped, or with other text around it, such as a full stop. If the text itself is
// malformed and contains exactly one token, that token is opened. Repair never makes an
// invalid token valid: the token that it finds is checked like any other.
//
// Repair is an option of opening. Use it for tokens that people copy, such as tokens in
// links. A text of more than 16 KiB is malformed. For a token that is not damaged, Repair
// does nothing.
func Repair() Option { return Option{kind: optionRepair} }

// repaired returns the token that a malformed text contains, split into its parts, or an
// empty text.
func (o *openRoom) repaired(text string) string {
	if !o.repair {
		return ""
	}
	token, ok := repair.Find(text, o.spec.prefix, o.spec.maxSize, o.split)
	if !ok || !o.split(token) {
		return ""
	}
	o.mended = true
	return token
}
