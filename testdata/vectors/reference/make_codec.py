"""Makes codec.json."""

import struct

import jsontext
import msgpack
import shapes
from keys import Refused

CODECS = {"msgpack": msgpack, "json": jsontext}

FIELDS = {
    "shapes": "structs by name; a field has a name, a type and perhaps max. A type's kind is bool, int or uint with bits, float with bits, "
              "string, bytes, time, nullable, list, array, map, struct, text or binary; of, key, length and fields say the rest",
    "shape": "the name of the payload's struct",
    "codec": "msgpack or json",
    "payload": "hex: what is read; absent if the case is about writing alone",
    "value": "what reading gives: a struct is an object; an integer its decimal text; a float the hex of its bits; bytes hex; a time "
             "[seconds since 1970 as text, nanoseconds]; a list or array a list; a map a list of [key, value] in the order written; text that is "
             "not UTF-8 {utf8: hex}, for which languages whose text is not bytes take a lone surrogate",
    "written": "hex: what writing the value gives, if not the payload. The bits of a NaN may change on the way: compare it as NaN",
    "expect": "ok; payload: reading refuses the payload; mint: writing refuses the value",
    "reason": "what the case is about",
}


def t(kind, **rest):
    return {"kind": kind, **rest}


def one(type, **rest):
    return [{"name": "v", "type": type, **rest}]


INT = {bits: t("int", bits=bits) for bits in (8, 16, 32, 64)}
UINT = {bits: t("uint", bits=bits) for bits in (8, 16, 32, 64)}
STRING, BYTES, BOOL, TIME = t("string"), t("bytes"), t("bool"), t("time")
F32, F64 = t("float", bits=32), t("float", bits=64)
PAIR = [{"name": "id", "type": INT[64]}, {"name": "email", "type": STRING}]
OPTIONAL = [{"name": "a", "type": INT[64]}, {"name": "b", "type": t("nullable", of=STRING)}]


def deep(n):
    """Returns the type of a list that is nested n deep, including the struct that is the payload."""
    type = INT[64]
    for _ in range(n - 1):
        type = t("list", of=type)
    return type


SHAPES = {
    "empty": [],
    "pair": PAIR,
    "optional": OPTIONAL,
    "bool": one(BOOL),
    **{"int%d" % b: one(INT[b]) for b in INT},
    **{"uint%d" % b: one(UINT[b]) for b in UINT},
    "float32": one(F32),
    "float64": one(F64),
    "string": one(STRING),
    "string_max5": one(STRING, max=5),
    "bytes": one(BYTES),
    "bytes_max3": one(BYTES, max=3),
    "bytes3": one(t("bytes", length=3)),
    "bytes0": one(t("bytes", length=0)),
    "time": one(TIME),
    "null_int64": one(t("nullable", of=INT[64])),
    "null_bool": one(t("nullable", of=BOOL)),
    "null_string_max5": one(t("nullable", of=STRING), max=5),
    "null_bytes": one(t("nullable", of=BYTES)),
    "null_time": one(t("nullable", of=TIME)),
    "null_list": one(t("nullable", of=t("list", of=INT[8]))),
    "null_map": one(t("nullable", of=t("map", key=STRING, of=BOOL))),
    "null_pair": one(t("nullable", of=t("struct", fields=PAIR))),
    "list_int64": one(t("list", of=INT[64])),
    "list_bool": one(t("list", of=BOOL)),
    "list_string": one(t("list", of=STRING)),
    "list_max2": one(t("list", of=INT[64]), max=2),
    "list_null": one(t("list", of=t("nullable", of=INT[8]))),
    "list_pair": one(t("list", of=t("struct", fields=PAIR))),
    "list_empty": one(t("list", of=t("struct", fields=[]))),
    "list_list": one(t("list", of=t("list", of=UINT[16]))),
    "deep16": one(deep(16)),
    "array3": one(t("array", length=3, of=INT[16])),
    "array0": one(t("array", length=0, of=INT[16])),
    "array_bytes2": one(t("array", length=2, of=t("bytes", length=2))),
    "map_string": one(t("map", key=STRING, of=STRING)),
    "map_bool": one(t("map", key=STRING, of=BOOL)),
    "map_int8": one(t("map", key=INT[8], of=BOOL)),
    "map_int64": one(t("map", key=INT[64], of=BOOL)),
    "map_uint8": one(t("map", key=UINT[8], of=BOOL)),
    "map_uint64": one(t("map", key=UINT[64], of=BOOL)),
    "map_max2": one(t("map", key=STRING, of=BOOL), max=2),
    "map_map": one(t("map", key=STRING, of=t("map", key=INT[16], of=STRING))),
    "map_pair": one(t("map", key=STRING, of=t("struct", fields=PAIR))),
    "nested": [{"name": "pair", "type": t("struct", fields=PAIR)}, {"name": "n", "type": UINT[8]}],
    "names": [{"name": n, "type": INT[8]} for n in ("a", "A", "aa", "größe", "ſ", "s", "S", "x-y.z", "10", "2", "__proto__")],
    "wide15": [{"name": "f%d" % i, "type": UINT[8]} for i in range(15)],
    "wide16": [{"name": "f%d" % i, "type": UINT[8]} for i in range(16)],
    "wide256": [{"name": "f%d" % i, "type": UINT[8]} for i in range(256)],
    "text": one(t("text")),
    "binary": one(t("binary")),
    "later": [{"name": "v", "type": F64}, {"name": "w", "type": STRING}],
}


class Cases:
    """Collects the cases. A payload with one field v is given by that field alone."""

    def __init__(self):
        self.list = []

    def add(self, codec, shape, reason, expect, payload=None, value=None):
        name = "%s-%s-%s-%03d" % (codec, shape, expect, len(self.list))
        case = {"name": name, "reason": reason, "shape": shape, "codec": codec, "expect": expect}
        if payload is not None:
            case["payload"] = payload.hex()
        if value is not None:
            case["value"] = shapes.external({"kind": "struct", "fields": SHAPES[shape]}, value)
        self.list.append(case)
        return case

    def ok(self, codec, shape, value, reason, payload=None):
        """Adds a case: payload decodes to value. The default payload is what writing value gives."""
        written = CODECS[codec].write(SHAPES[shape], value)
        payload = written if payload is None else payload
        got = CODECS[codec].read(SHAPES[shape], payload)
        assert ordered(got) == ordered(value), (reason, got, value)
        case = self.add(codec, shape, reason, "ok", payload, CODECS[codec].read(SHAPES[shape], payload))
        if written != payload:
            case["written"] = written.hex()

    def both(self, shape, v, reason):
        for codec in CODECS:
            self.ok(codec, shape, {"v": v}, reason)

    def bad(self, codec, shape, payload, reason):
        try:
            got = CODECS[codec].read(SHAPES[shape], payload)
        except Refused:
            self.add(codec, shape, reason, "payload", payload)
            return
        raise AssertionError((reason, payload, got))

    def unwritten(self, codec, shape, v, reason):
        try:
            CODECS[codec].write(SHAPES[shape], {"v": v})
        except Refused:
            self.add(codec, shape, reason, "mint", None, {"v": v})
            return
        raise AssertionError(reason)

    # A payload of one field.

    def m(self, shape, v, hex, reason):
        """Adds a msgpack case: v has exactly this form."""
        payload = b"\x91" + bytes.fromhex(hex)
        assert msgpack.write(SHAPES[shape], {"v": v}) == payload, (reason, msgpack.write(SHAPES[shape], {"v": v}).hex())
        self.ok("msgpack", shape, {"v": v}, reason)

    def m_read(self, shape, v, hex, reason):
        self.ok("msgpack", shape, {"v": v}, reason, b"\x91" + bytes.fromhex(hex))

    def m_bad(self, shape, hex, reason):
        self.bad("msgpack", shape, b"\x91" + bytes.fromhex(hex), reason)

    def j(self, shape, v, text, reason):
        """Adds a JSON case: v has exactly this form."""
        payload = b'{"v":' + text.encode() + b"}"
        assert jsontext.write(SHAPES[shape], {"v": v}) == payload, (reason, jsontext.write(SHAPES[shape], {"v": v}))
        self.ok("json", shape, {"v": v}, reason)

    def j_read(self, shape, v, text, reason):
        self.ok("json", shape, {"v": v}, reason, b'{"v":' + text.encode() + b"}")

    def j_bad(self, shape, text, reason):
        text = text if isinstance(text, bytes) else text.encode()
        self.bad("json", shape, b'{"v":' + text + b"}", reason)


def ordered(value):
    """Returns a value that compares equal for any order of maps."""
    if isinstance(value, dict):
        return {k: ordered(v) for k, v in value.items()}
    if isinstance(value, list):
        if value and all(isinstance(v, tuple) and len(v) == 2 for v in value):
            return sorted((k, ordered(v)) for k, v in value)
        return [ordered(v) for v in value]
    return value


def f32(x):
    return struct.pack(">f", x)


def f64(x):
    return struct.pack(">d", x)


def make():
    import codec_cases_json
    import codec_cases_later
    import codec_cases_msgpack
    c = Cases()
    codec_cases_msgpack.add(c)
    codec_cases_json.add(c)
    codec_cases_later.add(c)
    codec_cases_msgpack.add_more(c)
    codec_cases_json.add_more(c)
    return {
        "format": "typeseal payloads v1",
        "origin": "reference/make_codec.py: an independent implementation in Python, written from CODEC.md",
        "fields": FIELDS, "shapes": [{"name": n, "fields": f} for n, f in SHAPES.items()], "cases": c.list}
