"""Keys: FORMAT.md sections 1 and 2."""

import base64
import hashlib
import hmac
import struct

import ed25519

L = b"typeseal v1"


class Refused(Exception):
    """A key, ring or payload was refused. The text says why, for people."""


def pae(*parts):
    """Returns the pre-authentication encoding of byte strings."""
    out = struct.pack("<Q", len(parts))
    for part in parts:
        out += struct.pack("<Q", len(part)) + part
    return out


def hkdf(key, salt, info, size):
    """HKDF-SHA-256 (RFC 5869)."""
    pseudorandom = hmac.digest(salt, key, "sha256")
    out, block = b"", b""
    while len(out) < size:
        block = hmac.digest(pseudorandom, block + info + bytes([len(out) // 32 + 1]), "sha256")
        out += block
    return out[:size]


def utf8(text):
    """Returns the bytes of a realm, binding or state. Raises for lone surrogates."""
    return text.encode("utf-8")


def subkey(root, label, realm, salt, codec):
    """Returns sub(label) of FORMAT.md, 32 bytes."""
    return hkdf(root, L, pae(label, utf8(realm), utf8(salt), utf8(codec)), 32)


def root_id(root):
    return hkdf(root, L, pae(b"kid"), 4)


def public_id(public):
    return hashlib.sha256(pae(L + b" kid", public)).digest()[:4]


ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
VALUES = {c: i for i, c in enumerate(ALPHABET)}


def b64u(data):
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def from_b64u(text):
    """Returns the bytes of text, or None if b64u cannot have written it."""
    bits = 0
    for c in text:
        if c not in VALUES:
            return None
        bits = bits << 6 | VALUES[c]
    spare = len(text) * 6 % 8
    if len(text) % 4 == 1:
        return None
    if bits & ((1 << spare) - 1):
        return None
    return (bits >> spare).to_bytes(len(text) * 6 // 8, "big")


PREFIXES = {"root": "typeseal_key_v1_", "signing": "typeseal_sec_v1_", "public": "typeseal_pub_v1_"}
LABELS = {"root": b" key", "signing": b" sec", "public": b" pub"}


def checksum(kind, key):
    return hashlib.sha256(pae(L + LABELS[kind], key)).digest()[:4]


def key_text(kind, key):
    return PREFIXES[kind] + b64u(key + checksum(kind, key))


EXAMPLE = bytes(range(32))  # the example key of FORMAT.md


def read_key(kind, text):
    """Returns the 32 bytes of a key's text, or raises Refused."""
    if not text.startswith(PREFIXES[kind]):
        raise Refused("not a key of this kind")
    data = from_b64u(text[len(PREFIXES[kind]):])
    if data is None or len(data) != 36:
        raise Refused("not 36 bytes in base64")
    key = data[:32]
    if data[32:] != checksum(kind, key):
        raise Refused("checksum does not match")
    if kind == "public":
        if not ed25519.strong(key):
            raise Refused("small order, or not canonical")
    else:
        refuse_weak(key)
    return key


def refuse_weak(key):
    if len(set(key)) <= 16:
        raise Refused("constant")
    if all(0x20 <= b <= 0x7E for b in key):
        raise Refused("printable")
    if key == EXAMPLE:
        raise Refused("published")
