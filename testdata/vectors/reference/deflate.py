"""Payloads of a +deflate codec: FORMAT.md section 3."""

import zlib

from keys import Refused

STORED, DEFLATED = 0, 1
FACTOR = 16  # bytes of payload for each character of the longest token


def pack(payload, max_size):
    """Returns what the content has for a payload."""
    if len(payload) > FACTOR * max_size:
        raise Refused("payload beyond the limit")
    c = zlib.compressobj(9, zlib.DEFLATED, -15)
    stream = c.compress(payload) + c.flush()
    if len(stream) < len(payload):
        return bytes([DEFLATED]) + stream
    return bytes([STORED]) + payload


def unpack(packed, max_size):
    """Returns the payload, or raises Refused."""
    if not packed:
        raise Refused("empty")
    if packed[0] == STORED:
        return packed[1:]
    if packed[0] != DEFLATED:
        raise Refused("unknown first byte")
    return inflate(packed[1:], FACTOR * max_size)


def inflate(stream, limit):
    d = zlib.decompressobj(-15)
    try:
        out = d.decompress(stream, limit + 1)
    except zlib.error as e:
        raise Refused("not DEFLATE") from e
    if len(out) > limit:
        raise Refused("beyond the limit")
    if not d.eof:
        raise Refused("cut")
    if d.unused_data:
        raise Refused("bytes behind the stream")
    return out
