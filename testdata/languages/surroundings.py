"""Checks that the runtime does not depend on what the program around it has set or derived."""

import copy
import decimal
import importlib
import os
import pickle
import random
import struct
import sys
from datetime import datetime, timedelta, timezone

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "..", "templates", "python"))

import _typeseal as t  # noqa: E402

TRAPS = [decimal.FloatOperation, decimal.Inexact, decimal.Rounded, decimal.Subnormal]
CONTEXTS = [
    decimal.Context(prec=1, Emin=0, Emax=0),
    decimal.Context(prec=5, rounding=decimal.ROUND_UP, capitals=0),
    decimal.Context(prec=50, rounding=decimal.ROUND_FLOOR, clamp=1),
    decimal.Context(prec=1, traps=TRAPS),
]


def floats():
    """Returns texts of floats, some of them exactly or nearly between two float32."""
    source = random.Random(1)
    texts = ["0", "-0", "1e21", "1e-7", "123456789.125", "5e-324", "1.7976931348623157e308",
             "16777217", "16777217.00000000000000000001", "16777216.99999999999999999999"]
    for _ in range(300):
        texts.append(repr(struct.unpack(">d", source.randbytes(8))[0]))
        low = struct.unpack(">f", source.randbytes(4))[0]
        texts += [repr(low), decimal.Decimal.from_float(low * (1 + 2.0**-24)).__str__()]
    return [text.replace("E", "e") for text in texts if text.strip("-") not in ("nan", "inf")]


def read_and_written(text):
    """Returns what each shape reads from a text, and writes for it."""
    found = []
    for shape in (t.FLOAT32, t.FLOAT64):
        try:
            value, end = shape.read(text, 0)
        except t._Refused:
            found.append(None)
        else:
            found.append((value.hex(), end, shape.write(value)))
    return found


def test_decimal():
    """The program may calculate with few digits, or trap floats among its decimals."""
    texts = floats()
    want = [read_and_written(text) for text in texts]
    for context in CONTEXTS:
        with decimal.localcontext(context):
            for text, wanted in zip(texts, want):
                assert read_and_written(text) == wanted, (context, text)


def errors():
    """Returns one error of each class."""
    classes = [t.InvalidToken]
    for made in classes:
        classes += made.__subclasses__()
    return [made() for made in classes] + [
        t.StoreError(), t.CallbackError(), t.MintError("the field"), t.ConfigError("the ring", 3)]


def test_pickle():
    """An error crosses from a process of a pool with its class, its text and its line."""
    for error in errors():
        error.note = "of the program"
        copies = [pickle.loads(pickle.dumps(error, n)) for n in range(pickle.HIGHEST_PROTOCOL + 1)]
        for other in [*copies, copy.copy(error), copy.deepcopy(error)]:
            assert type(other) is type(error) and str(other) == str(error), error
            assert getattr(other, "line", 0) == getattr(error, "line", 0), error


class Moment(datetime):
    """A datetime that subtracts in its own way, as those of several packages do."""

    def __sub__(self, other):
        return abs(super().__sub__(other))


def test_datetime():
    """A time is that of its fields, whatever its class makes of operators."""
    for seconds in (-62135596800, -1, 0, 1788000000):
        plain = datetime(1970, 1, 1, tzinfo=timezone.utc) + timedelta(seconds=seconds)
        other = Moment(*plain.timetuple()[:6], tzinfo=timezone.utc)
        assert t.TIME.pack(other) == t.TIME.pack(plain)
        assert t.TIME.write(other) == t.TIME.write(plain)


def test_instant():
    """Instants that differ are printed in two ways, as a test that fails needs it."""
    one, other = t.Instant.from_unix(0, 1), t.Instant.from_unix(0, 2)
    assert repr(one) != repr(other) and repr([one]) == f"[typeseal.Instant({one})]"


class Bytes(bytes):
    """Bytes that lie about their length, and join others in their own way."""

    def __len__(self):
        return 1

    def __radd__(self, other):
        return b""


class Text(str):
    """A text that is equal only to itself."""

    __hash__ = object.__hash__

    def __eq__(self, other):
        return self is other


class Number(int):
    """A number that is equal only to itself."""

    __hash__ = object.__hash__

    def __eq__(self, other):
        return self is other


def unwritable(write, value):
    try:
        write(value)
    except t._Unwritable:
        return True
    return False


def test_subclasses():
    """Values count as what they contain, whatever methods their classes have."""
    lying, plain = Bytes(b"abc"), b"abc"
    for shape in (t.bytes_(), t.bytes_(3), t.byte_array(3)):
        assert shape.pack(lying) == shape.pack(plain) and shape.write(lying) == shape.write(plain)
    assert t._text_state(lying) == plain and len(t._text_state(lying)) == 3
    for shape in (t.bytes_(2), t.byte_array(1)):
        assert unwritable(shape.pack, lying) and unwritable(shape.write, lying)
    for key, made in ((t.string(), Text), (t.INT64, Number)):
        shape = t.map_(key, t.BOOL)
        for write in (shape.pack, shape.write):
            assert unwritable(write, {made(1): True, made(1): True})
            assert write({made(1): True, made(2): True})


class Payload:
    """A payload with one field."""

    def __init__(self, a):
        self.a = a


def test_downgrade():
    """Whatever a downgrade raises, minting does not blame a token."""
    keys = t.Keyring.parse("typeseal_key_v1_RzKv00lFK6BPotsWCbfEvINV3cEBmfdfrXc1SbzyltuHNOCU")
    shape = t.struct(Payload, ("a", "a", t.INT64))
    policy = t.Policy(
        kind="signed", codec="json", salt="a", max_age=None, payloads={1: shape, 2: shape}, mint=1,
        expired=t.Expired)
    for raised in (t.BadPayload(), t.Used(), ValueError()):
        def fail(payload):
            raise raised

        try:
            policy.mint(keys, Payload(1), downgrades={2: fail})
        except t.CallbackError as e:
            assert e.__cause__ is raised
        except ValueError as e:
            assert e is raised
        else:
            raise AssertionError("minted")


class View:
    """Shows only some names of a module or an object, and of what its functions return."""

    def __init__(self, of, names):
        self._of, self._names = of, names

    def __getattr__(self, name):
        if name not in self._names:
            raise AttributeError(name)
        found, inside = getattr(self._of, name), self._names[name]
        if inside is None:
            return found
        if callable(found):
            return lambda *arguments: View(found(*arguments), inside)
        return View(found, inside)


# What cryptography 3.4 has of what the runtime uses. Several distributions still have it.
PUBLIC = {"verify": None, "public_bytes": None}
OLD = {
    "hazmat.primitives.ciphers": {"Cipher": None},
    "hazmat.primitives.ciphers.modes": {"CTR": None},
    "hazmat.primitives.ciphers.algorithms": {"AES": None},
    "hazmat.primitives.serialization": {"Encoding": {"Raw": None}, "PublicFormat": {"Raw": None}},
    "hazmat.primitives.asymmetric.ed25519": {
        "Ed25519PrivateKey": {"from_private_bytes": {"sign": None, "public_key": PUBLIC}},
        "Ed25519PublicKey": {"from_public_bytes": PUBLIC}},
    "exceptions": {"InvalidSignature": None},
}


class OldLibrary:
    """Takes the place of importlib in the runtime."""

    def __init__(self):
        self.used = set()

    def import_module(self, name):
        inside = name[len("cryptography."):]
        self.used.add(inside)
        module = importlib.import_module(name)
        made = type("Module", (), {})()
        for n, kept in OLD[inside].items():
            found = getattr(module, n)
            setattr(made, n, found if kept is None else View(found, kept))
        return made


def test_cryptography():
    """The runtime works with the cryptography of distributions, which is old."""
    pieces, t.importlib = t.importlib, OldLibrary()
    try:
        crypt = t._ctr(bytes(32))
        assert crypt(bytes(16), crypt(bytes(16), b"text")) == b"text"
        sign, public = t._signer(bytes(range(32)))
        verify = t._verifier(public)
        assert verify(b"text", sign(b"text")) and not verify(b"other", sign(b"text"))
        assert t.importlib.used == set(OLD)
    finally:
        t.importlib = pieces


for name, test in list(globals().items()):
    if name.startswith("test_"):
        test()
        print(name)
