"""Makes native_more.json."""

import hashlib

import answers
import ed25519
import jsontext
import keys
import msgpack
import wire

NOW = 1700000000  # 2023-11-14T22:13:20Z, so that cutoffs near it are in the past for every reader
SHAPE = [{"name": "uid", "type": {"kind": "int", "bits": 64}}, {"name": "name", "type": {"kind": "string"}}]
VALUE = {"uid": 42, "name": b"Ana"}

FIELDS = {
    "shape": "the struct of every payload, as codec.json has shapes",
    "kind, salt, codec": "of the type",
    "accept": "the schema versions that the type accepts",
    "max_age": "of the type, in seconds; null: unlimited",
    "prefix, max_size, once": "of the type; absent: ts1_, 4096, false",
    "ring, realm": "the reader's key ring (KEYS.md), of public keys for kind public, and its realm",
    "mint": "how the token is made, if it is one that a writer makes: with key (a root or signing key), version, iat, ttl, id, nonce and payload (hex: "
            "what stands in the content), and the case's realm, binding and state, minting gives exactly this token",
    "token, now, binding": "what is opened, the clock in Unix seconds, the bindings that the reader gives",
    "state": "the state's strings that the reader gives, s1 .. sk-1; null: the type has no state",
    "state_values": "the values that state's strings stand for: type as in codec.json, value as there",
    "expect": "ok, malformed, unknown_key, forged, version, not_yet_valid, revoked, expired, payload, stale",
    "value": "the decoded payload, as codec.json has values: of ok, and of expired if the payload decodes",
    "reason": "what the case is about",
    "key_texts": "texts of single keys (FORMAT.md section 2): kind is root, signing or public; key is the key in hex, or null if the text is refused",
}


def secret(n):
    return hashlib.sha256(b"typeseal native_more.json %d" % n).digest()


class Maker:
    """Makes a token, and the case that opens it. The defaults give a valid token."""

    def __init__(self, kind, reason, codec="json", realm="", salt="account.reset", key=1, accept=(1,), max_age=3600, prefix=None,
                 max_size=None, once=False, version=1, iat=NOW - 100, ttl=None, id=None, nonce=None, state=None, binding=(), value=None):
        self.kind, self.reason, self.realm, self.key = kind, reason, realm, key
        self.policy = wire.Policy(kind, salt, codec, tuple(accept), max_age, prefix or "ts1_", max_size or 4096, state is not None, once)
        self.options = {"prefix": prefix, "max_size": max_size, "once": once or None}
        self.version, self.iat, self.ttl, self.id = version, iat, ttl, id
        self.nonce = (nonce if nonce is not None else secret(900)[:16]) if kind == "seal" else b""
        self.state, self.binding, self.now = state, list(binding), NOW
        self.value = VALUE if value is None else value
        self.payload = self.pack()
        self.ring = self.line("primary" if kind != "public" else "accepted", key)
        self.opens = {}
        self.state_values = None

    def secret_key(self, n=None):
        seed = secret(n or self.key)
        return wire.Key(seed, ed25519.public_key(seed) if self.kind == "public" else None, self.realm)

    def line(self, state, n):
        key = self.secret_key(n)
        text = keys.key_text("public", key.public) if self.kind == "public" else keys.key_text("root", key.secret)
        return state + " " + text + "\n"

    def pack(self):
        codec = jsontext if self.policy.codec.startswith("json") else msgpack
        payload = codec.write(SHAPE, self.value)
        return b"\0" + payload if self.policy.codec.endswith("+deflate") else payload

    def token(self):
        return wire.mint(self.policy, self.secret_key(), self.version, self.iat, self.payload, self.ttl, self.id, self.nonce, self.binding, self.state)

    def case(self, expect, token=None, mint=None, **opens):
        """Returns the case. opens has what differs for the reader. token is given if no writer makes it."""
        out = {"name": "", "reason": self.reason, "kind": self.kind, "salt": self.policy.salt, "codec": self.policy.codec,
               "accept": list(self.policy.accept), "max_age": self.policy.max_age}
        out.update({k: v for k, v in self.options.items() if v is not None})
        out.update({"ring": self.ring, "realm": self.realm, "binding": self.binding, "state": self.state, "now": self.now})
        if self.state_values:
            out["state_values"] = self.state_values
        made = token is None
        out["token"] = self.token() if made else token
        if made and (mint if mint is not None else not opens or set(opens) <= {"now", "ring"}):
            kind = "signing" if self.kind == "public" else "root"
            out["mint"] = {"key": keys.key_text(kind, secret(self.key)), "version": self.version, "iat": self.iat, "ttl": self.ttl,
                           "id": hexed(self.id), "nonce": hexed(self.nonce or None), "payload": self.payload.hex()}
        out.update(opens)
        out.update(answers.of_token(out, SHAPE))
        assert out["expect"] == expect, (self.reason, self.kind, out["expect"], expect)
        return out


def hexed(data):
    return None if data is None else data.hex()


def make():
    import native_cases
    cases = native_cases.cases()
    for i, c in enumerate(cases):
        c["name"] = "%s-%s-%03d" % (c["kind"], c["expect"], i)
    return {
        "format": "typeseal native v1",
        "origin": "reference/make_native.py: an independent implementation in Python, written from FORMAT.md, CODEC.md and KEYS.md",
        "fields": FIELDS, "shape": SHAPE, "key_texts": native_cases.key_texts(), "cases": cases}
