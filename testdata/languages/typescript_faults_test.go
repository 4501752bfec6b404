package languages

// scriptMutants are the mutants of the TypeScript runtime. Of a part, they leave out a check, take a
// limit that is nearly right, or do what JavaScript does by itself.
var scriptMutants = []scriptMutant{
	{
		"PAE does not count its parts", "native.json",
		"setLength(out, 0, parts.length);",
		"setLength(out, 0, 0);",
	},
	{"PAE is big-endian", "native.json", "length >> (8 * i)", "length >> (24 - 8 * i)"},
	{
		"PAE has lengths in 8 bits", "native_more.json",
		"setLength(out, at, part.length);",
		"setLength(out, at, part.length & 255);",
	},
	{"base64 takes one character more", "native.json", "text.length % 4 === 1 || unused !== 0", "unused !== 0"},
	{"base64 ignores unused bits", "native.json", "text.length % 4 === 1 || unused !== 0", "text.length % 4 === 1"},
	{
		"base64 skips what it does not know", "native.json",
		"    if (value === 64) {\n" +
			"      return undefined;",
		"    if (value === 64) {\n" +
			"      continue;",
	},
	{"base64 of tokens has the standard alphabet", "native.json", `digits64 + "-_"`, `digits64 + "+/"`},
	{"base64 in JSON has the alphabet of tokens", "codec.json", `digits64.concat("+/")`, `digits64.concat("-_")`},
	{
		"tags are compared without their lengths", "native_more.json",
		"let differences = a.length ^ b.length;",
		"let differences = 0; a = a.subarray(0, 8);",
	},
	{
		"tags are compared by their first byte", "native.json",
		"differences |= a[i]! ^ b[i]!;",
		"differences |= a[0]! ^ b[0]!;",
	},
	{"text loses a byte order mark", "codec.json", "ignoreBOM: true", "ignoreBOM: false"},
	{"ill-formed text is replaced", "codec.json", "fatal: true", "fatal: false"},
	{"surrogates are replaced when writing", "codec.json", `!/[\uD800-\uDFFF]/u.test(text)`, "true"},
	{"every surrogate is lone", "codec.json", `/[\uD800-\uDFFF]/u.test`, `/[\uD800-\uDFFF]/.test`},
	{
		"years have no upper end", "codec.json",
		"firstSecond <= seconds && seconds <= lastSecond",
		"firstSecond <= seconds",
	},
	{
		"years have no lower end", "codec.json",
		"firstSecond <= seconds && seconds <= lastSecond",
		"seconds <= lastSecond",
	},
	{"the year 0 is a year", "codec.json", "-62_135_596_800n;", "-62_167_219_200n;"},
	{
		"times before 1970 have negative nanoseconds", "codec.json",
		"return remainder < 0n ? remainder + by : remainder;",
		"return remainder;",
	},
	{
		"decimals keep their zeros", "codec.json",
		".replace(/0+$/, \"\");\n" +
			"  return text +",
		".replace(/$/, \"\");\n" +
			"  return text +",
	},
	{"decimals lose zeros in front", "codec.json", `.padStart(9, "0").replace`, ".replace"},
	{
		"February 30 is in March", "codec.json",
		`date.toISOString().replace(".000Z", "Z") === text`,
		"true",
	},
	{
		"the time of the day has another form", "codec.json",
		`date.toISOString().replace(".000Z", "Z") === text`,
		"date.toISOString().startsWith(text.slice(0, 10))",
	},
	{"a year has five digits", "keyring.json", "text.length === 20 ? text : NaN", "text"},
	{
		"integers may be out of range", "codec.json",
		"return fit(bits, value) === value ? value : refuse();",
		"return value;",
	},
	{
		"integers wrap", "codec.json",
		"return fit(bits, value) === value ? value : refuse();",
		"return fit(bits, value);",
	},
	{
		"unsigned integers are signed", "codec.json",
		"const fit = signed ? BigInt.asIntN : BigInt.asUintN;\n" +
			"  return keyed",
		"const fit = BigInt.asIntN;\n" +
			"  return keyed",
	},
	{"keys that are integers are not quoted", "codec.json", "      from.quote();\n      const key", "      const key"},
	{
		"a bound counts characters", "codec.json",
		`wantAtMost(utf8(value).length, max, "bytes");`,
		`wantAtMost(value.length, max, "bytes");`,
	},
	{
		"text has no bound when writing", "codec.json",
		"if (value.length * 3 > max) {",
		"if (value.length > 1000 + max) {",
	},
	{
		"bytes have no bound when writing", "codec.json",
		"      to.wantAtMost(value.length, max, \"bytes\");\n" +
			"      to.bytes",
		"      to.bytes",
	},
	{
		"a nullable has no bound", "codec.json",
		"return {\n" +
			"    read: (from) => (from.isNull() ? null : of.read(from)),",
		"return {\n" +
			"    read: (from) => (from.isNull() ? null : of.read(Object.assign(Object.create(from), { " +
			"text: () => from.text(Infinity) }))),",
	},
	{"a list has one element too many", "codec.json", "if (out.length >= max) {", "if (out.length > max) {"},
	{"a list has no bound when writing", "codec.json", "      to.wantAtMost(size, max, \"elements\");\n", ""},
	{
		"an array may be short", "codec.json",
		"return out.length === size ? out : refuse();\n" +
			"    },\n" +
			"    write(to, value) {\n" +
			"      to.wantArray",
		"return out;\n" +
			"    },\n" +
			"    write(to, value) {\n" +
			"      to.wantArray",
	},
	{"a map has a key twice", "codec.json", "if (out.size >= max || out.has(k)) {", "if (out.size >= max) {"},
	{"a map has no bound", "codec.json", "if (out.size >= max || out.has(k)) {", "if (out.has(k)) {"},
	{"a map has no bound when writing", "codec.json", "      to.wantAtMost(entries.length, max, \"entries\");\n", ""},
	{"a map is written in its own order", "codec.json", "        entries.sort(([a], [b]) => to.compare(a, b));\n", ""},
	{
		"a map is sorted by UTF-16", "codec.json",
		"  const x = utf8(a);\n" +
			"  const y = utf8(b);\n",
		"  return a < b ? -1 : 1;\n" +
			"  const x = utf8(a);\n" +
			"  const y = utf8(b);\n",
	},
	{
		"a map's numbers are sorted as text in msgpack", "codec.json",
		"? compareText(a, b) : a < b ? -1 : 1",
		"? compareText(a, b) : compareText(String(a), String(b))",
	},
	{
		"a map's numbers are sorted as numbers in JSON", "codec.json",
		"return compareText(String(a), String(b));",
		`return typeof a === "string" ? compareText(a, b as string) : a < b ? -1 : 1;`,
	},
	{
		"a null may be missing for a nullable", "codec.json",
		"(value === null ? to.null() : of.write(to, value))",
		"of.write(to, value as T)",
	},
	{"a size may be too long", "codec.json", "return size >= least ? size : refuse();", "return size;"},
	{
		"a size of 16 bits may be too long", "codec.json",
		"const least = width === first ? most + 1 : 2 ** (4 * width);",
		"const least = width === first ? most + 1 : 0;",
	},
	{"a size in 64 bits", "codec.json", "head < code ? 8 : first * 2 ** (head - code)", "first << (head - code)"},
	{
		"an unsigned integer may be too long", "codec.json",
		"return value >> BigInt(width === 1 ? 7 : 4 * width) ? value : refuse();",
		"return value;",
	},
	{
		"an unsigned integer of 8 bits may be too long", "codec.json",
		"BigInt(width === 1 ? 7 : 4 * width)",
		"BigInt(width === 1 ? 0 : 4 * width)",
	},
	{"a signed integer may be too long", "codec.json", "< -1n ? signed : refuse();", "< 0n ? signed : refuse();"},
	{
		"a positive number may be signed", "codec.json",
		"return signed >> BigInt(width === 1 ? 5 : 4 * width - 1) < -1n ? signed : refuse();",
		"return signed >= 0n || signed >> BigInt(width === 1 ? 5 : 4 * width - 1) < -1n ? signed : refuse();",
	},
	{
		"a signed integer is unsigned", "codec.json",
		"const signed = BigInt.asIntN(8 * width, value);",
		"const signed = value;",
	},
	{
		"a float may have the other size", "codec.json",
		"if (this.code() !== (bits === 32 ? 0xca : 0xcb)) {\n" +
			"      refuse();\n" +
			"    }",
		"bits = this.code() === 0xca ? 32 : 64;",
	},
	{
		"a bool may be an integer", "codec.json",
		"return code === 0xc3 || (code === 0xc2 ? false : refuse());",
		"return code === 0xc3 || code === 1 || (code === 0xc2 || code === 0 ? false : refuse());",
	},
	{
		"bytes after the payload in msgpack", "codec.json",
		"  quote(): void {}\n" +
			"  colon(): void {}\n" +
			"\n" +
			"  /** Refuses bytes after the payload. */\n" +
			"  end(): void {\n" +
			"    if (this.at !== this.input.length) {",
		"  quote(): void {}\n" +
			"  colon(): void {}\n" +
			"\n" +
			"  /** Refuses bytes after the payload. */\n" +
			"  end(): void {\n" +
			"    if (false) {",
	},
	{
		"bytes of an array may be fewer", "codec.json",
		"    const out = this.bytes(size);\n" +
			"    return out.length === size ? out : refuse();",
		"    return this.bytes(size);",
	},
	{
		"a struct may have more fields", "codec.json",
		"if (this.size(listSizes) !== names.size) {",
		"if (this.size(listSizes) < names.size) {",
	},
	{"a time of another ext type", "codec.json", "this.code() === 0xff ?", "this.code() >= 0 ?"},
	{
		"a time of 64 bits may be too long", "codec.json",
		"return both >> 32n ? joined(seconds, both >> 34n) : refuse();",
		"return joined(seconds, both >> 34n);",
	},
	{
		"a time of 96 bits may be too long", "codec.json",
		"return seconds >> 34n ? joined(seconds, part(0)) : refuse();",
		"return joined(seconds, part(0));",
	},
	{
		"nanoseconds may be a second", "codec.json",
		"return isInYears(seconds) && nanoseconds < second ?",
		"return isInYears(seconds) && nanoseconds <= second ?",
	},
	{
		"a time of ext 8 has any length", "codec.json",
		"code === 0xc7 && this.code() === 12",
		"code === 0xc7 && this.code() > 0",
	},
	{
		"a text is copied beside its room", "codec.json",
		"    const at = this.room(1); // before this.output is read, which room may replace\n" +
			"    this.output[at] = value;",
		"    this.output[this.room(1)] = value;",
	},
	{"integers of 64 bits lose the upper half", "codec.json", "this.number(value >> 32n, 4);", "this.number(0n, 4);"},
	{"Latin-1 is written as ASCII", "codec.json", "if (code > 127) {", "if (code > 255) {"},
	{
		"an integer is written too long", "codec.json",
		"if (-32n <= value && value < 128n) {",
		"if (-32n < value && value < 128n) {",
	},
	{
		"a size is written too long", "codec.json",
		"while (size >= 2 ** (8 * (first << step))) {",
		"while (size > 2 ** (8 * (first << step)) - 2) {",
	},
	{"integers may have zeros in front", "codec.json", "/^(?:0|-?[1-9][0-9]*)$/", "/^-?[0-9]+$/"},
	{"-0 is an integer", "codec.json", "/^(?:0|-?[1-9][0-9]*)$/", "/^-?(?:0|[1-9][0-9]*)$/"},
	{"floats may end in a point", "codec.json", `(?:\.[0-9]+)?(?:[eE]`, `(?:\.[0-9]*)?(?:[eE]`},
	{"floats may begin with a plus", "codec.json", "/^-?(?:0|[1-9][0-9]*)(?:", "/^[-+]?(?:0|[1-9][0-9]*)(?:"},
	{"floats may have zeros in front", "codec.json", "/^-?(?:0|[1-9][0-9]*)(?:", "/^-?[0-9]+(?:"},
	{"floats may be infinite", "codec.json", "return Number.isFinite(value) ? value : refuse();", "return value;"},
	{
		"float32 is rounded twice", "codec.json",
		"const value = bits === 32 ? toSingle(text) : Number(text);",
		"const value = bits === 32 ? Math.fround(Number(text)) : Number(text);",
	},
	{
		"float32 is not rounded", "codec.json",
		"const value = bits === 32 ? toSingle(text) : Number(text);",
		"const value = Number(text);",
	},
	{
		"the middle of float32 is rounded up", "codec.json",
		"return side === 0 ? near : side < 0 ? low : high;",
		"return side < 0 ? low : high;",
	},
	{
		"the middle of float32 at the largest", "codec.json",
		"(Math.abs(x) === Infinity ? 2 ** 128 : Math.abs(x))",
		"Math.abs(x)",
	},
	{"float32 is written as float64", "codec.json", "bits === 32 ? singleText(value) : value;", "value;"},
	{
		"float32 has the nearest decimal only", "codec.json",
		`const decimals = [near, next + "e" + (Number(exponent) - digits)];`,
		"const decimals = [near];",
	},
	{"-0 loses its sign", "codec.json", `Object.is(value, -0) ? "-0" : `, ""},
	{
		"NaN is written in JSON", "codec.json",
		"if (!Number.isFinite(value)) {\n" +
			"      throw this.fault",
		"if (false) {\n" +
			"      throw this.fault",
	},
	{"control characters in strings", "codec.json", "if (byte < 0x20) {", "if (byte === 0) {"},
	{"an escape of a slash is not read", "codec.json", "  \"/\": 0x2f,\n", ""},
	{
		"an unknown escape stands for itself", "codec.json",
		"out[size++] = escapes[letter] ?? refuse();",
		"out[size++] = escapes[letter] ?? letter.charCodeAt(0);",
	},
	{"digits of an escape may be others", "codec.json", "/^[0-9A-Fa-f]{4}$/.test(digits)", "digits.length === 4"},
	{"surrogates are not joined", "codec.json", "const pair = (unit & 0xfc00) === 0xd800 &&", "const pair = false &&"},
	{
		"base64 without padding", "codec.json",
		"return text.length % 4 === 0 && out && out.length <= max ? out : refuse();",
		"return out && out.length <= max ? out : refuse();",
	},
	{
		"bytes have no bound in JSON", "codec.json",
		"return text.length % 4 === 0 && out && out.length <= max ? out : refuse();",
		"return text.length % 4 === 0 && out ? out : refuse();",
	},
	{
		"a text has no bound in JSON", "codec.json",
		"return encoded.length <= max ? decoder.decode(encoded) : refuse();",
		"return decoder.decode(encoded);",
	},
	{
		"a text's bound counts its escapes", "codec.json",
		"return encoded.length <= max ? decoder.decode(encoded) : refuse();",
		"return raw.length <= max ? decoder.decode(encoded) : refuse();",
	},
	{"a time's decimals may end in zero", "codec.json", "([0-9]{0,8}[1-9])", "([0-9]{1,9})"},
	{"a time's decimals are nanoseconds", "codec.json", `.padEnd(9, "0")));`, "));"},
	{
		"a comma before the end", "codec.json",
		`    } while (this.has(","));`,
		`    } while (this.has(",") && !this.has(close) || (this.at-- , false));`,
	},
	{
		"a name twice in an object", "codec.json",
		"if (index === undefined || seen.has(index)) {",
		"if (index === undefined) {",
	},
	{
		"an unknown name in an object", "codec.json",
		"      if (index === undefined || seen.has(index)) {\n" +
			"        refuse();",
		"      if (index === undefined) {\n" +
			"        this.colon();\n" +
			"        this.text(Infinity);\n" +
			"        return;\n" +
			"      }\n" +
			"      if (seen.has(index)) {\n" +
			"        refuse();",
	},
	{"a missing name in an object", "codec.json", "if (seen.size !== names.size) {", "if (seen.size > names.size) {"},
	{
		"names in any case", "codec.json",
		"const index = names.get(this.text(Infinity));",
		"const key = this.text(Infinity);\n" +
			"      const index = names.get(key) ?? names.get(key.toLowerCase());",
	},
	{
		"white space after a comma", "codec.json",
		`while (this.has(","));`,
		`while (this.has(",") && (this.has(" ") || true));`,
	},
	{
		"bytes after the payload in JSON", "codec.json",
		"  colon(): void {\n" +
			"    this.expect(\":\");\n" +
			"  }\n" +
			"\n" +
			"  /** Refuses bytes after the payload. */\n" +
			"  end(): void {\n" +
			"    if (this.at !== this.input.length) {",
		"  colon(): void {\n" +
			"    this.expect(\":\");\n" +
			"  }\n" +
			"\n" +
			"  /** Refuses bytes after the payload. */\n" +
			"  end(): void {\n" +
			"    if (false) {",
	},
	{
		"escapes in upper case", "codec.json",
		".toString(16).padStart(4, \"0\");\n" +
			`  return "\\" +`,
		".toString(16).toUpperCase().padStart(4, \"0\");\n" +
			`  return "\\" +`,
	},
	{"inflating has no limit", "deflate.json", "if (size >= limit) {", "if (false) {"},
	{"inflating has a limit too small by one", "deflate.json", "if (size >= limit) {", "if (size >= limit - 1) {"},
	{
		"bytes after the stream", "deflate.json",
		"return at === input.length ? out.subarray(0, size) : refuse();",
		"return out.subarray(0, size);",
	},
	{
		"an unknown first byte is stored", "deflate.json",
		"packed[0] === 1 ? inflate(rest, limit) : refuse();",
		"packed[0] === 1 ? inflate(rest, limit) : rest;",
	},
	{"a distance beyond the start", "deflate.json", "if (distance > size) {", "if (distance > 32768) {"},
	{"an incomplete code", "deflate.json", "if (free !== 0 && !lone) {", "if (free < 0) {"},
	{"an oversubscribed code", "deflate.json", "if (free !== 0 && !lone) {", "if (free > 0 && !lone) {"},
	{"a lone code is refused", "deflate.json", "const lone = mayBeIncomplete &&", "const lone = false &&"},
	{
		"286 literals", "deflate.json",
		"if (literals > 286 || distances > 30) {",
		"if (literals > 285 || distances > 30) {",
	},
	{"31 distances", "deflate.json", "literals > 286 || distances > 30", "literals > 286 || distances > 31"},
	{"stored lengths are not compared", "deflate.json", "if (bits(16) !== (length ^ 0xffff)) {", "if (bits(16) < 0) {"},
	{
		"the length 258 has extra bits", "deflate.json",
		"length = 258;",
		"length = 258 + bits(0) * 0 + 0;\n" +
			"        length = 227 + bits(5);",
	},
	{"the distance 30", "deflate.json", "if (code > 29) {", "if (code > 30) {"},
	{
		"a repeat before the first length", "deflate.json",
		"(lengths[lengths.length - 1] ?? refuse())",
		"(lengths[lengths.length - 1] ?? 0)",
	},
	{"lengths beyond their number", "deflate.json", "if (lengths.length > literals + distances) {", "if (false) {"},
	{"a reserved block", "deflate.json", "      default:\n        refuse();", "      default:\n        stored();"},
	{
		"a writer has no limit", "deflate.json",
		"  if (payload.length > limit) {\n" +
			"    throw new MintError",
		"  if (false) {\n" +
			"    throw new MintError",
	},
	{"a writer compresses always", "deflate.json", "return stream && stream.length < payload.length", "return stream"},
	{
		"a writer never stores", "deflate.json",
		": concat(Uint8Array.of(0), payload);",
		": concat(Uint8Array.of(1), payload);",
	},
	{
		"a key's checksum is not compared", "keyring.json",
		"!isEqual(await shortHash(kind.short, key), bytes.slice(32))",
		"false",
	},
	{"a constant key", "keyring.json", "new Set(key).size <= 16", "new Set(key).size <= 1"},
	{"a constant key of 16 values", "keyring.json", "new Set(key).size <= 16", "new Set(key).size < 16"},
	{"a printable key", "keyring.json", "0x20 <= byte && byte <= 0x7e", "false"},
	{"a space is not printable", "keyring.json", "0x20 <= byte && byte", "0x20 < byte && byte"},
	{
		"the example key", "keyring.json",
		"return key.every((byte, i) => byte === i)",
		"return key.every((byte) => byte > 255)",
	},
	{"a public key beyond the prime", "keyring.json", "return y >= p || isSmall", "return isSmall"},
	{"a public key of small order", "keyring.json", "return y >= p || isSmall ||", "return y >= p ||"},
	{"a public key of order 4", "keyring.json", "y === 0n || ", ""},
	{"a public key of order 8", "keyring.json", " || (v * square + u) % p === 0n", ""},
	{"a public key off the curve", "keyring.json", " || power !== 1n", " || false"},
	{"a ring has 65 keys", "keyring.json", "if (keys.length > 64) {", "if (keys.length > 65) {"},
	{
		"a ring is too long", "keyring.json",
		"if (text.length > 65536 || utf8(text).length > 65536) {",
		"if (text.length > 65536) {",
	},
	{
		"a ring without a primary key", "keyring.json",
		`if (kind.lone === "primary" && !keys.some`,
		"if (false && !keys.some",
	},
	{
		"two primary keys", "keyring.json",
		"if (isPrimary(key) && before.some(isPrimary)) {",
		"if (false) {",
	},
	{"two keys of one id", "keyring.json", "if (before.some((other) => other.id === key.id)) {", "if (false) {"},
	{
		"a public primary key", "keyring.json",
		`if (isPrimary(key) && kind.lone !== "primary") {`,
		"if (false) {",
	},
	{"keys without states", "keyring.json", "    if (!key.state) {", "    if (false) {"},
	{"a carriage return in a line", "keyring.json", `if (line.includes("\r")) {`, "if (false) {"},
	{
		"a semicolon ends a binding", "keyring.json",
		`\\[^\n])*")?[^\n;]*/y;`,
		`\\[^\n])*"){0}[^\n;]*/y;`,
	},
	{
		"a semicolon is in a comment", "keyring.json",
		`\\[^\n])*")?[^\n;]*/y;`,
		`\\[^\n])*")?(?:[^\n;#]|#[^\n]*)*/y;`,
	},
	{"a semicolon is no break", "keyring.json", `\\[^\n])*")?[^\n;]*/y;`, `\\[^\n])*")?[^\n]*/y;`},
	{
		"a comment begins within a word", "keyring.json",
		`line.replace(/(^|[ \t])#.*/s, "")`,
		`line.replace(/#.*/s, "")`,
	},
	{
		"all white space separates words", "keyring.json",
		`.match(/[^ \t]+/g)`,
		`.match(/\S+/g)`,
	},
	{"a second since", "keyring.json", "if (key.since !== undefined) {", "if (false) {"},
	{"an unknown attribute", "keyring.json", `if (!attribute.startsWith("since=")) {`, "if (false) {"},
	{"a since that is no instant", "keyring.json", "if (since === undefined) {", "if (false) {"},
	{
		"an instant before 1970", "keyring.json",
		"return seconds !== undefined && seconds >= 0 ? seconds : undefined;",
		"return seconds;",
	},
	{"a cutoff in the future", "keyring.json", "if (!(before <= now() + skew)) {", "if (false) {"},
	{
		"a cutoff may be 60 s ahead, not more", "keyring.json",
		"if (!(before <= now() + skew)) {",
		"if (!(before < now() + skew)) {",
	},
	{
		"a cutoff's salt may be anything", "keyring.json",
		"[a-z0-9][a-z0-9._/-]{0,63}",
		`[^ \t]+`,
	},
	{
		"a cutoff's salt of 65 characters", "keyring.json",
		"[a-z0-9._/-]{0,63}",
		"[a-z0-9._/-]{0,64}",
	},
	{"text after a cutoff", "keyring.json", `([ \t]+#.*|[ \t]*)$/s`, `([ \t].*)?$/s`},
	{"text right after a binding", "keyring.json", `([ \t]+#.*|[ \t]*)$/s`, `([ \t]*#.*|[ \t]*)$/s`},
	{
		"a surrogate in a binding", "keyring.json",
		`if (typeof binding === "string" && isWellFormed(binding)) {`,
		`if (typeof binding === "string") {`,
	},
	{"a signing key in a ring only", "keyring.json", "kind.alone?.exec(text)?.[1]", "undefined as string | undefined"},
	{"a root key alone", "keyring.json", "kind.alone?.exec(text)?.[1]", "signingKind.alone!.exec(text)?.[1]"},
	{"the id of a root key is another", "keyring.json", `pae(utf8("kid"))`, `pae(utf8("id"))`},
	{
		"a tag of 15 bytes is enough", "native.json",
		"isEqual(await mac(owner, message), given)",
		"isEqual((await mac(owner, message)).slice(0, 15), given.slice(0, 15))",
	},
	{"every tag", "native.json", "isEqual(await mac(owner, message), given)", "(await mac(owner, message)) !== given"},
	{"the counter has 64 bits", "native_more.json", "counter: nonce, length: 128", "counter: nonce, length: 64"},
	{"the counter has 32 bits", "native_more.json", "counter: nonce, length: 128", "counter: nonce, length: 32"},
	{"the realm does not matter", "native.json", "[realm, policy.salt,", `["", policy.salt,`},
	{"the salt does not matter", "native.json", "[realm, policy.salt,", `[realm, "",`},
	{"the codec does not matter", "native.json", "policy.codec.name].map(utf8)", `"json"].map(utf8)`},
	{"a subkey does not depend on the context", "native.json", "pae(utf8(use), ...context)", "pae(utf8(use))"},
	{
		"a subkey does not depend on its use", "native.json",
		"pae(utf8(use), ...context)",
		`pae(utf8("sign"), ...context)`,
	},
	{"a signature does not cover the context", "native.json", "[publicLabel, ...context]", "[publicLabel]"},
	{"a public token has another label", "native.json", `label + " public"`, `label + "public"`},
	{"a token may be too long", "native_more.json", "token.length <= maxSize && token", "token"},
	{"a token may be longer by one", "native_more.json", "token.length <= maxSize", "token.length <= maxSize + 1"},
	{"a prefix in any case", "native.json", "&& token.startsWith(prefix)", "&& token.toLowerCase().startsWith(prefix)"},
	{"a prefix does not matter", "native.json", "&& token.startsWith(prefix)", ""},
	{"a token of another kind", "native.json", " || wire[wire.length - 1] !== protection.fmt", ""},
	{"I on a sealed token", "native.json", "if (protection.nonce && flags & flagID) {", "if (false) {"},
	{
		"a retired key", "native_more.json",
		`if (key?.state === "primary" || key?.state === "accepted") {`,
		`if (key && key.state !== "revoked") {`,
	},
	{
		"a revoked key", "native_more.json",
		`if (key?.state === "primary" || key?.state === "accepted") {`,
		`if (key && key.state !== "retired") {`,
	},
	{"only the primary key", "native_more.json", ` || key?.state === "accepted"`, ""},
	{
		"a prefix twice is an unknown key", "native_more.json",
		"if (token.startsWith(policy.prefix, policy.prefix.length)) {",
		"if (false) {",
	},
	{
		"bindings do not matter", "native.json",
		"? pae(...bindings.map(utf8)) : noBindings;",
		"? noBindings : noBindings;",
	},
	{
		"bindings are sorted", "native_more.json",
		"pae(...bindings.map(utf8))",
		"pae(...[...bindings].sort().map(utf8))",
	},
	{
		"bindings are joined", "native_more.json",
		"pae(...bindings.map(utf8))",
		`pae(utf8(bindings.join("")))`,
	},
	{"a TTL of 0", "native.json", "if (ttl === 0 || lacksPart", "if (lacksPart"},
	{
		"a TTL is signed", "native_more.json",
		"const ttl = time && firstFour(time);",
		"const ttl = time && (firstFour(time) | 0);",
	},
	{
		"state where there is none", "native.json",
		"|| !state !== !policy.state",
		"|| (!state && policy.state)",
	},
	{
		"no state where there is one", "native_more.json",
		"|| !state !== !policy.state",
		"|| (state && !policy.state)",
	},
	{"single use without a TTL", "native_more.json", "(ttl === undefined || !hasID)", "!hasID"},
	{"single use without an id", "native_more.json", "(ttl === undefined || !hasID)", "ttl === undefined"},
	{
		"a content may be cut", "native_more.json",
		"return at <= content.length ? content.slice(at - size, at) : malformed();",
		"return content.slice(at - size, at);",
	},
	{
		"every version", "native.json",
		"  if (!shape) {\n" +
			`    throw new InvalidToken("version"); // step 5`,
		"  if (!policy.payload) {\n" +
			`    throw new InvalidToken("version"); // step 5`,
	},
	{"a version has four bits", "native_more.json", "version: flags & 31", "version: flags & 15"},
	{"no skew", "native_more.json", "if (!(issuedAt <= clock + skew)) {", "if (!(issuedAt <= clock)) {"},
	{
		"a skew of less than a minute", "native_more.json",
		"if (!(issuedAt <= clock + skew)) {",
		"if (!(issuedAt < clock + skew)) {",
	},
	{"tokens from the future", "native_more.json", "if (!(issuedAt <= clock + skew)) {", "if (false) {"},
	{"cutoffs do not matter", "native_more.json", "if (isRevoked(policy, view, issuedAt, bindings)) {", "if (false) {"},
	{"a cutoff revokes its own second", "native_more.json", "issuedAt < before &&", "issuedAt <= before &&"},
	{"a cutoff with a salt is for all", "native_more.json", "(salt === undefined || salt === policy.salt)", "true"},
	{
		"a cutoff with a binding is for all", "native_more.json",
		"(binding === undefined || bindings.includes(binding))",
		"true",
	},
	{
		"a cutoff is for the first binding only", "native_more.json",
		"bindings.includes(binding)",
		"bindings[0] === binding",
	},
	{"tokens do not expire", "native.json", "const expired = !(clock - issuedAt <= life);", "const expired = false;"},
	{
		"tokens expire a second early", "native.json",
		"const expired = !(clock - issuedAt <= life);",
		"const expired = !(clock - issuedAt < life);",
	},
	{"a TTL lengthens max-age", "native_more.json", "Math.min(policy.maxAge, ttl ?? Infinity)", "ttl ?? policy.maxAge"},
	{"a TTL does not matter", "native.json", "Math.min(policy.maxAge, ttl ?? Infinity)", "policy.maxAge"},
	{
		"the issue time has 32 bits", "native_more.json",
		"bigEndian(wire, 5, 5)",
		"bigEndian(wire, 6, 4)",
	},
	{
		"payload comes before expired", "native_more.json",
		`throw expired ? new InvalidToken("expired") : error;`,
		"throw error;",
	},
	{
		"the state does not matter", "native_state.json",
		"if (!isEqual(await tag(owner, header, strings(value, fault), message), given)) {",
		"if (!strings(value, fault)) {",
	},
	{
		"the state tag covers itself", "native_state.json",
		"content.slice().fill(0, at, at + stateSize)",
		"content.slice()",
	},
	{
		"the state tag does not cover the token", "native_state.json",
		"pae(header, ...parts, message)",
		"pae(header, ...parts)",
	},
	{
		"stale comes before payload", "native_more.json",
		"  let value: T;\n" +
			"  try {\n" +
			"    value = decode(",
		"  if (policy.state && !expired) {\n" +
			"    const at = content.length - payload.length - stateSize;\n" +
			"    const message = cover(content.slice().fill(0, at, at + stateSize));\n" +
			"    await policy.state.check(owner, parts.header, load!, undefined as T, message, state!);\n" +
			"  }\n" +
			"  let value: T;\n" +
			"  try {\n" +
			"    value = decode(",
	},
	{
		"a bool of the state is a number", "native_more.json",
		"  bool(value: boolean): void {\n" +
			"    this.add(value);",
		"  bool(value: boolean): void {\n" +
			"    this.add(Number(value));",
	},
	{
		"a time of the state is in nanoseconds", "native_more.json",
		"this.add(timeText(epochNanoseconds));",
		"this.add(epochNanoseconds);",
	},
	{
		"bytes of the state are text", "native_more.json",
		"this.strings.push(new Uint8Array(value));",
		"this.add(value);",
	},
	{
		"the header has another order", "native.json",
		"  const wire = concat(header.slice(1), nonce, body, tag, header.slice(0, 1));",
		"  const wire = concat(header.slice(1), body, nonce, tag, header.slice(0, 1));",
	},
	{"T is not set", "native.json", "(ttl === undefined ? 0 : flagTTL)", "0"},
	{"I is not set", "native.json", "(id ? flagID : 0)", "0"},
	{"S is not set", "native_state.json", "(state ? flagState : 0)", "0"},
	{
		"a token of max-size is too long", "native_more.json",
		"Math.ceil((wireSize * 4) / 3) > maxSize",
		"Math.ceil((wireSize * 4) / 3) >= maxSize",
	},
}
