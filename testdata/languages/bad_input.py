"""Gives what emit writes for shop.lock everything that no vector has, and looks for secrets."""

from __future__ import annotations

import base64
import dataclasses
import enum
import inspect
import io
import itertools
import logging
import os
import sys
import tempfile
import time
import traceback
from datetime import datetime, timedelta, timezone, tzinfo

import tokens
from tokens import _typeseal as t

ROOT = "typeseal_key_v1_RzKv00lFK6BPotsWCbfEvINV3cEBmfdfrXc1SbzyltuHNOCU"
KEYS = tokens.Keyring.parse(ROOT)
SECRET = "f4d1a7c0ffee-in-a-payload"


class Text(str):
    """A subclass of str that lies."""

    def __len__(self):
        return 0

    def encode(self, *args):
        return b"lie"

    def startswith(self, *args):
        return True


class Level(enum.IntEnum):
    LOW = 1


class Zone(tzinfo):
    def utcoffset(self, at):
        return None


EAST = timezone(timedelta(hours=14))
ANYTHING = (
    None, True, 0, -1, 1.5, 2**64, 2**100_000, float("nan"), float("inf"), "", "a", "\ud800",
    "\udcff", "a\0", "a" * 300, b"", b"a", bytearray(b"a"), memoryview(b"a"), (), [], {}, set(),
    [None], [[]], {"a": None}, {1: 1, "a": 2}, {None: 1}, range(3), object(), object, Text("a"),
    Level.LOW, 1j, datetime.now(), datetime.now(timezone.utc), datetime(1, 1, 1, tzinfo=EAST),
    datetime(2026, 1, 1, tzinfo=Zone()), timedelta(1), iter(()), lambda: None, Exception(SECRET),
    tokens.Customer(name="", tags=()))

NOBODY = tokens.Customer(name="", tags=[])
JOB = tokens.Job(
    a=True, b=b"", c=bytes(16), d={}, e={}, f=[NOBODY] * 3, g=1.5, h=2.0, i_p="",
    j=tokens.Instant.from_unix(0), k=None, l=b"", m=0, n=None)
KINDS = {  # what each field takes of ANYTHING
    "a": {"bool"}, "b": {"bytes"}, "c": set(), "d": {"dict"}, "e": {"dict"}, "f": set(),
    "h": {"float", "int", "Level"}, "i_p": {"str", "Text"}, "j": {"datetime"},
    "k": {"NoneType", "Customer"}, "l": {"bytes"}, "m": {"int", "Level"},
    "n": {"datetime", "NoneType"}}
READ = (bool, bytes, int, float, str, dict, tuple, tokens.Instant, tokens.Customer, type(None))


def test_fields():
    """Each field takes its own type, and anything else is a MintError that shows no value."""
    codecs = (tokens.Job.sign, tokens.Job.verify), (tokens.Job.seal, tokens.Job.open)
    for field, verbs in itertools.product(JOB.__slots__, codecs):
        taken = {type(value).__name__ for value in ANYTHING if takes(field, value, *verbs)}
        assert field == "g" or taken == KINDS[field], (field, verbs, taken)


def takes(field, value, mint, read):
    """Reports whether a field takes a value, which is read back then."""
    job = dataclasses.replace(JOB, **{field: value})
    try:
        token = mint(job, KEYS)
    except tokens.MintError as e:
        clean(e)
        return False
    back = getattr(read(KEYS, token), field)
    assert type(back) in READ and (back == value or back != back or field == "g"), (field, value)
    return True


def test_arguments():
    """Wrong arguments are a ConfigError or TypeError, and wrong tokens are Malformed."""
    token = JOB.seal(KEYS)
    for value in ANYTHING:
        none = isinstance(value, str) or value in ((), [])
        error(lambda: JOB.seal(KEYS, bound_to=value), tokens.ConfigError, none=none)
        error(lambda: tokens.Job.open(KEYS, token, bound_to=value),
              tokens.ConfigError, tokens.Forged, none=none)
        none = value is None or type(value) in (int, timedelta, Level)
        error(lambda: JOB.seal(KEYS, ttl=value), tokens.ConfigError, none=none)
        error(lambda: tokens.Job.open(KEYS, value), tokens.Malformed)
        error(lambda: tokens.Job.open(value, token), tokens.ConfigError)
        error(lambda: JOB.seal(value), tokens.ConfigError)
        error(lambda: tokens.Keyring.parse(value), tokens.ConfigError)
        error(lambda: tokens.Keyring.from_env(value), tokens.ConfigError)
        error(lambda: tokens.Keyring.from_file(value), tokens.ConfigError, TypeError)
        error(lambda: KEYS.with_realm(value), tokens.ConfigError, none=isinstance(value, str))
    for realm in ("\ud800", "a\udfff"):
        error(lambda: KEYS.with_realm(realm), tokens.ConfigError)


def test_state_and_store():
    reset = tokens.PasswordReset(uid=1, email=SECRET, kind=None)
    state = tokens.PasswordResetState(password_hash=SECRET, epoch=1)
    token = reset.sign(KEYS, state)

    def peek(load):
        return lambda: tokens.PasswordReset.peek(KEYS, token, load, upgrade_1=None)

    def redeem(store, claim=None):
        return lambda: tokens.PasswordReset.redeem(
            KEYS, store, token, lambda _: state, upgrade_1=None, claim=claim)

    for value in ANYTHING:
        error(lambda: reset.sign(KEYS, value), tokens.MintError)
        for field in ("password_hash", "epoch"):
            other = dataclasses.replace(state, **{field: value})
            error(lambda: reset.sign(KEYS, other), tokens.MintError, none=True)
            error(peek(lambda _: other), tokens.ConfigError, tokens.Stale, none=other == state)
        error(peek(value), tokens.ConfigError, TypeError)
        error(peek(lambda _: value), tokens.ConfigError)
        error(redeem(value), tokens.ConfigError)
        store = type("Store", (), {"consume": lambda self, use: value})()
        error(redeem(store), tokens.Used, none=value is True)
        error(redeem(store, value), tokens.ConfigError, tokens.Used, none=value is None)
    error(redeem(store, bytes(16)), tokens.ConfigError)


def test_tokens():
    """Every change of a token is refused, and nothing but an InvalidToken is raised."""
    sealed, signed = JOB.seal(KEYS), JOB.sign(KEYS)
    for token, read in ((sealed, tokens.Job.open), (signed, tokens.Job.verify)):
        for i, c in itertools.product(range(len(token)), "A_-=\n\r\t \0é\ud800\u0660Ａ"):
            changed = token[:i] + c + token[i + 1:]
            if changed != token:
                error(lambda: read(KEYS, changed), tokens.InvalidToken)
            error(lambda: read(KEYS, token[:i] + c + token[i:]), tokens.InvalidToken)
        for i in range(len(token)):
            error(lambda: read(KEYS, token[:i]), tokens.InvalidToken)
            error(lambda: read(KEYS, token[i + 1:]), tokens.InvalidToken)
        for other in (token * 2, token.upper(), token.swapcase(), token.encode(), [token]):
            error(lambda: read(KEYS, other), tokens.InvalidToken)
        error(lambda: read(KEYS, Text(token)), tokens.InvalidToken, none=True)
        assert read(KEYS, token) == read(KEYS, token)


def payloads():
    """Payloads that are long for their shape or claim to be."""
    for head in (b"\xdd", b"\xdf", b"\xdb", b"\xc6"):
        for n in (2**31 - 1, 2**31, 2**32 - 1, 65536):
            yield head + n.to_bytes(4, "big")
    yield from (b"\x91" * 2800, b"\x81\xa0" * 1400, b"[" * 2800, b'{"":' * 700, b'"' + b"\\" * 2800)
    yield from (b"\xff" * 100, b"\xed\xa0\x80", b'"\\ud800"', b'"\\udc00\\ud800"')
    yield b"\xef\xbb\xbf{}"


def test_payloads():
    """Hostile payloads with a right tag are BadPayload."""
    policies = [tokens._JOB_SIGN, tokens._JOB_SEAL, tokens._NOTE_SEAL]
    fronts = b"", b"\x9e", b"\x92", b"\x01", b"\0", b'{"A":'
    for policy, payload, front in itertools.product(policies, payloads(), fronts):
        token = stamped(policy, front + payload)
        assert len(token) <= 4096
        error(lambda: policy.open(KEYS, token), tokens.BadPayload)


def test_linear():
    """Input of ten times the length takes no more than about ten times as long."""
    def policy_of(name, items):
        fields = ("name", "n", name), ("tags", "t", items)
        return t.Policy(
            kind="signed", codec="json", salt="a", max_age=None, max_size=2**24, mint=1,
            expired=t.Expired, payloads={1: t.struct(tokens.Customer, *fields)})

    texts, numbers = policy_of(t.string(), t.list_(t.string())), policy_of(t.FLOAT32, t.FLOAT64)
    forms = '{"n":"%s","t":[]}', '{"n":"%s","t":[', '{"n":"\\u0041%s', '{"n":"","t":[%s', '{"%s":1}'

    def at(n):
        for text, unit in itertools.product(forms, ("a", "\\u0041", '"",', "\\n", "\U0001f600")):
            yield texts, stamped(texts, (text % (unit * (n // len(unit)))).encode())
        for number in ("1%s", "0.%s1", "1e%s", "16777217.%s1", "-%s", "1.%s"):
            for digit in "09":
                text = '{"n":%s,"t":%s}' % ((number % (digit * n),) * 2)
                yield numbers, stamped(numbers, text.encode())
        for text in ("A", "=", "\n", "é", "_-"):
            yield texts, "ts1_" + text * n

    for (policy, small), (_, large) in zip(at(10_000), at(100_000)):
        assert took(policy, large) < 40 * took(policy, small) + 0.2, large[:40]
    for text in ("A", "é", "_-"):
        assert took(policy, "ts1_" + text * 1_000_000) < 2
    cutoff = 'cutoff 2026-01-01T00:00:00Z binding "'
    for text in (";", "\n", "#", " ", cutoff, "cutoff;", '"', "accepted "):
        start = time.process_time()
        error(lambda: tokens.Keyring.parse((text * 65536)[:65536]), tokens.ConfigError)
        assert time.process_time() - start < 5, text


def took(policy, token):
    start = time.process_time()
    try:
        policy.open(KEYS, token)
    except tokens.InvalidToken as e:
        clean(e)
    return time.process_time() - start


def test_files():
    """from_file refuses files that others could have made, and shows nothing of them."""
    folder = tempfile.mkdtemp()
    path = os.path.join(folder, "typeseal.keys")

    def write(mode=0o600, text=ROOT, name=path):
        with open(name, "w") as file:
            file.write(text)
        os.chmod(name, mode)

    write()
    assert tokens.Keyring.from_file(path).ids == KEYS.ids
    for mode in (0o620, 0o602, 0o666):
        write(mode)
        refused(path, "its group or everyone can write it")
    for mode, warns in ((0o600, False), (0o640, False), (0o644, True)):
        write(mode)
        logged = io.StringIO()
        handler = logging.StreamHandler(logged)
        logging.getLogger("typeseal").addHandler(handler)
        tokens.Keyring.from_file(path)
        logging.getLogger("typeseal").removeHandler(handler)
        text = logged.getvalue()
        assert warns == ("everyone can read" in text) and ROOT[16:] not in text
    write(text="x" * 70_000)
    refused(path, "64 KiB")
    write(text="primary " + ROOT + "\nprimary " + ROOT[:-1] + "\xff\n")
    refused(path, "line 2")
    refused(folder, "not a regular file")
    refused(path + ".none", "No such file")
    refused(os.path.join(folder, "a\0b"), "cannot be read")
    os.mkfifo(os.path.join(folder, "fifo"))
    refused(os.path.join(folder, "fifo"), "not a regular file")
    refused("/dev/zero", "not a regular file")
    write()
    link = os.path.join(folder, "link")
    os.symlink(path, link)
    assert tokens.Keyring.from_file(link).ids == KEYS.ids
    os.symlink("loop", os.path.join(folder, "loop"))
    refused(os.path.join(folder, "loop"), "")
    open_to_all = os.path.join(folder, "open")
    os.mkdir(open_to_all)
    os.chmod(open_to_all, 0o777)
    inside = os.path.join(open_to_all, "keys")
    write(name=inside)
    refused(inside, "everyone can write a folder on its path")
    refused(open_to_all + "/../open/keys", "everyone can write a folder on its path")
    os.chmod(open_to_all, 0o1777)
    assert tokens.Keyring.from_file(inside).ids == KEYS.ids
    here = os.getcwd()
    os.chdir(folder)
    assert tokens.Keyring.from_file("open/../typeseal.keys").ids == KEYS.ids
    os.chdir(here)
    if os.geteuid() == 0:
        os.chown(path, 12345, -1)
        refused(path, "another user owns it")
        os.chown(path, 0, -1)
        os.chown(inside, 12345, -1)
        refused(inside, "another user owns it")
        os.chown(inside, 0, -1)
        os.symlink(path, os.path.join(open_to_all, "link"))
        os.lchown(os.path.join(open_to_all, "link"), 12345, -1)
        refused(os.path.join(open_to_all, "link"), "another user owns a folder or link")
    refused(ROOT, "a key was given")
    long = "Kx3f9QzV7mLp2RtY8wBn4C"
    refused("/" + long, "(name not shown: it could be a key)")
    for name, shown in ((long, False), ("SHOP_KEYS_X", True)):
        e = error(lambda: tokens.Keyring.from_env(name), tokens.ConfigError)
        assert shown == (name in str(e)), e


def test_secrets():
    """No key, token or payload is in the error, its traceback, or what hangs on it."""
    reset = tokens.PasswordReset(uid=1, email=SECRET, kind="\ud800")
    state = tokens.PasswordResetState(password_hash=SECRET, epoch=1)
    clean(error(lambda: reset.sign(KEYS, state), tokens.MintError))
    for text in (ROOT[:-1] + "A", "primary " + ROOT + "\naccepted " + ROOT, "x" + ROOT,
                 ROOT + "\udcff", "cutoff 2026-01-01T00:00:00Z binding " + SECRET,
                 "primary\n" + ROOT[16:]):
        frames_are_clean(error(lambda: tokens.Keyring.parse(text), tokens.ConfigError))
    token = tokens._NOTE_SEAL.mint(
        KEYS, tokens.Note(text=SECRET, n=1),
        downgrades={3: lambda note: tokens.NoteV2(text=note.text, m=1)})
    for policy in (tokens._JOB_SEAL, tokens._NOTE_SEAL):
        for now in (0, time.time(), 10**10):
            opening(policy, token, now)
    bad = stamped(tokens._NOTE_SEAL, b"\0\x92" + SECRET.encode())
    for now in (0, time.time(), 10**10):
        opening(tokens._NOTE_SEAL, bad, now)
    for thing in (KEYS, tokens._NOTE_SEAL, next(iter(KEYS._used.values())), KEYS._keys[0]):
        assert ROOT[16:30] not in repr(thing) and KEY.hex()[:8] not in repr(thing)


KEY = base64.urlsafe_b64decode(ROOT[16:])[:32]


def opening(policy, token, now):
    """Opens a sealed token, and looks at the error's frames."""
    clock, t.time = t.time, type("Clock", (), {"time": staticmethod(lambda: now)})
    try:
        policy.open(KEYS, token)
    except tokens.InvalidToken as e:
        clean(e, token)
        frames_are_clean(e)
    finally:
        t.time = clock


# What the tests share.


def stamped(policy, payload):
    """Returns a token with a payload as it is."""
    derived = policy._derived(KEYS, KEYS._primary)
    nonce = bytes(policy._wire.nonce)
    return policy._minted(
        derived, policy._mint, int(time.time()), 0, b"", nonce, t._NO_BINDINGS, None, payload)


def error(call, *expected, none=False):
    """Returns the error of a call, which must be one of those expected and clean."""
    try:
        call()
    except expected as e:
        clean(e)
        return e
    if none:
        return None
    raise AssertionError("no error: " + inspect.getsource(call))


def clean(e, *more):
    """Fails if an error, or what hangs on it, shows a secret or an error of Python."""
    if isinstance(e, TypeError):
        return
    assert e.__cause__ is None and e.__context__ is None, repr((e.__cause__, e.__context__))
    only = traceback.format_exception_only(type(e), e)
    text = "".join(only) + repr(e) + repr(e.args) + repr(vars(e))
    for secret in (SECRET, ROOT[16:40], *more):
        assert secret not in text, text


def refused(path, reason):
    e = error(lambda: tokens.Keyring.from_file(path), tokens.ConfigError)
    assert reason in str(e), e
    assert e.__context__ is None


def frames_are_clean(e):
    """Fails if the runtime's variables show a secret, as tools that report errors would."""
    for frame, _ in traceback.walk_tb(e.__traceback__):
        if frame.f_code.co_filename == t.__file__:
            shown = "".join(safe_repr(value) for value in frame.f_locals.values())
            assert ROOT[16:40] not in shown and SECRET not in shown, frame.f_code.co_name


def safe_repr(value):
    try:
        return repr(value)
    except Exception:
        return ""


if __name__ == "__main__":
    for name, test in list(globals().items()):
        if name.startswith("test_") and (len(sys.argv) < 2 or name in sys.argv):
            start = time.time()
            test()
            print("%s %.1f s" % (name, time.time() - start))
