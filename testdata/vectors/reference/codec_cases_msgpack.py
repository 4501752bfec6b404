"""Cases of codec.json: both codecs, then msgpack."""

from make_codec import f32, f64

SECOND_0 = -62135596800  # 0001-01-01T00:00:00Z
SECOND_9 = 253402300799  # 9999-12-31T23:59:59Z


def add(c):
    values(c)
    integers(c)
    floats(c)
    text(c)
    lists(c)
    maps(c)
    structs(c)
    times(c)
    hostile(c)
    writing(c)


def values(c):
    """Values for both codecs."""
    for codec in ("msgpack", "json"):
        c.ok(codec, "empty", {}, "a struct without fields")
        c.ok(codec, "pair", {"id": 42, "email": b"ana@example.com"}, "the example of CODEC.md")
        c.ok(codec, "optional", {"a": 1, "b": None}, "a nullable that is nil, the last")
        c.ok(codec, "optional", {"a": 1, "b": b""}, "a nullable that is empty text is not nil")
        c.ok(codec, "nested", {"pair": {"id": -1, "email": b""}, "n": 255}, "a struct in a struct")
        c.ok(codec, "names", dict(zip(("a", "A", "aa", "größe", "ſ", "s", "S", "x-y.z", "10", "2", "__proto__"), range(11))),
             "names that differ in case, accents and signs only, in the order of the lock")
        for n in (15, 16, 256):
            c.ok(codec, "wide%d" % n, {"f%d" % i: i % 256 for i in range(n)}, "%d fields" % n)
        c.ok(codec, "later", {"v": f64(1.5), "w": b"x"}, "text after a float")
    for bits in (8, 16, 32, 64):
        for n in (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1):
            c.both("int%d" % bits, n, "a bound of int%d" % bits)
        for n in (0, 2**bits - 1):
            c.both("uint%d" % bits, n, "a bound of uint%d" % bits)
    for n in (2**53 - 1, 2**53, 2**53 + 1, -(2**53) - 1, 10**18 + 1):
        c.both("int64", n, "an integer that a double may round")
    c.both("uint64", 2**63, "the first uint64 beyond int64")
    for v in (True, False):
        c.both("bool", v, "a bool")
    for word in (b"", b"a", b"~\x7f", "é€😀".encode(), b"\x00", "\u2028\u2029\ufeff\ufffd\uffff\U0010ffff\ud7ff\ue000".encode(), b"</script>&'",
                 "e\u0301".encode(), "\ufeffa".encode(), b"\xc2\x80", b"\xe0\xa0\x80", b"\xf0\x90\x80\x80"):
        c.both("string", word, "text that both codecs carry")
    c.both("string_max5", "ééa".encode(), "5 bytes of UTF-8 in 3 characters")
    c.both("null_string_max5", None, "nil has no length")
    c.both("null_string_max5", b"12345", "a nullable at its bound")
    for data in (b"", b"\x00", b"f", b"fo", b"foo", b"\xfb\xff\xfe", bytes(range(256))):
        c.both("bytes", data, "bytes of any sort")
    c.both("bytes_max3", b"\xff\xff\xff", "bytes at their bound")
    c.both("bytes3", b"\x00\x7f\xff", "an array of bytes")
    c.both("bytes0", b"", "an array of no bytes")
    c.both("array_bytes2", [b"\x01\x02", b"\xff\x00"], "an array of arrays of bytes")
    for v in (None, 0, -1):
        c.both("null_int64", v, "a nullable integer")
    for v in (None, False, True):
        c.both("null_bool", v, "nil is not false")
    for v in (None, b"", b"x"):
        c.both("null_bytes", v, "nil is not empty bytes")
    for v in (None, [], [1]):
        c.both("null_list", v, "nil is not an empty list")
    for v in (None, [], [(b"a", True)]):
        c.both("null_map", v, "nil is not an empty map")
    for v in (None, {"id": 0, "email": b""}):
        c.both("null_pair", v, "nil is not a struct of zeros")
    c.both("null_time", None, "a time that is nil")
    c.both("null_time", (0, 0), "1970 is not nil")
    for v in ([], [0], list(range(-3, 12)), list(range(16)), [2**63 - 1, -(2**63)]):
        c.both("list_int64", v, "a list of %d" % len(v))
    c.both("list_max2", [1, 2], "a list at its bound")
    c.both("list_null", [None, 1, None], "nil in a list")
    c.both("list_string", [b"", b"]", b"\",", b"\\", b",["], "text that looks like JSON")
    c.both("list_pair", [{"id": 1, "email": b"a"}, {"id": 2, "email": b"b"}], "a list of structs")
    c.both("list_empty", [{}, {}], "a list of structs without fields")
    c.both("list_list", [[], [1], [255, 0]], "a list of lists")
    v = 7
    for _ in range(15):
        v = [v]
    c.both("deep16", v, "16 containers in each other")
    c.both("array3", [-1, 0, 300], "an array")
    c.both("array0", [], "an array of nothing")
    c.both("map_string", [], "an empty map")
    c.both("map_string", [(b"", b""), (b"a", b"1"), (b"b", b"2")], "a map")
    c.both("map_bool", [(k, True) for k in (b"B", b"a", "é".encode(), "ﬀ".encode(), "😀".encode())],
           "keys in the order of their UTF-8, which is not that of UTF-16")
    c.both("map_bool", [(k, True) for k in (b"", b"a", b"a\x00", b"aa", b"b")], "a shorter key comes before those that begin with it")
    c.both("map_bool", [(k, False) for k in (b"__proto__", b"constructor")], "keys that are names of JavaScript")
    c.both("map_int64", [(n, True) for n in (-10, -9, -1, 0, 9, 10, 100)], "integer keys: each codec has its own order")
    c.both("map_int64", [(-(2**63), False), (2**63 - 1, True)], "the outermost integer keys")
    c.both("map_uint64", [(2, True), (10, True), (2**64 - 1, False)], "unsigned keys")
    c.both("map_int8", [(n, n > 0) for n in (-128, -33, -32, 127)], "keys of int8")
    c.both("map_max2", [(b"a", True), (b"b", True)], "a map at its bound")
    c.both("map_map", [(b"x", [(-1, b"a"), (5, b"b")]), (b"y", [])], "a map of maps")
    c.both("map_pair", [(b"k", {"id": 9, "email": b"e"})], "a map of structs")
    c.both("text", "10.0.0.1/8 é".encode(), "text of a Go type's own")
    c.both("text", b"", "empty text of a Go type's own")
    c.both("binary", b"\x01\x00\xff", "bytes of a Go type's own")
    for at in ((0, 0), (-1, 0), (-1, 999999999), (1, 1), (1788000000, 500000000), (2**31, 0), (2**32 - 1, 0), (2**32, 0), (2**32 - 1, 1),
               (2**34 - 1, 0), (2**34 - 1, 999999999), (2**34, 0), (SECOND_0, 0), (SECOND_9, 999999999), (951782400, 120), (1735689599, 999999999)):
        c.both("time", at, "a time: %d s and %d ns" % at)


def integers(c):
    for n, hex in ((0, "00"), (127, "7f"), (128, "cc80"), (255, "ccff"), (256, "cd0100"), (65535, "cdffff"), (65536, "ce00010000"),
                   (2**32 - 1, "ceffffffff"), (2**32, "cf0000000100000000"), (-1, "ff"), (-32, "e0"), (-33, "d0df"), (-128, "d080"),
                   (-129, "d1ff7f"), (-32768, "d18000"), (-32769, "d2ffff7fff"), (-(2**31), "d280000000"), (-(2**31) - 1, "d3ffffffff7fffffff")):
        c.m("int64", n, hex, "the shortest form of %d" % n)
    c.m("uint64", 200, "ccc8", "the shortest form of an unsigned integer")
    for hex, why in (("cc7f", "127 in 8 bits"), ("cc00", "0 in 8 bits"), ("cd00ff", "255 in 16 bits"), ("ce0000ffff", "65535 in 32 bits"),
                     ("cf00000000ffffffff", "2^32 - 1 in 64 bits"), ("d0ff", "-1 in 8 bits"), ("d0e0", "-32 in 8 bits"), ("d000", "0 in signed 8 bits"),
                     ("d07f", "127 in signed 8 bits"), ("d1ff80", "-128 in 16 bits"), ("d10080", "128 in signed 16 bits"), ("d2ffff8000", "-32768 in 32 bits"),
                     ("d200010000", "65536 in signed 32 bits"), ("d3ffffffff80000000", "-2^31 in 64 bits"), ("d30000000100000000", "2^32 in signed 64 bits")):
        c.m_bad("int64", hex, "longer than needed: " + why)
    for hex, why in (("cd00ff", "255 in 16 bits"), ("d0ff", "-1 in 8 bits"), ("d10080", "128 in signed 16 bits"), ("cc7f", "127 in 8 bits")):
        c.m_bad("uint64", hex, "longer than needed, unsigned: " + why)
    for shape, hex, why in (
            ("int8", "cc80", "128 for int8"), ("int8", "d1ff7f", "-129 for int8"), ("int8", "ccff", "255 for int8"), ("uint8", "cd0100", "256 for uint8"),
            ("uint8", "ff", "-1 for uint8"), ("uint8", "e0", "-32 for uint8"), ("uint8", "d080", "-128 for uint8"), ("int16", "cd8000", "32768 for int16"),
            ("int16", "d2ffff7fff", "-32769 for int16"), ("uint16", "ce00010000", "65536 for uint16"), ("uint16", "d18000", "-32768 for uint16"),
            ("int32", "ce80000000", "2^31 for int32"), ("int32", "d3ffffffff7fffffff", "-2^31 - 1 for int32"), ("uint32", "cf0000000100000000", "2^32 for uint32"),
            ("uint32", "d280000000", "-2^31 for uint32"), ("int64", "cf8000000000000000", "2^63 for int64"), ("int64", "cfffffffffffffffff", "2^64 - 1 for int64"),
            ("uint64", "d38000000000000000", "-2^63 for uint64"), ("uint64", "ff", "-1 for uint64")):
        c.m_bad(shape, hex, "out of range: " + why)
    for hex, why in (("ca3f800000", "a float32"), ("cb3ff0000000000000", "a float64"), ("c3", "true"), ("c2", "false"), ("c0", "nil"), ("a131", "text"),
                     ("c40101", "bytes"), ("9101", "an array"), ("80", "a map"), ("d6ff00000001", "a time"), ("c1", "the code that is never used")):
        c.m_bad("int64", hex, "in the place of an integer: " + why)
    for hex, why in (("00", "0"), ("01", "1"), ("c0", "nil"), ("a0", "text"), ("cc01", "1 in 8 bits"), ("c1", "the code that is never used"), ("ff", "-1")):
        c.m_bad("bool", hex, "in the place of a bool: " + why)
    for hex in ("cc", "cd00", "cd", "ce000000", "cf00000000000000", "d0", "d100", "d2000000", "d300000000000000", ""):
        c.m_bad("int64", hex, "an integer that is cut")


def floats(c):
    for x in (0.0, -0.0, 1.0, -1.5, 0.1, 5e-324, 2.2250738585072014e-308, 1.7976931348623157e308, float("inf"), float("-inf")):
        c.m("float64", f64(x), "cb" + f64(x).hex(), "a float64: %r" % x)
    for x in (0.0, -0.0, 1.0, -1.5, 1e-45, 3.4028234663852886e38, float("inf"), float("-inf")):
        c.m("float32", f32(x), "ca" + f32(x).hex(), "a float32: %r" % x)
    for hex in ("7ff8000000000000", "7ff8000000000001", "fff8000000000000", "7fffffffffffffff"):
        c.m("float64", bytes.fromhex(hex), "cb" + hex, "a NaN of float64")
    for hex in ("7fc00000", "ffc00000", "7fffffff"):
        c.m("float32", bytes.fromhex(hex), "ca" + hex, "a NaN of float32")
    for shape, hex, why in (
            ("float64", "ca3f800000", "a float32"), ("float32", "cb3ff0000000000000", "a float64"), ("float64", "01", "an integer"), ("float32", "00", "0"),
            ("float64", "cd0100", "an integer of 16 bits"), ("float64", "c0", "nil"), ("float64", "a131", "text"), ("float64", "cb3ff00000000000", "one cut"),
            ("float32", "ca3f8000", "one cut"), ("float64", "cb", "a code alone"), ("float32", "ca", "a code alone")):
        c.m_bad(shape, hex, "in the place of a %s: %s" % (shape, why))


def text(c):
    for n, head in ((31, "bf"), (32, "d920"), (255, "d9ff"), (256, "da0100")):
        c.m("string", b"a" * n, head + "61" * n, "text of %d bytes" % n)
    for n, head in ((0, "c400"), (255, "c4ff"), (256, "c50100")):
        c.m("bytes", b"\x07" * n, head + "07" * n, "%d bytes" % n)
    for head, n, why in (("d900", 0, "str 8"), ("d901", 1, "str 8"), ("d91f", 31, "str 8"), ("da0000", 0, "str 16"), ("da00ff", 255, "str 16"),
                         ("db00000000", 0, "str 32"), ("db000000ff", 255, "str 32"), ("db00000100", 256, "str 32")):
        c.m_bad("string", head + "61" * n, "longer than needed: %d bytes in %s" % (n, why))
        if n == 1:
            c.m_bad("text", head + "61" * n, "longer than needed: text of a Go type's own")
    for head, n, why in (("c50000", 0, "bin 16"), ("c50001", 1, "bin 16"), ("c500ff", 255, "bin 16"), ("c600000000", 0, "bin 32"), ("c600000100", 256, "bin 32")):
        c.m_bad("bytes", head + "61" * n, "longer than needed: %d bytes in %s" % (n, why))
    for hex, why in (("a1ff", "a byte that UTF-8 never has"), ("a180", "a continuation alone"), ("a1c3", "a character cut"), ("a2c080", "NUL overlong"),
                     ("a2c1bf", "overlong in 2 bytes"), ("a3e09fbf", "overlong in 3 bytes"), ("a4f08fbfbf", "overlong in 4 bytes"), ("a3eda080", "a high surrogate"),
                     ("a3edbfbf", "a low surrogate"), ("a6eda0bdedb880", "a surrogate pair, as in CESU-8"), ("a4f4908080", "beyond U+10FFFF"),
                     ("a5f888808080", "five bytes"), ("a2c328", "a continuation that is none"), ("a3e28228", "a third byte that is none"), ("a3616180", "after ASCII")):
        c.m_bad("string", hex, "not UTF-8: " + why)
    c.m_bad("string", "d921" + "61" * 32 + "ff", "not UTF-8: at the end of longer text")
    c.m_bad("text", "a1ff", "not UTF-8: text of a Go type's own")
    c.m_bad("map_string", "81a1ffa0", "not UTF-8: a key")
    for shape, hex, why in (
            ("string", "c40161", "bytes"), ("string", "c0", "nil"), ("string", "01", "an integer"), ("string", "9161", "an array"), ("string", "c70161", "an extension"),
            ("bytes", "a161", "text"), ("bytes", "c0", "nil"), ("bytes", "9101", "an array"), ("bytes", "d40161", "an extension"), ("bytes3", "93010203", "an array"),
            ("bytes3", "a3616161", "text"), ("text", "c40161", "bytes"), ("binary", "a161", "text"), ("text", "c0", "nil"), ("binary", "c0", "nil")):
        c.m_bad(shape, hex, "in the place of %s: %s" % (shape, why))
    c.m_bad("bytes3", "c4020102", "two bytes for an array of three")
    c.m_bad("bytes3", "c40401020304", "four bytes for an array of three")
    c.m_bad("bytes3", "c400", "no bytes for an array of three")
    c.m_bad("bytes0", "c40100", "a byte for an array of none")
    c.m_bad("string_max5", "a6616161616161", "6 bytes where 5 is the bound")
    c.m_bad("string_max5", "a6c3a9c3a9c3a9", "6 bytes in 3 characters where 5 is the bound")
    c.m_bad("null_string_max5", "a6616161616161", "a nullable beyond its bound")
    c.m_bad("bytes_max3", "c40401020304", "4 bytes where 3 is the bound")
    for hex in ("a261", "a1", "d9", "d920", "da01", "db000100", "d92061", "c4", "c401", "c50100", "c6000100"):
        c.m_bad("string" if hex[0] in "ad" else "bytes", hex, "cut")


def lists(c):
    c.m("list_int64", [1] * 15, "9f" + "01" * 15, "15 elements")
    c.m("list_int64", [1] * 16, "dc0010" + "01" * 16, "16 elements")
    c.m_bad("list_int64", "dc000101", "longer than needed: one element in 16 bits")
    c.m_bad("list_int64", "dc000f" + "01" * 15, "longer than needed: 15 elements in 16 bits")
    c.m_bad("list_int64", "dd0000000101", "longer than needed: one element in 32 bits")
    c.m_bad("list_int64", "dd00000010" + "01" * 16, "longer than needed: 16 elements in 32 bits")
    c.m_bad("list_int64", "dc0000", "longer than needed: no element in 16 bits")
    for shape, hex, why in (
            ("list_int64", "c0", "nil"), ("list_int64", "80", "a map"), ("list_int64", "01", "an integer"), ("list_int64", "c400", "bytes"),
            ("list_int64", "a0", "text"), ("list_list", "9101", "an integer in the inner one"), ("array3", "c0", "nil"), ("null_list", "80", "a map"),
            ("null_list", "c2", "false"), ("null_list", "00", "0")):
        c.m_bad(shape, hex, "in the place of a list: " + why)
    c.m_bad("list_int64", "9201", "an element missing")
    c.m_bad("list_int64", "91", "the only element missing")
    c.m_bad("list_int64", "910102", "an element too many")
    c.m_bad("list_int64", "91c0", "nil in a list of integers")
    c.m_bad("list_bool", "9101", "an integer in a list of bools")
    c.m_bad("list_max2", "93010203", "3 elements where 2 is the bound")
    for n in (0, 2, 4):
        c.m_bad("array3", "9%d" % n + "01" * n, "%d elements for an array of three" % n)
    c.m_bad("array3", "94010203", "a header of four, and three elements")
    c.m_bad("array3", "92010203", "a header of two, and three elements")
    c.m_bad("array0", "9101", "an element for an array of none")
    c.m_bad("array3", "dc0003010203", "longer than needed: an array's elements in 16 bits")


def maps(c):
    c.m("map_bool", [(b"%02d" % i, True) for i in range(15)], "8f" + "".join("a2%sc3" % (b"%02d" % i).hex() for i in range(15)), "15 entries")
    c.m("map_bool", [(b"%02d" % i, True) for i in range(16)], "de0010" + "".join("a2%sc3" % (b"%02d" % i).hex() for i in range(16)), "16 entries")
    c.m("map_int64", [(-1, True), (0, True), (9, True), (10, True)], "84ffc300c309c30ac3", "integer keys in order of their values")
    c.m_read("map_bool", [(b"a", True), (b"b", False)], "82a162c2a161c3", "keys in another order")
    c.m_read("map_int64", [(1, True), (2, False)], "8202c201c3", "integer keys in another order")
    c.m_bad("map_bool", "de0001a161c3", "longer than needed: one entry in 16 bits")
    c.m_bad("map_bool", "df00000001a161c3", "longer than needed: one entry in 32 bits")
    c.m_bad("map_bool", "de0000", "longer than needed: no entry in 16 bits")
    c.m_bad("map_bool", "82a161c3a161c3", "a key twice, with one value")
    c.m_bad("map_bool", "82a161c3a161c2", "a key twice, with two values")
    c.m_bad("map_bool", "83a161c3a162c3a161c3", "a key twice, not next to each other")
    c.m_bad("map_int64", "8201c301c3", "an integer key twice")
    c.m_bad("map_uint8", "8200c300c3", "the key 0 twice")
    c.m_bad("map_bool", "82a0c3a0c2", "the empty key twice")
    c.m_bad("map_map", "81a1788201a001a0", "a key twice in an inner map")
    for shape, hex, why in (
            ("map_bool", "81c40161c3", "bytes"), ("map_bool", "8101c3", "an integer where text is due"), ("map_bool", "81c0c3", "nil"),
            ("map_int64", "81a131c3", "text where an integer is due"), ("map_int64", "81c3c3", "true"), ("map_int64", "81cb3ff0000000000000c3", "a float"),
            ("map_uint8", "81ffc3", "-1 for uint8"), ("map_uint8", "81cd0100c3", "256 for uint8"), ("map_int8", "81cc80c3", "128 for int8"),
            ("map_int64", "81cc01c3", "longer than needed"), ("map_bool", "81d90161c3", "text longer than needed"), ("map_int64", "81d0ffc3", "-1 in 8 bits")):
        c.m_bad(shape, hex, "a key that is wrong: " + why)
    for hex, why in (("c0", "nil"), ("90", "an array"), ("92a161c3", "an array of key and value"), ("00", "0")):
        c.m_bad("map_bool", hex, "in the place of a map: " + why)
    c.m_bad("map_bool", "81a161", "a value missing")
    c.m_bad("map_bool", "82a161c3", "an entry missing")
    c.m_bad("map_bool", "81a161c0", "nil for a value")
    c.m_bad("map_bool", "81a161c3a162c3", "an entry too many")
    c.m_bad("map_max2", "83a161c3a162c3a163c3", "3 entries where 2 is the bound")


def structs(c):
    def bad(shape, hex, reason):
        c.bad("msgpack", shape, bytes.fromhex(hex), reason)

    bad("empty", "", "nothing at all")
    bad("empty", "80", "a map for a struct without fields")
    bad("empty", "c0", "nil for a struct without fields")
    bad("empty", "9000", "a byte after the struct")
    bad("empty", "91c0", "a field too many")
    bad("empty", "dc0000", "longer than needed: no field in 16 bits")
    for hex, why in (("c0", "nil"), ("80", "a map"), ("a161", "text"), ("2a", "an integer"), ("c40161", "bytes"), ("00", "0"), ("90", "an empty array")):
        bad("pair", hex, "in the place of a struct: " + why)
    bad("pair", "822a6964a5656d61696c", "a map of the fields")
    bad("pair", "82a269642aa5656d61696ca161", "a map of the fields by name")
    bad("pair", "912a", "a field missing")
    bad("pair", "932aa161c0", "a field too many")
    bad("pair", "922a", "a field cut")
    bad("pair", "92a1612a", "fields exchanged")
    bad("pair", "922aa16100", "a byte after the value")
    bad("pair", "922aa161922aa161", "the value twice")
    bad("pair", "00922aa161", "a byte before the value")
    bad("pair", "dc00022aa161", "longer than needed: two fields in 16 bits")
    bad("pair", "dd000000022aa161", "longer than needed: two fields in 32 bits")
    bad("pair", "92c0a161", "nil for the first field")
    bad("pair", "922ac0", "nil for the last field")
    bad("nested", "929001", "an inner struct without its fields")
    bad("nested", "9292000001", "an integer for text in an inner struct")
    bad("nested", "92c001", "nil for an inner struct")
    bad("null_pair", "9190", "an inner struct without its fields, nullable")
    bad("null_pair", "91c2", "false for a nullable struct")
    bad("nested", "929300a001", "an inner struct that claims a field of the outer one")
    bad("nested", "929100a001", "an inner struct that claims less than it has")
    bad("pair", "932aa161", "a header of three fields, and two")
    bad("pair", "912aa161", "a header of one field, and two")
    bad("pair", "902aa161", "a header of no field, and two")
    bad("wide16", "9f" + "00" * 15, "15 fields of 16")
    bad("wide16", "dc0011" + "00" * 17, "17 fields of 16")
    bad("wide15", "dc000f" + "00" * 15, "longer than needed: 15 fields in 16 bits")
    bad("wide256", "dd00000100" + "00" * 256, "longer than needed: 256 fields in 32 bits")
    bad("pair", "a0", "empty text for a struct")
    payload = "922aaf616e61406578616d706c652e636f6d"
    for n in range(0, len(payload), 2):
        bad("pair", payload[:n], "cut after %d bytes" % (n // 2))


def times(c):
    for at, hex in (((0, 0), "d6ff00000000"), ((2**32 - 1, 0), "d6ffffffffff"), ((2**32, 0), "d7ff0000000100000000"), ((0, 1), "d7ff0000000400000000"),
                    ((2**34 - 1, 999999999), "d7ffee6b27ffffffffff"), ((2**34, 0), "c70cff000000000000000400000000"), ((-1, 0), "c70cff00000000ffffffffffffffff"),
                    ((SECOND_0, 0), "c70cff00000000fffffff1886e0900"), ((SECOND_9, 999999999), "c70cff3b9ac9ff0000003afff4417f")):
        c.m("time", at, hex, "the shortest form of a time")
    for hex, why in (
            ("d7ff0000000000000001", "64 bits where 32 do"), ("d7ff00000000ffffffff", "64 bits where 32 do, the largest"),
            ("c70cff000000010000000000000001", "96 bits where 64 do"), ("c70cff000000000000000000000001", "96 bits where 32 do"),
            ("c70cff3b9ac9ff00000003ffffffff", "96 bits where 64 do, the largest"), ("c704ff00000001", "4 bytes in ext 8"), ("c708ff0000000400000000", "8 bytes in ext 8"),
            ("c8000cff00000000ffffffffffffffff", "12 bytes in ext 16"), ("c90000000cff00000000ffffffffffffffff", "12 bytes in ext 32")):
        c.m_bad("time", hex, "longer than needed: " + why)
    for hex, why in (
            ("d7ffee6b280000000000", "10^9 nanoseconds in 64 bits"), ("d7fffffffffc00000001", "2^30 - 1 nanoseconds"), ("c70cff3b9aca00ffffffffffffffff", "10^9 nanoseconds in 96 bits"),
            ("c70cffffffffffffffffffffffffff", "2^32 - 1 nanoseconds"), ("c70cff000000000000003afff44180", "the year 10000"), ("c70cff00000000fffffff1886e08ff", "the year 0"),
            ("c70cff3b9ac9fffffffff1886e08ff", "the year 0, by a nanosecond"), ("c70cff00000000fffffff1868b8400", "the first second of the year 0"),
            ("c70cff000000008000000000000000", "the first second there is"), ("c70cff000000007fffffffffffffff", "the last second there is")):
        c.m_bad("time", hex, "no such time: " + why)
    for hex, why in (
            ("d60100000000", "an extension of type 1"), ("d67f00000000", "an extension of type 127"), ("d6fe00000000", "an extension of type -2"), ("d4ff00", "one byte"), ("d5ff0000", "two bytes"),
            ("d8ff" + "00" * 16, "16 bytes"), ("c70bff" + "00" * 11, "11 bytes"), ("c70dff" + "00" * 13, "13 bytes"), ("c700ff", "no bytes"), ("00", "an integer"), ("c0", "nil"),
            ("cb41d9fd1c00000000", "a float"), ("b4" + b"2026-08-30T12:00:00Z".hex(), "text"), ("c70c0100000000ffffffffffffffff", "12 bytes of another type"), ("d701" + "0000000100000000", "8 bytes of another type")):
        c.m_bad("time", hex, "in the place of a time: " + why)
    for hex in ("d6ff000000", "d6ff", "d6", "d7ff00000001000000", "c70cff00000000ffffffffffffff", "c70c", "c7", "c70cff"):
        c.m_bad("time", hex, "a time that is cut")


def hostile(c):
    """Lengths that exceed the input."""
    for shape, hex, why in (
            ("list_int64", "ddffffffff", "2^32 - 1 elements"), ("list_int64", "dcffff", "65,535 elements"), ("map_bool", "dfffffffff", "2^32 - 1 entries"),
            ("map_bool", "deffff", "65,535 entries"), ("string", "dbffffffff", "2^32 - 1 bytes of text"), ("string", "daffff61", "65,535 bytes of text"),
            ("bytes", "c6ffffffff", "2^32 - 1 bytes"), ("time", "c9ffffffffff", "an extension of 2^32 - 1 bytes"), ("list_list", "dcffff" * 20, "lists of 65,535 in each other"),
            ("list_string", "ddffffffff" + "dbffffffff" * 3, "text in a list, all too long"), ("deep16", "91" * 3000, "lists 3,000 deep"), ("int64", "91" * 3000, "lists in the place of an integer"),
            ("deep16", "91" * 15, "the innermost missing"), ("null_int64", "c1", "the code that is never used"), ("null_int64", "c2", "false for a nullable integer"),
            ("list_empty", "92c090", "nil for a struct without fields"), ("binary", "c6ffffffff00", "2^32 - 1 bytes of a Go type's own")):
        c.m_bad(shape, hex, "a claim beyond the input, or a wrong value: " + why)


def writing(c):
    for codec in ("msgpack", "json"):
        c.unwritten(codec, "string", b"\xff", "text that is not UTF-8")
        c.unwritten(codec, "string", b"a\xed\xa0\x80", "a surrogate")
        c.unwritten(codec, "string", b"a" * 40 + b"\xc3", "longer text, its last character cut")
        c.unwritten(codec, "map_bool", [(b"\xff", True)], "a key that is not UTF-8")
        c.unwritten(codec, "text", b"\xff", "text of a Go type's own that is not UTF-8")
        c.unwritten(codec, "string_max5", b"123456", "text beyond its bound")
        c.unwritten(codec, "string_max5", "ééé".encode(), "text beyond its bound in bytes, not in characters")
        c.unwritten(codec, "null_string_max5", b"123456", "a nullable beyond its bound")
        c.unwritten(codec, "bytes_max3", b"1234", "bytes beyond their bound")
        c.unwritten(codec, "list_max2", [1, 2, 3], "a list beyond its bound")
        c.unwritten(codec, "map_max2", [(b"a", True), (b"b", True), (b"c", True)], "a map beyond its bound")
        for at in ((SECOND_0 - 1, 0), (SECOND_0 - 1, 999999999), (SECOND_9 + 1, 0), (-(2**40), 0), (2**40, 0)):
            c.unwritten(codec, "time", at, "a time outside the years 1 to 9999")
    for hex in ("7ff8000000000000", "7ff0000000000000", "fff0000000000000"):
        c.unwritten("json", "float64", bytes.fromhex(hex), "NaN or an infinity in JSON")
    for hex in ("7fc00000", "7f800000", "ff800000"):
        c.unwritten("json", "float32", bytes.fromhex(hex), "NaN or an infinity in JSON, of float32")


def add_more(c):
    """Cases for the end of the file."""
    for shape, hex, why in (("bytes", "e40161", "bin 8"), ("string", "f920" + "61" * 32, "str 8"), ("list_int64", "fc0010" + "01" * 16, "array 16"),
                            ("map_bool", "fe0010" + "".join("a1%02xc3" % (0x61 + i) for i in range(16)), "map 16")):
        c.m_bad(shape, hex, "a code that is %s but for its 32" % why)
    for n in (0, 1, 4, 11, 13, 255):
        c.m_bad("time", "c7%02xff" % n + "00000000ffffffffffffffff", "12 bytes of time that claim to be %d" % n)
