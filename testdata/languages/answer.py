"""Answers questions about the Python runtime, one line of JSON each: python3 answer.py [RUNTIME].

A question has an op, which is a function of this file, and its arguments. Shapes and values have
the notation of testdata/vectors/codec.json. RUNTIME is the path of the file to ask; the default
is templates/python/_typeseal.py. answer.ts answers the same questions.
"""

import dataclasses
import functools
import importlib.util
import json
import os
import pathlib
import struct
import sys
import time

RUNTIME = pathlib.Path(__file__).resolve().parents[2] / "templates" / "python" / "_typeseal.py"


def load(path):
    """Imports a runtime from a file."""
    spec = importlib.util.spec_from_file_location("_typeseal", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules["_typeseal"] = module
    spec.loader.exec_module(module)
    return module


class Struct:
    """A struct whose class is made from the notation, and its shape."""

    def __init__(self, t, fields):
        types_ = [Type(t, f["type"], f.get("max")) for f in fields]
        self.fields = [("f%d" % i, f["name"], of) for i, (f, of) in enumerate(zip(fields, types_))]
        self.made = dataclasses.make_dataclass(
            "Struct", [name for name, _, _ in self.fields], frozen=True, slots=True, kw_only=True)
        self.shape = t.struct(self.made, *[(a, name, of.shape) for a, name, of in self.fields])

    def internal(self, value):
        return self.made(**{a: of.internal(value[name]) for a, name, of in self.fields})

    def external(self, value, codec):
        return {name: of.external(getattr(value, a), codec) for a, name, of in self.fields}


class Type:
    """A type in the notation: its shape, and its values in both forms."""

    def __init__(self, t, notation, limit=None):
        self.t, self.kind, self.notation = t, notation["kind"], notation
        self.of = self.key = None
        self.bits = notation.get("bits")
        if self.kind == "struct":
            self.of = Struct(t, notation["fields"])
        elif "of" in notation:
            inner = limit if self.kind == "nullable" else None
            self.of = Type(t, notation["of"], inner)
        if "key" in notation:
            self.key = Type(t, notation["key"])
        self.shape = self.shaped(limit)

    def shaped(self, limit):
        t = self.t
        if self.kind in ("bool", "time"):
            return getattr(t, self.kind.upper())
        if self.kind in ("int", "uint", "float"):
            return getattr(t, "%s%d" % (self.kind.upper(), self.bits))
        if self.kind in ("string", "text"):
            return t.string(limit)
        if self.kind == "bytes" and "length" in self.notation:
            return t.byte_array(self.notation["length"])
        if self.kind in ("bytes", "binary"):
            return t.bytes_(limit)
        if self.kind == "list":
            return t.list_(self.of.shape, limit)
        if self.kind == "array":
            return t.array(self.of.shape, self.notation["length"])
        if self.kind == "map":
            return t.map_(self.key.shape, self.of.shape, limit)
        return {"nullable": t.nullable, "struct": lambda shape: shape}[self.kind](self.of.shape)

    def internal(self, value):
        """Returns the Python value of a value in the notation."""
        if value is None and self.kind == "nullable":
            return None
        if self.kind in ("nullable", "struct"):
            return self.of.internal(value)
        if self.kind in ("int", "uint"):
            return int(value)
        if self.kind == "float":
            return struct.unpack(">f" if self.bits == 32 else ">d", bytes.fromhex(value))[0]
        if self.kind in ("string", "text") and isinstance(value, dict):
            return bytes.fromhex(value["utf8"]).decode("utf-8", "surrogateescape")
        if self.kind in ("bytes", "binary"):
            return bytes.fromhex(value)
        if self.kind == "time":
            return moment(self.t, value)
        if self.kind in ("list", "array"):
            return [self.of.internal(v) for v in value]
        if self.kind == "map":
            return {self.key.internal(k): self.of.internal(v) for k, v in value}
        return value

    def external(self, value, codec):
        """Returns the notation of a Python value that a codec has read."""
        if value is None and self.kind == "nullable":
            return None
        if self.kind in ("nullable", "struct"):
            return self.of.external(value, codec)
        if self.kind in ("int", "uint"):
            return str(value)
        if self.kind == "float":
            return struct.pack(">f" if self.bits == 32 else ">d", value).hex()
        if self.kind in ("bytes", "binary"):
            return value.hex()
        if self.kind == "time":
            return [str(value.unix), value.nanosecond]
        if self.kind in ("list", "array"):
            return [self.of.external(v, codec) for v in value]
        if self.kind == "map":
            order = str if codec.startswith("json") else lambda key: key
            return [[self.key.external(k, codec), self.of.external(value[k], codec)]
                    for k in sorted(value, key=order)]
        return value


def moment(t, value):
    """Returns a time. In the place of one that Python cannot have, it is outside the years, too."""
    seconds, nanosecond = int(value[0]), value[1]
    if t._FIRST <= seconds <= t._FINAL:
        return t.Instant.from_unix(seconds, nanosecond)
    zone = t.timezone(t.timedelta(hours=23 if seconds < 0 else -23))
    return (t.datetime.min if seconds < 0 else t.datetime.max).replace(tzinfo=zone)


class Opaque:
    """A payload whose bytes are not decoded. Its value is their hex."""

    def __init__(self, t):
        self.made = bytes

        def unpack(data, at):
            return data[at:], len(data)

        self.shape = t.Shape(lambda v: v, unpack, lambda v: v, lambda text, at: unpack(text, at))

    internal, external = staticmethod(bytes.fromhex), staticmethod(lambda value, _: value.hex())


class Clock:
    """Takes the place of the module time."""

    def __init__(self):
        self.now = None

    def time(self):
        return time.time() if self.now is None else self.now


class System:
    """Takes the place of the module os, with a random source that can be set."""

    def __init__(self):
        self.random = None

    def urandom(self, n):
        return os.urandom(n) if self.random is None else self.random

    def __getattr__(self, name):
        return getattr(os, name)


class Memory:
    """A store in memory."""

    def __init__(self):
        self.claims = {}

    def consume(self, use):
        first = (use.salt, use.id) not in self.claims
        claim = self.claims.setdefault((use.salt, use.id), use.claim)
        return first or use.claim is not None and claim == use.claim


FORMS = {"string": "text", "bytes": "text"}  # of this notation alone
WORDS = [("RevokedKey", "unknown_key"), ("UnknownKey", "unknown_key"), ("Malformed", "malformed"),
         ("Forged", "forged"), ("OtherVersion", "version"), ("NotYetValid", "not_yet_valid"),
         ("Revoked", "revoked"), ("Expired", "expired"), ("BadPayload", "payload"),
         ("Stale", "stale"), ("Used", "used"), ("ConfigError", "configuration"),
         ("MintError", "mint"), ("StoreError", "store")]


@functools.cache
def state_class(n):
    """Returns a class with n values of a state."""
    return dataclasses.make_dataclass("State", ["s%d" % i for i in range(n)])


class PolicyOf:
    """A policy that a question defines."""

    def __init__(self, answers, q):
        self.t = t = answers.t
        payloads = {int(v): answers.payload_of(fields) for v, fields in q["payloads"].items()}
        self.by_class = {p.made: p for p in payloads.values()}
        self.mint = payloads[q["mint"]]
        self.state, forms = q.get("state"), q.get("state") or []
        self.made = state_class(len(forms))
        fields = [("s%d" % i, FORMS.get(s["form"], s["form"])) for i, s in enumerate(forms)]
        self.codec = q["codec"]
        self.policy = t.Policy(
            kind=q["kind"], codec=q["codec"], salt=q["salt"], max_age=q.get("maxAge"),
            payloads={v: p.shape for v, p in payloads.items()}, mint=q["mint"], expired=t.Expired,
            prefix=q.get("prefix") or "ts1_", max_size=q.get("maxSize") or 4096,
            once=q.get("once", False),
            state=None if self.state is None else t.State(self.made, *fields))
        if "opaque" in q["payloads"].values():
            self.policy._is_json = self.policy._deflates = False

    def state_of(self, values):
        """Returns the state that a question gives."""
        if self.state is None:
            return None
        pairs = zip(self.state, values, strict=True)
        return self.made(*[self.value(s["form"], v) for s, v in pairs])

    def value(self, form, value):
        if form == "bytes":
            return bytes.fromhex(value)
        if form == "integer":
            return int(value)
        return moment(self.t, value) if form == "time" else value

    def external(self, value):
        return self.by_class[type(value)].external(value, self.codec)


class Answers:
    """Answers the questions about one runtime."""

    def __init__(self, runtime):
        self.t = runtime
        self.clock, self.system = Clock(), System()
        runtime.time, runtime.os = self.clock, self.system
        self.policies, self.rings, self.stores, self.structs = {}, {}, {}, {}

    def answer(self, q):
        self.clock.now, self.system.random = q.get("now"), None
        # In native.json, the strings of a state are all that its tag covers.
        self.covered = q.get("covered")
        if "random" in q:
            self.system.random = bytes.fromhex(q["random"])
        return getattr(self, "do_" + q["op"])(q)

    def struct_of(self, fields):
        name = json.dumps(fields)
        if name not in self.structs:
            self.structs[name] = Struct(self.t, fields)
        return self.structs[name]

    def payload_of(self, fields):
        return Opaque(self.t) if fields == "opaque" else self.struct_of(fields)

    # Codecs.

    def encoded(self, of, codec, value):
        """Returns the hex of a value, or None if it cannot be written."""
        try:
            text = of.shape.pack(value) if codec == "msgpack" else of.shape.write(value).encode()
        except self.t._Unwritable:
            return None
        return text.hex()

    def decoded(self, of, codec, payload):
        """Returns the value of a payload, or None if it is refused."""
        policy = self.t.Policy(
            kind="signed", codec=codec, salt="a", max_age=None, payloads={1: of.shape}, mint=1,
            expired=self.t.Expired)
        opened = self.t._Opened()
        opened.content, opened.at = payload, 0
        return policy._decoded(opened, of.shape)

    def do_codec(self, q):
        of = self.struct_of(q["fields"])
        value = self.decoded(of, q["codec"], bytes.fromhex(q["payload"]))
        if value is None:
            return {"error": "payload"}
        written = self.encoded(of, q["codec"], value)
        again = {} if written is None else {"written": written}
        return {"value": of.external(value, q["codec"]), **again}

    def do_codecs(self, q):
        """Reads payloads and writes their values: hex, None if refused, "mint" if not written."""
        of, written = self.struct_of(q["fields"]), []
        for payload in q["payloads"]:
            value = self.decoded(of, q["codec"], bytes.fromhex(payload))
            again = value and self.encoded(of, q.get("to") or q["codec"], value)
            written.append(None if value is None else again or "mint")
        return {"written": written}

    def do_write(self, q):
        of = self.struct_of(q["fields"])
        written = self.encoded(of, q["codec"], of.internal(q["value"]))
        return {"error": "mint"} if written is None else {"written": written}

    def do_unpack(self, q):
        text = self.t._inflated(bytes.fromhex(q["packed"]), self.t._FACTOR * q["maxSize"])
        return {"error": "payload"} if text is None else {"text": text.hex()}

    def do_pack(self, q):
        try:
            packed = self.t._deflated(bytes.fromhex(q["text"]), self.t._FACTOR * q["maxSize"])
        except self.t._Unwritable:
            return {"error": "mint"}
        return {"packed": packed.hex()}

    # Keys.

    def do_ring(self, q):
        t = self.t
        made = t.Keyring
        if q.get("public") or q.get("signing"):
            made = t.PublicKeyring if q.get("public") else t.SigningKey
        text = q.get("text")
        if "bytes" in q:
            text = bytes.fromhex(q["bytes"]).decode("utf-8", "surrogateescape")
        try:
            ring = made.parse(text)
        except t.ConfigError as e:
            return {"error": "configuration", "line": e.line, "text": str(e)}
        if q.get("realm"):
            ring = ring.with_realm(q["realm"])
        self.rings[q.get("name")] = ring
        answer = {"ids": list(ring.ids), "keys": [key_of(key) for key in ring._keys],
                  "cutoffs": [cutoff_of(cutoff) for cutoff in ring._cutoffs]}
        if q.get("signing"):
            answer["public"] = ring.public_key()
        return answer

    def do_key_text(self, q):
        """Reads the text of one key, which is not a ring."""
        t = self.t
        kind = {"root": t._ROOT, "signing": t._SIGNING, "public": t._PUBLIC}[q["kind"]]
        try:
            key = t._read_key(kind, q["text"])
        except t._BadLine:
            return {"error": "configuration"}
        return {"key": key.hex(), "ids": [t._new_key(kind, key).id.hex()]}

    def do_key(self, q):
        """Makes a ring of one key that a text would not be accepted for."""
        t, secret = self.t, bytes.fromhex(q["key"])
        kind = {"sealed": t._ROOT, "signed": t._ROOT, "public": t._SIGNING}[q["kind"]]
        key = t._new_key(kind, secret)
        key.state = "primary"
        made = t.Keyring
        if kind is t._SIGNING:
            made = t.SigningKey
            public = t._Key(key.id, None, key.public)
            public.state = "accepted"
            self.rings[q["name"] + " public"] = t.PublicKeyring._made(
                (public,), (), q["realm"].encode())
        self.rings[q["name"]] = made._made((key,), (), q["realm"].encode())
        return {"ids": [key.id.hex()], "text": t._key_text(kind, secret)}

    # Tokens.

    def do_policy(self, q):
        self.policies[q["name"]] = PolicyOf(self, q)
        return {}

    def do_mint(self, q):
        p = self.policies[q["policy"]]

        def mint():
            token = p.policy.mint(
                self.rings[q["ring"]], p.mint.internal(q["value"]),
                state=p.state_of(q.get("state")), bound_to=q.get("bindings") or (),
                ttl=q.get("ttl"))
            return {"token": token}

        return self.tried(p, mint)

    def do_stamp(self, q):
        """Mints a token with a given time, id, nonce, version and content."""
        p, t = self.policies[q["policy"]], self.t
        ring = self.rings[q["ring"]]

        def stamp():
            state = p.policy._state_strings(p.state_of(q["state"])) if p.policy._state else None
            token = p.policy._minted(
                p.policy._derived(ring, ring._primary), q["version"], q["iat"], q.get("ttl") or 0,
                bytes.fromhex(q.get("id") or ""), bytes.fromhex(q.get("nonce") or ""),
                t._bound(q.get("bindings") or ()), state, bytes.fromhex(q["payload"]))
            return {"token": token}

        return self.tried(p, stamp)

    def do_open(self, q):
        p = self.policies[q["policy"]]

        def open():
            value = p.policy.open(
                self.rings[q["ring"]], q["token"], bound_to=q.get("bindings") or (),
                load=lambda _: p.state_of(q.get("state")))
            return {"value": p.external(value)}

        return self.tried(p, open)

    def do_redeem(self, q):
        p = self.policies[q["policy"]]
        store = self.stores.setdefault(q.get("store"), Memory())
        claim = bytes.fromhex(q["claim"]) if q.get("claim") else None

        def redeem():
            value = p.policy.redeem(
                self.rings[q["ring"]], store, q["token"], claim=claim,
                bound_to=q.get("bindings") or (), load=lambda _: p.state_of(q.get("state")))
            return {"value": p.external(value)}

        return self.tried(p, redeem)

    def tried(self, p, call):
        """Returns what call returns, or the word for its error."""
        t, bind = self.t, self.t._Derived.bind
        if self.covered is not None:
            covered = [s.encode() for s in self.covered]
            t._Derived.bind = lambda key, header, *_: key._bind(t._pae(header, *covered))[:8]
        try:
            return call()
        except t.Expired as e:
            value = {} if e.payload is None else {"value": p.external(e.payload)}
            return {"error": "expired", **value}
        except Exception as e:
            for name, word in WORDS:
                if isinstance(e, getattr(t, name)):
                    return {"error": word}
            raise
        finally:
            t._Derived.bind = bind


def key_of(key):
    since = {} if key.since is None else {"since": key.since}
    return {"id": key.id.hex(), "state": key.state, **since}


def cutoff_of(cutoff):
    return {k: v for k, v in dataclasses.asdict(cutoff).items() if v is not None}


def main(path=RUNTIME):
    answers = Answers(load(path))
    for line in sys.stdin:
        print(json.dumps(answers.answer(json.loads(line))), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
