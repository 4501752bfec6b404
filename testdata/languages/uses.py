"""Uses of what emit writes for shop.lock, which type checkers accept and which work."""

# pyright: reportPrivateUsage=false

from __future__ import annotations

import copy
import dataclasses
import os
import pickle
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import TypeVar

from tokens import (
    ConfigError, Customer, Download, DownloadExpired, Forged, Instant, InvalidToken, Job, Keyring,
    MintError, Note, NoteV1, NoteV2, PasswordReset, PasswordResetExpired, PasswordResetState,
    PasswordResetV1, PublicKeyring, SigningKey, Stale, StoreError, Use, Used)
from tokens import _typeseal as runtime

T = TypeVar("T")
E = TypeVar("E", bound=BaseException)

ROOT = "typeseal_key_v1_RzKv00lFK6BPotsWCbfEvINV3cEBmfdfrXc1SbzyltuHNOCU"
SIGNING = "typeseal_sec_v1_RzKv00lFK6BPotsWCbfEvINV3cEBmfdfrXc1SbzyltuiUkmn"

KEYS = Keyring.parse(ROOT)
JOB = Job(
    a=True, b=b"\0\xff", c=bytes(16), d={"b": 1, "a": -2}, e={-1: Customer(name="x", tags=("y",))},
    f=[Customer(name="", tags=[])] * 3, g=1.5, h=2, i_p="192.0.2.1",
    j=Instant.from_unix(1_700_000_000, 123_456_789), k=None, l=b"https://example.com", m=255,
    n=datetime(2026, 11, 28, 12, tzinfo=timezone(timedelta(hours=2))))


class MemoryStore:
    def __init__(self) -> None:
        self.claims: dict[tuple[str, bytes], bytes | None] = {}

    def consume(self, use: Use) -> bool:
        first = (use.salt, use.id) not in self.claims
        claim = self.claims.setdefault((use.salt, use.id), use.claim)
        return first or use.claim is not None and claim == use.claim


class BrokenStore:
    def consume(self, use: Use) -> bool:
        raise OSError("no connection")


def upgraded(old: PasswordResetV1) -> PasswordReset:
    return PasswordReset(uid=old.uid, email="", kind=None)


def state(reset: PasswordReset) -> PasswordResetState:
    return PasswordResetState(password_hash="$argon2id$", epoch=7)


def test_job() -> None:
    for token in (JOB.sign(KEYS), JOB.sign(KEYS, ttl=timedelta(minutes=5))):
        got = Job.verify(KEYS, token)
        assert got.d == {"a": -2, "b": 1} and got.j == JOB.j and str(got.j)[-10:] == "123456789Z"
        assert got.n == JOB.n and got.f == tuple([Customer(name="", tags=())] * 3)
        assert got.e[-1].tags == ("y",) and got.h == 2.0 and got.b == JOB.b
    assert Job.open(KEYS, JOB.seal(KEYS, bound_to="session:1"), bound_to=["session:1"]).m == 255
    fails(Forged, lambda: Job.open(KEYS, JOB.seal(KEYS, bound_to="session:1")))
    fails(Forged, lambda: Job.verify(KEYS.with_realm("staging"), JOB.sign(KEYS)))


def test_download() -> None:
    key = SigningKey.parse(SIGNING)
    public = PublicKeyring.parse(key.public_key())
    download = Download(order=42, class_="a")
    assert Download.verify(public, download.sign(key)) == download
    token = at(1_000_000, lambda: download.sign(key))
    error = fails(DownloadExpired, lambda: Download.verify(public, token))
    assert error.payload == download and error.issued_at.timestamp() == 1_000_000
    assert error.expired_at - error.issued_at == timedelta(days=1)
    assert str(error) == "typeseal: expired token" and not vars(error)


def test_versions() -> None:
    def to_v2(note: Note) -> NoteV2:
        return NoteV2(text=note.text, m=note.n)

    def from_v1(note: NoteV1) -> NoteV2:
        return NoteV2(text=note.text, m=1)

    def from_v2(note: NoteV2) -> Note:
        return Note(text=note.text + "!", n=note.m + 1)

    token = Note(text="x" * 100, n=1).seal(KEYS, downgrade_3=to_v2)
    assert len(token) < 120
    got = Note.open(KEYS, token, upgrade_1=from_v1, upgrade_2=from_v2)
    assert got == Note(text="x" * 100 + "!", n=2)

    def fail(note: NoteV2) -> Note:
        raise OSError("no database")

    fails(OSError, lambda: Note.open(KEYS, token, upgrade_1=from_v1, upgrade_2=fail))


def test_once() -> None:
    reset, store = PasswordReset(uid=42, email="ana@example.com", kind=None), MemoryStore()
    token = reset.sign(KEYS, state(reset))
    assert PasswordReset.peek(KEYS, token, state, upgrade_1=upgraded) == reset
    claim = os.urandom(16)
    for _ in range(2):
        assert reset == PasswordReset.redeem(
            KEYS, store, token, state, upgrade_1=upgraded, claim=claim)
    fails(Used, lambda: PasswordReset.redeem(KEYS, store, token, state, upgrade_1=upgraded))
    assert PasswordReset.peek(KEYS, token, state, upgrade_1=upgraded) == reset
    broken = BrokenStore()
    failed = fails(
        StoreError, lambda: PasswordReset.redeem(KEYS, broken, token, state, upgrade_1=upgraded))
    assert isinstance(failed.__cause__, OSError)

    def other(reset: PasswordReset) -> PasswordResetState:
        return PasswordResetState(password_hash=b"$argon2id$", epoch=8)

    def gone(reset: PasswordReset) -> PasswordResetState:
        raise Stale

    def unlucky(reset: PasswordReset) -> PasswordResetState:
        raise Forged

    for load in (other, gone):
        fails(Stale, lambda: PasswordReset.peek(KEYS, token, load, upgrade_1=upgraded))
    error = fails(
        runtime.CallbackError,
        lambda: PasswordReset.peek(KEYS, token, unlucky, upgrade_1=upgraded))
    assert not isinstance(error, InvalidToken) and isinstance(error.__cause__, Forged)
    old = at(1_000_000, lambda: reset.sign(KEYS, state(reset), ttl=60))
    expired = fails(
        PasswordResetExpired,
        lambda: PasswordReset.redeem(KEYS, store, old, state, upgrade_1=upgraded))
    assert expired.payload == reset


def test_keys() -> None:
    os.environ["SHOP_KEYS"] = ROOT
    assert Keyring.from_env("SHOP_KEYS").ids == KEYS.ids == ("d8496626",)
    assert repr(KEYS) == str(KEYS) == "typeseal.Keyring(primary d8496626)"
    assert copy.copy(KEYS) is copy.deepcopy(KEYS) is KEYS
    fails(TypeError, lambda: pickle.dumps(KEYS))
    fails(AttributeError, lambda: setattr(KEYS, "ids", ()))
    fails(TypeError, Keyring)
    text = "primary " + ROOT + "\naccepted " + SIGNING
    error = fails(ConfigError, lambda: Keyring.parse(text))
    assert error.line == 2 and "signing" not in str(error)


def test_mint_errors() -> None:
    long = PasswordReset(uid=1, email="x" * 201, kind=None)
    error = fails(MintError, lambda: long.sign(KEYS, state(long)))
    assert str(error) == "typeseal: cannot mint token: email: more than 200 bytes"
    tags = Customer(name="x", tags=["\ud800"])
    wrong = dataclasses.replace(JOB, f=[tags] * 3)
    error = fails(MintError, lambda: wrong.seal(KEYS))
    assert str(error).startswith("typeseal: cannot mint token: f[0].tags[0]: text with a lone")


def test_instants() -> None:
    a, b = Instant.from_unix(-1, 1), Instant.from_unix(-1, 2)
    assert a < b and a != b and a <= b and b > a and b >= a and not a > b and a.nanosecond == 1
    assert a.unix == -1 and str(b) == "1969-12-31T23:59:59.000000002Z" and len({a, b}) == 2
    plain = datetime(1969, 12, 31, 23, 59, 59, tzinfo=timezone.utc)
    assert plain < a and a > plain and plain != a and Instant.from_unix(-1) == plain
    assert copy.deepcopy(a) == pickle.loads(pickle.dumps(a)) == a
    assert (a + timedelta(seconds=1)).timestamp() == 0.0
    paris = a.astimezone(timezone(timedelta(hours=1)))
    assert type(paris) is datetime and paris.hour == 0
    fails(ValueError, lambda: Instant.from_unix(253402300800))
    assert str(Instant(1, 1, 1)) == "0001-01-01T00:00:00Z"


# Runs them.

class Clock:
    def __init__(self, now: float) -> None:
        self.now = now

    def time(self) -> float:
        return self.now


def at(now: float, call: Callable[[], T]) -> T:
    """Returns what call returns at another time."""
    clock: object = getattr(runtime, "time")
    setattr(runtime, "time", Clock(now))
    try:
        return call()
    finally:
        setattr(runtime, "time", clock)


def fails(error: type[E], call: Callable[[], object]) -> E:
    """Returns the error of a call, which must be of the given class."""
    try:
        call()
    except error as e:
        return e
    raise AssertionError("no " + error.__name__)


if __name__ == "__main__":
    for name, test in list(globals().items()):
        if name.startswith("test_"):
            test()
