"""Cases of codec.json that came later: faults of readers in other languages that no case before these notices."""

import struct

EXAMPLES = ((-96, "1.2621775e-29"), (87, "1.5474251e+26"), (90, "1.2379401e+27"))


def add(c):
    c.m_bad("float64", "ca3ff0000000000000", "the first byte of a float32 and the bytes of a float64")
    c.m_bad("float32", "cb3f800000", "the first byte of a float64 and the bytes of a float32")
    for exponent, text in EXAMPLES:
        c.j("float32", struct.pack(">f", 2.0**exponent), text, "a power of two: of the numbers with the fewest digits, the nearest is read as another float32")
    for digit, why in (("\u0663", "Arabic"), ("\uff13", "full-width"), ("\u00b3", "superscript")):
        for text in (digit, "1" + digit, "-1" + digit):
            c.j_bad("int64", text, "a digit of another alphabet: " + why)
        for text in (digit, "1" + digit, "1." + digit, "1e" + digit, "1e1" + digit):
            c.j_bad("float64", text, "a digit of another alphabet: " + why)
        c.j_bad("map_int64", '{"1%s":true}' % digit, "a digit of another alphabet in a key: " + why)
        c.j_bad("string", '"\\u004%s"' % digit, "a digit of another alphabet in an escape: " + why)
    c.j_bad("string", '"\\udc00\\udc00"', "two low surrogates")
    c.j_bad("string", '"\\udfff\\ud800"', "a pair in the other order, at its ends")
    c.j_bad("time", '"2026-08-29T10:40:00.0123456789Z"', "ten decimals, of which the first is 0")
    for text in ('{"email":"a","id":42,}', '{"email":"a",}', '{"\\u0069d":42,"email":"a",}'):
        c.bad("json", "pair", text.encode(), "a comma at the end, after names in another order or spelling")
