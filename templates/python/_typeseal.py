"""The runtime of typeseal's tokens in Python: it mints and opens what the emitted types describe.

It implements three pages of typeseal, and names their sections where it follows them: FORMAT.md
(tokens), CODEC.md (payloads) and KEYS.md (key rings). Applications import the package that holds
this file, not this file.

It needs Python 3.10 and the standard library. Sealed tokens and Ed25519 also need the package
cryptography, which is imported when they are first used.

Three rules hold everywhere. Nothing of a token is believed before its tag was checked. Text is
checked against its grammar before int, float or base64 see it, and in linear time. Errors hold
nothing of a token, a key or a payload: not in their text, not in their cause, not in their context.
So code that catches an error of Python leaves the except block before it raises its own.
"""

# pyright: reportPrivateUsage=false, reportUnnecessaryIsInstance=false
# The classes of this file know each other, and callers without a type checker pass anything.

from __future__ import annotations

import binascii
import hashlib
import hmac
import importlib
import logging
import math
import os
import re
import stat
import struct as _struct
import time
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone, tzinfo
from decimal import Context, Decimal
from typing import (
    Any, ClassVar, Generic, Literal, NoReturn, Protocol, TypeGuard, TypeVar, cast)

T = TypeVar("T")
K = TypeVar("K")
V = TypeVar("V")


# Errors.


class InvalidToken(Exception):
    """The token is at fault. Every error that a token can cause is one, and no other error is.

    Its kinds are the classes below, in the order in which they are checked: FORMAT.md section 5.
    """

    text: ClassVar[str] = "typeseal: invalid token"

    def __init__(self) -> None:
        super().__init__(self.text)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), ()


class Malformed(InvalidToken):
    """The text is not a token of this type: it was cut or changed, or it is something else."""

    text = "typeseal: malformed token"


class UnknownKey(InvalidToken):
    """The ring does not have the token's key, or must not open tokens with it any more."""

    text = "typeseal: unknown key"


class RetiredKey(UnknownKey):
    """The ring has the token's key, which is retired."""

    text = "typeseal: retired key"


class Forged(InvalidToken):
    """The tag does not match: the token was changed, or has another type, realm or binding."""

    text = "typeseal: forged token"


class OtherVersion(InvalidToken):
    """The type does not accept the token's schema version."""

    text = "typeseal: schema version not accepted"


class NotYetValid(InvalidToken):
    """The token was issued more than 60 seconds in the future."""

    text = "typeseal: token issued in the future"


class Revoked(InvalidToken):
    """The token was issued before a cutoff of the ring, or its key is revoked."""

    text = "typeseal: revoked token"


class RevokedKey(UnknownKey, Revoked):
    """The ring has the token's key, which is revoked."""

    text = "typeseal: revoked key"


class BadPayload(InvalidToken):
    """The token is authentic, but its payload is not one of this type.

    A function that upgrades a payload may raise it to refuse the token.
    """

    text = "typeseal: payload not accepted"


class Stale(InvalidToken):
    """The state that the token is bound to has changed.

    A function that loads the state raises it if the state is gone, such as a deleted user's.
    """

    text = "typeseal: stale token"


class Used(InvalidToken):
    """The token is for a single use and was redeemed before."""

    text = "typeseal: token already used"


class Expired(InvalidToken, Generic[T]):
    """The token is too old. It is authentic, so its payload can be used to offer a new one.

    payload is None if the token's payload is not accepted. issued_at and expired_at are in UTC
    and have whole seconds: expired_at is the last second in which the token was valid.
    """

    text = "typeseal: expired token"
    __slots__ = ("_expired_at", "_issued_at", "_payload")  # so that vars() does not show them

    def __init__(self, payload: T | None = None, issued_at: int = 0, expired_at: int = 0) -> None:
        super().__init__()
        self._payload = payload
        self._issued_at = issued_at
        self._expired_at = expired_at

    @property
    def payload(self) -> T | None:
        return self._payload

    @property
    def issued_at(self) -> datetime:
        return _date(self._issued_at)

    @property
    def expired_at(self) -> datetime:
        return _date(self._expired_at)


class _Blameless(Exception):
    """An error that is not the token's fault. It can be pickled, as process pools do."""

    def __reduce__(self) -> tuple[Any, ...]:
        return _again, (type(self), *self.args), self.__dict__


def _again(made: type[_Blameless], *args: object) -> _Blameless:
    """Makes an error with the same text, which __init__ would not do."""
    return made.__new__(made, *args)


class ConfigError(_Blameless):
    """A key, a ring or an argument cannot be used. The token is not at fault.

    line is the number of the line of a ring that is at fault, counted from 1, 0 if it is the
    ring as a whole, and None if no ring is at fault. The line itself is never shown.
    """

    def __init__(self, text: str, line: int | None = None) -> None:
        super().__init__("typeseal: invalid configuration: " + text)
        self.line = line


class MintError(_Blameless):
    """The payload cannot become a token. The text names the field, and never shows its value."""

    def __init__(self, text: str) -> None:
        super().__init__("typeseal: cannot mint token: " + text)


class StoreError(_Blameless):
    """The store failed, so nobody knows whether the token was used. The token is not at fault.

    __cause__ is the store's own error.
    """

    def __init__(self) -> None:
        super().__init__("typeseal: store failed")


class CallbackError(_Blameless):
    """A function of the caller failed with an InvalidToken that is not about this token.

    __cause__ is that error.
    """

    def __init__(self) -> None:
        super().__init__("typeseal: a method or function of the caller failed")


# Bytes and text: FORMAT.md sections 1 and 4.

_LABEL = b"typeseal v1"
_size = _struct.Struct("<Q").pack  # LE64


def _pae(*parts: bytes) -> bytes:
    """Returns the pre-authentication encoding, which can be split in only one way."""
    return _size(len(parts)) + b"".join([_part(part) for part in parts])


def _part(part: bytes) -> bytes:
    return _size(len(part)) + part


def _utf8(text: object) -> bytes | None:
    """Returns the UTF-8 of a text, or None if it is not a text or has a lone surrogate."""
    if isinstance(text, str):
        try:
            return str.encode(text)
        except UnicodeEncodeError:
            pass
    return None


_LETTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
_URL, _STANDARD = _LETTERS + b"-_", _LETTERS + b"+/"
_TO_URL, _FROM_URL = bytes.maketrans(b"+/", b"-_"), bytes.maketrans(b"-_", b"+/")
# The last characters whose unused bits are zero, by the characters after the last whole four.
_LAST = {2: b"AQgw", 3: b"AEIMQUYcgkosw048"}


def _from_base64(text: str, alphabet: bytes) -> bytes | None:
    """Returns the bytes of a base64 text without padding, or None if it is not the only one."""
    if not text.isascii():
        return None
    raw = text.encode()
    rest = len(raw) & 3
    if rest == 1 or raw.translate(None, alphabet):  # characters outside the alphabet remain
        return None
    if rest:
        if raw[-1] not in _LAST[rest]:
            return None
        raw += b"=="
    if alphabet is _URL:
        raw = raw.translate(_FROM_URL)
    return binascii.a2b_base64(raw)


def _from_url(text: str) -> bytes | None:
    return _from_base64(text, _URL)


def _to_url(data: bytes) -> str:
    return binascii.b2a_base64(data, newline=False).translate(_TO_URL).rstrip(b"=").decode()


# Cryptography: FORMAT.md sections 2 and 3.

_Mac = Callable[[bytes], bytes]
_INNER, _OUTER = bytes(b ^ 0x36 for b in range(256)), bytes(b ^ 0x5C for b in range(256))


def _mac(key: bytes) -> _Mac:
    """Returns the function that computes HMAC-SHA-256 (RFC 2104) with a key of at most 64 bytes.

    It keeps the two states after the key was hashed instead of the key, which is two to four
    times as fast as hmac.digest for messages of a token's size.
    """
    block = key.ljust(64, b"\0")
    inner, outer = hashlib.sha256(block.translate(_INNER)), hashlib.sha256(block.translate(_OUTER))

    def mac(message: bytes) -> bytes:
        first, second = inner.copy(), outer.copy()
        first.update(message)
        second.update(first.digest())
        return second.digest()

    return mac


def _sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def _library(name: str) -> Any:
    """Returns a module of the package cryptography."""
    try:
        return importlib.import_module("cryptography.hazmat.primitives." + name)
    except ImportError:
        pass
    raise ConfigError(
        "sealed tokens and Ed25519 need the package cryptography: run pip install cryptography")


def _ctr(key: bytes) -> Callable[[bytes, bytes], bytes]:
    """Returns the function that encrypts and decrypts with AES-256-CTR: of nonce and data."""
    # Old releases import no modules inside ciphers by themselves.
    cipher, counter = _library("ciphers").Cipher, _library("ciphers.modes").CTR
    aes = _library("ciphers.algorithms").AES(key)

    def crypt(nonce: bytes, data: bytes) -> bytes:
        return cast(bytes, cipher(aes, counter(nonce)).encryptor().update(data))

    return crypt


def _signer(seed: bytes) -> tuple[Callable[[bytes], bytes], bytes]:
    """Returns the function that signs with an Ed25519 seed, and the public key."""
    key = _library("asymmetric.ed25519").Ed25519PrivateKey.from_private_bytes(seed)
    raw = _library("serialization")
    return key.sign, key.public_key().public_bytes(raw.Encoding.Raw, raw.PublicFormat.Raw)


def _verifier(public: bytes) -> Callable[[bytes, bytes], bool]:
    """Returns the function that checks signatures of an Ed25519 key: of message and signature."""
    key = _library("asymmetric.ed25519").Ed25519PublicKey.from_public_bytes(public)
    invalid = importlib.import_module("cryptography.exceptions").InvalidSignature

    def verify(message: bytes, signature: bytes) -> bool:
        try:
            key.verify(signature, message)
        except invalid:
            return False
        return True

    return verify


_P = 2**255 - 19
_D = -121665 * pow(121666, -1, _P) % _P
# The y coordinates of the points of small order: 0, 1, -1 and the two of order 8.
_SMALL = {0, 1, _P - 1} | {int.from_bytes(bytes.fromhex(text), "little") for text in (
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a")}


def _weak_public(key: bytes) -> bool:
    """Reports whether an Ed25519 key is not a point, is of small order, or is not canonical."""
    y = int.from_bytes(key, "little") & 2**255 - 1
    if y >= _P or y in _SMALL:
        return True
    # x^2 is (y^2 - 1) / (d y^2 + 1). The product is a square if the quotient is one.
    square = (y * y - 1) * (_D * y * y + 1)
    return pow(square, (_P - 1) // 2, _P) != 1


# Instants: CODEC.md section 1.

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_SECOND = timedelta(seconds=1)
_FIRST, _FINAL = -62135596800, 253402300799  # seconds of the years 1 to 9999


def _date(seconds: int) -> datetime:
    """Returns the time so many seconds after 1970, within the years 1 to 9999."""
    return _EPOCH + timedelta(seconds=min(max(seconds, _FIRST), _FINAL))


class Instant(datetime):
    """A datetime in UTC that keeps nanoseconds. Tokens hold times in this form.

    nanosecond is the whole fraction of the second, from 0 to 999,999,999, and microsecond is
    nanosecond // 1000. Comparing two instants compares their nanoseconds too, and str() and
    repr() show them. Methods and operators of datetime that return another time drop what is
    below a microsecond. In another zone, they return a datetime that is not an Instant.
    """

    __slots__ = ("_below",)
    _below: int  # nanoseconds beyond the microsecond

    def __new__(
            cls, year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0,
            microsecond: int = 0, tzinfo: tzinfo | None = timezone.utc, *, fold: int = 0,
    ) -> Instant:
        if tzinfo is not timezone.utc:
            other = datetime(
                year, month, day, hour, minute, second, microsecond, tzinfo, fold=fold)
            return cast(Instant, other)
        made = super().__new__(cls, year, month, day, hour, minute, second, microsecond, tzinfo)
        made._below = 0
        return made

    @classmethod
    def from_unix(cls, seconds: int, nanosecond: int = 0) -> Instant:
        """Returns the instant so many seconds and nanoseconds after 1970-01-01T00:00:00Z.

        Raises ValueError outside the years 1 to 9999, or if nanosecond is not below 10^9.
        """
        if not (_FIRST <= seconds <= _FINAL and 0 <= nanosecond < 10**9):
            raise ValueError("outside the years 1 to 9999, or not a fraction in nanoseconds")
        at = _date(seconds)
        made = cls(at.year, at.month, at.day, at.hour, at.minute, at.second, nanosecond // 1000)
        made._below = nanosecond % 1000
        return made

    @property
    def nanosecond(self) -> int:
        return self.microsecond * 1000 + self._below

    @property
    def unix(self) -> int:
        """The whole seconds since 1970-01-01T00:00:00Z, rounded down."""
        return _moment(self)[0]

    def __str__(self) -> str:
        return _time_text(*_moment(self))

    def __repr__(self) -> str:
        return f"typeseal.Instant({self})"

    def __reduce_ex__(self, protocol: Any) -> tuple[Any, ...]:
        return Instant.from_unix, _moment(self)

    def __hash__(self) -> int:
        return super().__hash__()

    def __eq__(self, other: object) -> bool:
        same = super().__eq__(other)
        return self._below == _below(other) if same is True else same

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __lt__(self, other: Any) -> bool:
        same = super().__eq__(other)
        return self._below < _below(other) if same is True else super().__lt__(other)

    def __gt__(self, other: Any) -> bool:
        same = super().__eq__(other)
        return self._below > _below(other) if same is True else super().__gt__(other)

    def __le__(self, other: Any) -> bool:
        same = super().__eq__(other)
        return self._below <= _below(other) if same is True else super().__le__(other)

    def __ge__(self, other: Any) -> bool:
        same = super().__eq__(other)
        return self._below >= _below(other) if same is True else super().__ge__(other)


def _below(value: object) -> int:
    return value._below if isinstance(value, Instant) else 0


def _moment(value: datetime) -> tuple[int, int]:
    """Returns the seconds since 1970 and the nanoseconds of a datetime with a zone."""
    since = datetime.__sub__(value, _EPOCH)  # subclasses may subtract in another way
    return since.days * 86400 + since.seconds, since.microseconds * 1000 + _below(value)


def _time_text(seconds: int, nanosecond: int) -> str:
    """Returns a time as CODEC.md writes it in JSON, without the quotes."""
    text = _date(seconds).replace(tzinfo=None).isoformat()
    if nanosecond:
        text += f".{nanosecond:09}".rstrip("0")
    return text + "Z"


_TIME = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]{1,9}))?Z")


def _read_time(text: str) -> tuple[int, int] | None:
    """Returns the seconds and nanoseconds of a time in the form of _time_text, or None."""
    m = _TIME.fullmatch(text)
    if m is None or m[7] and m[7][-1] == "0":
        return None
    try:
        at = datetime(*[int(m[i]) for i in range(1, 7)], tzinfo=timezone.utc)  # type: ignore
    except ValueError:  # no such day, hour, minute or second
        return None
    return _moment(at)[0], int((m[7] or "").ljust(9, "0"))


# Shapes: how the values of a field are encoded in both codecs.


class _Refused(Exception):
    """A payload is not one of its type. It never leaves this module."""


class _Unwritable(Exception):
    """A value cannot be encoded. It never leaves this module."""

    def __init__(self, reason: str) -> None:
        super().__init__()
        self.reason = reason
        self.path: list[str] = []  # from the inside to the outside

    def within(self, step: str) -> None:
        self.path.append(step)

    def text(self) -> str:
        path = "".join(reversed(self.path)).lstrip(".")
        return f"{path}: {self.reason}" if path else self.reason


class Shape(Generic[T]):
    """How the values of one type are encoded: pack and unpack for msgpack, write and read for JSON.

    pack and write take a value of any type, and raise _Unwritable if it is not one of the shape.
    unpack and read return the value at an index and the index after it. They raise _Refused, or
    IndexError at the end of the input.
    """

    __slots__ = ("pack", "read", "unpack", "write")

    def __init__(
            self, pack: Callable[[Any], bytes], unpack: Callable[[bytes, int], tuple[T, int]],
            write: Callable[[Any], str], read: Callable[[str, int], tuple[T, int]]) -> None:
        self.pack = pack
        self.unpack = unpack
        self.write = write
        self.read = read


def _want(what: str, value: object) -> _Unwritable:
    return _Unwritable(f"want {what}, got {type(value).__name__}")


def _too_long(limit: int, unit: str) -> _Unwritable:
    return _Unwritable(f"more than {limit} {unit}")


def _head(small: int, room: int, *heads: int) -> Callable[[int], bytes]:
    """Returns the function that writes a length in the shortest form of msgpack.

    The first byte of a length below room is small plus the length. heads are the first bytes of
    longer ones, which have 1, 2 or 4 bytes for the length; 0 is a form that msgpack does not have.
    """
    tiny = [bytes([small + n]) for n in range(room)]

    def write(n: int) -> bytes:
        if n < room:
            return tiny[n]
        for head, size in zip(heads, (1, 2, 4)):
            if head and n < 1 << 8 * size:
                return bytes([head]) + n.to_bytes(size, "big")
        raise _Unwritable("more than 4294967295 bytes or elements")

    return write


def _length(small: int, room: int, *heads: int) -> Callable[[bytes, int], tuple[int, int]]:
    """Returns the function that reads what _head writes, and refuses longer forms."""
    forms: dict[int, tuple[int, int]] = {}  # by first byte: the size, and the least length
    least = room
    for head, size in zip(heads, (1, 2, 4)):
        if head:
            forms[head] = size, least
            least = 1 << 8 * size

    def read(data: bytes, at: int) -> tuple[int, int]:
        head = data[at]
        at += 1
        if 0 <= head - small < room:
            return head - small, at
        form = forms.get(head)
        if form is None:
            raise _Refused
        size, least = form
        n = int.from_bytes(data[at:at + size], "big")
        if n < least or len(data) < at + size:
            raise _Refused
        return n, at + size

    return read


_str_head, _str_length = _head(0xA0, 32, 0xD9, 0xDA, 0xDB), _length(0xA0, 32, 0xD9, 0xDA, 0xDB)
_bin_head, _bin_length = _head(0, 0, 0xC4, 0xC5, 0xC6), _length(0, 0, 0xC4, 0xC5, 0xC6)
_array_head, _array_length = _head(0x90, 16, 0, 0xDC, 0xDD), _length(0x90, 16, 0, 0xDC, 0xDD)
_map_head, _map_length = _head(0x80, 16, 0, 0xDE, 0xDF), _length(0x80, 16, 0, 0xDE, 0xDF)


def _run(data: bytes, at: int, size: int) -> bytes:
    """Returns so many bytes of data."""
    run = data[at:at + size]
    if len(run) != size:
        raise _Refused
    return run


def _skip(text: str, at: int, word: str) -> int:
    """Returns the index after a word that must come next."""
    if not text.startswith(word, at):
        raise _Refused
    return at + len(word)


# Bools.


def _bool() -> Shape[bool]:
    packed, written = {False: b"\xc2", True: b"\xc3"}, {False: "false", True: "true"}

    def check(value: Any) -> bool:
        if value is not True and value is not False:
            raise _want("bool", value)
        return value is True

    def unpack(data: bytes, at: int) -> tuple[bool, int]:
        head = data[at]
        if head != 0xC2 and head != 0xC3:
            raise _Refused
        return head == 0xC3, at + 1

    def read(text: str, at: int) -> tuple[bool, int]:
        if text.startswith("true", at):
            return True, at + 4
        return False, _skip(text, at, "false")

    return Shape(lambda v: packed[check(v)], unpack, lambda v: written[check(v)], read)


BOOL = _bool()


# Integers.

_FIXINT = [bytes([n & 0xFF]) for n in range(256)]  # by the lowest byte of -32 to 127
# The longer forms by their first byte: size, signed, and the numbers that have no shorter form.
_INTS = {
    0xCC: (1, False, range(2**7, 2**8)), 0xCD: (2, False, range(2**8, 2**16)),
    0xCE: (4, False, range(2**16, 2**32)), 0xCF: (8, False, range(2**32, 2**64)),
    0xD0: (1, True, range(-(2**7), -(2**5))), 0xD1: (2, True, range(-(2**15), -(2**7))),
    0xD2: (4, True, range(-(2**31), -(2**15))), 0xD3: (8, True, range(-(2**63), -(2**31)))}
_INTEGER = re.compile(r"(?:0|-?[1-9][0-9]{0,19})(?![0-9])")


def _pack_int(n: int) -> bytes:
    if -32 <= n < 128:
        return _FIXINT[n & 0xFF]
    for head, (size, signed, numbers) in _INTS.items():
        if n in numbers:
            return bytes([head]) + n.to_bytes(size, "big", signed=signed)
    raise AssertionError  # callers check the range


def _int(bits: int, signed: bool) -> Shape[int]:
    low, high = (-(1 << bits - 1), (1 << bits - 1) - 1) if signed else (0, (1 << bits) - 1)

    def check(value: Any) -> int:
        if type(value) is not int and (not isinstance(value, int) or isinstance(value, bool)):
            raise _want("int", value)
        number: int = int.__int__(value)  # of a subclass too, such as IntEnum
        if low <= number <= high:
            return number
        raise _Unwritable(f"outside {low} to {high}")

    def unpack(data: bytes, at: int) -> tuple[int, int]:
        head = data[at]
        at += 1
        if head < 0x80:
            return head, at
        if head >= 0xE0:
            n = head - 256
        else:
            form = _INTS.get(head)
            if form is None:
                raise _Refused
            size, negative, numbers = form
            n = int.from_bytes(data[at:at + size], "big", signed=negative)
            at += size
            if at > len(data) or n not in numbers:
                raise _Refused
        if low <= n <= high:
            return n, at
        raise _Refused

    def read(text: str, at: int) -> tuple[int, int]:
        m = _INTEGER.match(text, at)
        if m is not None:
            n = int(m[0])
            if low <= n <= high:
                return n, m.end()
        raise _Refused

    return Shape(lambda v: _pack_int(check(v)), unpack, lambda v: str(check(v)), read)


INT8, INT16, INT32, INT64 = _int(8, True), _int(16, True), _int(32, True), _int(64, True)
UINT8, UINT16, UINT32, UINT64 = _int(8, False), _int(16, False), _int(32, False), _int(64, False)


# Floats. CODEC.md section 3 specifies their text.

_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
# Contexts of the program, which may round to few digits or trap floats, must change no number.
_EXACT = Context(prec=256, Emin=-9999, Emax=9999, clamp=0, flags=[], traps=[])
_BEYOND = 2.0**128  # takes the place of infinity among the values of a float32


def _single(value: float) -> float:
    """Rounds to the nearest float32, ties to even, or to plus or minus _BEYOND."""
    try:
        return float(_struct.unpack(">f", _struct.pack(">f", value))[0])
    except OverflowError:
        return math.copysign(_BEYOND, value)


def _single_of(text: str) -> float:
    """Returns the float32 nearest to a number, which is rounded once.

    float rounds to 53 bits, so rounding its result once more is wrong if that lies exactly
    between two float32, unless the number does too.
    """
    near = float(text)
    if math.isinf(near):
        return near
    low, high = _single(math.nextafter(near, -math.inf)), _single(math.nextafter(near, math.inf))
    if low != high and (low + high) / 2 == near:
        exact, middle = Decimal(text), Decimal.from_float(near)
        if exact != middle:
            return low if exact < middle else high
    return _single(near)


def _shortest(value: float) -> str:
    """Returns the fewest digits that are read as the same float32, and of these the nearest.

    value is not negative. Both neighbors with so many digits are tried: below a power of two
    the floats are closer together than above it, so the nearest may be read as another float.
    """
    exact = Decimal.from_float(value)
    for digits in range(1, 10):
        near = Decimal(f"{value:.{digits - 1}e}")
        unit = Decimal((0, (1,), near.as_tuple().exponent))  # type: ignore[arg-type]
        tried = near, _EXACT.subtract(near, unit), _EXACT.add(near, unit)
        fit = [d for d in tried if _single_of(str(d)) == value]
        if fit:
            return str(min(fit, key=lambda d: _EXACT.subtract(d, exact).copy_abs()))
    raise AssertionError("nine digits are enough")


def _float_text(value: float, bits: int) -> str:
    """Returns a float as ECMAScript writes a number, except that -0 keeps its sign."""
    sign = "-" if math.copysign(1, value) < 0 else ""
    if value == 0:
        return sign + "0"
    text = repr(abs(value)) if bits == 64 else _shortest(abs(value))
    decimal = _EXACT.normalize(Decimal(text)).as_tuple()
    digits = "".join(map(str, decimal.digits))
    k, n = len(digits), len(digits) + cast(int, decimal.exponent)
    if k <= n <= 21:
        return sign + digits + "0" * (n - k)
    if 0 < n <= 21:
        return sign + digits[:n] + "." + digits[n:]
    if -6 < n <= 0:
        return sign + "0." + "0" * -n + digits
    return f"{sign}{digits[0]}{'.' + digits[1:] if k > 1 else ''}e{n - 1:+}"


def _float(bits: int) -> Shape[float]:
    head, form = (0xCA, _struct.Struct(">f")) if bits == 32 else (0xCB, _struct.Struct(">d"))
    first, size = bytes([head]), bits // 8

    def check(value: Any) -> float:
        if isinstance(value, float):
            number = float.__float__(value)
        elif isinstance(value, int) and not isinstance(value, bool):
            number = exact(value)
        else:
            raise _want("float", value)
        if bits == 64 or not math.isfinite(number):
            return number
        rounded = _single(number)
        if abs(rounded) == _BEYOND:
            raise _Unwritable("beyond the range of a float32")
        return rounded

    def exact(value: int) -> float:
        if value.bit_length() <= 1024:
            try:
                if int(float(value)) == value:
                    return float(value)
            except OverflowError:
                pass
        raise _Unwritable("an int that no float is equal to")

    def unpack(data: bytes, at: int) -> tuple[float, int]:
        if data[at] != head:
            raise _Refused
        return form.unpack(_run(data, at + 1, size))[0], at + 1 + size

    def write(value: Any) -> str:
        checked = check(value)
        if not math.isfinite(checked):
            raise _Unwritable("JSON cannot encode NaN or infinity")
        return _float_text(checked, bits)

    def read(text: str, at: int) -> tuple[float, int]:
        m = _NUMBER.match(text, at)
        if m is None:
            raise _Refused
        value = float(m[0]) if bits == 64 else _single_of(m[0])
        if math.isinf(value) or bits == 32 and abs(value) == _BEYOND:
            raise _Refused
        return value, m.end()

    return Shape(lambda v: first + form.pack(check(v)), unpack, write, read)


FLOAT32, FLOAT64 = _float(32), _float(64)


# Text.

_PLAIN = re.compile(r'[^"\\\x00-\x1f]*')
_TO_ESCAPE = re.compile(r'["\\\x00-\x1f]')
_ESCAPES = {'"': '"', "\\": "\\", "b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r"}
_ESCAPED = {chr(c): f"\\u{c:04x}" for c in range(0x20)} | {
    character: "\\" + letter for letter, character in _ESCAPES.items()}
_UNESCAPED = _ESCAPES | {"/": "/"}
_HEX4 = re.compile(r"[0-9A-Fa-f]{4}")


def _write_string(text: str) -> str:
    if _TO_ESCAPE.search(text):
        text = _TO_ESCAPE.sub(lambda m: _ESCAPED[m[0]], text)
    return '"' + text + '"'


def _read_string(text: str, at: int) -> tuple[str, int]:
    """Reads a JSON string."""
    begin = _skip(text, at, '"')
    at = cast(re.Match[str], _PLAIN.match(text, begin)).end()
    if text[at] == '"':
        return text[begin:at], at + 1
    parts = [text[begin:at]]
    while text[at] != '"':
        part, at = _read_escape(text, _skip(text, at, "\\"))
        plain = cast(re.Match[str], _PLAIN.match(text, at))
        parts += part, plain[0]
        at = plain.end()
    return "".join(parts), at + 1


def _read_escape(text: str, at: int) -> tuple[str, int]:
    """Reads what follows a backslash."""
    if text[at] != "u":
        character = _UNESCAPED.get(text[at])
        if character is None:
            raise _Refused
        return character, at + 1
    unit, at = _read_unit(text, at + 1)
    if not 0xD800 <= unit < 0xE000:
        return chr(unit), at
    low, at = _read_unit(text, _skip(text, at, "\\u"))
    if unit >= 0xDC00 or not 0xDC00 <= low < 0xE000:
        raise _Refused
    return chr(0x10000 + (unit - 0xD800 << 10) + (low - 0xDC00)), at


def _read_unit(text: str, at: int) -> tuple[int, int]:
    m = _HEX4.match(text, at)
    if m is None:
        raise _Refused
    return int(m[0], 16), at + 4


def _plain_string(text: str, at: int) -> tuple[str, int]:
    """Reads a JSON string without escapes."""
    begin = _skip(text, at, '"')
    end = cast(re.Match[str], _PLAIN.match(text, begin)).end()
    return text[begin:end], _skip(text, end, '"')


class _Text(Shape[str]):
    """The shape of text, which can be the key of a map without quotes around it."""

    __slots__ = ()


def string(limit: int | None = None) -> Shape[str]:
    """Text of at most limit bytes of UTF-8."""

    def check(value: Any) -> bytes:
        data = _utf8(value)
        if data is None:
            if not isinstance(value, str):
                raise _want("str", value)
            raise _Unwritable("text with a lone surrogate is not UTF-8")
        if limit is not None and len(data) > limit:
            raise _too_long(limit, "bytes")
        return data

    def pack(value: Any) -> bytes:
        data = check(value)
        return _str_head(len(data)) + data

    def unpack(data: bytes, at: int) -> tuple[str, int]:
        n, at = _str_length(data, at)
        if limit is not None and n > limit:
            raise _Refused
        try:
            return _run(data, at, n).decode(), at + n
        except UnicodeDecodeError:
            pass
        raise _Refused

    def read(text: str, at: int) -> tuple[str, int]:
        value, at = _read_string(text, at)
        if limit is not None and len(value.encode()) > limit:
            raise _Refused
        return value, at

    return _Text(pack, unpack, lambda v: _write_string(check(v).decode()), read)


# Bytes.


def _exact(value: object) -> bytes:
    """Returns the bytes of a value, whatever methods a subclass has."""
    if not isinstance(value, bytes):
        raise _want("bytes", value)
    return bytes.__getitem__(value, slice(None))


def bytes_(limit: int | None = None) -> Shape[bytes]:
    """At most limit bytes."""

    def check(value: Any) -> bytes:
        exact = _exact(value)
        if limit is not None and len(exact) > limit:
            raise _too_long(limit, "bytes")
        return exact

    def pack(value: Any) -> bytes:
        data = check(value)
        return _bin_head(len(data)) + data

    def unpack(data: bytes, at: int) -> tuple[bytes, int]:
        n, at = _bin_length(data, at)
        if limit is not None and n > limit:
            raise _Refused
        return _run(data, at, n), at + n

    def write(value: Any) -> str:
        return '"' + binascii.b2a_base64(check(value), newline=False).decode() + '"'

    def read(text: str, at: int) -> tuple[bytes, int]:
        raw, at = _plain_string(text, at)
        body = raw.rstrip("=")
        data = _from_base64(body, _STANDARD)
        if data is None or len(raw) != (len(body) + 3) // 4 * 4:
            raise _Refused
        if limit is not None and len(data) > limit:
            raise _Refused
        return data, at

    return Shape(pack, unpack, write, read)


def byte_array(length: int) -> Shape[bytes]:
    """Exactly length bytes. In JSON they are an array of numbers."""
    numbers = array(UINT8, length)
    head = _bin_head(length)

    def check(value: Any) -> bytes:
        exact = _exact(value)
        if len(exact) != length:
            raise _Unwritable(f"not {length} bytes")
        return exact

    def unpack(data: bytes, at: int) -> tuple[bytes, int]:
        n, at = _bin_length(data, at)
        if n != length:
            raise _Refused
        return _run(data, at, n), at + n

    def read(text: str, at: int) -> tuple[bytes, int]:
        values, at = numbers.read(text, at)
        return bytes(values), at

    return Shape(
        lambda v: head + check(v), unpack, lambda v: numbers.write(tuple(check(v))), read)


# Times.


def _time() -> Shape[datetime]:
    def check(value: Any) -> tuple[int, int]:
        if not isinstance(value, datetime):
            raise _want("datetime", value)
        if value.utcoffset() is None:
            raise _Unwritable("a datetime without a time zone")
        moment = _moment(value)
        if not _FIRST <= moment[0] <= _FINAL:
            raise _Unwritable("outside the years 1 to 9999 in UTC")
        return moment

    def made(seconds: int, nanosecond: int) -> Instant:
        if nanosecond >= 10**9 or not _FIRST <= seconds <= _FINAL:
            raise _Refused
        return Instant.from_unix(seconds, nanosecond)

    def pack(value: Any) -> bytes:
        seconds, nanosecond = check(value)
        if nanosecond == 0 and 0 <= seconds < 2**32:
            return _struct.pack(">HI", 0xD6FF, seconds)
        if 0 <= seconds < 2**34:
            return _struct.pack(">HQ", 0xD7FF, nanosecond << 34 | seconds)
        return _struct.pack(">BBBIq", 0xC7, 12, 0xFF, nanosecond, seconds)

    def unpack(data: bytes, at: int) -> tuple[datetime, int]:
        if data.startswith(b"\xd6\xff", at):
            return made(int.from_bytes(_run(data, at + 2, 4), "big"), 0), at + 6
        if data.startswith(b"\xd7\xff", at):
            number = int.from_bytes(_run(data, at + 2, 8), "big")
            seconds, nanosecond = number & (1 << 34) - 1, number >> 34
            if nanosecond == 0 and seconds < 2**32:  # has a shorter form
                raise _Refused
            return made(seconds, nanosecond), at + 10
        if not data.startswith(b"\xc7\x0c\xff", at):
            raise _Refused
        nanosecond, seconds = _struct.unpack(">Iq", _run(data, at + 3, 12))
        if 0 <= seconds < 2**34:  # has a shorter form
            raise _Refused
        return made(seconds, nanosecond), at + 15

    def read(text: str, at: int) -> tuple[datetime, int]:
        raw, at = _plain_string(text, at)
        moment = _read_time(raw)
        if moment is None:
            raise _Refused
        return made(*moment), at

    return Shape(pack, unpack, lambda v: '"' + _time_text(*check(v)) + '"', read)


TIME = _time()


# Nullable values, lists, maps and structs.


def nullable(of: Shape[T]) -> Shape[T | None]:
    """None, or a value of another shape."""

    def unpack(data: bytes, at: int) -> tuple[T | None, int]:
        return (None, at + 1) if data[at] == 0xC0 else of.unpack(data, at)

    def read(text: str, at: int) -> tuple[T | None, int]:
        return (None, at + 4) if text.startswith("null", at) else of.read(text, at)

    return Shape(
        lambda v: b"\xc0" if v is None else of.pack(v), unpack,
        lambda v: "null" if v is None else of.write(v), read)


def list_(of: Shape[T], limit: int | None = None) -> Shape[Sequence[T]]:
    """A list of at most limit elements."""

    def check(n: int) -> None:
        if limit is not None and n > limit:
            raise _too_long(limit, "elements")

    def fits(n: int) -> bool:
        return limit is None or n <= limit

    return _sequence(of, check, fits)


def array(of: Shape[T], length: int) -> Shape[Sequence[T]]:
    """A list of exactly length elements."""

    def check(n: int) -> None:
        if n != length:
            raise _Unwritable(f"not {length} elements")

    def fits(n: int) -> bool:
        return n == length

    return _sequence(of, check, fits)


def _is_sequence(value: object) -> TypeGuard[Sequence[Any]]:
    """Reports whether a value is a sequence, but not text or bytes."""
    return isinstance(value, Sequence) and not isinstance(value, (str, bytes, bytearray))


def _is_mapping(value: object) -> TypeGuard[Mapping[Any, Any]]:
    return isinstance(value, Mapping)


def _sequence(
        of: Shape[T], check: Callable[[int], None], fits: Callable[[int], bool],
) -> Shape[Sequence[T]]:
    def each(encode: Callable[[Any], Any], value: Any) -> list[Any]:
        if not _is_sequence(value):
            raise _want("a list or tuple", value)
        items = list(value)
        check(len(items))
        done: list[Any] = []
        try:
            for item in items:
                done.append(encode(item))
        except _Unwritable as e:
            e.within(f"[{len(done)}]")
            raise
        return done

    def pack(value: Any) -> bytes:
        parts = each(of.pack, value)
        return _array_head(len(parts)) + b"".join(parts)

    def unpack(data: bytes, at: int) -> tuple[Sequence[T], int]:
        n, at = _array_length(data, at)
        if not fits(n):
            raise _Refused
        items: list[T] = []
        for _ in range(n):
            item, at = of.unpack(data, at)
            items.append(item)
        return tuple(items), at

    def read(text: str, at: int) -> tuple[Sequence[T], int]:
        items: list[T] = []
        at = _skip(text, at, "[")
        while not text.startswith("]", at):
            if items:
                at = _skip(text, at, ",")
            item, at = of.read(text, at)
            items.append(item)
        if not fits(len(items)):
            raise _Refused
        return tuple(items), at + 1

    return Shape(pack, unpack, lambda v: "[" + ",".join(each(of.write, v)) + "]", read)


def map_(key: Shape[K], of: Shape[V], limit: int | None = None) -> Shape[Mapping[K, V]]:
    """A map of at most limit elements. Its keys are text or integers."""

    def pairs(name: Callable[[Any], Any], encode: Callable[[Any], Any], value: Any) -> list[Any]:
        if not _is_mapping(value):
            raise _want("a dict", value)
        items = list(dict(value).items())
        if limit is not None and len(items) > limit:
            raise _too_long(limit, "elements")
        try:
            named = [(k, name(k), encode(v)) for k, v in items]
        except _Unwritable as e:
            e.within("[...]")  # not the key, which is a part of the payload
            raise
        # If the class of the keys has its own ==, a dict can hold two that are equal here.
        if len({name for _, name, _ in named}) < len(named):
            raise _Unwritable("two keys are equal")
        return named

    def pack(value: Any) -> bytes:
        items = pairs(key.pack, of.pack, value)
        # In UTF-8, text has the order of its code points, which is Python's.
        items.sort(key=lambda item: item[0])
        return _map_head(len(items)) + b"".join([k + v for _, k, v in items])

    def unpack(data: bytes, at: int) -> tuple[Mapping[K, V], int]:
        n, at = _map_length(data, at)
        if limit is not None and n > limit:
            raise _Refused
        values: dict[K, V] = {}
        for _ in range(n):
            k, at = key.unpack(data, at)
            if k in values:
                raise _Refused
            values[k], at = of.unpack(data, at)
        return values, at

    is_text = isinstance(key, _Text)  # in JSON, integers are in quotes

    def name(k: Any) -> str:
        text = key.write(k)
        return text if is_text else '"' + text + '"'

    def read_name(text: str, at: int) -> tuple[K, int]:
        if is_text:
            return key.read(text, at)
        k, at = key.read(text, _skip(text, at, '"'))
        return k, _skip(text, at, '"')

    def write(value: Any) -> str:
        items = pairs(name, of.write, value)
        items.sort(key=lambda item: item[0] if is_text else item[1])
        return "{" + ",".join([k + ":" + v for _, k, v in items]) + "}"

    def read(text: str, at: int) -> tuple[Mapping[K, V], int]:
        values: dict[K, V] = {}
        at = _skip(text, at, "{")
        while not text.startswith("}", at):
            if values:
                at = _skip(text, at, ",")
            k, at = read_name(text, at)
            if k in values:
                raise _Refused
            values[k], at = of.read(text, _skip(text, at, ":"))
        if limit is not None and len(values) > limit:
            raise _Refused
        return values, at + 1

    return Shape(pack, unpack, write, read)


def struct(made: type[T], *fields: tuple[str, str, Shape[Any]]) -> Shape[T]:
    """A class of the caller. A field has its name in the class, its name in JSON, and its shape.

    The class takes all fields as keyword arguments.
    """
    names = {name: (attribute, shape.read) for attribute, name, shape in fields}
    head, count = _array_head(len(fields)), len(fields)
    packers = [(attribute, shape.pack) for attribute, _, shape in fields]
    unpackers = [(attribute, shape.unpack) for attribute, _, shape in fields]
    # What comes before each value, if the names have no escapes and are in the order of the lock.
    leads = ["{" if not i else "," for i in range(count)]
    keys = [lead + _write_string(name) + ":" for lead, (_, name, _) in zip(leads, fields)]
    writers = [(attribute, key, shape.write) for key, (attribute, _, shape) in zip(keys, fields)]
    readers = [(attribute, key, shape.read) for key, (attribute, _, shape) in zip(keys, fields)]

    def check(value: Any) -> None:
        if not isinstance(value, made):
            raise _want(made.__name__, value)

    def pack(value: Any) -> bytes:
        check(value)
        parts, attribute = [head], ""
        try:
            for attribute, encode in packers:
                parts.append(encode(getattr(value, attribute)))
        except _Unwritable as e:
            e.within("." + attribute)
            raise
        return b"".join(parts)

    def unpack(data: bytes, at: int) -> tuple[T, int]:
        if not data.startswith(head, at):
            raise _Refused
        at += len(head)
        values: dict[str, Any] = {}
        for attribute, decode in unpackers:
            values[attribute], at = decode(data, at)
        return made(**values), at

    def write(value: Any) -> str:
        check(value)
        parts, attribute = ["" if count else "{"], ""
        try:
            for attribute, key, encode in writers:
                parts += key, encode(getattr(value, attribute))
        except _Unwritable as e:
            e.within("." + attribute)
            raise
        return "".join(parts) + "}"

    def read(text: str, at: int) -> tuple[T, int]:
        values: dict[str, Any] = {}
        for attribute, key, decode in readers:
            if not text.startswith(key, at):
                at = read_rest(text, at, values)
                break
            values[attribute], at = decode(text, at + len(key))
        else:
            at = at if count else _skip(text, at, "{")
        if len(values) != count:
            raise _Refused
        return made(**values), _skip(text, at, "}")

    def read_rest(text: str, at: int, values: dict[str, Any]) -> int:
        """Reads fields in any order, after those that values has."""
        if not values:
            at = _skip(text, at, "{")
        while not text.startswith("}", at):
            if values:
                at = _skip(text, at, ",")
            name, at = _read_string(text, at)
            attribute, decode = names.get(name) or _refuse()
            if attribute in values:
                raise _Refused
            values[attribute], at = decode(text, _skip(text, at, ":"))
        return at

    return Shape(pack, unpack, write, read)


def _refuse() -> NoReturn:
    raise _Refused


# The state that tokens are bound to: FORMAT.md section 3.


def _text_state(value: Any) -> bytes:
    if isinstance(value, bytes):
        return _exact(value)
    data = _utf8(value)
    if data is None:
        raise _want("str of well-formed text, or bytes", value)
    return data


def _integer_state(value: Any) -> bytes:
    if not isinstance(value, int) or isinstance(value, bool):
        raise _want("int", value)
    number = int.__int__(value)
    if not -(2**63) <= number < 2**64:
        raise _Unwritable("beyond 64 bits")
    return b"%d" % number


StateForm = Literal["text", "integer", "bool", "time"]
_FORMS: dict[str, Callable[[Any], bytes]] = {
    "text": _text_state, "integer": _integer_state, "bool": lambda v: BOOL.write(v).encode(),
    "time": lambda v: TIME.write(v)[1:-1].encode()}


class State:
    """What tokens are bound to: a class of the caller, and the form of each of its fields."""

    __slots__ = ("_fields", "_made")

    def __init__(self, made: type[Any], *fields: tuple[str, StateForm]) -> None:
        self._made = made
        self._fields = [(attribute, _FORMS[form]) for attribute, form in fields]

    def strings(self, value: Any) -> list[bytes]:
        """Returns s1 .. sk-1, or raises _Unwritable."""
        if not isinstance(value, self._made):
            raise _want(self._made.__name__, value)
        strings: list[bytes] = []
        attribute = ""
        try:
            for attribute, form in self._fields:
                strings.append(form(getattr(value, attribute)))
        except _Unwritable as e:
            e.within("." + attribute)
            raise
        return strings


# The text of keys: FORMAT.md section 2 and KEYS.md section 2.


@dataclass(frozen=True)
class _Kind:
    """One of the three kinds of keys."""

    what: str  # what errors call a text of this kind
    prefix: str
    label: bytes
    lone: str  # the state of an only key without one
    weak: Callable[[bytes], str]  # returns the reason why a key must not be used, or ""
    plural: str


# Keys that look random but are printed in well-known documents, each with its Ed25519 public key.
_PUBLISHED = """
    RFC 8032, section 7.1, tests 1, 2, 3, 1024 and SHA(abc); test 1 is that of RFC 8037 too
    9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60
    d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a
    4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb
    3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c
    c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7
    fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025
    f5e5767cf153319517630f226876b86c8160cc583bc013744c6bf255f5cc0ee5
    278117fc144c72340f67d0f2316e8386ceffbf2b2428c9c51fef7c597f1d426e
    833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42
    ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf
    RFC 8032, section 7.2
    0305334e381af78f141cb666f6199f57bc3495335a256a95bd2a55bf546663f6
    dfc9425e4f968f7f0c29f0259cf5f9aed6851c2bb4ad8bfb860cfee0ab248292
    PASETO's test vectors, v2.public and v4.public
    b4cbfb43df4ce210727d953e4a713307fa19bb7d9f85041438d9e11b942a3774
    1eb9dbbbbc047c03fd70604e0071f0987e16b28b757225c11f00415d0e20b1a2
    NIST SP 800-38A, AES-256
    603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4
    6cca87d2f004b50af53322ef13dc41a8275c2918bf577c97aa5412346bf1f7ac
    The specification of Fernet
    730ff4c7af3d46923e8ed451ee813c87f790b0a226bc96a92de49b5e9c05e1ee
    cadbb714b729074863fc99a3493e808831ef32db09c3a5dd0b0c1e6238099261
"""


_KNOWN = frozenset(bytes.fromhex(word) for word in _PUBLISHED.split() if len(word) == 64)
_RANDOM = "make one with typeseal keygen"
_IS_KNOWN = "published key: it is printed in a well-known document; " + _RANDOM


def _weak_secret(key: bytes) -> str:
    if len(set(key)) <= 16:
        return "constant key: its bytes are not random; " + _RANDOM
    if all(0x20 <= b <= 0x7E for b in key):
        return "printable key: it looks like a pass phrase; " + _RANDOM
    if _counted(key):
        return "key made by counting: its bytes are not random; " + _RANDOM
    return _IS_KNOWN if key in _KNOWN else ""


def _counted(key: bytes) -> bool:
    """Reports whether a key was made by counting up or down, in numbers of 1 to 8 bytes."""
    for size in range(1, 9):
        words = [key[i:i + size] for i in range(0, len(key) - size + 1, size)]
        if (_steady([int.from_bytes(w, "big") for w in words], 1, 1 << 8 * size)
                or _steady([int.from_bytes(w, "little") for w in words], 1, 1 << 8 * size)
                or _steady(list(key), size, 1 << 8)):  # without carries between bytes
            return True
    return False


def _steady(numbers: list[int], step: int, modulus: int) -> bool:
    """Reports whether numbers that are step places apart always differ by the same amount."""
    return all(
        (a - 2 * b + c) % modulus == 0
        for a, b, c in zip(numbers, numbers[step:], numbers[2 * step:]))


def _weak_verifying(key: bytes) -> str:
    if _weak_public(key):
        return ("weak public key: not a point of the curve, of small order, or not in canonical "
                "form; copy it again from its owner")
    return _IS_KNOWN if key in _KNOWN else ""


_ROOT = _Kind("key ring", "typeseal_key_v1_", b" key", "primary", _weak_secret, "root keys")
_SIGNING = _Kind(
    "signing key", "typeseal_sec_v1_", b" sec", "primary", _weak_secret, "signing keys")
_PUBLIC = _Kind("key ring", "typeseal_pub_v1_", b" pub", "accepted", _weak_verifying, "public keys")
_KINDS = (_ROOT, _SIGNING, _PUBLIC)


def _checksum(kind: _Kind, key: bytes) -> bytes:
    return _sha256(_pae(_LABEL + kind.label, key))[:4]


def _key_text(kind: _Kind, key: bytes) -> str:
    return kind.prefix + _to_url(key + _checksum(kind, key))


class _BadLine(Exception):
    """A line of a ring is refused. It never leaves this module, and never shows the line."""


def _prefixed(text: str) -> _Kind | None:
    """Returns the kind whose prefix a text begins with."""
    return next((kind for kind in _KINDS if text.startswith(kind.prefix)), None)


def _read_key(kind: _Kind, text: str) -> bytes:
    """Returns the bytes of a key."""
    found = _prefixed(text)
    if found is None:
        raise _BadLine("not a typeseal key; " + _RANDOM)
    if found is not kind:
        raise _BadLine(f"a key of another kind; {kind.plural} begin with {kind.prefix}")
    data = _from_url(text[len(kind.prefix):])
    if data is None or len(data) != 36 or _checksum(kind, data[:32]) != data[32:]:
        raise _BadLine("mistyped or cut key: its checksum does not match; copy all of it again")
    weak = kind.weak(data[:32])
    if weak:
        raise _BadLine(weak)
    return data[:32]


# Key rings: KEYS.md.

_MAX_TEXT, _MAX_KEYS, _SKEW = 64 << 10, 64, 60
_STATES = ("primary", "accepted", "retired", "revoked")
_SALT = re.compile(r"[a-z0-9][a-z0-9._/-]{0,63}")
_BREAK = re.compile(r"[;\n]")
_WORD = re.compile(r"[^ \t;\n]*")
_BLANKS = re.compile(r"[ \t]*")
_INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")


@dataclass(frozen=True)
class _Cutoff:
    """Revokes tokens that were issued before a second: all, or those of a salt or a binding."""

    before: int  # Unix seconds
    salt: str | None = None
    binding: str | None = None


class _Key:
    """A key of a ring. secret derives from it what tokens need."""

    __slots__ = ("id", "line", "public", "secret", "since", "state")

    def __init__(self, id: bytes, secret: _Mac | None, public: bytes) -> None:
        self.id = id
        self.secret = secret  # of a root key: HKDF-Expand's HMAC; of a signing key: how it signs
        self.public = public  # of an Ed25519 key
        self.state = ""
        self.since: int | None = None
        self.line = 0


def _new_key(kind: _Kind, key: bytes) -> _Key:
    if kind is _ROOT:
        expand = _mac(_mac(_LABEL)(key))  # HKDF-Extract
        return _Key(_expand(expand, b"kid")[:4], expand, b"")
    if kind is _SIGNING:
        sign, public = _signer(key)
        return _Key(_public_id(public), sign, public)
    return _Key(_public_id(key), None, key)


def _expand(expand: _Mac, *info: bytes) -> bytes:
    """Returns the first 32 bytes of HKDF-Expand."""
    return expand(_pae(*info) + b"\x01")


def _public_id(public: bytes) -> bytes:
    return _sha256(_pae(_LABEL + b" kid", public))[:4]


class _Cursor:
    """Reads the words of a line: of text from at to the next break."""

    def __init__(self, text: str, at: int) -> None:
        self.text = text
        self.at = at

    def word(self) -> str:
        """Returns the next word, or "" at the end of the line and before a comment."""
        self.at = cast(re.Match[str], _BLANKS.match(self.text, self.at)).end()
        if self.text.startswith("#", self.at):
            return ""
        m = cast(re.Match[str], _WORD.match(self.text, self.at))
        self.at = m.end()
        return m[0]

    def quoted(self) -> str:
        """Returns the string in double quotes that comes next, with its quotes.

        If there is none, it returns "". If its end is missing, the cursor goes to the LF.
        """
        self.at = cast(re.Match[str], _BLANKS.match(self.text, self.at)).end()
        begin, end = self.at, len(self.text)
        if not self.text.startswith('"', begin):
            return ""
        self.at += 1
        while self.at < end and self.text[self.at] != "\n":
            character = self.text[self.at]
            self.at += 1
            if character == '"':
                return self.text[begin:self.at]
            if character == "\\" and self.at < end and self.text[self.at] != "\n":
                self.at += 1
        return ""


def _lines(text: str) -> Iterator[str]:
    """Yields the lines of a ring. A semicolon in the quotes of a binding does not end one."""
    start = 0
    while start < len(text):
        cursor = _Cursor(text, start)
        at = start
        if cursor.word() == "cutoff" and cursor.word() and cursor.word() == "binding":
            cursor.quoted()
            at = cursor.at
        m = _BREAK.search(text, at)
        if m is None:
            yield text[start:]
            return
        line = text[start:m.start()]
        yield line[:-1] if m[0] == "\n" and line.endswith("\r") else line
        start = m.end()


def _read_instant(text: str) -> int | None:
    """Returns the Unix seconds of an instant, or None."""
    moment = _read_time(text) if _INSTANT.fullmatch(text) else None
    return moment[0] if moment and moment[0] >= 0 else None


class _Reader:
    """Reads the text of a ring of one kind of keys."""

    def __init__(self, kind: _Kind) -> None:
        self.kind = kind
        self.keys: list[_Key] = []
        self.cutoffs: list[_Cutoff] = []
        self.number = 0  # of the line that is read or checked; 0: the whole text

    def fault(self, text: str) -> str:
        """Reads a text, and returns the reason why it is refused, or ""."""
        try:
            self.read(text)
        except _BadLine as e:
            return str(e)
        return ""

    def read(self, text: str) -> None:
        if len(text) > _MAX_TEXT or len(_raw(text)) > _MAX_TEXT:
            raise _BadLine("the text is longer than 64 KiB; remove comments or old keys")
        word = text.strip(" \t\r\n")
        if self.kind is _SIGNING and word and not re.search(r"[ \t\r\n;]", word):
            self.try_line(text, word, self.read_lone)
            return
        for self.number, line in enumerate(_lines(text), 1):
            self.try_line(text, line, self.read_line)
        self.check()

    def try_line(self, text: str, line: str, read: Callable[[str], None]) -> None:
        """Reads a line. If it is refused for something that often happens, the reason says so."""
        try:
            read(line)
            return
        except _BadLine as e:
            reason = str(e)
        raise _BadLine(_diagnosis(text, line) or reason)

    def read_lone(self, word: str) -> None:
        """Reads a text that is only a signing key, which has no state."""
        self.keys.append(_new_key(self.kind, _read_key(self.kind, word)))

    def read_line(self, line: str) -> None:
        if "\r" in line:
            raise _BadLine("a carriage return without a line feed; end lines with LF or CRLF")
        if _utf8(line) is None:
            raise _BadLine("not UTF-8; save the text as UTF-8")
        words = _Cursor(line, 0)
        first = words.word()
        if first == "cutoff":
            self.cutoffs.append(self.read_cutoff(words))
        elif first:
            self.keys.append(self.read_key(first, words))

    def read_key(self, first: str, words: _Cursor) -> _Key:
        state = first if first in _STATES else ""
        word = words.word() if state else first
        if not state and _prefixed(word) is None and words.word():
            raise _BadLine(
                "unknown state; write primary, accepted, retired or revoked before the key")
        key = _new_key(self.kind, _read_key(self.kind, word))
        key.state, key.line = state, self.number
        while word := words.word():
            name, equals, value = word.partition("=")
            if not equals:
                raise _BadLine("too many words; write a state, a key and perhaps since=, "
                               "and # before a comment")
            if name != "since":
                raise _BadLine(
                    "unknown attribute; only since=2026-11-28T10:00:00Z may follow a key")
            if key.since is not None:
                raise _BadLine("since twice; remove one of them")
            key.since = _read_instant(value)
            if key.since is None:
                raise _BadLine("bad instant; write since=2026-11-28T10:00:00Z, in UTC")
        return key

    def read_cutoff(self, words: _Cursor) -> _Cutoff:
        before = _read_instant(words.word())
        if before is not None and before > time.time() + _SKEW:
            raise _BadLine("a cutoff in the future would revoke all tokens until then; "
                           "write an instant that has passed")
        scope = words.word()
        salt = words.word() if scope == "salt" else None
        binding = _read_binding(words) if scope == "binding" else None
        complete = not scope or salt and _SALT.fullmatch(salt) or binding is not None
        if before is None or not complete or words.word():
            raise _BadLine("bad cutoff; write cutoff 2026-11-22T10:00:00Z, and after it nothing, "
                           "or salt and a salt, or binding and a JSON string")
        return _Cutoff(before, salt, binding)

    def check(self) -> None:
        """Checks the keys of a whole text."""
        self.number = 0
        if not self.keys:
            raise _BadLine("the text has no key; " + _RANDOM)
        if len(self.keys) > _MAX_KEYS:
            raise _BadLine("the text has more than 64 keys; remove retired ones")
        if len(self.keys) == 1 and not self.keys[0].state:
            self.keys[0].state = self.kind.lone
        seen: set[bytes] = set()
        primary = False
        for key in self.keys:
            self.number = key.line
            if not key.state:
                raise _BadLine("no state before one of several keys; "
                               "write primary, accepted, retired or revoked")
            if key.id in seen:
                raise _BadLine("a second key with the same id; remove one of them")
            seen.add(key.id)
            if key.state == "primary" and self.kind is _PUBLIC:
                raise _BadLine("a public key cannot mint; write accepted instead of primary")
            if key.state == "primary" and primary:
                raise _BadLine("a second primary key; make one of them accepted")
            primary = primary or key.state == "primary"
        self.number = 0
        if not primary and self.kind is not _PUBLIC:
            raise _BadLine("the text has no primary key; write primary before the key that mints")


def _read_binding(words: _Cursor) -> str | None:
    """Reads a JSON string, after which a blank or the end of the line must come."""
    quoted = words.quoted()
    if not quoted or words.text[words.at:words.at + 1] not in ("", " ", "\t"):
        return None
    try:
        value, end = _read_string(quoted, 0)
    except (_Refused, IndexError):
        return None
    return value if end == len(quoted) else None


def _raw(text: str) -> bytes:
    """Returns the bytes of a text that was decoded with surrogateescape, or its UTF-8."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")


_QUOTES = "\"'`\u201c\u201d\u201e\u2018\u2019\u00ab\u00bb"


def _diagnosis(text: str, line: str) -> str:
    """Returns a fault of a line that often happens when a ring is copied, or ""."""
    raw = _raw(text)
    zeros = max(raw[0::2].count(0), raw[1::2].count(0))
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")) or zeros > len(raw) // 4:
        return "UTF-16; save the text as UTF-8"
    if line.startswith("\ufeff"):
        return "a byte order mark; save the text as UTF-8 without one"
    words = _Cursor(line, 0)
    for word in (words.word(), words.word()):
        if word != word.strip(_QUOTES):
            return "quotes around a key or a line; remove them"
        if "\\n" in word:
            return "a backslash and an n, which end no line; write a semicolon instead"
    return ""


# Keys from files, on the conditions of the Go runtime.

_TO_READ = 64 << 10 | 1
_LOG = logging.getLogger("typeseal")


class _BadFile(Exception):
    """A key file is refused. It never leaves this module."""


def _shown(name: str) -> str:
    """Returns the name of a file or variable for an error, unless it could be a key."""
    words = re.split(r"""[/\\. "',:;]""", name)
    for word in words:
        mixed = word.lower() != word != word.upper() and re.search(r"[0-9]", word)
        if len(word) > 40 or len(word) >= 12 and mixed or re.search(r"[\n\r=+]", word):
            return "(name not shown: it could be a key)"
    return name


def _check_name(name: object) -> str:
    if not isinstance(name, str) or not name:
        raise ConfigError("the name of the file or variable with the keys is empty or not a str")
    if _ROOT.prefix in name or _SIGNING.prefix in name:
        raise ConfigError("a key was given instead of the name of a file or environment variable")
    return name


def _env_text(name: str) -> str:
    """Returns the text of an environment variable."""
    text = ""
    try:
        text = os.environ.get(_check_name(name), "")
    except UnicodeEncodeError:  # no variable has this name
        pass
    if not text:
        raise ConfigError(f"environment variable {_shown(name)} is empty or not set")
    return text


def _file_text(path: str) -> str:
    """Returns the text of a key file."""
    _check_name(path)
    try:
        data, info = _read_file(path)
    except _BadFile as e:
        reason = str(e)
    except OSError as e:
        reason = os.strerror(e.errno) if e.errno else "it cannot be read"
    except ValueError:  # a NUL in the path
        reason = "it cannot be read"
    else:
        secret = _ROOT.prefix.encode() in data or _SIGNING.prefix.encode() in data
        if secret and os.name == "posix" and info.st_mode & 0o004 and not _in_kubernetes(path):
            _LOG.warning(
                "typeseal: everyone can read the key file %s; run chmod o-r on it", _shown(path))
        return data.decode("utf-8", "surrogateescape")
    raise ConfigError(f"key file {_shown(path)}: {reason}")


def _read_file(path: str) -> tuple[bytes, os.stat_result]:
    """Reads a key file. It is checked again when it is open: another one may be in its place."""
    _check_file(os.stat(path))
    if os.name == "posix":
        _check_way(path)
    flags = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_BINARY", 0)
    with open(os.open(path, os.O_RDONLY | getattr(os, "O_CLOEXEC", 0) | flags), "rb") as file:
        info = os.fstat(file.fileno())
        _check_file(info)
        return file.read(_TO_READ), info


def _check_file(info: os.stat_result) -> None:
    """Refuses a file that another user could have made or can change."""
    if not stat.S_ISREG(info.st_mode):
        raise _BadFile("not a regular file")
    if os.name != "posix":  # the mode does not say who can write the file
        return
    if info.st_mode & 0o022:
        raise _BadFile("its group or everyone can write it; run chmod go-w on it")
    if not _trusted(info):
        raise _BadFile(
            "another user owns it; run chown to give it to root or to the user of this program")


def _trusted(info: os.stat_result) -> bool:
    """Reports whether the owner is root or the user that the program runs as."""
    return info.st_uid in (0, os.geteuid())


_MAX_LINKS = 40


def _check_way(path: str) -> None:
    """Follows a path as the system does, and refuses it if everyone could replace a part of it."""
    at, rest, links = "/", path, 0  # at has no links
    if not path.startswith("/"):  # os.path.abspath would remove "link/..", which is followed
        rest = os.getcwd() + "/" + path
    while rest:
        name, _, rest = rest.lstrip("/").partition("/")
        if name in ("", "."):
            continue
        if name == "..":
            at = os.path.dirname(at)
            continue
        following = os.path.join(at, name)
        target = _check_step(at, following)
        if not target:
            at = following
            continue
        if target.startswith("/"):
            at = "/"
        links += 1
        if links > _MAX_LINKS:
            raise _BadFile("too many symbolic links on its path")
        rest = target + "/" + rest


def _check_step(folder: str, to: str) -> str:
    """Checks one step of a path. Returns the target if it is a link, and otherwise ""."""
    around, info = os.lstat(folder), os.lstat(to)
    if around.st_mode & 0o002 and not around.st_mode & stat.S_ISVTX:
        raise _BadFile(
            "everyone can write a folder on its path; run chmod o-w or chmod +t on that folder")
    if around.st_mode & 0o002 and not _trusted(info):
        raise _BadFile("another user owns a folder or link on its path; "
                       "move the file to a folder that only you can write")
    return os.readlink(to) if stat.S_ISLNK(info.st_mode) else ""


def _in_kubernetes(path: str) -> bool:
    """Reports whether a file is in a volume of Kubernetes, where its mode is 0644 by default."""
    try:
        link = os.lstat(os.path.join(os.path.dirname(path), "..data"))
        folder = os.stat(os.path.dirname(os.path.realpath(path)))
    except OSError:
        return False
    return stat.S_ISLNK(link.st_mode) and _trusted(folder) and not folder.st_mode & 0o022


# Key rings as applications see them.

R = TypeVar("R", bound="_Ring")


class _Ring:
    """Keys of one kind in a realm. It never changes, and shows key ids and states at most."""

    __slots__ = ("_cutoffs", "_keys", "_primary", "_realm", "_used")
    _kind: ClassVar[_Kind]
    _keys: tuple[_Key, ...]
    _primary: _Key | None
    _cutoffs: tuple[_Cutoff, ...]
    _realm: bytes
    _used: dict[tuple[Policy[Any], bytes], _Derived]  # of keys that have minted or opened

    def __init__(self) -> None:
        raise TypeError(f"use {type(self).__name__}.parse, from_env or from_file")

    @classmethod
    def parse(cls: type[R], text: str) -> R:
        """Returns the ring of a text: KEYS.md. Raises ConfigError, which names the line."""
        reader, reason = _Reader(cls._kind), "the text of the keys is not a str"
        if isinstance(text, str):
            reason = reader.fault(text)
        text = ""  # tools that report errors may show the variables of this frame
        if reason:
            where = f"line {reader.number}: " if reader.number else ""
            raise ConfigError(f"{cls._kind.what}: {where}{reason}", reader.number)
        return cls._made(tuple(reader.keys), tuple(reader.cutoffs), b"")

    @classmethod
    def from_env(cls: type[R], name: str) -> R:
        """Returns the ring of an environment variable."""
        return cls.parse(_env_text(name))

    @classmethod
    def from_file(cls: type[R], path: str | os.PathLike[str]) -> R:
        """Returns the ring of a file.

        It follows symbolic links, but refuses a file that another user could have put there:
        anything but a regular file of at most 64 KiB; one that its group or everyone can write;
        one whose owner is neither root nor the user of this program, and the same for a folder
        or link on its path that is in a folder that everyone can write; and one below a folder
        that everyone can write, unless that has the sticky bit. If everyone can read the file,
        the logger "typeseal" warns, except in a volume of Kubernetes. On Windows, owners and
        permissions are not checked.
        """
        return cls.parse(_file_text(os.fspath(path)))

    @classmethod
    def _made(
            cls: type[R], keys: tuple[_Key, ...], cutoffs: tuple[_Cutoff, ...], realm: bytes,
    ) -> R:
        ring = object.__new__(cls)
        primary = next((key for key in keys if key.state in ("primary", "")), None)
        values: tuple[object, ...] = cutoffs, keys, primary, realm, {}
        for name, value in zip(_Ring.__slots__, values):
            object.__setattr__(ring, name, value)
        return ring

    def with_realm(self: R, realm: str) -> R:
        """Returns a ring of the same keys for another realm: a deployment or a tenant.

        A token of one realm is Forged in every other one. The realm is empty by default. Keep
        the ring if you can: it derives keys when they are first used.
        """
        data = _utf8(realm)
        if data is None:
            raise ConfigError("the realm is not a str of well-formed text")
        return self._made(self._keys, self._cutoffs, data)

    @property
    def ids(self) -> tuple[str, ...]:
        """The key ids in the order of the text, each of eight hexadecimal digits."""
        return tuple(key.id.hex() for key in self._keys)

    def __repr__(self) -> str:
        keys = ", ".join(f"{key.state} {key.id.hex()}".strip() for key in self._keys)
        return f"typeseal.{type(self).__name__}({keys})"

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"a {type(self).__name__} never changes")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"a {type(self).__name__} never changes")

    def __copy__(self: R) -> R:
        return self

    def __deepcopy__(self: R, memo: object) -> R:
        return self

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError(f"a {type(self).__name__} has keys and cannot be pickled")


class Keyring(_Ring):
    """Root keys: the primary one mints signed and sealed tokens, the others only open them."""

    __slots__ = ()
    _kind = _ROOT


class PublicKeyring(_Ring):
    """Ed25519 public keys, which verify tokens and cannot mint them."""

    __slots__ = ()
    _kind = _PUBLIC


class SigningKey(_Ring):
    """An Ed25519 signing key, or a ring of them of which the primary one signs."""

    __slots__ = ()
    _kind = _SIGNING

    def public_key(self) -> str:
        """Returns the text of the public key, for a public key ring."""
        return _key_text(_PUBLIC, cast(_Key, self._primary).public)


# Protection: FORMAT.md sections 2 and 3. Each class is a key, derived for a policy in a realm.

_THREE, _FOUR = _size(3) + _size(11), _size(4) + _size(11)  # begin a PAE whose first part is H


class _Derived:
    """What a key derives for a policy in a realm.

    header is H, bound is the part A, and content is in clear.
    """

    __slots__ = ("_bind", "id")
    _bind: _Mac | None  # of K_state
    id: bytes  # the key's

    def covered(self, header: bytes, bound: bytes, nonce: bytes, content: bytes) -> bytes:
        """Returns what the state tag covers besides the state. The state in content is zero."""
        raise NotImplementedError

    def protect(self, header: bytes, bound: bytes, nonce: bytes, content: bytes) -> bytes:
        """Returns the bytes of a token after its header, without fmt."""
        raise NotImplementedError

    def unprotect(self, header: bytes, bound: bytes, nonce: bytes, body: bytes) -> bytes | None:
        """Returns the content of body, which follows the nonce, or None if the tag is wrong."""
        raise NotImplementedError

    def bind(self, header: bytes, state: Sequence[bytes], covered: bytes) -> bytes:
        """Returns the state tag."""
        return cast(_Mac, self._bind)(_pae(header, *state, covered))[:8]


class _Signed(_Derived):
    __slots__ = ("_mac",)

    def __init__(self, sub: Callable[[bytes], bytes], has_state: bool) -> None:
        self._mac = _mac(sub(b"sign"))
        self._bind = _mac(sub(b"state")) if has_state else None

    def covered(self, header: bytes, bound: bytes, nonce: bytes, content: bytes) -> bytes:
        return b"".join((_THREE, header, bound, _size(len(content)), content))

    def protect(self, header: bytes, bound: bytes, nonce: bytes, content: bytes) -> bytes:
        return content + self._mac(self.covered(header, bound, nonce, content))[:16]

    def unprotect(self, header: bytes, bound: bytes, nonce: bytes, body: bytes) -> bytes | None:
        content = body[:-16]
        tag = self._mac(self.covered(header, bound, nonce, content))[:16]
        return content if hmac.compare_digest(tag, body[-16:]) else None


class _Sealed(_Derived):
    __slots__ = ("_crypt", "_mac")

    def __init__(self, sub: Callable[[bytes], bytes], has_state: bool) -> None:
        self._crypt = _ctr(sub(b"seal enc"))
        self._mac = _mac(sub(b"seal tag"))
        self._bind = _mac(sub(b"state")) if has_state else None

    def covered(self, header: bytes, bound: bytes, nonce: bytes, content: bytes) -> bytes:
        return b"".join((
            _FOUR, header, bound, _size(len(nonce)), nonce, _size(len(content)), content))

    def protect(self, header: bytes, bound: bytes, nonce: bytes, content: bytes) -> bytes:
        sealed = self._crypt(nonce, content)
        return nonce + sealed + self._mac(self.covered(header, bound, nonce, sealed))

    def unprotect(self, header: bytes, bound: bytes, nonce: bytes, body: bytes) -> bytes | None:
        sealed = body[:-32]
        tag = self._mac(self.covered(header, bound, nonce, sealed))
        return self._crypt(nonce, sealed) if hmac.compare_digest(tag, body[-32:]) else None


class _Public(_Derived):
    __slots__ = ("_domain", "_sign", "_verify")

    def __init__(self, key: _Key, domain: Sequence[bytes]) -> None:
        self._bind = None
        self._domain = b"".join([
            _size(7), _part(_LABEL + b" public"), *[_part(part) for part in domain], _size(11)])
        self._sign = key.secret
        self._verify = _verifier(key.public) if key.secret is None else None

    def covered(self, header: bytes, bound: bytes, nonce: bytes, content: bytes) -> bytes:
        return b"".join((self._domain, header, bound, _size(len(content)), content))

    def protect(self, header: bytes, bound: bytes, nonce: bytes, content: bytes) -> bytes:
        message = self.covered(header, bound, nonce, content)
        return content + cast(_Mac, self._sign)(message)

    def unprotect(self, header: bytes, bound: bytes, nonce: bytes, body: bytes) -> bytes | None:
        content = body[:-64]
        message = self.covered(header, bound, nonce, content)
        verify = cast(Callable[[bytes, bytes], bool], self._verify)
        return content if verify(message, body[-64:]) else None


# Policies: what a type says about its tokens.

Kind = Literal["signed", "sealed", "public"]
Codec = Literal["msgpack", "json", "msgpack+deflate", "json+deflate"]

_T_FLAG, _I_FLAG, _S_FLAG, _VERSION = 0x80, 0x40, 0x20, 0x1F
_MAX_ISSUED, _MAX_TTL = 2**40 - 1, 2**32 - 1
_NO_STATE = bytes(8)
_FACTOR = 16  # bytes of payload for each character of the longest token
_NO_BINDINGS = _part(_pae())


@dataclass(frozen=True)
class _Wire:
    """The form of one kind of tokens."""

    fmt: bytes
    nonce: int  # its size
    tag: int
    mints: type[_Ring]
    opens: type[_Ring]

    @property
    def overhead(self) -> int:
        return 10 + self.nonce + self.tag + 1


_WIRES: dict[str, _Wire] = {
    "signed": _Wire(b"\x11", 0, 16, Keyring, Keyring),
    "sealed": _Wire(b"\x12", 16, 32, Keyring, Keyring),
    "public": _Wire(b"\x13", 0, 64, SigningKey, PublicKeyring)}


@dataclass(frozen=True)
class Use:
    """One attempt to redeem a token. salt and id identify the token.

    claim is what the caller gave, or None. The times are Unix seconds: expires_at is the last
    second in which the token is valid by the TTL that it carries. grace is for how many seconds
    after the first use the type accepts the token again, or 0.
    """

    salt: str
    id: bytes = field(repr=False)  # 16 bytes
    claim: bytes | None = field(repr=False)  # 16 bytes
    issued_at: int
    expires_at: int
    grace: int = 0


class Store(Protocol):
    """Remembers which tokens were redeemed.

    A store for tests:

        class MemoryStore:
            def __init__(self) -> None:
                self._claims: dict[tuple[str, bytes], bytes | None] = {}
                self._lock = threading.Lock()

            def consume(self, use: Use) -> bool:
                with self._lock:
                    first = (use.salt, use.id) not in self._claims
                    claim = self._claims.setdefault((use.salt, use.id), use.claim)
                return first or use.claim is not None and claim == use.claim

    A store that a Go program shares has the table or the keys that the package replay of the Go
    runtime documents.
    """

    def consume(self, use: Use) -> bool:
        """Records the token's first use, and returns whether the token may be used.

        That is True for the first use, for a later one with the first one's claim, and for one at
        most grace seconds after the first, by the store's own clock. Of any
        number of calls at the same time, one is the first. A store keeps the record until
        expires_at, and an hour longer, since clocks can be set back. An exception means that
        nobody knows, and becomes the cause of a StoreError.
        """
        ...


class _Opened:
    """A token that is being opened. It is not printed, since its content may be secret."""

    __slots__ = ("at", "bound", "content", "derived", "header", "id", "issued", "nonce", "ttl",
                 "value")
    derived: _Derived
    header: bytes
    bound: bytes
    nonce: bytes
    content: bytes
    ttl: int  # 0: none
    id: bytes
    at: int  # index of the payload in content
    issued: int
    value: Any

    def authenticate(self, wire: bytes, form: _Wire) -> bool:
        """Takes step 3."""
        split = 10 + form.nonce
        self.header, self.nonce = form.fmt + wire[:10], wire[10:split]
        content = self.derived.unprotect(self.header, self.bound, self.nonce, wire[split:-1])
        self.content = b"" if content is None else content
        return content is not None

    def split(self, flags: int) -> bool:
        """Takes step 4, without what the policy says."""
        self.ttl, self.id, at = 0, self.nonce, 0
        if flags & _T_FLAG:
            self.ttl, at = int.from_bytes(self.content[:4], "big"), 4
            if self.ttl == 0:
                return False
        if flags & _I_FLAG:
            self.id, at = self.content[at:at + 16], at + 16
        if flags & _S_FLAG:
            at += 8
        self.at = at
        return len(self.content) >= at

    def is_fresh(self, state: Sequence[bytes]) -> bool:
        """Takes step 9."""
        at, content = self.at - 8, self.content
        blank = content[:at] + _NO_STATE + content[self.at:]
        covered = self.derived.covered(self.header, self.bound, self.nonce, blank)
        tag = self.derived.bind(self.header, state, covered)
        return hmac.compare_digest(tag, content[at:self.at])


class Policy(Generic[T]):
    """The options of a type, which are never read from a token. Keep one for each type.

    payloads has the shape of each schema version that is accepted, and mint is the version that
    is minted. max_age is in seconds, and None if tokens do not expire. T is the newest payload.
    """

    def __init__(
            self, *, kind: Kind, codec: Codec, salt: str, max_age: int | None,
            payloads: Mapping[int, Shape[Any]], mint: int, expired: type[Expired[T]],
            prefix: str = "ts1_", max_size: int = 4096, once: bool = False, grace: int = 0,
            state: State | None = None) -> None:
        self._wire = _WIRES[kind]
        self._has_nonce = self._wire.nonce > 0
        self._salt, self._codec = salt, codec
        self._is_json, self._deflates = codec.startswith("json"), codec.endswith("+deflate")
        self._max_age = max_age
        self._payloads = dict(payloads)
        self._newest = max(payloads)
        self._mint = mint
        self._expired = expired
        self._prefix, self._max_size = prefix, max_size
        self._once, self._grace = once, grace
        self._state = state

    # Minting.

    def mint(
            self, keys: _Ring, payload: Any, *, state: object = None,
            bound_to: str | Sequence[str] = (), ttl: int | timedelta | None = None,
            downgrades: Mapping[int, Callable[[Any], Any]] | None = None) -> str:
        """Returns the text of a new token.

        downgrades has the function from each schema version to the one before it.
        """
        if not isinstance(keys, self._wire.mints):
            raise ConfigError("no key, or a key of another kind than the type's")
        bound = _bound(_bindings(bound_to)) if bound_to != () else _NO_BINDINGS
        seconds = self._max_age if self._once else 0
        if ttl is not None:
            seconds = self._seconds(ttl)
        issued = math.floor(time.time())
        if not 0 <= issued <= _MAX_ISSUED:
            raise MintError("the clock is outside the years 1970 to 36812")
        for version in sorted(downgrades or (), reverse=True):
            payload = _called((), cast(Any, downgrades)[version], payload)
        nonce = os.urandom(16) if self._has_nonce else b""
        id = os.urandom(16) if self._once and not self._has_nonce else b""
        text = self._minted(
            self._derived(keys, cast(_Key, keys._primary)), self._mint, issued, seconds or 0, id,
            nonce, bound, self._state_strings(state) if self._state is not None else None,
            self._encoded(payload))
        if len(text) > self._max_size:
            raise MintError("the token is longer than max-size")
        return text

    def _minted(
            self, derived: _Derived, version: int, issued: int, ttl: int, id: bytes, nonce: bytes,
            bound: bytes, state: Sequence[bytes] | None, payload: bytes) -> str:
        """Returns the text of a token with these parts: FORMAT.md sections 3 and 4."""
        flags, before = version, b""
        if ttl:
            flags |= _T_FLAG
            before = ttl.to_bytes(4, "big")
        if id:
            flags |= _I_FLAG
            before += id
        if state is not None:
            flags |= _S_FLAG
        front = bytes((flags,)) + derived.id + issued.to_bytes(5, "big")
        header = self._wire.fmt + front
        content = before + payload
        if state is not None:
            blank = before + _NO_STATE + payload
            covered = derived.covered(header, bound, nonce, blank)
            content = before + derived.bind(header, state, covered) + payload
        body = derived.protect(header, bound, nonce, content)
        return self._prefix + _to_url(front + body + self._wire.fmt)

    def _encoded(self, payload: Any) -> bytes:
        """Returns what the content has for a payload."""
        shape, reason, data = self._payloads[self._mint], "", b""
        try:
            data = shape.write(payload).encode() if self._is_json else shape.pack(payload)
            if self._deflates:
                data = _deflated(data, self._max_size * _FACTOR)
        except _Unwritable as e:
            reason = e.text()
        if reason:
            raise MintError(reason)
        return data

    def _state_strings(self, value: object) -> list[bytes]:
        try:
            return cast(State, self._state).strings(value)
        except _Unwritable as e:
            reason = e.text()
        raise MintError("the state: " + reason)

    def _seconds(self, ttl: int | timedelta) -> int:
        """Returns a TTL in seconds."""
        if isinstance(ttl, timedelta):
            if ttl.microseconds:
                raise ConfigError("TTL is not a whole number of seconds")
            ttl = ttl.days * 86400 + ttl.seconds
        if not isinstance(ttl, int) or isinstance(ttl, bool):
            raise ConfigError("TTL is neither an int of whole seconds nor a timedelta")
        if ttl < 1:
            raise ConfigError("TTL is less than one second")
        if ttl > _MAX_TTL or self._max_age is not None and ttl > self._max_age:
            raise ConfigError("TTL is longer than max-age")
        return ttl

    # Opening: FORMAT.md section 5.

    def open(
            self, keys: _Ring, token: str, *, bound_to: str | Sequence[str] = (),
            load: Callable[[T], object] | None = None,
            upgrades: Mapping[int, Callable[[Any], Any]] | None = None) -> T:
        """Returns the payload of a token, or raises an InvalidToken. It redeems nothing.

        load returns the state as it is today. upgrades has the function from each schema version
        to the next one.
        """
        return cast(T, self._open(keys, token, bound_to, load, upgrades).value)

    def redeem(
            self, keys: _Ring, store: Store, token: str, *, claim: bytes | None = None,
            bound_to: str | Sequence[str] = (), load: Callable[[T], object] | None = None,
            upgrades: Mapping[int, Callable[[Any], Any]] | None = None) -> T:
        """Is like open, and redeems the token in a store as the last step."""
        if claim is not None and (type(claim) is not bytes or len(claim) != 16):
            raise ConfigError("the claim is not 16 bytes")
        if claim == bytes(16):
            raise ConfigError("the claim is all zeros; read it from os.urandom")
        if not callable(getattr(store, "consume", None)):
            raise ConfigError("no store")
        opened = self._open(keys, token, bound_to, load, upgrades)
        expires = opened.issued + opened.ttl
        use = Use(self._salt, opened.id, claim, opened.issued, expires, self._grace)
        try:
            first = store.consume(use)
        except Exception as e:
            failure = e
        else:
            if first is not True:  # step 10
                raise Used
            return cast(T, opened.value)
        raise StoreError from failure

    def _open(
            self, keys: _Ring, token: str, bound_to: str | Sequence[str],
            load: Callable[[T], object] | None,
            upgrades: Mapping[int, Callable[[Any], Any]] | None) -> _Opened:
        """Takes steps 1 to 9."""
        if not isinstance(keys, self._wire.opens):
            raise ConfigError("no key, or a key of another kind than the type's")
        if self._state is not None and not callable(load):
            raise ConfigError("no function that loads the state")
        opened, opened.bound = _Opened(), _NO_BINDINGS
        bindings: tuple[str, ...] = ()
        if bound_to != ():
            bindings = _bindings(bound_to)
            opened.bound = _bound(bindings)
        # Step 1: text, size, fmt.
        wire = self._bytes(token)
        if wire is None:
            raise Malformed
        # Step 2: the key.
        derived = keys._used.get((self, wire[1:5]))
        opened.derived = derived or self._opening_key(keys, wire[1:5], token)
        # Step 3: the only check of a tag or signature.
        if not opened.authenticate(wire, self._wire):
            raise Forged
        # Step 4: the parts of the content.
        flags = wire[0]
        if not opened.split(flags) or (flags & _S_FLAG != 0) != (self._state is not None):
            raise Malformed
        if self._once and not (opened.ttl and opened.id):
            raise Malformed
        # Step 5: the schema version.
        shape = self._payloads.get(flags & _VERSION)
        if shape is None:
            raise OtherVersion
        # Step 6: the clock.
        opened.issued = int.from_bytes(wire[5:10], "big")
        age = math.floor(time.time()) - opened.issued
        if age < -_SKEW:
            raise NotYetValid
        # Step 6a: cutoffs.
        if keys._cutoffs and self._is_revoked(keys, opened.issued, bindings):
            raise Revoked
        # Step 7: expiry. An expired token may give its payload, but never another error.
        life = opened.ttl or self._max_age
        if self._max_age is not None and opened.ttl > self._max_age:
            life = self._max_age
        if life is not None and age > life:
            raise self._too_old(opened, shape, flags & _VERSION, life, upgrades)
        # Step 8: the payload.
        opened.value = self._decoded(opened, shape)
        if opened.value is None:
            raise BadPayload
        if flags & _VERSION != self._newest:
            opened.value = _upgraded(opened.value, flags & _VERSION, upgrades)
        # Step 9: the state.
        if self._state is not None and not self._is_fresh(opened, load):
            raise Stale
        return opened

    def _bytes(self, token: object) -> bytes | None:
        """Takes step 1: returns the bytes of a token."""
        if not isinstance(token, str) or len(token) > self._max_size:
            return None
        if not token.startswith(self._prefix):
            return None
        wire = _from_base64(token[len(self._prefix):], _URL)
        if wire is None or len(wire) < self._wire.overhead or wire[-1:] != self._wire.fmt:
            return None
        if self._has_nonce and wire[0] & _I_FLAG:
            return None
        return wire

    def _opening_key(self, keys: _Ring, id: bytes, token: str) -> _Derived:
        """Takes step 2 for a key that has not opened or minted a token of this policy before."""
        key = next((key for key in keys._keys if key.id == id), None)
        if key is not None and key.state in ("primary", "accepted"):
            return self._derived(keys, key)
        # A prefix that is there twice can be read as a key id.
        if token.startswith(self._prefix, len(self._prefix)):
            raise Malformed
        if key is None:
            raise UnknownKey
        raise RevokedKey if key.state == "revoked" else RetiredKey

    def _derived(self, keys: _Ring, key: _Key) -> _Derived:
        """Returns what a key derives, which is kept."""
        known = keys._used.get((self, key.id))
        if known is not None:
            return known
        domain = keys._realm, self._salt.encode(), self._codec.encode()
        if key.public:
            derived: _Derived = _Public(key, domain)
        else:
            def sub(label: bytes) -> bytes:
                return _expand(cast(_Mac, key.secret), label, *domain)

            make = _Sealed if self._has_nonce else _Signed
            derived = make(sub, self._state is not None)
        derived.id = key.id
        return keys._used.setdefault((self, key.id), derived)

    def _is_revoked(self, keys: _Ring, issued: int, bindings: Sequence[str]) -> bool:
        """Takes step 6a: KEYS.md section 3."""
        return any(
            issued < cutoff.before
            and (cutoff.salt is None or cutoff.salt == self._salt)
            and (cutoff.binding is None or cutoff.binding in bindings)
            for cutoff in keys._cutoffs)

    def _decoded(self, opened: _Opened, shape: Shape[Any]) -> Any:
        """Takes step 8: returns the payload, or None if it is not accepted."""
        data: bytes | None = opened.content[opened.at:]
        if self._deflates:
            data = _inflated(opened.content[opened.at:], self._max_size * _FACTOR)
        if data is None:
            return None
        try:
            if self._is_json:
                text = data.decode()
                value, end = shape.read(text, 0)
                return value if end == len(text) else None
            value, end = shape.unpack(data, 0)
            return value if end == len(data) else None
        except (_Refused, IndexError, UnicodeDecodeError):
            return None

    def _too_old(
            self, opened: _Opened, shape: Shape[Any], version: int, life: int,
            upgrades: Mapping[int, Callable[[Any], Any]] | None) -> Expired[T]:
        """Returns the error of an expired token, with its payload if that can be had."""
        value = self._decoded(opened, shape)
        if value is not None and version != self._newest:
            try:
                value = _upgraded(value, version, upgrades)
            except Exception:
                value = None
        return self._expired(value, opened.issued, opened.issued + life)

    def _is_fresh(self, opened: _Opened, load: Callable[[T], object] | None) -> bool:
        """Takes step 9."""
        today = _called(Stale, cast(Callable[[T], object], load), opened.value)
        try:
            return opened.is_fresh(cast(State, self._state).strings(today))
        except _Unwritable as e:
            reason = e.text()
        raise ConfigError("the state that was loaded: " + reason)


def _bindings(bound_to: str | Sequence[str]) -> tuple[str, ...]:
    """Returns the bindings of a call."""
    if isinstance(bound_to, str):
        return (bound_to,)
    if not _is_sequence(bound_to):
        raise ConfigError("bound_to is neither a str nor a sequence of them")
    return tuple(bound_to)


def _bound(bindings: Sequence[str]) -> bytes:
    """Returns the part A."""
    parts: list[bytes] = []
    for binding in bindings:
        data = _utf8(binding)
        if data is None:
            raise ConfigError("a binding is not a str of well-formed text")
        parts.append(data)
    return _part(_pae(*parts))


def _upgraded(
        value: Any, version: int, upgrades: Mapping[int, Callable[[Any], Any]] | None) -> Any:
    """Upgrades a payload from its version to the newest one, one step after the other."""
    for step in sorted(upgrades or ()):
        if step >= version:
            value = _called(BadPayload, cast(Any, upgrades)[step], value)
    return value


def _called(
        meant: type[InvalidToken] | tuple[()], function: Callable[[Any], Any], value: Any) -> Any:
    """Calls a function of the caller, whose errors are raised as they are.

    It may raise meant to refuse the token. Another InvalidToken would blame this token for
    something else.
    """
    try:
        return function(value)
    except meant:
        raise
    except InvalidToken as e:
        cause = e
    raise CallbackError from cause


# Compression: FORMAT.md section 3.


def _deflated(data: bytes, limit: int) -> bytes:
    """Returns the bytes of a payload after one that says whether they are compressed."""
    if len(data) > limit:
        raise _Unwritable("the token is longer than max-size")
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    stream = packer.compress(data) + packer.flush()
    return b"\1" + stream if len(stream) < len(data) else b"\0" + data


def _inflated(data: bytes, limit: int) -> bytes | None:
    """Returns what _deflated was given, or None."""
    if data[:1] == b"\0":
        return data[1:]
    if data[:1] != b"\1":
        return None
    unpacker = zlib.decompressobj(-15)
    try:
        text = unpacker.decompress(data[1:], limit + 1)
    except zlib.error:
        return None
    whole = unpacker.eof and not unpacker.unused_data and len(text) <= limit
    return text if whole else None
