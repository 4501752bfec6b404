"""Payloads in JSON: CODEC.md. Python's json accepts too much: white space, duplicate names, rounded integers."""

import base64
import datetime
import re

import floats
from keys import Refused
from shapes import check_max, check_text, check_time, fits


# Writing.

def write(shape, value):
    return write_value({"kind": "struct", "fields": shape}, value)


def write_value(type, value):
    kind = type["kind"]
    if kind == "nullable":
        return b"null" if value is None else write_value(type["of"], value)
    if kind == "bool":
        return b"true" if value else b"false"
    if kind in ("int", "uint"):
        return b"%d" % value
    if kind == "float":
        return floats.write(value).encode()
    if kind in ("string", "text"):
        return write_string(check_text(value))
    if kind == "bytes" and "length" in type:
        return b"[" + b",".join(b"%d" % b for b in value) + b"]"
    if kind in ("bytes", "binary"):
        return b'"' + base64.b64encode(value) + b'"'
    if kind == "time":
        return b'"' + write_time(*check_time(value)).encode() + b'"'
    if kind in ("list", "array"):
        return b"[" + b",".join(write_value(type["of"], v) for v in value) + b"]"
    if kind == "map":
        return write_map(type, value)
    parts = []
    for field in type["fields"]:
        check_max(field, value[field["name"]])
        parts.append(write_string(field["name"].encode()) + b":" + write_value(field["type"], value[field["name"]]))
    return b"{" + b",".join(parts) + b"}"


SHORT = {0x22: b'\\"', 0x5C: b"\\\\", 8: b"\\b", 9: b"\\t", 10: b"\\n", 12: b"\\f", 13: b"\\r"}


def write_string(data):
    out = b""
    for b in data:
        out += SHORT.get(b) or (b"\\u%04x" % b if b < 0x20 else bytes([b]))
    return b'"' + out + b'"'


def key_text(type, key):
    return key if type["key"]["kind"] == "string" else b"%d" % key


def write_map(type, pairs):
    parts = []
    for k, v in sorted(pairs, key=lambda pair: key_text(type, pair[0])):
        parts.append(write_string(check_text(key_text(type, k))) + b":" + write_value(type["of"], v))
    return b"{" + b",".join(parts) + b"}"


EPOCH = datetime.datetime(1970, 1, 1)


def write_time(seconds, nanoseconds):
    """Returns a time as in JSON, without quotes."""
    text = (EPOCH + datetime.timedelta(seconds=seconds)).isoformat()
    if nanoseconds:
        text += (".%09d" % nanoseconds).rstrip("0")
    return text + "Z"


# Reading.

class Input:
    def __init__(self, data, at=0):
        self.data, self.at = data, at

    def has(self, word):
        """Reads word if it comes next, and reports whether it does."""
        if self.data.startswith(word, self.at):
            self.at += len(word)
            return True
        return False

    def expect(self, word):
        if not self.has(word):
            raise Refused("something else")

    def match(self, pattern):
        m = pattern.match(self.data, self.at)
        if m is None:
            raise Refused("something else")
        self.at = m.end()
        return m.group()


def read(shape, data):
    d = Input(data)
    value = read_value({"kind": "struct", "fields": shape}, d)
    if d.at != len(data):
        raise Refused("bytes behind the value")
    return value


def read_value(type, d):
    kind = type["kind"]
    if kind == "nullable":
        return None if d.has(b"null") else read_value(type["of"], d)
    if kind == "bool":
        if d.has(b"true"):
            return True
        d.expect(b"false")
        return False
    if kind in ("int", "uint"):
        return read_int(type, d)
    if kind == "float":
        return floats.read(d.match(NUMBER).decode(), type["bits"])
    if kind in ("string", "text"):
        return read_text(d)
    if kind == "bytes" and "length" in type:
        return bytes(read_list({"kind": "array", "length": type["length"], "of": BYTE}, d))
    if kind in ("bytes", "binary"):
        return read_base64(d)
    if kind == "time":
        return read_time(d)
    if kind in ("list", "array"):
        return read_list(type, d)
    if kind == "map":
        return read_map(type, d)
    return read_struct(type["fields"], d)


BYTE = {"kind": "uint", "bits": 8}
INTEGER = re.compile(rb"0|-?[1-9][0-9]*")
NUMBER = re.compile(rb"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
PLAIN = re.compile(rb'[^"\\\x00-\x1f]+')
ESCAPES = {b'"': b'"', b"\\": b"\\", b"/": b"/", b"b": b"\b", b"f": b"\f", b"n": b"\n", b"r": b"\r", b"t": b"\t"}
HEX4 = re.compile(rb"[0-9A-Fa-f]{4}")


def read_int(type, d):
    n = int(d.match(INTEGER))
    if not fits(type, n):
        raise Refused("out of range")
    return n


def read_string(data, at):
    """Returns the text of the JSON string at data[at:], and the index of its end."""
    d = Input(data, at)
    return read_text(d).decode("utf-8"), d.at


def read_text(d):
    """Reads a string and returns its UTF-8."""
    d.expect(b'"')
    out = b""
    while not d.has(b'"'):
        if d.has(b"\\"):
            out += read_escape(d)
        else:
            out += d.match(PLAIN)
    return check_text(out)


def read_escape(d):
    letter = d.data[d.at:d.at + 1]
    d.at += 1
    if letter in ESCAPES:
        return ESCAPES[letter]
    if letter != b"u":
        raise Refused("no such escape")
    code = int(d.match(HEX4), 16)
    if 0xD800 <= code < 0xDC00:
        d.expect(b"\\u")
        low = int(d.match(HEX4), 16)
        if not 0xDC00 <= low < 0xE000:
            raise Refused("half a pair")
        code = 0x10000 + (code - 0xD800 << 10) + low - 0xDC00
    elif 0xDC00 <= code < 0xE000:
        raise Refused("half a pair")
    return chr(code).encode("utf-8")


RAW = re.compile(rb'[^"\\\x00-\x1f]*')
BASE64 = re.compile(rb"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")


def read_raw(d):
    """Reads a string without escapes."""
    d.expect(b'"')
    raw = d.match(RAW)
    d.expect(b'"')
    return raw


def read_base64(d):
    raw = read_raw(d)
    if not BASE64.fullmatch(raw):
        raise Refused("not base64")
    data = base64.b64decode(raw)
    if base64.b64encode(data) != raw:
        raise Refused("unused bits")
    return data


TIME = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.([0-9]{0,8}[1-9]))?Z")


def read_time(d):
    raw = read_raw(d)
    m = TIME.fullmatch(raw.decode("ascii", "replace"))
    if m is None:
        raise Refused("not a time")
    try:
        at = datetime.datetime.fromisoformat(m[1])
    except ValueError:
        raise Refused("no such day or time") from None
    seconds = (at - EPOCH) // datetime.timedelta(seconds=1)
    return check_time((seconds, int((m[2] or "").ljust(9, "0"))))


def read_list(type, d):
    d.expect(b"[")
    out = []
    while not d.has(b"]"):
        if out:
            d.expect(b",")
        out.append(read_value(type["of"], d))
    if type["kind"] == "array" and len(out) != type["length"]:
        raise Refused("another length")
    return out


def read_key(type, d):
    if type["kind"] == "string":
        return read_text(d)
    d.expect(b'"')
    key = read_int(type, d)
    d.expect(b'"')
    return key


def read_map(type, d):
    d.expect(b"{")
    out = {}
    while not d.has(b"}"):
        if out:
            d.expect(b",")
        key = read_key(type["key"], d)
        if key in out:
            raise Refused("a key twice")
        d.expect(b":")
        out[key] = read_value(type["of"], d)
    return sorted(out.items(), key=lambda pair: key_text(type, pair[0]))


def read_struct(fields, d):
    d.expect(b"{")
    out, by_name = {}, {f["name"].encode(): f for f in fields}
    while not d.has(b"}"):
        if out:
            d.expect(b",")
        field = by_name.get(read_text(d))
        if field is None:
            raise Refused("unknown name")
        if field["name"] in out:
            raise Refused("a name twice")
        d.expect(b":")
        out[field["name"]] = read_value(field["type"], d)
        check_max(field, out[field["name"]])
    if len(out) != len(fields):
        raise Refused("a name is missing")
    return out
