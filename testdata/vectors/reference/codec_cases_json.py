"""Cases of codec.json: JSON."""

from make_codec import f32, f64


def add(c):
    integers(c)
    floats(c)
    strings(c)
    data(c)
    lists(c)
    maps(c)
    structs(c)
    times(c)
    spaces(c)


def integers(c):
    for n in (0, 7, -7, 10, 2**53 + 1, -(2**63), 2**63 - 1):
        c.j("int64", n, str(n), "an integer")
    for text, why in (
            ("-0", "minus zero"), ("01", "a zero in front"), ("-01", "a zero after the sign"), ("00", "two zeros"), ("+1", "a plus sign"), ("1.0", "a fraction of zero"),
            ("1.5", "a fraction"), ("1e2", "an exponent"), ("1E2", "an exponent in upper case"), ("1e0", "an exponent of zero"), ("10e-1", "a negative exponent"), ("-", "a sign alone"),
            ("", "nothing"), (".5", "a point in front"), ("1.", "a point at the end"), ("0x1", "hexadecimal"), ("1_0", "an underscore"), ("0b1", "binary"), ("١", "another alphabet's digit"),
            ("１", "a full-width digit"), ("NaN", "NaN"), ("Infinity", "Infinity"), ("1n", "a BigInt"), ("--1", "two signs"), ("- 1", "a space after the sign"),
            ('"1"', "text"), ("true", "true"), ("null", "null"), ("[1]", "an array"), ("{}", "an object"), ("9223372036854775808", "2^63"), ("-9223372036854775809", "-2^63 - 1"),
            ("18446744073709551616", "2^64"), ("18446744073709551617", "2^64 + 1"), ("1" + "0" * 400, "400 digits"), ("9223372036854775807.0", "the largest with a fraction")):
        c.j_bad("int64", text, "in the place of an integer: " + why)
    for shape, text in (("int8", "128"), ("int8", "-129"), ("uint8", "256"), ("uint8", "-1"), ("uint8", "-0"), ("int16", "32768"), ("uint16", "65536"), ("int32", "2147483648"),
                        ("int32", "-2147483649"), ("uint32", "4294967296"), ("uint64", "18446744073709551616"), ("uint64", "-1"), ("uint64", "184467440737095516150")):
        c.j_bad(shape, text, "out of range of " + shape)
    for text in ("1", "0", '"true"', "True", "TRUE", "tru", "truee", "null", "t", "[]", ""):
        c.j_bad("bool", text, "in the place of a bool: " + (text or "nothing"))
    for text in ("nul", "NULL", "Null", "nil", "undefined", "false", '""', "None"):
        c.j_bad("null_int64", text, "in the place of null: " + text)


FLOATS_64 = (
    (0.0, "0"), (-0.0, "-0"), (1.0, "1"), (-1.5, "-1.5"), (0.1, "0.1"), (100.0, "100"), (123456789.0, "123456789"), (1e20, "100000000000000000000"),
    (999999999999999900000.0, "999999999999999900000"), (1e21, "1e+21"), (1.5e21, "1.5e+21"), (-1e21, "-1e+21"), (1e22, "1e+22"), (1e23, "1e+23"), (0.001, "0.001"), (1e-6, "0.000001"),
    (1.5e-6, "0.0000015"), (9.99e-7, "9.99e-7"), (1e-7, "1e-7"), (-1e-7, "-1e-7"), (1e-9, "1e-9"), (1e-10, "1e-10"), (1e100, "1e+100"), (1e-100, "1e-100"), (5e-324, "5e-324"),
    (1.7976931348623157e308, "1.7976931348623157e+308"), (2.2250738585072014e-308, "2.2250738585072014e-308"), (9007199254740993.0, "9007199254740992"), (0.3, "0.3"), (0.1 + 0.2, "0.30000000000000004"),
    (4.35, "4.35"), (2.0**69, "590295810358705700000"), (123e18, "123000000000000000000"))
FLOATS_32 = (
    (0.1, "0.1"), (-0.0, "-0"), (16777216.0, "16777216"), (1e21, "1e+21"), (1e20, "100000000000000000000"), (1e-6, "0.000001"), (1e-7, "1e-7"), (3.4028234663852886e38, "3.4028235e+38"),
    (1.401298464324817e-45, "1e-45"), (1.1754943508222875e-38, "1.1754944e-38"), (0.3, "0.3"), (1 / 3, "0.33333334"), (8388609.0, "8388609"), (9.5367431640625e-07, "9.536743e-7"))


def floats(c):
    for x, text in FLOATS_64:
        c.j("float64", f64(x), text, "the spelling of a float64")
    for x, text in FLOATS_32:
        c.j("float32", f32(x), text, "the spelling of a float32")
    for text, x in (
            ("1.0", 1.0), ("1e0", 1.0), ("10e-1", 1.0), ("1E+0", 1.0), ("0.1e+01", 1.0), ("0e0", 0.0), ("0.0", 0.0), ("-0.0", -0.0), ("-0e5", -0.0), ("1e-400", 0.0), ("-1e-400", -0.0),
            ("1" + "0" * 300, 1e300), ("0." + "0" * 99 + "1", 1e-100), ("9007199254740993", 9007199254740992.0), ("9007199254740995", 9007199254740996.0),
            ("9007199254740993.00000000000000000000000001", 9007199254740994.0), ("1.7976931348623158e308", 1.7976931348623157e308),
            ("179769313486231580793e288", 1.7976931348623157e308), ("2.4703282292062327e-324", 0.0), ("2.4703282292062328e-324", 5e-324), ("0e99999999999", 0.0),
            ("1e-99999999999", 0.0), ("1e00000000000000000002", 100.0), ("0.5", 0.5), ("1.5E1", 15.0), ("123.456e0", 123.456), ("1e21", 1e21), ("1e+21", 1e21)):
        c.j_read("float64", f64(x), text, "a float64 in another spelling, or rounded")
    for text, bits in (
            ("1.00000017881393432617187499", "3f800001"), ("1.000000178813934326171875", "3f800002"), ("1.00000017881393432617187501", "3f800002"), ("1.0000000596046447753906250", "3f800000"),
            ("1.00000005960464477539062501", "3f800001"), ("-1.00000005960464477539062501", "bf800001"), ("3.4028235677973365e38", "7f7fffff"), ("3.40282356779733e38", "7f7fffff"), ("3.4028235677973366162e38", "7f7fffff"),
            ("7.006492321624085e-46", "00000000"), ("7.006492321624086e-46", "00000001"), ("1e-60", "00000000"), ("-1e-60", "80000000"), ("16777217", "4b800000"), ("16777219", "4b800002"),
            ("16777217.0000000000000000000000001", "4b800001"), ("0.1", "3dcccccd"), ("0.10000000149011612", "3dcccccd"), ("1e-400", "00000000")):
        c.j_read("float32", bytes.fromhex(bits), text, "a float32 rounded once, to the nearest")
    for shape, text in (("float64", "1e309"), ("float64", "-1e309"), ("float64", "1.7976931348623159e308"), ("float64", "1e99999999999"), ("float64", "179769313486231580794e288"), ("float64", "1" + "0" * 309), ("float32", "3.4028236e38"),
                        ("float32", "-1e39"), ("float32", "1e300"), ("float32", "3.4028235677973366163754e38"), ("float32", "1e400"), ("float32", "340282356779733661637539395458142568448")):
        c.j_bad(shape, text, "a number that rounds to infinity")
    for text, why in (
            ("NaN", "NaN"), ("Infinity", "Infinity"), ("-Infinity", "-Infinity"), ("inf", "inf"), ("01", "a zero in front"), ("-01.5", "a zero after the sign"), ("+1", "a plus sign"),
            (".5", "a point in front"), ("1.", "a point at the end"), ("1.e5", "no digit after the point"), ("1e", "no exponent"), ("1e+", "a sign for an exponent"), ("1e1.5", "a fraction in the exponent"),
            ("0x1p-2", "hexadecimal"), ("1_0", "an underscore"), ("1,5", "a comma"), ("-", "a sign alone"), ("", "nothing"), ('"1"', "text"), ("null", "null"), ("true", "true"), ("1f", "a suffix"),
            ("١", "another alphabet's digit"), ("--1", "two signs"), ("1 ", "a space after it"), ("1e٢", "another alphabet's digit in the exponent"), ("[1]", "an array")):
        c.j_bad("float64", text, "in the place of a float: " + why)


def strings(c):
    for text, written, why in (
            (b"\b\t\n\f\r\"\\", r'"\b\t\n\f\r\"\\"', "short escapes"), (b"\x00\x01\x0b\x0e\x1b\x1f", r'"\u0000\u0001\u000b\u000e\u001b\u001f"', "other control characters, in lower case"),
            (b"/<>&'\x7f", '"/<>&\'\x7f"', "nothing else is escaped"), ("\u0080\u2028\u2029\ufeff\ufffd😀".encode(), '"\u0080\u2028\u2029\ufeff\ufffd😀"', "nothing beyond ASCII is escaped"),
            (b'1"34567"', r'"1\"34567\""', "quotes among other characters"), (b"a" * 33 + b"\n", '"' + "a" * 33 + r'\n"', "an escape at the end of longer text")):
        c.j("string", text, written, why)
    for written, text, why in (
            (r'"\/"', b"/", "an escaped slash"), (r'"\u0041\u00e9\u20AC"', "Aé€".encode(), "escapes of code points, in either case"), (r'"\ud83d\ude00"', "😀".encode(), "a surrogate pair"),
            (r'"\uD83D\uDE00"', "😀".encode(), "a surrogate pair in upper case"), (r'"\ud800\udc00\udbff\udfff"', "\U00010000\U0010ffff".encode(), "the first and the last surrogate pair"),
            (r'"\u0000"', b"\x00", "an escaped NUL"), (r'"\u000A\u0022\u005c"', b'\n"\\', "long escapes where short ones are written"), (r'"\uffff\ufffd\ud7ff\ue000"', "\uffff\ufffd\ud7ff\ue000".encode(), "around the surrogates"),
            (r'"\u0065\u0301"', "e\u0301".encode(), "no normalizing"), (r'"a\u0062c"', b"abc", "an escape between characters"), (r'"\\u0041"', rb"\u0041", "an escaped backslash is not an escape")):
        c.j_read("string", text, written, why)
    for written, why in (
            (r'"\ud83d"', "a high surrogate alone"), (r'"\ude00"', "a low surrogate alone"), (r'"\ude00\ud83d"', "a pair the wrong way round"), (r'"\ud83d\ud83d"', "two high surrogates"),
            (r'"\ud83dx"', "a high surrogate and a letter"), (r'"\ud83d\n"', "a high surrogate and another escape"), (r'"\ud83d\u0041"', "a high surrogate and another character"), (r'"\ud83d\ude0"', "a pair cut"),
            (r'"\ud83d\\ude00"', "a high surrogate and an escaped backslash"), (r'"\udbff\ue000"', "just above the low surrogates"), (r'"\udbff\udbff"', "just below the low surrogates"), (r'"\udfff"', "the last surrogate alone"),
            (r'"\x41"', "a hexadecimal escape"), (r'"\a"', "an unknown escape"), (r'"\v"', "another unknown escape"), (r'"\0"', "an octal escape"), (r'"\'"', "an escaped single quote"), (r'"\U0041"', "U in upper case"),
            (r'"\u"', "no digits"), (r'"\u004"', "three digits"), (r'"\u00g1"', "a letter that is no digit"), (r'"\u+041"', "a sign"), (r'"\u 041"', "a space"), (r'"\u{41}"', "an escape of ECMAScript"), (r'"\u００41"', "full-width digits"),
            ('"a', "no second quote"), ('a"', "no first quote"), ('"', "a quote alone"), (r'"\"', "the second quote escaped"), ("'a'", "single quotes"), ('"a\nb"', "a line feed"), ('"a\tb"', "a tab"), ('"\x00"', "a NUL"),
            ('"\x1f"', "the last control character"), ('"a""b"', "two strings"), ("a", "no quotes"), ("null", "null"), ("1", "an integer"), ('["a"]', "an array"), ("", "nothing"), ("“a”", "other quotes")):
        c.j_bad("string", written, "in the place of text: " + why)
    for bytes_, why in ((b"\xff", "a byte that UTF-8 never has"), (b"\xc3", "a character cut"), (b"\x80", "a continuation alone"), (b"\xc0\x80", "NUL overlong"), (b"\xe0\x9f\xbf", "overlong in 3 bytes"),
                        (b"\xf0\x8f\xbf\xbf", "overlong in 4 bytes"), (b"\xed\xa0\x80", "a surrogate"), (b"\xed\xa0\xbd\xed\xb8\x80", "a pair as in CESU-8"), (b"\xf4\x90\x80\x80", "beyond U+10FFFF"),
                        (b"aaaaaaaaaaaaaaaa\xff", "after much ASCII"), (b"\\n\xff", "after an escape"), (b"\xc3\\n\xa9", "a character with an escape in it"), (b"\xe9", "Latin-1")):
        c.j_bad("string", b'"' + bytes_ + b'"', "not UTF-8: " + why)
    c.j_bad("text", b'"\xff"', "not UTF-8: text of a Go type's own")
    c.j_bad("string_max5", '"123456"', "6 bytes where 5 is the bound")
    c.j_bad("string_max5", '"ééé"', "6 bytes in 3 characters where 5 is the bound")
    c.j_bad("string_max5", r'"\u00e9\u00e9\u00e9"', "6 bytes in 3 escapes where 5 is the bound")
    c.j_read("string_max5", b"12345", r'"\u0031\u0032\u0033\u0034\u0035"', "the bound holds for the text, not for its spelling")
    c.j_read("text", b"a/b", r'"a\/b"', "an escape in text of a Go type's own")
    c.j_bad("text", "null", "null for text of a Go type's own")
    c.j_bad("null_string_max5", '"123456"', "a nullable beyond its bound")


def data(c):
    for value, text in ((b"", '""'), (b"f", '"Zg=="'), (b"fo", '"Zm8="'), (b"foo", '"Zm9v"'), (b"\xfb\xff", '"+/8="')):
        c.j("bytes", value, text, "base64 of %d bytes" % len(value))
    for text, why in (
            ('"Zg"', "no padding"), ('"Zg="', "half the padding"), ('"Zg==="', "too much padding"), ('"Zh=="', "unused bits, of one byte"), ('"Zm9="', "unused bits, of two bytes"), ('"-_8="', "the URL alphabet"),
            ('"Zm9v\\n"', "an escaped line feed"), ('"Zm9v\n"', "a line feed"), ('"Zm 9v"', "a space"), ('"Zm9v="', "padding that is not due"), ('"Z"', "one character"), ('"===="', "padding alone"), ('"=m9v"', "padding in front"),
            ('"Zg==Zg=="', "two encodings"), ('"\\u005ag=="', "an escaped letter"), ('"+\\/8="', "an escaped slash"), ('"Zm9v!"', "another character"), ('"Zé=="', "a letter outside ASCII"), ("null", "null"), ("[102]", "an array of integers"),
            ("", "nothing"), ("Zm9v", "no quotes"), ('"Zm9v', "no second quote"), ('"5a"', "hexadecimal")):
        c.j_bad("bytes", text, "in the place of bytes: " + why)
    c.j_bad("bytes_max3", '"AQIDBA=="', "4 bytes where 3 is the bound")
    c.j_bad("binary", '"Zh=="', "unused bits, of a Go type's own")
    c.j_bad("binary", "null", "null for bytes of a Go type's own")
    c.j("bytes3", b"\x00\x0a\xff", "[0,10,255]", "an array of bytes")
    for text, why in (
            ("[0,10]", "two"), ("[0,10,255,1]", "four"), ("[]", "none"), ("[0,10,256]", "256"), ("[0,10,-1]", "-1"), ("[0,10,1.0]", "a fraction"), ("[0,10,010]", "a zero in front"), ("[0,10,null]", "null"), ('"AAr/"', "base64"),
            ("null", "null for all"), ('[0,10,"1"]', "text"), ('{"0":0,"1":10,"2":255}', "an object"), ("[0,10,255", "no closing bracket")):
        c.j_bad("bytes3", text, "in the place of an array of three bytes: " + why)
    c.j_bad("bytes0", "[0]", "a byte for an array of none")
    c.j_bad("bytes0", '""', "text for an array of no bytes")


def lists(c):
    c.j("list_int64", [1, 2, 3], "[1,2,3]", "a list")
    for shape, text, why in (
            ("list_int64", "[1,]", "a comma at the end"), ("list_int64", "[,1]", "a comma in front"), ("list_int64", "[1,,2]", "two commas"), ("list_int64", "[,]", "a comma alone"), ("list_int64", "[1 2]", "no comma"), ("list_int64", "[1", "no bracket"),
            ("list_int64", "1]", "no first bracket"), ("list_int64", "[1}", "another bracket"), ("list_int64", "[1]]", "a bracket too many"), ("list_int64", "null", "null"), ("list_int64", "{}", "an object"), ("list_int64", '""', "text"),
            ("list_int64", "[null]", "null in a list"), ("list_int64", '["1"]', "text in a list"), ("list_int64", "[1.0]", "a fraction in a list"), ("list_int64", "[[1]]", "a list in a list"), ("list_int64", "1", "an integer"), ("list_int64", "", "nothing"),
            ("list_int64", "(1)", "round brackets"), ("list_int64", "[1;2]", "a semicolon"), ("list_int64", "[1,2]3", "text after it"), ("list_string", '["a""b"]', "no comma between text"), ("list_string", '["a",]', "a comma after text"),
            ("list_list", "[[1],2]", "an integer in the place of a list"), ("list_list", "[[1],[2]", "no last bracket"), ("list_list", "[[1,[2]]", "brackets that do not match"), ("list_max2", "[1,2,3]", "3 elements where 2 is the bound"),
            ("array3", "[1,2]", "two for an array of three"), ("array3", "[1,2,3,4]", "four for an array of three"), ("array3", "[]", "none for an array of three"), ("array3", "null", "null for an array"), ("array3", "[1,2,3,]", "a comma after an array of three"),
            ("array0", "[0]", "an element for an array of none"), ("array0", "null", "null for an array of none"), ("null_list", "[null]", "null in a nullable list"), ("list_pair", '[{"id":1}]', "a struct without all names in a list"),
            ("list_empty", "[{},]", "a comma after empty structs"), ("list_empty", "[[]]", "an array for an empty struct"), ("deep16", "[" * 3000 + "]" * 3000, "lists 3,000 deep"), ("deep16", "[" * 3000, "3,000 brackets"), ("list_null", "[nul]", "half a null")):
        c.j_bad(shape, text, "in the place of a list: " + why)


def maps(c):
    c.j("map_int64", [(-1, True), (10, True), (9, False)], '{"-1":true,"10":true,"9":false}', "integer keys in order as text")
    c.j("map_uint64", [(10, True), (100, True), (2, True)], '{"10":true,"100":true,"2":true}', "unsigned keys in order as text")
    c.j("map_int8", [(-1, True), (-10, True), (-2, True), (0, True)], '{"-1":true,"-10":true,"-2":true,"0":true}', "negative keys in order as text")
    c.j("map_string", [(b"\n", b"\""), (b"a\\", b"")], '{"\\n":"\\"","a\\\\":""}', "escapes in keys; they do not decide the order")
    c.j("map_bool", [(b"\x1f", True), (b" ", True), (b'"', True), (b"\\", True), (b"a", True)], r'{"\u001f":true," ":true,"\"":true,"\\":true,"a":true}', "keys in order of their bytes, not of their spelling")
    for text, v, why in (('{"b":false,"a":true}', [(b"a", True), (b"b", False)], "keys in another order"), (r'{"\u0061":true}', [(b"a", True)], "an escape in a key"),
                         (r'{"\ud83d\ude00":true,"a":false}', [(b"a", False), ("😀".encode(), True)], "a surrogate pair in a key"), ('{"A":true,"a":true}', [(b"A", True), (b"a", True)], "keys that differ in case"),
                         ('{"e\u0301":true,"\u00e9":true}', [("e\u0301".encode(), True), ("\u00e9".encode(), True)], "keys that differ in normalization")):
        c.j_read("map_bool", v, text, why)
    for shape, text, why in (
            ("map_bool", '{"a":true,"a":true}', "a key twice, with one value"), ("map_bool", '{"a":true,"a":false}', "a key twice, with two values"), ("map_bool", r'{"a":true,"\u0061":true}', "a key twice in two spellings"),
            ("map_bool", '{"a":true,"b":true,"a":true}', "a key twice, not next to each other"), ("map_int64", '{"1":true,"1":true}', "an integer key twice"), ("map_bool", '{"":true,"":true}', "the empty key twice"),
            ("map_bool", '{"__proto__":true,"__proto__":true}', "a name of JavaScript twice"), ("map_map", '{"x":{"1":"","1":""}}', "a key twice in an inner map"), ("map_int64", "{1:true}", "an integer key without quotes"),
            ("map_int64", '{"01":true}', "a zero in front of a key"), ("map_int64", '{"-0":true}', "minus zero as a key"), ("map_int64", '{"+1":true}', "a plus sign in a key"), ("map_int64", '{"1.0":true}', "a fraction in a key"), ("map_int64", '{"1e0":true}', "an exponent in a key"),
            ("map_int64", '{" 1":true}', "a space in a key"), ("map_int64", '{"1 ":true}', "a space at the end of a key"), ("map_int64", r'{"\u0031":true}', "an escape in an integer key"), ("map_int64", '{"":true}', "an empty integer key"), ("map_int64", '{"a":true}', "text for an integer key"),
            ("map_int64", '{"9223372036854775808":true}', "2^63 as a key"), ("map_int8", '{"128":true}', "128 as a key of int8"), ("map_uint8", '{"-1":true}', "-1 as a key of uint8"), ("map_uint8", '{"256":true}', "256 as a key of uint8"), ("map_uint64", '{"18446744073709551616":true}', "2^64 as a key"),
            ("map_bool", '{"a":true,}', "a comma at the end"), ("map_bool", '{,"a":true}', "a comma in front"), ("map_bool", "{,}", "a comma alone"), ("map_bool", '{"a":true,,"b":true}', "two commas"), ("map_bool", '{"a" true}', "no colon"), ("map_bool", '{"a"::true}', "two colons"), ("map_bool", '{"a"=true}', "an equals sign"),
            ("map_bool", '{"a":}', "no value"), ("map_bool", '{"a"}', "a key alone"), ("map_bool", '{"a":true "b":true}', "no comma"), ("map_bool", '{"a":true', "no bracket"), ("map_bool", '{"a":true]', "another bracket"), ("map_bool", "{a:true}", "a key without quotes"), ("map_bool", "{'a':true}", "a key in single quotes"),
            ("map_bool", "null", "null"), ("map_bool", "[]", "an array"), ("map_bool", '{"a":null}', "null for a value"), ("map_bool", '{"a":1}', "an integer for a bool"), ("map_bool", '{null:true}', "null for a key"), ("map_bool", r'{"\ud800":true}', "half a pair in a key"), ("map_bool", '{"a\nb":true}', "a line feed in a key"),
            ("map_max2", '{"a":true,"b":true,"c":true}', "3 entries where 2 is the bound"), ("map_string", '{"a":"b"}}', "a bracket too many")):
        c.j_bad(shape, text, "in the place of a map: " + why)
    c.j_bad("map_bool", b'{"\xff":true}', "not UTF-8: a key")


def structs(c):
    def bad(shape, text, reason):
        c.bad("json", shape, text if isinstance(text, bytes) else text.encode(), reason)

    def read(text, reason, id=42, email=b"a"):
        c.ok("json", "pair", {"id": id, "email": email}, reason, text.encode())

    read('{"email":"a","id":42}', "names in another order")
    read(r'{"\u0069d":42,"email":"a"}', "an escape in a name")
    read(r'{"em\u0061il":"a","i\u0064":42}', "escapes in names, in another order")
    c.ok("json", "names", dict(zip(("a", "A", "aa", "größe", "ſ", "s", "S", "x-y.z", "10", "2", "__proto__"), range(11))), "names in opposite order",
         '{"__proto__":10,"2":9,"10":8,"x-y.z":7,"S":6,"s":5,"\\u017f":4,"gr\\u00f6\\u00dfe":3,"aa":2,"A":1,"a":0}'.encode())
    c.ok("json", "wide256", {"f%d" % i: i for i in range(256)}, "256 names in opposite order", ("{" + ",".join('"f%d":%d' % (i, i) for i in reversed(range(256))) + "}").encode())
    for text, why in (
            ('{"id":42,"email":"a","id":42}', "a name twice"), ('{"id":42,"id":42,"email":"a"}', "a name twice, at once"), ('{"id":41,"email":"a","id":42}', "a name twice, with two values"), (r'{"id":42,"email":"a","\u0069d":42}', "a name twice in two spellings"),
            ('{"id":42,"email":"a","email":"a"}', "the last name twice"), ('{"ID":42,"email":"a"}', "a name in upper case"), ('{"Id":42,"email":"a"}', "a name in mixed case"), ('{"id":42,"Email":"a"}', "the last name in mixed case"), ('{"ıd":42,"email":"a"}', "a dotless i"),
            ('{"ｉd":42,"email":"a"}', "a full-width letter"), ('{"іd":42,"email":"a"}', "a Cyrillic letter"), ('{"id":42,"email":"a","x":1}', "an unknown name"), ('{"id":42,"x":null,"email":"a"}', "an unknown name that is null"), ('{"":1,"id":42,"email":"a"}', "an empty name"),
            ('{"id":42}', "a name missing"), ('{"email":"a"}', "the first name missing"), ("{}", "all names missing"), ('{"id":42,"emai":"a"}', "a name cut"), ('{"id":42,"emails":"a"}', "a name that goes on"), ('{"id ":42,"email":"a"}', "a space in a name"), (r'{"id\u0000":42,"email":"a"}', "a NUL after a name"),
            ('{"id":null,"email":"a"}', "null for an integer"), ('{"id":42,"email":null}', "null for text"), ('{"id":"42","email":"a"}', "text for an integer"), ('{"id":42,"email":7}', "an integer for text"), ('{"id":42,"email":"a",}', "a comma at the end"), ('{,"id":42,"email":"a"}', "a comma in front"),
            ('{"id":42,,"email":"a"}', "two commas"), ('{"id":42"email":"a"}', "no comma"), ('{"id"42,"email":"a"}', "no colon"), ('{"id":42,"email":"a"', "no bracket"), ('{"id":42,"email":"a"]', "another bracket"), ('"id":42,"email":"a"}', "no first bracket"), ("{id:42,email:'a'}", "names without quotes"),
            ('[42,"a"]', "an array of the fields"), ("null", "null"), ("[]", "an array"), ('"a"', "text"), ("42", "an integer"), ("true", "true"), ("", "nothing"), ('{"id":42,"email":"a"}}', "a bracket too many"), ('{"id":42,"email":"a"}{"id":42,"email":"a"}', "the value twice"),
            ('{"id":42,"email":"a"}null', "null after the value"), ('{"id":42,"email":"a"};', "a semicolon after the value"), ('[{"id":42,"email":"a"}]', "the value in an array"), ('{"id":42,"email":"a","__proto__":{}}', "a name of JavaScript"), ('{"id":42,"email":"a"}\x00', "a NUL after the value"),
            ("{" + '"id":1,' * 300 + '"email":"a"}', "300 names")):
        bad("pair", text, "in the place of a struct: " + why)
    bad("pair", b'{"id":42,"email\xff":"a"}', "not UTF-8: a name")
    bad("names", '{"a":0,"a":1,"aa":2,"größe":3,"ſ":4,"s":5,"S":6,"x-y.z":7,"10":8,"2":9,"__proto__":10}', "a name in the place of another that differs in case")
    bad("names", '{"a":0,"A":1,"aa":2,"gro\u0308ße":3,"ſ":4,"s":5,"S":6,"x-y.z":7,"10":8,"2":9,"__proto__":10}', "a name that is not normalized alike")
    bad("optional", '{"a":1}', "a nullable missing is not null")
    bad("optional", '{"b":null}', "an integer missing beside null")
    bad("empty", '{"v":1}', "a name for a struct without fields")
    bad("empty", "[]", "an array for a struct without fields")
    bad("empty", "null", "null for a struct without fields")
    bad("empty", "{} ", "a space after a struct without fields")
    bad("empty", "{,}", "a comma in a struct without fields")
    bad("empty", "{", "half a struct without fields")
    bad("nested", '{"pair":{"id":1},"n":1}', "a name missing in an inner struct")
    bad("nested", '{"pair":null,"n":1}', "null for an inner struct")
    bad("nested", '{"pair":{"id":1,"email":"","n":1}}', "a name in the wrong struct")
    bad("null_pair", '{"v":{}}', "an inner struct without its names, nullable")
    bad("wide256", "{" + ",".join('"f%d":%d' % (i, i) for i in range(255)) + "}", "255 names of 256")
    bad("wide256", "{" + ",".join('"f%d":%d' % (min(i, 254), 1) for i in range(256)) + "}", "256 names, one of them twice")
    payload = '{"id":42,"email":"a"}'
    for n in range(len(payload)):
        bad("pair", payload[:n], "cut after %d bytes" % n)


def times(c):
    for at, text in (
            ((0, 0), "1970-01-01T00:00:00Z"), ((-1, 999999999), "1969-12-31T23:59:59.999999999Z"), ((1788000000, 500000000), "2026-08-29T10:40:00.5Z"), ((1, 1), "1970-01-01T00:00:01.000000001Z"), ((1, 120), "1970-01-01T00:00:01.00000012Z"),
            ((951782400, 0), "2000-02-29T00:00:00Z"), ((-62135596800, 0), "0001-01-01T00:00:00Z"), ((253402300799, 999999999), "9999-12-31T23:59:59.999999999Z"), ((-62135596800, 1), "0001-01-01T00:00:00.000000001Z")):
        c.j("time", at, '"' + text + '"', "the spelling of a time")
    for text, why in (
            ("2026-08-29T10:40:00+00:00", "an offset of zero"), ("2026-08-29T10:40:00-00:00", "an offset of minus zero"), ("2026-08-29T12:40:00+02:00", "an offset"), ("2026-08-29T10:40:00", "no zone"), ("2026-08-29T10:40:00z", "z in lower case"), ("2026-08-29t10:40:00Z", "t in lower case"),
            ("2026-08-29 10:40:00Z", "a space for T"), ("2026-08-29T10:40:00.Z", "a point without decimals"), ("2026-08-29T10:40:00.0Z", "a decimal of zero"), ("2026-08-29T10:40:00.50Z", "a zero at the end"), ("2026-08-29T10:40:00.000000000Z", "nine zeros"), ("2026-08-29T10:40:00.1234567891Z", "ten decimals"),
            ("2026-08-29T10:40:00,5Z", "a comma"), ("2026-08-29T10:40Z", "no seconds"), ("2026-08-29", "no time"), ("20260829T104000Z", "no signs"), ("2026-8-29T10:40:00Z", "a month of one digit"), ("2026-08-29T1:40:00Z", "an hour of one digit"), ("2016-12-31T23:59:60Z", "a leap second"), ("2026-08-29T24:00:00Z", "hour 24"),
            ("2026-08-29T10:60:00Z", "minute 60"), ("2026-08-29T10:40:61Z", "second 61"), ("2026-13-01T00:00:00Z", "month 13"), ("2026-00-01T00:00:00Z", "month 0"), ("2026-02-29T00:00:00Z", "the 29th of February of a year without one"), ("1900-02-29T00:00:00Z", "the 29th of February 1900"), ("2026-04-31T00:00:00Z", "the 31st of April"),
            ("2026-01-00T00:00:00Z", "day 0"), ("2026-01-32T00:00:00Z", "day 32"), ("0000-01-01T00:00:00Z", "the year 0"), ("0000-12-31T23:59:59.999999999Z", "the last of the year 0"), ("10000-01-01T00:00:00Z", "the year 10000"), ("-001-01-01T00:00:00Z", "a negative year"), ("+2026-08-29T10:40:00Z", "a sign"),
            ("026-08-29T10:40:00Z", "a year of three digits"), (" 2026-08-29T10:40:00Z", "a space in front"), ("2026-08-29T10:40:00Z ", "a space at the end"), ("2026-08-29T10:40:00ZZ", "Z twice"), ("2026-08-29T10:40:00\\u005a", "an escaped Z"), ("２026-08-29T10:40:00Z", "a full-width digit"), ("2026-08-29T10:40:00.٥Z", "another alphabet's decimal"),
            ("2026-W35-6T10:40:00Z", "a week"), ("2026-241T10:40:00Z", "a day of the year"), ("Sat, 29 Aug 2026 10:40:00 GMT", "a date of HTTP"), ("", "empty text"), ("2026-08-29T10:40:00Z[UTC]", "a zone's name")):
        c.j_bad("time", '"' + text + '"', "in the place of a time: " + why)
    for text in ("1788000000", "null", "[1788000000,0]", "{}", "2026-08-29T10:40:00Z"):
        c.j_bad("time", text, "in the place of a time: " + text)


def spaces(c):
    good = '{"id":42,"email":"a"}'
    for space, why in ((" ", "a space"), ("\t", "a tab"), ("\n", "a line feed"), ("\r", "a carriage return"), ("\ufeff", "a byte order mark"), ("\u00a0", "a no-break space"), ("\x0b", "a vertical tab"), ("\x00", "a NUL")):
        c.bad("json", "pair", (space + good).encode(), "white space in front: " + why)
        c.bad("json", "pair", (good + space).encode(), "white space at the end: " + why)
    for at in (1, 5, 6, 8, 9, 16, 17, 20):
        c.bad("json", "pair", (good[:at] + " " + good[at:]).encode(), "a space after %s" % good[:at])
    for text in ("[ 1]", "[1 ]", "[1, 2]", "[1 ,2]", "[ ]"):
        c.j_bad("list_int64", text, "a space in a list")
    for text in ('{ "a":true}', '{"a" :true}', '{"a": true}', '{"a":true }', "{ }", '{"a":true, "b":true}'):
        c.j_bad("map_bool", text, "a space in a map")
    for text in ("[0, 1,2]", "[0,1,2 ]"):
        c.j_bad("bytes3", text, "a space in an array of bytes")
    for text in ('/**/{"id":42,"email":"a"}', '{"id":42,"email":"a"}//x', '{"id":42,/*x*/"email":"a"}', '#\n{"id":42,"email":"a"}'):
        c.bad("json", "pair", text.encode(), "a comment")
    c.bad("json", "pair", good.encode("utf-16-le"), "UTF-16")
    c.bad("json", "pair", good.encode("utf-16"), "UTF-16 with a byte order mark")
    c.bad("json", "pair", b")]}'," + good.encode(), "a prefix against script inclusion")


def add_more(c):
    """Cases for the end of the file."""
    for text in ('{"id":42,"email":"a","x":"b"}', '{"x":"b","id":42,"email":"a"}', '{"id":42,"email":"a","x":[]}', '{"id":42,"email":"a","x":{"y":1}}'):
        c.bad("json", "pair", text.encode(), "an unknown name with a value of another type")
