package stencil

import "fmt"

// Doubt makes stencils print each piece of code in two ways. The second is to build it from
// its plan, and to format it with its names. If the two differ, printing fails: the plan has
// something that did not come from [Holes], or gofmt heeds something in a hole. It is for
// tests, because it takes as long as if there were no stencils.
var Doubt bool

// doubt compares a pattern with the code that is formatted with its names.
func (s *Stencil[P]) doubt(sheet *Sheet, plan P, p *divided) error {
	raw, err := render(s.build(plan))
	if err != nil {
		return err
	}
	used := append([]int(nil), sheet.used...)
	want, err := s.alone(&Sheet{name: sheet.name, used: used, holes: sheet.holes}, string(raw))
	if err != nil {
		return err
	}
	got := &Sheet{name: sheet.name, used: append([]int(nil), sheet.used...)}
	for i, part := range [][2]*pattern{{p.before, want.before}, {p.after, want.after}} {
		if part[0] == nil && part[1] == nil {
			continue
		}
		got.text = got.text[:0]
		got.fill(part[0], sheet.holes.names)
		if text := part[1].parts[0].text; text != string(got.text) {
			return fmt.Errorf("part %d of a stencil printed\n%s\nand not\n%s", i, got.text, text)
		}
	}
	return got.err
}
