package languages

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/typeseal/typeseal/testdata/peer"
)

// A mutant is a plausible fault of the Python runtime.
type mutant struct {
	fault    string
	old, new string // a piece of the source that occurs once, and what replaces it
}

// someMutants says that the test tries one of so many mutants, unless the environment variable
// TYPESEAL_MUTANTS is all.
const someMutants = 4

// TestPythonMutants puts one fault at a time into the runtime. If no vector notices a fault, a
// vector is missing: add one to testdata/vectors/reference.
func TestPythonMutants(t *testing.T) {
	depend(t, "answer.py", runtimePython)
	source, err := os.ReadFile(runtimePython)
	must(t, err)
	list := exchanges(t)
	for file, mutants := range pythonMutants {
		// The vectors that most likely notice a fault come first.
		ordered := slices.Clone(list)
		slices.SortStableFunc(ordered, func(a, b exchange) int { return nearness(a, file) - nearness(b, file) })
		text := questions(t, ordered)
		for i, m := range mutants {
			if strings.Count(string(source), m.old) != 1 {
				t.Errorf("%s: occurs %d times", m.fault, strings.Count(string(source), m.old))
				continue
			}
			if i%someMutants != 0 && os.Getenv("TYPESEAL_MUTANTS") != "all" {
				continue
			}
			t.Run(m.fault, func(t *testing.T) {
				t.Parallel()
				faulty := filepath.Join(t.TempDir(), "_typeseal.py")
				must(t, os.WriteFile(faulty, []byte(strings.Replace(string(source), m.old, m.new, 1)), 0o666))
				if !noticed(t, faulty, ordered, text) {
					t.Error("no vector notices it")
				}
			})
		}
	}
}

func nearness(e exchange, file string) int {
	if e.file == file {
		return 0
	}
	return 1
}

// longest is how long a faulty runtime may take before it is assumed to loop.
const longest = time.Minute

// noticed reports whether a runtime gives a wrong answer, or none. text has the questions of list.
func noticed(t *testing.T, runtime string, list []exchange, text []byte) bool {
	t.Helper()
	cmd := peer.Command(t, "python-newest", "-I", "-B", "answer.py", runtime)
	cmd.Stdin = bytes.NewReader(text)
	out, err := cmd.StdoutPipe()
	must(t, err)
	must(t, cmd.Start())
	defer cmd.Wait()
	defer cmd.Process.Kill()
	defer time.AfterFunc(longest, func() { cmd.Process.Kill() }).Stop()
	lines := bufio.NewReaderSize(out, 1<<16)
	for _, e := range list {
		line, err := lines.ReadBytes('\n')
		if err != nil || !json.Valid(line) || e.judge(line) != "" {
			return true
		}
	}
	return false
}

// pythonMutants are the faults, by the file whose vectors most likely notice them.
var pythonMutants = map[string][]mutant{
	"codec.json": {
		{"a length in a longer form", "if n < least or len(data) < at + size:", "if len(data) < at + size:"},
		{"an integer in a longer form", "if at > len(data) or n not in numbers:", "if at > len(data):"},
		{
			"msgpack: an integer outside its type",
			`        if low <= n <= high:
            return n, at
        raise _Refused`,
			"        return n, at",
		},
		{
			"JSON: an integer outside its type",
			`            if low <= n <= high:
                return n, m.end()`,
			"            return n, m.end()",
		},
		{"negative fixint", "n = head - 256", "n = head - 255"},
		{"the first head beyond fixint", "if head < 0x80:", "if head <= 0x80:"},
		{"the first negative fixint", "if head >= 0xE0:", "if head > 0xE0:"},
		{"signed forms read as unsigned", "signed=negative)", "signed=False)"},
		{"-32 is not a fixint", "if -32 <= n < 128:", "if -31 <= n < 128:"},
		{"128 is a fixint", "if -32 <= n < 128:", "if -32 <= n < 129:"},
		{"the lowest signed number", "low, high = (-(1 << bits - 1), ", "low, high = (1 - (1 << bits - 1), "},
		{"one more unsigned number", "(0, (1 << bits) - 1)", "(0, 1 << bits)"},
		{"JSON: zeros before an integer", `r"(?:0|-?[1-9][0-9]{0,19})(?![0-9])"`, `r"-?[0-9]{1,20}(?![0-9])"`},
		{"JSON: -0 is an integer", `r"(?:0|-?[1-9]`, `r"(?:-?0|-?[1-9]`},
		{
			"JSON: integers of other alphabets",
			`r"(?:0|-?[1-9][0-9]{0,19})(?![0-9])"`,
			`r"(?:0|-?[1-9]\d{0,19})(?![0-9])"`,
		},
		{"1 and 0 are bools", "if head != 0xC2 and head != 0xC3:", "if head not in (0xC2, 0xC3, 0, 1):"},
		{"JSON: what is not true is false", `return False, _skip(text, at, "false")`, "return False, at + 5"},
		{"a float of the other size", "if data[at] != head:", "if data[at] not in (0xCA, 0xCB):"},
		{
			"JSON: a float64 that is infinite",
			"if math.isinf(value) or bits == 32 and abs(value) == _BEYOND:",
			"if bits == 32 and abs(value) == _BEYOND:",
		},
		{
			"JSON: a float32 beyond its range",
			"if math.isinf(value) or bits == 32 and abs(value) == _BEYOND:",
			"if math.isinf(value):",
		},
		{"float32 is rounded twice", "if low != high and (low + high) / 2 == near:", "if False:"},
		{"a float32 at the middle is rounded up", "return low if exact < middle else high", "return high"},
		{"a float32 at the middle is rounded down", "return low if exact < middle else high", "return low"},
		{"JSON: zeros before a float", "-?(?:0|[1-9][0-9]*)(?:", "-?(?:[0-9]+)(?:"},
		{"JSON: a point without digits", `(?:\.[0-9]+)?`, `(?:\.[0-9]*)?`},
		{"JSON: no exponent with E", "(?:[eE][+-]?[0-9]+)?", "(?:e[+-]?[0-9]+)?"},
		{"JSON: no exponent with a plus", "(?:[eE][+-]?[0-9]+)?", "(?:[eE]-?[0-9]+)?"},
		{"JSON: an exponent without digits", "(?:[eE][+-]?[0-9]+)?", "(?:[eE][+-]?[0-9]*)?"},
		{"JSON: a plus before a number", `_NUMBER = re.compile(r"-?`, `_NUMBER = re.compile(r"[+-]?`},
		{"one more zero behind the point", "if -6 < n <= 0:", "if -7 < n <= 0:"},
		{"an exponent from 10^20 on", "if k <= n <= 21:", "if k <= n <= 20:"},
		{"-0 loses its sign", `        return sign + "0"`, `        return "0"`},
		{"an exponent without a plus", "e{n - 1:+}", "e{n - 1}"},
		{"JSON: infinity is written", "if not math.isfinite(checked):", "if checked != checked:"},
		{
			"only the nearest digits of a float32",
			"tried = near, _EXACT.subtract(near, unit), _EXACT.add(near, unit)", "tried = (near,)",
		},
		{"nine digits of each float32", "for digits in range(1, 10):", "for digits in range(9, 10):"},
		{
			"float32 written with the digits of a float64",
			"repr(abs(value)) if bits == 64 else _shortest(abs(value))",
			"repr(abs(value))",
		},
		{"escapes in upper case", `u{c:04x}"`, `u{c:04X}"`},
		{
			"U+001F is not escaped",
			`_TO_ESCAPE = re.compile(r'["\\\x00-\x1f]')`,
			`_TO_ESCAPE = re.compile(r'["\\\x00-\x1e]')`,
		},
		{
			"a control character in a string",
			`_PLAIN = re.compile(r'[^"\\\x00-\x1f]*')`,
			`_PLAIN = re.compile(r'[^"\\\x00-\x1e]*')`,
		},
		{
			"a pair that begins with a low surrogate",
			"if unit >= 0xDC00 or not 0xDC00 <= low < 0xE000:",
			"if not 0xDC00 <= low < 0xE000:",
		},
		{"a pair of two high surrogates", "if unit >= 0xDC00 or not 0xDC00 <= low < 0xE000:", "if unit >= 0xDC00:"},
		{"a lone surrogate", "if not 0xD800 <= unit < 0xE000:", "if not 0xD800 <= unit < 0xDC00:"},
		{"a slash has no escape", `_UNESCAPED = _ESCAPES | {"/": "/"}`, "_UNESCAPED = _ESCAPES"},
		{
			"an apostrophe has an escape",
			`_UNESCAPED = _ESCAPES | {"/": "/"}`,
			`_UNESCAPED = _ESCAPES | {"/": "/", "'": "'"}`,
		},
		{"digits of escapes in lower case only", `"[0-9A-Fa-f]{4}"`, `"[0-9a-f]{4}"`},
		{"JSON: text is bounded in characters", "len(value.encode()) > limit", "len(value) > limit"},
		{
			"text is bounded in characters when written",
			`len(data) > limit:
            raise _too_long(limit, "bytes")
        return data`,
			`len(value) > limit:
            raise _too_long(limit, "bytes")
        return data`,
		},
		{
			"msgpack: text is not bounded",
			`n, at = _str_length(data, at)
        if limit is not None and n > limit:
            raise _Refused`,
			"n, at = _str_length(data, at)",
		},
		{
			"msgpack: text with surrogates",
			"return _run(data, at, n).decode(), at + n",
			`return _run(data, at, n).decode("utf-8", "surrogatepass"), at + n`,
		},
		{
			"msgpack: text that is not UTF-8 is replaced",
			"return _run(data, at, n).decode(), at + n",
			`return _run(data, at, n).decode("utf-8", "replace"), at + n`,
		},
		{
			"text is normalized",
			"return _run(data, at, n).decode(), at + n",
			`return __import__("unicodedata").normalize("NFC", _run(data, at, n).decode()), at + n`,
		},
		{"msgpack: text that is cut", `    if len(run) != size:
        raise _Refused
`, ""},
		{
			"msgpack: bytes are not bounded",
			`n, at = _bin_length(data, at)
        if limit is not None and n > limit:
            raise _Refused`,
			"n, at = _bin_length(data, at)",
		},
		{
			"JSON: bytes are not bounded",
			`        if limit is not None and len(data) > limit:
            raise _Refused
`,
			"",
		},
		{"base64 without padding", "if data is None or len(raw) != (len(body) + 3) // 4 * 4:", "if data is None:"},
		{"base64 with unused bits", `        if raw[-1] not in _LAST[rest]:
            return None
`, ""},
		{"base64 with other characters", "if rest == 1 or raw.translate(None, alphabet):", "if rest == 1:"},
		{
			"[n]byte of another length",
			`        if n != length:
            raise _Refused
        return _run`,
			"        return _run",
		},
		{
			"msgpack: a time in the middle form for the short one",
			"if nanosecond == 0 and seconds < 2**32:  # has a shorter form",
			"if False:",
		},
		{
			"msgpack: a time in the long form for another",
			"if 0 <= seconds < 2**34:  # has a shorter form",
			"if False:",
		},
		{
			"msgpack: a time beyond 2^31 in the middle form",
			"if nanosecond == 0 and 0 <= seconds < 2**32:",
			"if nanosecond == 0 and 0 <= seconds < 2**31:",
		},
		{
			"msgpack: a time beyond 2^33 in the long form",
			`if 0 <= seconds < 2**34:
            return _struct`,
			`if 0 <= seconds < 2**33:
            return _struct`,
		},
		{"the last second", "_FINAL = -62135596800, 253402300799", "_FINAL = -62135596800, 253402300798"},
		{"the first second", "_FINAL = -62135596800, 253402300799", "_FINAL = -62135596799, 253402300799"},
		{"JSON: zeros at the end of a time", `if m is None or m[7] and m[7][-1] == "0":`, "if m is None:"},
		{"JSON: a time with z", `([0-9]{1,9}))?Z")`, `([0-9]{1,9}))?[Zz]")`},
		{"JSON: a time with ten decimals", "([0-9]{1,9}))?Z", "([0-9]{1,10}))?Z"},
		{"JSON: digits of a time are not filled up", `int((m[7] or "").ljust(9, "0"))`, `int(m[7] or "0")`},
		{
			"nil is an empty list",
			`        n, at = _array_length(data, at)
`,
			`        if data[at] == 0xC0:
            return (), at + 1
        n, at = _array_length(data, at)
`,
		},
		{
			"JSON: a comma at the end of a list",
			`                at = _skip(text, at, ",")
            item, at`,
			`                at = _skip(text, at, ",")
                if text.startswith("]", at):
                    break
            item, at`,
		},
		{"JSON: a list of another length", "if not fits(len(items)):", "if False:"},
		{"msgpack: a list of another length", "if not fits(n):", "if False:"},
		{
			"msgpack: a key twice",
			`            k, at = key.unpack(data, at)
            if k in values:
                raise _Refused
`,
			`            k, at = key.unpack(data, at)
`,
		},
		{
			"JSON: a key twice",
			`            k, at = read_name(text, at)
            if k in values:
                raise _Refused
`,
			`            k, at = read_name(text, at)
`,
		},
		{
			"msgpack: keys in the order of the caller",
			`        items.sort(key=lambda item: item[0])
        return`,
			"        return",
		},
		{
			"msgpack: keys in the order of UTF-16",
			`        items.sort(key=lambda item: item[0])
        return`,
			`        items.sort(key=lambda i: i[0].encode("utf-16-be") if isinstance(i[0], str) else i[0])
        return`,
		},
		{"JSON: integer keys by value", "item[0] if is_text else item[1]", "item[0]"},
		{"JSON: keys by their escaped form", "item[0] if is_text else item[1]", "item[1]"},
		{
			"msgpack: a map is not bounded",
			`n, at = _map_length(data, at)
        if limit is not None and n > limit:
            raise _Refused`,
			"n, at = _map_length(data, at)",
		},
		{
			"JSON: a map is not bounded",
			`        if limit is not None and len(values) > limit:
            raise _Refused
`,
			"",
		},
		{
			"JSON: an integer key without quotes",
			`k, at = key.read(text, _skip(text, at, '"'))
        return k, _skip(text, at, '"')`,
			`at += text.startswith('"', at)
        k, at = key.read(text, at)
        return k, at + text.startswith('"', at)`,
		},
		{
			"msgpack: a struct of another length",
			"if not data.startswith(head, at):",
			"if data[at:at + 1] not in (head[:1], bytes([head[0] ^ 1])):",
		},
		{"JSON: a name twice", `            if attribute in values:
                raise _Refused
`, ""},
		{
			"JSON: a comma before the end of an object",
			`                at = _skip(text, at, ",")
            name, at`,
			`                at = _skip(text, at, ",")
                if text.startswith("}", at):
                    break
            name, at`,
		},
		{"JSON: bytes after the value", "return value if end == len(text) else None", "return value"},
		{"msgpack: bytes after the value", "return value if end == len(data) else None", "return value"},
		{"JSON: a byte order mark", "text = data.decode()", `text = data.decode("utf-8-sig")`},
		{"JSON: a line end after the value", "text = data.decode()", `text = data.decode().rstrip("\n")`},
	},
	"deflate.json": {
		{
			"text beyond the limit",
			"whole = unpacker.eof and not unpacker.unused_data and len(text) <= limit",
			"whole = unpacker.eof and not unpacker.unused_data",
		},
		{"a stream that is cut", "whole = unpacker.eof and not", "whole = not"},
		{"bytes after a stream", "not unpacker.unused_data and len", "len"},
		{"another first byte", `    if data[:1] != b"\1":
        return None
`, ""},
		{"no byte at all", `if data[:1] == b"\0":`, `if data[:1] in (b"\0", b""):`},
		{"a zlib header", "zlib.decompressobj(-15)", "zlib.decompressobj(47)"},
		{"a smaller window", "zlib.decompressobj(-15)", "zlib.decompressobj(-9)"},
		{"compressed if that is not shorter", "if len(stream) < len(data)", "if len(stream) <= len(data) + 8"},
		{"another limit", "_FACTOR = 16", "_FACTOR = 15"},
		{"a limit of one more", "_FACTOR = 16", "_FACTOR = 16.0625"},
		{
			"the longest text is not written",
			`    if len(data) > limit:
        raise _Unwritable`,
			`    if len(data) >= limit:
        raise _Unwritable`,
		},
	},
	"keyring.json": {
		{"a constant key of 16 values", "len(set(key)) <= 16", "len(set(key)) < 16"},
		{"a space is not printable", "all(0x20 <= b <= 0x7E", "all(0x20 < b <= 0x7E"},
		{"a tilde is not printable", "all(0x20 <= b <= 0x7E", "all(0x20 <= b < 0x7E"},
		{"a counted key", `    if _counted(key):
`, `    if False:
`},
		{"a public key that is not canonical", "if y >= _P or y in _SMALL:", "if y % _P in _SMALL:"},
		{"a public key of small order", "if y >= _P or y in _SMALL:", "if y >= _P:"},
		{"a public key of order 8", "_SMALL = {0, 1, _P - 1} | {", "_SMALL = {0, 1, _P - 1} or {"},
		{"a public key that is not a point", "return pow(square, (_P - 1) // 2, _P) != 1", "return False"},
		{"a checksum is not compared", " or _checksum(kind, data[:32]) != data[32:]:", ":"},
		{
			"half of a checksum is compared",
			"_checksum(kind, data[:32]) != data[32:]:",
			"_checksum(kind, data[:32])[:2] != data[32:34]:",
		},
		{"a checksum of another kind", "_pae(_LABEL + kind.label, key)", `_pae(_LABEL + b" key", key)`},
		{"a text of one byte less", "= 64 << 10, 64, 60", "= (64 << 10) - 1, 64, 60"},
		{"63 keys", "= 64 << 10, 64, 60", "= 64 << 10, 63, 60"},
		{"65 keys", "= 64 << 10, 64, 60", "= 64 << 10, 65, 60"},
		{"a cutoff 61 s ahead", "= 64 << 10, 64, 60", "= 64 << 10, 64, 61"},
		{
			"a text is bounded in characters",
			"len(text) > _MAX_TEXT or len(_raw(text)) > _MAX_TEXT",
			"len(text) > _MAX_TEXT",
		},
		{"no comments", `        if self.text.startswith("#", self.at):
            return ""
`, ""},
		{
			"a # in a word begins a comment",
			`_WORD = re.compile(r"[^ \t;\n]*")`,
			`_WORD = re.compile(r"[^ \t;\n#]*")`,
		},
		{
			"other white space between words",
			`_BLANKS = re.compile(r"[ \t]*")`,
			`_BLANKS = re.compile(r"[ \t\v\f\u00a0]*")`,
		},
		{"other breaks", `_BREAK = re.compile(r"[;\n]")`, `_BREAK = re.compile(r"[;\n\u2028\u0085]")`},
		{
			"a semicolon in a binding is a break",
			`            cursor.quoted()
            at = cursor.at
`,
			`            pass
`,
		},
		{"a carriage return in a line", `        if "\r" in line:
`, `        if False:
`},
		{
			"several carriage returns before a line feed",
			`line[:-1] if m[0] == "\n" and line.endswith("\r") else line`,
			`line.rstrip("\r")`,
		},
		{
			"a carriage return before a semicolon",
			`line[:-1] if m[0] == "\n" and line.endswith`,
			"line[:-1] if line.endswith",
		},
		{"a text that is not UTF-8", `        if _utf8(line) is None:
`, `        if False:
`},
		{"since twice", `            if key.since is not None:
`, `            if False:
`},
		{"any attribute", `            if name != "since":
`, `            if False:
`},
		{"since at any time", `            if key.since is None:
`, `            if False:
`},
		{"a cutoff in the future", "if before is not None and before > time.time() + _SKEW:", "if False:"},
		{"a cutoff as far ahead as is allowed", "before > time.time() + _SKEW:", "before >= time.time() + _SKEW:"},
		{"any salt", "scope or salt and _SALT.fullmatch(salt) or", "scope or salt or"},
		{"a salt that ends otherwise", "_SALT.fullmatch(salt)", "_SALT.match(salt)"},
		{"a salt of 65 characters", `[a-z0-9._/-]{0,63}")`, `[a-z0-9._/-]{0,64}")`},
		{
			"text after a binding",
			`if not quoted or words.text[words.at:words.at + 1] not in ("", " ", "\t"):`,
			"if not quoted:",
		},
		{
			"words after a cutoff",
			"if before is None or not complete or words.word():",
			"if before is None or not complete:",
		},
		{"an instant with decimals", "_read_time(text) if _INSTANT.fullmatch(text) else None", "_read_time(text)"},
		{
			"an instant before 1970",
			"return moment[0] if moment and moment[0] >= 0 else None",
			"return moment[0] if moment else None",
		},
		{"a state is optional", `            if not key.state:
`, `            if False:
`},
		{
			"one of several keys without a state",
			"if len(self.keys) == 1 and not self.keys[0].state:",
			"if not self.keys[0].state:",
		},
		{"two keys of one id", `            if key.id in seen:
`, `            if False:
`},
		{"a primary public key", `if key.state == "primary" and self.kind is _PUBLIC:`, "if False:"},
		{"two primary keys", `if key.state == "primary" and primary:`, "if False:"},
		{"no primary key", `        if not primary and self.kind is not _PUBLIC:
`, `        if False:
`},
		{"no key", `        if not self.keys:
`, `        if self.keys is None:
`},
		{
			"a signing key with a semicolon is one word",
			`not re.search(r"[ \t\r\n;]", word)`,
			`not re.search(r"[ \t\r\n]", word)`,
		},
		{"a lone public key is primary", `b" pub", "accepted",`, `b" pub", "primary",`},
		{"a quote after a backslash ends a binding", `if character == "\\" and self.at`, "if False and self.at"},
		{
			"a binding is not unescaped",
			`        value, end = _read_string(quoted, 0)
`,
			`        value, end = quoted[1:-1], len(quoted)
`,
		},
		{
			"cutoffs are numbered with keys",
			"key.state, key.line = state, self.number",
			"key.state, key.line = state, len(self.keys) + 1",
		},
	},
	"native_more.json": {
		{"a token as long as its limit", "len(token) > self._max_size:", "len(token) >= self._max_size:"},
		{"a token of one character more", "len(token) > self._max_size:", "len(token) > self._max_size + 1:"},
		{
			"a prefix in another case",
			"if not token.startswith(self._prefix):",
			"if not token.lower().startswith(self._prefix):",
		},
		{"another prefix", "if not token.startswith(self._prefix):", `if "_" not in token:`},
		{"the shortest token", "len(wire) < self._wire.overhead", "len(wire) <= self._wire.overhead"},
		{"any fmt", " or wire[-1:] != self._wire.fmt:", ":"},
		{"an id in a sealed token", "if self._has_nonce and wire[0] & _I_FLAG:", "if False:"},
		{"a prefix twice", "if token.startswith(self._prefix, len(self._prefix)):", "if False:"},
		{
			"a retired key opens",
			`key.state in ("primary", "accepted"):`,
			`key.state in ("primary", "accepted", "retired"):`,
		},
		{
			"a revoked key opens",
			`key.state in ("primary", "accepted"):`,
			`key.state in ("primary", "accepted", "revoked"):`,
		},
		{"only the primary key opens", `key.state in ("primary", "accepted"):`, `key.state == "primary":`},
		{
			"the error of any key is unknown",
			`        if key is None:
            raise UnknownKey
        raise RevokedKey`,
			`        raise Malformed
        raise RevokedKey`,
		},
		{
			"half of a tag, signed",
			"hmac.compare_digest(tag, body[-16:])",
			"hmac.compare_digest(tag[:8], body[-16:-8])",
		},
		{
			"half of a tag, sealed",
			"hmac.compare_digest(tag, body[-32:])",
			"hmac.compare_digest(tag[:16], body[-32:-16])",
		},
		{"any signature", "return content if verify(message, body[-64:]) else None", "return content"},
		{"a TTL of 0", `            if self.ttl == 0:
                return False
`, ""},
		{"state or none", " or (flags & _S_FLAG != 0) != (self._state is not None):", ":"},
		{
			"state for a type without state",
			"(flags & _S_FLAG != 0) != (self._state is not None):",
			"(flags & _S_FLAG != 0) < (self._state is not None):",
		},
		{"a content that is too short", "return len(self.content) >= at", "return True"},
		{
			"a content that is only as long as its parts",
			"return len(self.content) >= at",
			"return len(self.content) > at",
		},
		{
			"single use without an id",
			"if self._once and not (opened.ttl and opened.id):",
			"if self._once and not opened.ttl:",
		},
		{
			"single use without a TTL",
			"if self._once and not (opened.ttl and opened.id):",
			"if self._once and not opened.id:",
		},
		{"any version", "shape = self._payloads.get(flags & _VERSION)", "shape = self._payloads[self._newest]"},
		{"versions to 15", "_VERSION = 0x80, 0x40, 0x20, 0x1F", "_VERSION = 0x80, 0x40, 0x20, 0x0F"},
		{"issued 60 s ahead", "if age < -_SKEW:", "if age <= -_SKEW:"},
		{"issued in the future", `        if age < -_SKEW:
            raise NotYetValid
`, ""},
		{"no cutoffs", "if keys._cutoffs and self._is_revoked", "if False and self._is_revoked"},
		{"issued in the second of a cutoff", "issued < cutoff.before", "issued <= cutoff.before"},
		{"a cutoff for a salt is for all", "(cutoff.salt is None or cutoff.salt == self._salt)", "True"},
		{
			"a cutoff for the beginning of a salt",
			"cutoff.salt == self._salt)",
			"self._salt.startswith(cutoff.salt))",
		},
		{"a cutoff for the only binding", "cutoff.binding in bindings)", "[cutoff.binding] == list(bindings))"},
		{"the first cutoff only", "for cutoff in keys._cutoffs)", "for cutoff in keys._cutoffs[:1])"},
		{"expired a second early", "if life is not None and age > life:", "if life is not None and age >= life:"},
		{"no expiry", "if life is not None and age > life:", "if False:"},
		{"a TTL lengthens max-age", "if self._max_age is not None and opened.ttl > self._max_age:", "if False:"},
		{"max-age alone", "life = opened.ttl or self._max_age", "life = self._max_age"},
		{
			"payloads are judged before expiry",
			`        if life is not None and age > life:
`,
			`        if self._decoded(opened, shape) is None:
            raise BadPayload
        if life is not None and age > life:
`,
		},
		{
			"expiry is judged before cutoffs",
			`        if keys._cutoffs and self._is_revoked(keys, opened.issued, bindings):
            raise Revoked
`,
			`        if age > (opened.ttl or self._max_age or age):
            raise self._expired
        if keys._cutoffs and self._is_revoked(keys, opened.issued, bindings):
            raise Revoked
`,
		},
		{"no payload of an expired token", "return self._expired(value, ", "return self._expired(None, "},
		{"no state", "if self._state is not None and not self._is_fresh(opened, load):", "if False:"},
		{
			"state before the payload",
			`        opened.value = self._decoded(opened, shape)
        if opened.value is None:`,
			`        if self._state is not None and not self._is_fresh(opened, lambda _: load(None)):
            raise Stale
        opened.value = self._decoded(opened, shape)
        if opened.value is None:`,
		},
		{"a state tag over itself", "blank = content[:at] + _NO_STATE + content[self.at:]", "blank = content"},
		{
			"a state tag over the payload alone",
			"return cast(_Mac, self._bind)(_pae(header, *state, covered))[:8]",
			"return cast(_Mac, self._bind)(_pae(header, *state, covered[-9:]))[:8]",
		},
		{"a state tag of the first state", "_pae(header, *state, covered)", "_pae(header, *state[:1], covered)"},
		{"PAE counts in 8 bits", "return _size(len(parts)) + b", "return _size(len(parts) & 255) + b"},
		{"PAE has lengths in 8 bits", "return _size(len(part)) + part", "return _size(len(part) & 255) + part"},
		{"PAE is a concatenation", "return _size(len(part)) + part", "return part"},
		{"text is trimmed", "return str.encode(text)", "return str.encode(text.strip())"},
		{
			"text is normalized",
			"return str.encode(text)",
			`return str.encode(__import__("unicodedata").normalize("NFC", text))`,
		},
		{"text ends at a NUL", "return str.encode(text)", `return str.encode(text.split("\0")[0])`},
		{"text is folded", "return str.encode(text)", "return str.encode(text.casefold())"},
		{"no realm", "domain = keys._realm, ", `domain = b"", `},
		{"no salt", "self._salt.encode(), self", `b"", self`},
		{"the codec without +deflate", `self._codec.encode()
`, `self._codec.removesuffix("+deflate").encode()
`},
		{"an issue time of 32 bits", `int.from_bytes(wire[5:10], "big")`, `int.from_bytes(wire[6:10], "big")`},
		{
			"a TTL of 31 bits",
			`int.from_bytes(self.content[:4], "big"), 4`,
			`int.from_bytes(self.content[:4], "big") & 2**31 - 1, 4`,
		},
		{
			"a TTL with a sign",
			`int.from_bytes(self.content[:4], "big"), 4`,
			`int.from_bytes(self.content[:4], "big", signed=True), 4`,
		},
		{
			"a sealed tag without the nonce",
			"_FOUR, header, bound, _size(len(nonce)), nonce, ",
			"_FOUR, header, bound, ",
		},
		{"a sealed tag like a signed one", "            _FOUR, header", "            _THREE, header"},
		{"a tag without bindings", `b"".join((_THREE, header, bound, `, `b"".join((_THREE, header, _NO_BINDINGS, `},
		{"bindings in any order", "return _part(_pae(*parts))", "return _part(_pae(*sorted(parts)))"},
		{"bindings joined", "return _part(_pae(*parts))", `return _part(_pae(b"".join(parts)))`},
		{"a signature without the label", `_part(_LABEL + b" public")`, "_part(_LABEL)"},
		{
			"a bool of the state in Python's words",
			`"bool": lambda v: BOOL.write(v).encode()`,
			`"bool": lambda v: str(v).encode()`,
		},
		{"a time of the state in quotes", "TIME.write(v)[1:-1].encode()", "TIME.write(v).encode()"},
		{
			"the limit of a payload is that of its token",
			"_inflated(opened.content[opened.at:], self._max_size * _FACTOR)",
			"_inflated(opened.content[opened.at:], self._max_size)",
		},
		{"the counter has no nonce in its upper half", "counter(nonce)", "counter(bytes(8) + nonce[8:])"},
		{"the key id is the hash of the key", `_Key(_expand(expand, b"kid")[:4]`, "_Key(_sha256(key)[:4]"},
	},
}
