"""Payloads in msgpack: CODEC.md."""

import struct

from keys import Refused
from shapes import check_max, check_text, check_time, fits

MAX_32 = 2**32 - 1


# Writing.

def write(shape, value):
    return write_value({"kind": "struct", "fields": shape}, value)


def write_value(type, value):
    kind = type["kind"]
    if kind == "nullable":
        return b"\xc0" if value is None else write_value(type["of"], value)
    if kind == "bool":
        return b"\xc3" if value else b"\xc2"
    if kind in ("int", "uint"):
        return write_int(value)
    if kind == "float":
        return bytes([0xCA if type["bits"] == 32 else 0xCB]) + value
    if kind in ("string", "text"):
        return write_size(len(check_text(value)), 0xA0, 31, (0xD9, 0xDA, 0xDB)) + value
    if kind in ("bytes", "binary"):
        return write_size(len(value), 0, -1, (0xC4, 0xC5, 0xC6)) + value
    if kind == "time":
        return write_time(*check_time(value))
    if kind in ("list", "array"):
        return array_header(len(value)) + b"".join(write_value(type["of"], v) for v in value)
    if kind == "map":
        return write_map(type, value)
    out = array_header(len(type["fields"]))
    for field in type["fields"]:
        check_max(field, value[field["name"]])
        out += write_value(field["type"], value[field["name"]])
    return out


def write_int(n):
    if n >= 0:
        if n < 128:
            return bytes([n])
        for code, form, limit in ((0xCC, ">B", 2**8), (0xCD, ">H", 2**16), (0xCE, ">I", 2**32)):
            if n < limit:
                return bytes([code]) + struct.pack(form, n)
        return b"\xcf" + struct.pack(">Q", n)
    if n >= -32:
        return struct.pack(">b", n)
    for code, form, limit in ((0xD0, ">b", 2**7), (0xD1, ">h", 2**15), (0xD2, ">i", 2**31)):
        if n >= -limit:
            return bytes([code]) + struct.pack(form, n)
    return b"\xd3" + struct.pack(">q", n)


def write_size(n, fix, most, codes):
    """Writes a length: in the code itself up to most, else in 8, 16 or 32 bits, for which codes has the codes."""
    if n <= most:
        return bytes([fix | n])
    for code, form, limit in zip(codes, (">B", ">H", ">I")[-len(codes):], (2**8, 2**16, 2**32)[-len(codes):]):
        if n < limit:
            return bytes([code]) + struct.pack(form, n)
    raise Refused("too long")


def array_header(n):
    return write_size(n, 0x90, 15, (0xDC, 0xDD))


def write_map(type, pairs):
    out = write_size(len(pairs), 0x80, 15, (0xDE, 0xDF))
    for k, v in sorted(pairs):
        out += write_value(type["key"], k) + write_value(type["of"], v)
    return out


def write_time(seconds, nanoseconds):
    if nanoseconds == 0 and 0 <= seconds < 2**32:
        return b"\xd6\xff" + struct.pack(">I", seconds)
    if 0 <= seconds < 2**34:
        return b"\xd7\xff" + struct.pack(">Q", nanoseconds << 34 | seconds)
    return b"\xc7\x0c\xff" + struct.pack(">Iq", nanoseconds, seconds)


# Reading.

class Input:
    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, n):
        if n > len(self.data) - self.at:
            raise Refused("cut")
        self.at += n
        return self.data[self.at - n:self.at]

    def unpack(self, form):
        return struct.unpack(form, self.take(struct.calcsize(form)))[0]


def read(shape, data):
    d = Input(data)
    value = read_value({"kind": "struct", "fields": shape}, d)
    if d.at != len(data):
        raise Refused("bytes behind the value")
    return value


def read_value(type, d):
    kind = type["kind"]
    if kind == "nullable":
        if d.data[d.at:d.at + 1] == b"\xc0":
            d.take(1)
            return None
        return read_value(type["of"], d)
    if kind == "bool":
        return read_bool(d)
    if kind in ("int", "uint"):
        return read_int(type, d)
    if kind == "float":
        return read_float(type["bits"], d)
    if kind in ("string", "text"):
        return check_text(d.take(read_size(d, 0xA0, 31, (0xD9, 0xDA, 0xDB))))
    if kind in ("bytes", "binary"):
        return read_bytes(type, d)
    if kind == "time":
        return read_time(d)
    if kind in ("list", "array"):
        return read_list(type, d)
    if kind == "map":
        return read_map(type, d)
    return read_struct(type["fields"], d)


def read_bool(d):
    code = d.take(1)[0]
    if code not in (0xC2, 0xC3):
        raise Refused("not a bool")
    return code == 0xC3


UNSIGNED = {0xCC: (">B", 2**7), 0xCD: (">H", 2**8), 0xCE: (">I", 2**16), 0xCF: (">Q", 2**32)}
SIGNED = {0xD0: (">b", -(2**5)), 0xD1: (">h", -(2**7)), 0xD2: (">i", -(2**15)), 0xD3: (">q", -(2**31))}


def read_int(type, d):
    code = d.take(1)[0]
    if code <= 0x7F:
        n = code
    elif code >= 0xE0:
        n = code - 256
    elif code in UNSIGNED:
        form, least = UNSIGNED[code]
        n = d.unpack(form)
        if n < least:
            raise Refused("longer than needed")
    elif code in SIGNED:
        form, most = SIGNED[code]
        n = d.unpack(form)
        if n >= most:
            raise Refused("longer than needed")
    else:
        raise Refused("not an integer")
    if not fits(type, n):
        raise Refused("out of range")
    return n


def read_float(bits, d):
    if d.take(1)[0] != (0xCA if bits == 32 else 0xCB):
        raise Refused("not a float of this size")
    return d.take(bits // 8)


def read_size(d, fix, most, codes):
    """Reads a length. The inverse of write_size."""
    code = d.take(1)[0]
    if fix <= code <= fix + most:
        return code - fix
    if code not in codes:
        raise Refused("another type")
    forms = (">B", ">H", ">I")[-len(codes):]
    n = d.unpack(forms[codes.index(code)])
    shortest = [most + 1] + [(2**8, 2**16)[f == ">H"] for f in forms[:-1]]
    if n < shortest[codes.index(code)]:
        raise Refused("longer than needed")
    return n


def read_bytes(type, d):
    data = d.take(read_size(d, 0, -1, (0xC4, 0xC5, 0xC6)))
    if "length" in type and len(data) != type["length"]:
        raise Refused("another length")
    return data


def read_time(d):
    head = d.take(2)
    if head == b"\xd6\xff":
        return d.unpack(">I"), 0
    if head == b"\xd7\xff":
        both = d.unpack(">Q")
        seconds, nanoseconds = both & (2**34 - 1), both >> 34
        if nanoseconds == 0 and seconds < 2**32:
            raise Refused("longer than needed")
    elif head == b"\xc7\x0c" and d.take(1) == b"\xff":
        nanoseconds, seconds = d.unpack(">I"), d.unpack(">q")
        if 0 <= seconds < 2**34:
            raise Refused("longer than needed")
    else:
        raise Refused("not a time")
    return check_time((seconds, nanoseconds))


def read_list(type, d):
    n = read_size(d, 0x90, 15, (0xDC, 0xDD))
    if type["kind"] == "array" and n != type["length"]:
        raise Refused("another length")
    return [read_value(type["of"], d) for _ in range(n)]


def read_map(type, d):
    n = read_size(d, 0x80, 15, (0xDE, 0xDF))
    out = {}
    for _ in range(n):
        key = read_value(type["key"], d)
        if key in out:
            raise Refused("a key twice")
        out[key] = read_value(type["of"], d)
    return sorted(out.items())


def read_struct(fields, d):
    n = read_size(d, 0x90, 15, (0xDC, 0xDD))
    if n != len(fields):
        raise Refused("another number of fields")
    out = {}
    for field in fields:
        out[field["name"]] = read_value(field["type"], d)
        check_max(field, out[field["name"]])
    return out
