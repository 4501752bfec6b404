"""Shapes of payloads in the notation of codec.json, and their values.

A type is {"kind": ..}: bool, int and uint with bits, float with bits, string, bytes (with length: an array of so
many), time, nullable, list, array, map, struct, text, binary. A field is {"name", "type"} and perhaps "max".

Values in the vectors: an integer is its decimal text; a float is the hex of its bits; bytes are hex; a time is
[seconds since 1970 as text, nanoseconds]; a list or array is a list; a map is a list of [key, value]; a struct is an
object; text that is not well-formed is {"utf8": hex}. In Python a float is its bits and text is its UTF-8, both bytes.
"""

from keys import Refused

FIRST_SECOND = -62135596800  # 0001-01-01T00:00:00Z
LAST_SECOND = 253402300799  # 9999-12-31T23:59:59Z


def fits(type, number):
    """Reports whether an integer is in the range of its type."""
    bits = type["bits"]
    if type["kind"] == "uint":
        return 0 <= number < 2**bits
    return -(2**(bits - 1)) <= number < 2**(bits - 1)


def length(type, value):
    """Returns the length that max= limits: in bytes of UTF-8, bytes, or elements."""
    if type["kind"] == "nullable":
        return 0 if value is None else length(type["of"], value)
    return len(value)


def check_max(field, value):
    if "max" in field and length(field["type"], value) > field["max"]:
        raise Refused("longer than its bound")


def check_time(value):
    seconds, nanoseconds = value
    if not FIRST_SECOND <= seconds <= LAST_SECOND:
        raise Refused("outside the years 1 to 9999")
    if not 0 <= nanoseconds < 10**9:
        raise Refused("nanoseconds")
    return value


def check_text(data):
    """Returns data if it is well-formed UTF-8, and raises Refused otherwise."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        raise Refused("not UTF-8") from None
    return data


def external(type, value):
    """Returns a value in the notation of the vectors."""
    kind = type["kind"]
    if kind == "nullable":
        return None if value is None else external(type["of"], value)
    if kind in ("int", "uint"):
        return str(value)
    if kind == "float":
        return value.hex()
    if kind in ("string", "text"):
        try:
            return value.decode("utf-8")
        except UnicodeDecodeError:
            return {"utf8": value.hex()}
    if kind in ("bytes", "binary"):
        return value.hex()
    if kind == "time":
        return [str(value[0]), value[1]]
    if kind in ("list", "array"):
        return [external(type["of"], v) for v in value]
    if kind == "map":
        return [[external(type["key"], k), external(type["of"], v)] for k, v in value]
    if kind == "struct":
        return {f["name"]: external(f["type"], value[f["name"]]) for f in type["fields"]}
    return value


def internal(type, value):
    """Returns the value of a notation. The inverse of external."""
    kind = type["kind"]
    if kind == "nullable":
        return None if value is None else internal(type["of"], value)
    if kind in ("int", "uint"):
        return int(value)
    if kind == "float":
        return bytes.fromhex(value)
    if kind in ("string", "text"):
        return bytes.fromhex(value["utf8"]) if isinstance(value, dict) else value.encode("utf-8")
    if kind in ("bytes", "binary"):
        return bytes.fromhex(value)
    if kind == "time":
        return int(value[0]), value[1]
    if kind in ("list", "array"):
        return [internal(type["of"], v) for v in value]
    if kind == "map":
        return [(internal(type["key"], k), internal(type["of"], v)) for k, v in value]
    if kind == "struct":
        return {f["name"]: internal(f["type"], value[f["name"]]) for f in type["fields"]}
    return value
