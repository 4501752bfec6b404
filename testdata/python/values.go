package python

import (
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"strings"
)

// A Source makes random values that JSON can represent, the same in each run.
type Source struct {
	*rand.Rand
	object func(names []string, values []any) any
}

// NewSource returns a Source. The function object makes an object with its members in
// the order of names.
func NewSource(object func(names []string, values []any) any) Source {
	return Source{rand.New(rand.NewPCG(2026, 5)), object}
}

// Text returns up to most characters from all of Unicode.
func (s Source) Text(most int) string {
	pools := [][2]int{{0x20, 0x7e}, {0, 0x1f}, {0x7f, 0xff}, {0x100, 0xd7ff}, {0xe000, 0xffff}, {0x10000, 0x10ffff}}
	var b strings.Builder
	for range s.IntN(most + 1) {
		p := pools[s.IntN(len(pools))]
		b.WriteRune(rune(p[0] + s.IntN(p[1]-p[0]+1)))
	}
	return b.String()
}

// Word returns at most most characters that a field of handshake can have.
func (s Source) Word(most int) string {
	const alphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"
	b := make([]byte, s.IntN(most+1))
	for i := range b {
		b[i] = alphabet[s.IntN(len(alphabet))]
	}
	return string(b)
}

// Value returns null, a bool, a number, text, a list or an object.
func (s Source) Value() any { return s.value(0) }

func (s Source) value(depth int) any {
	kinds := 9
	if depth >= 4 {
		kinds = 7
	}
	switch s.IntN(kinds) {
	case 0:
		return []any{nil, true, false, "", []any{}, s.object(nil, nil), map[string]any{}}[s.IntN(7)]
	case 1:
		return s.Int64() - s.Int64()
	case 2:
		return s.float()
	case 3:
		n := new(big.Int).Lsh(big.NewInt(s.Int64()), uint(s.IntN(200)))
		return n.Neg(n)
	case 4, 5:
		return s.Text(20)
	case 6:
		return strings.Repeat("again and again ", s.IntN(40))
	case 7:
		return s.members(depth)
	}
	list := []any{}
	for range s.IntN(6) {
		list = append(list, s.value(depth+1))
	}
	return list
}

func (s Source) members(depth int) any {
	var names []string
	var values []any
	for i := range s.IntN(6) {
		names = append(names, fmt.Sprint(s.Text(6), i))
		values = append(values, s.value(depth+1))
	}
	return s.object(names, values)
}

func (s Source) float() float64 {
	special := []float64{0, math.Copysign(0, -1), 1e16, 1e-5, 1e-4, 5e-324, math.MaxFloat64, 1, 1e15}
	if i := s.IntN(30); i < len(special) {
		return special[i]
	}
	if f := math.Float64frombits(s.Uint64()); f == f && !math.IsInf(f, 0) {
		return f
	}
	return 0.5
}

// Changed returns the token with another character in its middle.
func Changed(token string) string {
	c := []rune(token)
	if i := len(c) / 2; c[i] == 'A' {
		c[i] = 'B'
	} else {
		c[i] = 'A'
	}
	return string(c)
}
