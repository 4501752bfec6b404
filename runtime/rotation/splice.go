package rotation

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/typeseal/typeseal/runtime/internal/ring"
	"github.com/typeseal/typeseal/runtime/internal/secret"
)

// A splice replaces a part of the text.
type splice struct {
	at   ring.Span
	text string
}

// apply replaces parts of the text, which must not overlap, and parses the result.
func (r *Ring) apply(splices ...splice) error {
	if len(splices) == 0 {
		return nil
	}
	old := r.present()
	slices.SortStableFunc(splices, func(a, b splice) int { return cmp.Compare(a.at.From, b.at.From) })
	var text strings.Builder
	from := 0
	for _, s := range splices {
		text.WriteString(old.Text()[from:s.at.From])
		text.WriteString(s.text)
		from = s.at.To
	}
	text.WriteString(old.Text()[from:])
	read, err := ring.Parse(withoutStrayCR(text.String()), old.Kind)
	if err != nil {
		return err
	}
	r.held = secret.Hide(read)
	return nil
}

// withoutStrayCR returns text without each CR that is not before an LF. Such a CR may only be
// around a signing key that is alone in its text.
func withoutStrayCR(text string) string {
	const kept = "\r\n"
	parts := strings.Split(text, kept)
	for i := range parts {
		parts[i] = strings.ReplaceAll(parts[i], "\r", "")
	}
	return strings.Join(parts, kept)
}

// find returns the key with an id.
func (r *Ring) find(id string) (ring.Key, error) {
	for _, k := range r.present().Keys {
		if ring.FormatID(k.ID) == id {
			return k, nil
		}
	}
	return ring.Key{}, errNoID
}

// change returns the splices that give a key another state from now on.
func (r *Ring) change(k ring.Key, to ring.State, now time.Time) []splice {
	return []splice{r.setState(k, to), setSince(k, now)}
}

// setState writes the state of a key. If the key was in the column after the longest state, it
// stays there.
func (r *Ring) setState(k ring.Key, to ring.State) splice {
	if k.StateAt.Empty() {
		return splice{ring.Span{From: k.KeyAt.From, To: k.KeyAt.From}, r.word(to)}
	}
	whole := ring.Span{From: k.StateAt.From, To: k.KeyAt.From}
	if whole.Of(r.present().Text()) == r.word(k.State) {
		return splice{whole, r.word(to)}
	}
	return splice{k.StateAt, to.String()}
}

// word returns the text of a state and the blanks after it. On several lines, keys are in one
// column.
func (r *Ring) word(s ring.State) string {
	word := s.String() + " "
	if len(s.String()) < len(ring.Accepted.String()) && r.lineBreak(0) != oneLineBreak {
		word += " "
	}
	return word
}

// setSince writes when a key took its state.
func setSince(k ring.Key, now time.Time) splice {
	if k.SinceAt.Empty() {
		return splice{ring.Span{From: k.KeyAt.To, To: k.KeyAt.To}, " " + since(now)}
	}
	return splice{k.SinceAt, since(now)}
}

func since(t time.Time) string { return "since=" + ring.FormatInstant(t) }

// lineAfter returns the splice that adds a line after the one with a number.
func (r *Ring) lineAfter(number int, line string) splice {
	end := r.present().Lines[number-1].Body.To
	return splice{ring.Span{From: end, To: end}, r.lineBreak(number-1) + line}
}

// oneLineBreak is between the lines of a ring on one line.
const oneLineBreak = "; "

// lineBreak returns the break for a new line after the one with an index: the one before that
// line, or if it is the first, the one after it. A text without breaks stays on one line.
func (r *Ring) lineBreak(i int) string {
	old := r.present()
	if len(old.Lines) == 0 {
		return "\n"
	}
	switch end := r.breakOf(old.Lines[max(i-1, 0)]); end {
	case "", ";":
		return oneLineBreak
	default:
		return end
	}
}

// join returns the text of lines that are separated, and end, like those of the ring.
func (r *Ring) join(lines []string) string {
	if end := r.lineBreak(0); end != oneLineBreak {
		return strings.Join(lines, end) + end
	}
	return strings.Join(lines, oneLineBreak)
}

// withoutKey returns the splice that removes a key's line, or only its words if it has a comment.
func (r *Ring) withoutKey(k ring.Key) splice {
	old := r.present()
	text, line := old.Text(), old.Lines[k.Line-1]
	first := k.KeyAt.From
	if !k.StateAt.Empty() {
		first = k.StateAt.From
	}
	after := skipBlanks(text, max(k.KeyAt.To, k.SinceAt.To))
	if after < line.Body.To { // a comment
		return splice{at: ring.Span{From: first, To: after}}
	}
	if k.Line > 1 {
		before := old.Lines[k.Line-2]
		if r.breakOf(line) == "" || r.breakOf(before) == ";" {
			return splice{at: ring.Span{From: before.Body.To, To: line.Body.To}}
		}
	}
	if r.breakOf(line) == ";" {
		return splice{at: ring.Span{From: first, To: skipBlanks(text, line.Whole.To)}}
	}
	return splice{at: line.Whole}
}

// breakOf returns the break that ends a line, or "".
func (r *Ring) breakOf(line ring.Line) string { return r.present().Text()[line.Body.To:line.Whole.To] }

// skipBlanks returns the index of the first character from an index on that is not a blank.
func skipBlanks(text string, at int) int {
	return len(text) - len(strings.TrimLeft(text[at:], " \t"))
}
