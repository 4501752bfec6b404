"""Makes deflate.json."""

import itertools
import zlib

import deflate
from keys import Refused

FIELDS = {
    "max_size": "the type's longest token in characters, of which the payload limit follows",
    "packed": "hex: what stands in the content for the payload",
    "text": "hex: the codec's bytes, if the payload is unpacked",
    "expect": "ok; payload: reading refuses what is packed; mint: writing refuses the text",
    "first": "the first byte that a writer gives for text: 0 or 1. What follows a 1 is any stream of the text that is shorter than it",
    "text_of": "in the place of text: bytes in hex, and how often they stand, one after the other",
    "reason": "what the case is about",
}


class Bits:
    """A stream of bits. The first bit of a byte is its lowest."""

    def __init__(self):
        self.bits = []

    def put(self, value, n):
        self.bits += [value >> i & 1 for i in range(n)]
        return self

    def word(self, value, n):
        """Adds the code of a symbol, highest bit first."""
        self.bits += [value >> i & 1 for i in reversed(range(n))]
        return self

    def data(self, *tail):
        bits = self.bits + [0] * (-len(self.bits) % 8)
        return bytes(sum(b << i for i, b in enumerate(bits[at:at + 8])) for at in range(0, len(bits), 8)) + b"".join(tail)


def canonical(lengths):
    """Returns the codes of the symbols: RFC 1951 section 3.2.2."""
    words, code = {}, 0
    for n in range(1, 16):
        for symbol in sorted(s for s in lengths if lengths[s] == n):
            words[symbol] = code, n
            code += 1
        code <<= 1
    return words


ORDER = (16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15)


def dynamic(literals, distances, symbols, last=1, literal_count=None, distance_count=None):
    """Writes a block with dynamic codes. symbols are (literal,) or (length, extra, bits, distance, extra, bits)."""
    b = Bits().put(last, 1).put(2, 2)
    nl = literal_count or max(257, max(literals) + 1)
    nd = distance_count or max([0] + list(distances)) + 1
    b.put(nl - 257, 5).put(nd - 1, 5).put(15, 4)
    for symbol in ORDER:
        b.put(4 if symbol < 16 else 0, 3)  # sixteen codes of four bits
    for lengths, n in ((literals, nl), (distances, nd)):
        for symbol in range(n):
            b.word(lengths.get(symbol, 0), 4)
    write(b, canonical(literals), canonical(distances), symbols)
    return b


def write(b, literals, distances, symbols):
    for s in symbols:
        b.word(*literals[s[0]])
        if len(s) > 1:
            b.put(s[1], s[2]).word(*distances[s[3]]).put(s[4], s[5])


FIXED = canonical({s: 8 if s < 144 else 9 if s < 256 else 7 if s < 280 else 8 for s in range(288)})
FIXED_DISTANCES = canonical({s: 5 for s in range(32)})


def fixed(symbols, last=1):
    b = Bits().put(last, 1).put(1, 2)
    write(b, FIXED, FIXED_DISTANCES, symbols)
    return b


def stored(data, last=1, size=None, inverted=None):
    n = len(data) if size is None else size
    return bytes([last]) + n.to_bytes(2, "little") + ((n ^ 0xFFFF) if inverted is None else inverted).to_bytes(2, "little") + data


def literals(data):
    return [(b,) for b in data]


END = (256,)
TEXT = b'{"name":"a name, a name, a name","roles":["reader","writer","reader"],"n":12345}'


def gzipped(data):
    """Does not use the module gzip, whose header differs between releases of Python."""
    c = zlib.compressobj(9, zlib.DEFLATED, 31)
    return c.compress(data) + c.flush()


def compressed(data, level=9, strategy=zlib.Z_DEFAULT_STRATEGY):
    c = zlib.compressobj(level, zlib.DEFLATED, -15, 9, strategy)
    return c.compress(data) + c.flush()


def flushed(data):
    c = zlib.compressobj(9, zlib.DEFLATED, -15)
    return c.compress(data[:20]) + c.flush(zlib.Z_FULL_FLUSH) + c.compress(data[20:]) + c.flush()


def accepted():
    """Yields (stream, max_size, reason)."""
    half = {97: 1, 256: 1}
    return [
        (compressed(TEXT), 64, "a stream as zlib writes it"),
        (compressed(TEXT, strategy=zlib.Z_FIXED), 64, "fixed codes"),
        (compressed(TEXT * 3, strategy=zlib.Z_HUFFMAN_ONLY), 64, "literals alone"),
        (compressed(bytes(range(256)) * 3), 64, "all bytes"),
        (flushed(TEXT), 64, "several blocks, one of them empty"),
        (stored(TEXT), 64, "a stored block"),
        (stored(b""), 64, "an empty stored block"),
        (fixed([END]).data(), 64, "an empty block of fixed codes"),
        (stored(TEXT[:7], 0) + stored(TEXT[7:]), 64, "two stored blocks"),
        (stored(b"", 0) * 20 + stored(b"x"), 64, "many empty blocks"),
        (fixed(literals(b"ab"), 0).word(0, 7).put(1, 1).put(1, 2).word(*FIXED[99]).word(0, 7).data(), 64, "two blocks of fixed codes that meet within a byte"),
        (fixed(literals(b"ab"), 0).word(0, 7).put(1, 1).put(0, 2).data(b"\x02\0\xfd\xffcd"), 64, "a stored block after one that ends within a byte"),
        (fixed(literals(b"a") + [(258, 0, 0, 0, 0, 0), END]).data(), 64, "a match that overlaps itself, at distance 1"),
        (fixed(literals(b"abc") + [(262, 0, 0, 2, 0, 0), END]).data(), 64, "a match that overlaps itself, at distance 3"),
        (fixed(literals(b"a") + [(285, 0, 0, 0, 0, 0), END]).data(), 64, "the longest match"),
        (fixed(literals(b"a") + [(284, 31, 5, 0, 0, 0), END]).data(), 64, "a match of 258 in the other spelling"),
        (fixed(literals(bytes(range(100))) + [(265, 1, 1, 12, 3, 5), END]).data(), 64, "extra bits of a length and a distance"),
        (fixed(literals(b"\x8f\x90\xff") + [END]).data(), 64, "literals on both sides of the lengths of fixed words"),
        (dynamic(half, {0: 1}, literals(b"aa") + [END]).data(), 64, "a code of two words, and one distance that is not used"),
        (dynamic({97: 2, 256: 2, 257: 2, 98: 2}, {0: 1}, literals(b"ab") + [(257, 0, 0, 0, 0, 0), END]).data(), 64, "one distance of one bit"),
        (dynamic(half, {}, literals(b"aaa") + [END], distance_count=1).data(), 64, "no distance at all"),
        (dynamic({256: 1}, {}, [END], distance_count=1).data(), 64, "a literal code of one word"),
        (dynamic({97: 1, 98: 2, 99: 3, 100: 4, 101: 5, 102: 6, 103: 7, 104: 8, 105: 9, 106: 10, 107: 11, 108: 12, 109: 13, 110: 14, 111: 15, 256: 15},
                 {0: 1, 1: 1}, literals(b"abcdefghijklmno") + [END]).data(), 64, "words of up to 15 bits"),
        (compressed(b"a" * 128), 8, "a text of exactly the limit, 16 bytes for each character"),
        (stored(b"x" * 128), 8, "a stored block of exactly the limit"),
        (fixed(literals(b"a" * 126) + [(256,)]).data(), 8, "literals below the limit"),
        (compressed(b"\0" * 65536), 4096, "the limit of the longest token there is without max-size"),
        (compressed(bytes(40000) + b"end" + bytes(20000)), 4096, "a text longer than the window"),
        (fixed(literals(b"ab") + [(285, 0, 0, 0, 0, 0)] * 127 + [(257, 0, 0, 29, 32767 - 24577 + 1, 13), END]).data(), 4096, "the longest distance"),
    ]


def refused():
    """Yields (packed, max_size, reason)."""
    half = {97: 1, 256: 1}
    good = compressed(TEXT)
    cases = [
        (b"", 64, "nothing, not even a first byte"),
        (b"\x01", 64, "a first byte without a stream"),
        (b"\x02" + TEXT, 64, "an unknown first byte"),
        (b"\x02" + good, 64, "an unknown first byte before a stream"),
        (b"\x03" + good, 64, "the first byte 3, whose lowest bit is 1"),
        (b"\x81" + good, 64, "the first byte 0x81"),
        (b"\xff" + good, 64, "the first byte 0xff"),
        (TEXT, 64, "a text without a first byte"),
        (b"x" + good, 64, "a letter for a first byte"),
        (b"1" + good, 64, "the digit 1 for a first byte"),
        (b"\x01" + good + b"\0", 64, "a zero byte after the stream"),
        (b"\x01" + good + b"\xff", 64, "a byte after the stream"),
        (b"\x01" + good + good, 64, "two streams"),
        (b"\x01" + good + bytes(8), 64, "eight bytes after the stream"),
        (b"\x01" + stored(b"") + b"\0", 64, "a byte after an empty stream"),
        (b"\x01" + zlib.compress(TEXT, 9), 64, "a zlib stream"),
        (b"\x01" + gzipped(TEXT), 64, "a gzip stream"),
        (b"\x01" + TEXT, 64, "a text in the place of a stream"),
        (b"\x01\x07\0\0", 64, "a block of type 3"),
        (b"\x01" + stored(b"abc", inverted=0), 64, "a stored block whose lengths do not agree"),
        (b"\x01" + stored(b"abc", size=4), 64, "a stored block that is cut"),
        (b"\x01" + stored(b"abc", 0), 64, "no last block"),
        (b"\x01" + stored(b"", 0) * 5, 64, "empty blocks, none of them the last"),
        (b"\x01" + fixed(literals(b"abc")).data(), 64, "a block that does not end"),
        (b"\x01" + fixed([(257, 0, 0, 0, 0, 0), END]).data(), 64, "a match before any text"),
        (b"\x01" + fixed(literals(b"ab") + [(257, 0, 0, 2, 0, 0), END]).data(), 64, "a match that begins before the text"),
        (b"\x01" + fixed(literals(b"a") + [(286, 0, 0, 0, 0, 0), END]).data(), 64, "the length symbol 286"),
        (b"\x01" + fixed(literals(b"a") + [(287, 0, 0, 0, 0, 0), END]).data(), 64, "the length symbol 287"),
        (b"\x01" + fixed(literals(b"a") + [(257, 0, 0, 30, 0, 13), END]).data(), 64, "the distance symbol 30"),
        (b"\x01" + fixed(literals(b"a") + [(257, 0, 0, 31, 0, 13), END]).data(), 64, "the distance symbol 31"),
        (b"\x01" + dynamic({97: 2, 256: 2}, {0: 1}, literals(b"a") + [END]).data(), 64, "a literal code with unused words"),
        (b"\x01" + dynamic({97: 1, 98: 1, 256: 1}, {0: 1}, [END]).data(), 64, "a literal code with too many words"),
        (b"\x01" + dynamic({97: 1, 98: 1}, {0: 1}, literals(b"ab")).data(), 64, "a literal code without the end of a block"),
        (b"\x01" + dynamic(half, {0: 2, 1: 2}, literals(b"a") + [END]).data(), 64, "a distance code with unused words"),
        (b"\x01" + dynamic(half, {0: 1, 1: 1, 2: 1}, literals(b"a") + [END]).data(), 64, "a distance code with too many words"),
        (b"\x01" + dynamic({97: 2, 256: 2, 257: 2, 98: 2}, {}, literals(b"ab"), distance_count=1).word(3, 2).put(0, 16).data(), 64, "a match without any distance"),
        (b"\x01" + Bits().put(1, 1).put(2, 2).put(31, 5).put(0, 5).put(15, 4).data(bytes(40)), 64, "288 literals"),
        (b"\x01" + Bits().put(1, 1).put(2, 2).put(0, 5).put(31, 5).put(15, 4).data(bytes(40)), 64, "32 distances"),
        (b"\x01" + Bits().put(1, 1).put(2, 2).put(0, 5).put(0, 5).put(0, 4).put(0, 12).data(bytes(40)), 64, "no code for the lengths"),
        (b"\x01" + compressed(b"a" * 129), 8, "a byte beyond the limit"),
        (b"\x01" + stored(b"x" * 129), 8, "a byte beyond the limit, stored"),
        (b"\x01" + fixed(literals(b"a" * 129) + [END]).data(), 8, "a byte beyond the limit, in literals"),
        (b"\x01" + fixed(literals(b"a" * 10) + [(285, 0, 0, 0, 0, 0), END]).data(), 8, "a match that crosses the limit"),
        (b"\x01" + compressed(b"\0" * 65537), 4096, "a byte beyond the limit of 4,096 characters"),
        (b"\x01" + compressed(b"\0" * 1000000), 4096, "a bomb of a thousand to one"),
        (b"\x01" + compressed(b"a" * 129) + b"\0", 8, "beyond the limit, and a byte after the stream"),
    ]
    for n in range(len(good)):
        cases.append((b"\x01" + good[:n], 64, "a stream cut after %d bytes" % n))
    return cases


def repeated(lengths, count, literals, symbols):
    """Writes a block of count literal lengths and one distance length. lengths are lengths, or None for the last length three times."""
    b = Bits().put(1, 1).put(2, 2).put(count - 257, 5).put(0, 5).put(15, 4)
    words = canonical({s: 4 for s in (*range(15), 16)})
    for symbol in ORDER:
        b.put(4 if symbol in words else 0, 3)
    for n in lengths:
        b.word(*words[16 if n is None else n])
        if n is None:
            b.put(0, 2)
    write(b, canonical(literals), {}, symbols)
    return b


def refused_too():
    """Like refused, for the end of the file."""
    half = {97: 1, 256: 1}
    far = literals(b"a") + [(285, 0, 0, 0, 0, 0)]
    return [
        (dynamic(half, {0: 1, 1: 1}, literals(b"a") + [END], distance_count=31).data(), 64, "31 distances, of which the first two have a word"),
        (fixed(far + far[1:] * 127 + [(257, 0, 0, 30, 0, 14), END]).data(), 4096, "the distance symbol 30, as if it were 32,769"),
        (fixed(far + far[1:] * 191 + [(257, 0, 0, 31, 0, 14), END]).data(), 4096, "the distance symbol 31, as if it were 49,153"),
        (repeated([None] + [int(s in half) for s in range(3, 258)], 257, half, literals(b"aa") + [END]).data(), 64, "a repeat before the first length, as if that were 0"),
        (repeated([int(s in half) for s in range(258)] + [None], 258, half, literals(b"aa") + [END]).data(), 64, "lengths of zero beyond their number"),
        (bytes([7]) + stored(b"abc")[1:], 64, "a block of the reserved type with a stored block's content"),
    ]


def make():
    cases = []
    for stream, size, reason in accepted():
        text = deflate.unpack(b"\x01" + stream, size)
        cases.append({"reason": reason, "max_size": size, "packed": (b"\x01" + stream).hex(), "expect": "ok", **text_of(text)})
    for text, reason in ((b"", "nothing, not compressed"), (TEXT, "a text, not compressed"), (compressed(TEXT), "what reads as a stream, not compressed"), (b"\x01", "a 1, not compressed")):
        cases.append({"reason": reason, "max_size": 64, "packed": (b"\0" + text).hex(), "expect": "ok", **text_of(text)})
    for packed, size, reason in refused():
        try:
            raise AssertionError((reason, deflate.unpack(packed, size)))
        except Refused:
            cases.append({"reason": reason, "max_size": size, "packed": packed.hex(), "expect": "payload"})
    for text, size, first, reason in ((b"", 4096, 0, "nothing"), (b"a", 4096, 0, "a byte"), (TEXT[:8], 4096, 0, "a text that no stream shortens"),
                                      (TEXT, 4096, 1, "a text that streams shorten"), (b"a" * 1024, 64, 1, "a text of exactly the limit")):
        assert deflate.pack(text, size)[0] == first
        cases.append({"reason": "writing " + reason, "max_size": size, "expect": "ok", "first": first, **text_of(text)})
    cases.append({"reason": "writing a byte more than the limit", "max_size": 64, "expect": "mint", **text_of(b"a" * 1025)})
    for stream, size, reason in refused_too():
        try:
            raise AssertionError((reason, deflate.unpack(b"\x01" + stream, size)))
        except Refused:
            cases.append({"reason": reason, "max_size": size, "packed": "01" + stream.hex(), "expect": "payload"})
    for i, c in enumerate(cases):
        c["name"] = "deflate-%s-%03d" % (c["expect"], i)
    return {
        "format": "typeseal payloads v1, +deflate",
        "origin": "reference/make_deflate.py: an independent implementation in Python, written from FORMAT.md section 3",
        "fields": FIELDS, "cases": [{"name": c.pop("name"), **c} for c in cases]}


def text_of(text):
    if len(text) < 900:
        return {"text": text.hex()}
    return {"text_of": [[bytes([b]).hex(), len(list(run))] for b, run in itertools.groupby(text)]}
