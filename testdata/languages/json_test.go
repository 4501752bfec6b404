package languages

import (
	"encoding/base64"
	"fmt"
	"math"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"
	"unicode/utf8"
)

// json writes the value of a struct.
func (s *speller) json(fields []field, v value) {
	if s.mistake() {
		s.text([]string{"\ufeff", " ", "\n", "\x00"}[s.IntN(4)])
	}
	s.jsonStruct(fields, v)
	if s.mistake() {
		s.text([]string{" ", "\n", "}", "\x00", ",", "{}", "1"}[s.IntN(7)])
	}
}

func (s *speller) text(text string) { s.out = append(s.out, text...) }

// token writes a token, and perhaps what must not be before it.
func (s *speller) token(text string) {
	if s.mistake() {
		s.text([]string{" ", "\t", "\n", "\r", "\v", "\u00a0", "/**/", ",", "\f"}[s.IntN(9)])
	}
	s.text(text)
}

func (s *speller) jsonStruct(fields []field, v value) {
	order := make([]int, len(fields))
	for i := range order {
		order[i] = i
	}
	if s.free && s.IntN(2) == 0 {
		s.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
	}
	if len(order) > 0 && s.mistake() {
		i := s.IntN(len(order))
		if s.IntN(2) == 0 {
			order = append(order, order[i])
		} else {
			order = slices.Delete(order, i, i+1)
		}
	}
	s.token("{")
	for n, i := range order {
		if n > 0 {
			s.token(",")
		}
		name := fields[i].Name
		if s.mistake() {
			other := []string{strings.ToUpper(name), name + "\x00", name + " ", "", "f0", "__proto__", name[1:], "s",
				"ſ"}
			name = other[s.IntN(len(other))]
		}
		s.jsonString([]byte(name))
		s.token(":")
		s.jsonValue(fields[i].Type, v.items[i])
	}
	if s.mistake() {
		s.text([]string{",", `,"x":1`, `,"":null`, `,"__proto__":{}`}[s.IntN(4)])
	}
	s.token("}")
}

func (s *speller) jsonValue(t *typ, v value) {
	if s.mistake() {
		switch s.IntN(3) {
		case 0:
			some := []string{"null", "true", "0", "1", "-0", `""`, `"0"`, "[]", "{}", "[0]", `{"a":1}`, "NaN", "nul",
				"undefined", `''`, "0x10", "Infinity", "-", "1_0", "٣", "[,]", `"a`, `"\`, `"\u`}
			s.text(some[s.IntN(len(some))])
			return
		case 1:
			other := &typ{Kind: []string{"bool", "string", "bytes", "time"}[s.IntN(4)]}
			t, v = other, s.value(other, 0)
		}
	}
	switch t.Kind {
	case "nullable":
		if v.null {
			s.token("null")
			return
		}
		s.jsonValue(t.Of, v)
	case "bool":
		s.token(strconv.FormatBool(v.truth))
	case "int", "uint":
		s.token(s.jsonInt(v))
	case "float":
		s.token(s.jsonFloat(t.Bits, v.num))
	case "string", "text":
		s.jsonString(v.data)
	case "bytes":
		if t.Length != nil {
			s.jsonBytes(v.data)
			return
		}
		s.quoted(s.base64(v.data))
	case "binary":
		s.quoted(s.base64(v.data))
	case "time":
		s.quoted(s.jsonTime(v))
	case "list", "array":
		s.token("[")
		for i, item := range v.items {
			if i > 0 {
				s.token(",")
			}
			s.jsonValue(t.Of, item)
		}
		s.token("]")
	case "map":
		s.jsonMap(t, v)
	case "struct":
		s.jsonStruct(t.Fields, v)
	}
}

func (s *speller) jsonMap(t *typ, v value) {
	items := v.items
	if !s.free {
		items = v.sorted(byKeyText(t.Key))
	}
	if len(items) > 0 && s.mistake() {
		items = append(slices.Clone(items), items[:2]...)
	}
	s.token("{")
	for i := 0; i < len(items); i += 2 {
		if i > 0 {
			s.token(",")
		}
		if t.Key.Kind == "string" {
			s.jsonString(items[i].data)
		} else {
			s.quoted(s.jsonInt(items[i]))
		}
		s.token(":")
		s.jsonValue(t.Of, items[i+1])
	}
	s.token("}")
}

func (s *speller) jsonInt(v value) string {
	text := v.decimal()
	if s.mistake() {
		other := []string{text + ".0", text + "e0", "0" + text, "-" + text, "+" + text, text + "E1", text + "0", "-0",
			text + ".", `"` + text + `"`, strings.Replace(text, "1", "١", 1), text + "_0", "1e400"}
		return other[s.IntN(len(other))]
	}
	return text
}

func (s *speller) jsonBytes(data []byte) {
	s.token("[")
	for i, b := range data {
		if i > 0 {
			s.token(",")
		}
		s.token(s.jsonInt(value{num: uint64(b)}))
	}
	s.token("]")
}

// quoted writes a string that must not have escapes.
func (s *speller) quoted(text string) {
	if len(text) > 0 && s.mistake() {
		i := s.IntN(len(text))
		text = text[:i] + fmt.Sprintf("\\u%04x", text[i]) + text[i+1:]
	}
	s.token(`"` + text + `"`)
}

func (s *speller) base64(data []byte) string {
	text := base64.StdEncoding.EncodeToString(data)
	if !s.mistake() {
		return text
	}
	i := s.IntN(len(text) + 1)
	other := []string{
		strings.TrimRight(text, "="), base64.URLEncoding.EncodeToString(data), text + "=", text[:i] + "\\n" + text[i:],
		text[:i] + "\n" + text[i:], text[:i] + "=" + text[i:], text[:i] + " " + text[i:], "A", "AA", "AA=", "AB==",
		"AAF=", "====", "/+==", "\\/w==", "_w==", text + text, text + "AA==AA==",
	}
	return other[s.IntN(len(other))]
}

func (s *speller) jsonTime(v value) string {
	at := time.Unix(v.sec, int64(v.nano)).UTC()
	text := at.Format("2006-01-02T15:04:05.999999999Z")
	if !s.mistake() {
		return text
	}
	other := []string{
		strings.ToLower(text), strings.TrimSuffix(text, "Z"), strings.Replace(text, "T", " ", 1),
		strings.Replace(text, "Z", "+00:00", 1), strings.Replace(text, "Z", ".Z", 1),
		strings.Replace(text, "Z", "0Z", 1), strings.Replace(text, "Z", ".0Z", 1),
		strings.Replace(text, "Z", ".1234567890Z", 1),
		strings.Replace(text, ".", ",", 1), at.Format("2006-01-02T15:04:60Z"), at.Format("2006-01-02T24:00:00Z"),
		at.Format("2006-01-02T15:04:05.000000000Z"),
		at.Format("2006-01-02T15:04:05.000Z"), at.Format("2006-02-30T15:04:05Z"),
		at.Format("2006-02-29T15:04:05Z"), at.Format("2006-00-02T15:04:05Z"),
		at.Format("2006-13-02T15:04:05Z"), at.Format("2006-01-00T15:04:05Z"), at.Format("2006-01-02T15:60:05Z"),
		at.Format("2006-01-02T15:04:5Z"), at.Format("06-01-02T15:04:05Z"), "0000-12-31T23:59:59Z",
		"+2024-01-01T00:00:00Z", "2024-W01-1T00:00:00Z", "10000-01-01T00:00:00Z",
		at.Format("2006-01-02"), at.Format("20060102T150405Z"),
		"٢024-01-01T00:00:00Z", "1900-02-29T00:00:00Z", "2000-02-29T00:00:00Z", "2100-02-29T00:00:00Z",
		"2016-12-31T23:59:60Z", "1-01-01T00:00:00Z", text + "Z", " " + text, "",
	}
	return other[s.IntN(len(other))]
}

// jsonString writes text. If s is free, it writes escapes where none are needed.
func (s *speller) jsonString(data []byte) {
	if s.mistake() {
		text := strings.ToValidUTF8(string(data), "?")
		s.text("'" + text + "'")
		return
	}
	s.token(`"`)
	for len(data) > 0 {
		r, n := utf8.DecodeRune(data)
		s.character(r, data[:n])
		data = data[n:]
	}
	if s.mistake() {
		some := []string{`\u`, `\u00`, `\u00g0`, `\x41`, `\'`, `\a`, `\v`, `\0`, `\ud800`, `\udc00`, `\udc00\ud800`,
			`\udc00\udc00`,
			`\ud800\u0041`, `\ud800x`, `\ud83d\ud83d`, `\U0041`, "\x00", "\t", "\n", "\x1f", `\`, `\u+041`, `\u 041`,
			`\u{41}`, "\xff", "\xed\xa0\xbd\xed\xb8\x80", `\ud83d` + "\xf0\x9f\x98\x80"}
		s.text(some[s.IntN(len(some))])
	}
	s.text(`"`)
}

// short are the escapes of a letter.
var short = map[rune]string{'"': `\"`, '\\': `\\`,
	'\b': `\b`, '\t': `\t`, '\n': `\n`, '\f': `\f`, '\r': `\r`, '/': `\/`}

// character writes a character of a string, whose UTF-8 is data.
func (s *speller) character(r rune, data []byte) {
	broken := r == utf8.RuneError && len(data) == 1
	if broken || s.mistake() {
		s.put(data...)
		return
	}
	escape, known := short[r]
	free := s.free && s.IntN(4) == 0
	switch {
	case known && (r != '/' || free) && !(free && s.IntN(2) == 0):
		s.text(escape)
	case free && r > 0xffff:
		high, low := utf16.EncodeRune(r)
		s.escape(high)
		s.escape(low)
	case free || r < ' ' || r == '"' || r == '\\':
		s.escape(r)
	default:
		s.put(data...)
	}
}

func (s *speller) escape(r rune) {
	digits := fmt.Sprintf("%04x", r)
	if s.free && s.IntN(2) == 0 {
		digits = strings.ToUpper(digits)
	}
	s.text(`\u` + digits)
}

// jsonFloat returns the decimal of a float.
func (s *speller) jsonFloat(bits int, number uint64) string {
	f, size := float64(math.Float32frombits(uint32(number))), 32
	if bits == 64 {
		f, size = math.Float64frombits(number), 64
	}
	if s.mistake() {
		text := strconv.FormatFloat(f, 'g', -1, size)
		other := []string{text + ".", "." + text, text + "e", text + "e+", "+" + text, "0" + text, text + ".e1",
			"-" + text, "1e39", "3.4028235677973366e38", "1.7976931348623159e308", "1.797693134862315807e308",
			"1e309", "-1e999",
			"1e99999999999999999999", "NaN", "Infinity", "-Infinity", "inf", "nan", "1e1.0", "0x1p3", "1_0.0", "1e+-1"}
		return other[s.IntN(len(other))]
	}
	if !s.free || math.IsNaN(f) || math.IsInf(f, 0) {
		return ecmaScript(f, size)
	}
	if s.IntN(16) == 0 {
		return farExponents[s.IntN(len(farExponents))]
	}
	return s.decimal(f, size)
}

// farExponents are decimals whose exponents are far outside of floats. Those above the largest
// float are refused.
var farExponents = []string{
	"0e999999999999999999999", "-0.00E-99999999999999999999", "1e-400", "-1e-99999999999999999999",
	"0." + strings.Repeat("0", 400) + "1e400", "0." + strings.Repeat("0", 400) + "1e401",
	"1" + strings.Repeat("0", 400) + "e-400", strings.Repeat("9", 400) + "e-390", "1e400", "1e2147483648",
	"1e-2147483649", "1e4294967296", "1e18446744073709551616", "1e-18446744073709551615",
}

// ecmaScript returns a float as ECMAScript writes a number, but -0 with its sign.
func ecmaScript(f float64, size int) string {
	text := strconv.FormatFloat(f, 'e', -1, size)
	mantissa, exponent, ok := strings.Cut(text, "e")
	e, _ := strconv.Atoi(exponent)
	if !ok || e < 21 && e >= -6 {
		return strconv.FormatFloat(f, 'f', -1, size)
	}
	return fmt.Sprintf("%se%+d", mantissa, e)
}

// decimal returns a decimal of f, or of the middle between f and a neighbor, or of a number
// very near to it.
func (s *speller) decimal(f float64, size int) string {
	exact := new(big.Rat).SetFloat64(f)
	switch s.IntN(4) {
	case 0: // of f, with its fewest digits
		digits, exponent := shortest(f, size)
		return s.placed(math.Signbit(f), digits, exponent)
	case 1: // of f, with all digits
		return s.whole(exact)
	}
	next := math.Nextafter(f, math.Inf(1))
	if size == 32 {
		next = float64(math.Nextafter32(float32(f), float32(math.Inf(1))))
	}
	after := new(big.Rat)
	if math.IsInf(next, 1) { // what would follow if exponents were larger
		after.SetFloat64(math.Ldexp(1, map[int]int{32: 127, 64: 1023}[size]))
		after.Add(after, after)
	} else {
		after.SetFloat64(next)
	}
	middle := exact.Add(exact, after)
	middle.Quo(middle, big.NewRat(2, 1))
	text := strings.ToLower(s.whole(middle))
	switch mantissa, exponent, _ := strings.Cut(text, "e"); {
	case s.IntN(2) == 0 || !strings.ContainsAny(mantissa, "123456789"):
	case s.IntN(2) == 0: // a little more
		text = nudged(mantissa, exponent, s.IntN(40))
	default:
		text = lowered(mantissa, exponent)
	}
	return text
}

// shortest returns the fewest digits of f's amount, and the exponent of the last.
func shortest(f float64, size int) (digits string, exponent int) {
	mantissa, e, _ := strings.Cut(strconv.FormatFloat(math.Abs(f), 'e', -1, size), "e")
	whole, fraction, _ := strings.Cut(mantissa, ".")
	exponent, _ = strconv.Atoi(e)
	return whole + fraction, exponent - len(fraction)
}

// whole returns all digits of a number, with an exponent.
func (s *speller) whole(r *big.Rat) string {
	num, twos := new(big.Int).Abs(r.Num()), r.Denom().BitLen()-1 // the denominator is a power of 2
	num.Mul(num, new(big.Int).Exp(big.NewInt(5), big.NewInt(int64(twos)), nil))
	return s.placed(r.Sign() < 0, num.String(), -twos)
}

// placed returns digits with a point and an exponent anywhere. exponent is that of the last
// digit.
func (s *speller) placed(negative bool, digits string, exponent int) string {
	if s.IntN(3) == 0 {
		zeros := s.IntN(3) * s.IntN(20)
		digits, exponent = digits+strings.Repeat("0", zeros), exponent-zeros
	}
	point := 1
	switch s.IntN(3) {
	case 0:
		point = 1 + s.IntN(len(digits))
	case 1: // before the digits
		zeros := 1 + s.IntN(20)
		if s.IntN(20) == 0 {
			zeros = 400
		}
		digits = "0" + strings.Repeat("0", zeros) + digits
	}
	text := digits[:point]
	if point > 1 { // without leading zeros
		text = strings.TrimLeft(text, "0")
		if text == "" {
			text = "0"
		}
	}
	if point < len(digits) {
		text += "." + digits[point:]
		exponent += len(digits) - point
	}
	if negative {
		text = "-" + text
	}
	if exponent == 0 && s.IntN(2) == 0 {
		return text
	}
	sign := ""
	if exponent < 0 {
		sign, exponent = "-", -exponent
	} else if s.IntN(2) == 0 {
		sign = "+"
	}
	return text + []string{"e", "E"}[s.IntN(2)] + sign + strings.Repeat("0", s.IntN(3)) + strconv.Itoa(exponent)
}

// nudged returns a number with a digit more, far behind the others.
func nudged(mantissa, exponent string, zeros int) string {
	if !strings.Contains(mantissa, ".") {
		mantissa += "."
	}
	return withExponent(mantissa+strings.Repeat("0", zeros)+"1", exponent)
}

// lowered returns a number whose last digit that is not 0 is one less, with nines after it.
func lowered(mantissa, exponent string) string {
	last := strings.LastIndexAny(mantissa, "123456789")
	b := []byte(mantissa)
	b[last]--
	for i := last + 1; i < len(b); i++ {
		if b[i] == '0' {
			b[i] = '9'
		}
	}
	text := string(b)
	if !strings.Contains(text, ".") {
		text += "."
	}
	return withExponent(text+strings.Repeat("9", 25), exponent)
}

func withExponent(mantissa, exponent string) string {
	if exponent == "" {
		return mantissa
	}
	return mantissa + "e" + exponent
}
