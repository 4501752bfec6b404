"""Answers the questions of answer.py with the implementation in testdata/vectors/reference.

It also makes tokens that no writer makes: see forge.
"""

import base64
import json
import os
import pathlib
import struct
import sys

REFERENCE = pathlib.Path(__file__).resolve().parents[1] / "vectors" / "reference"
sys.path.insert(0, str(REFERENCE))

import answers
import deflate
import ed25519
import jsontext
import keys
import msgpack
import ring
import shapes
import wire
from keys import Refused

CODECS = {"msgpack": msgpack, "json": jsontext}


def codecs(q):
    """Reads payloads and writes their values: hex, None if refused, "mint" if not written."""
    reader, writer = CODECS[q["codec"]], CODECS[q.get("to") or q["codec"]]
    payloads = [bytes.fromhex(p) for p in q["payloads"]]
    return {"written": [again(q["fields"], reader, writer, p) for p in payloads]}


def again(fields, reader, writer, payload):
    try:
        value = reader.read(fields, payload)
    except Refused:
        return None
    try:
        return writer.write(fields, value).hex()
    except Refused:
        return "mint"


KINDS = {"signed": "sign", "sealed": "seal", "public": "public"}
FORMS = {"text": {"kind": "string"}, "integer": {"kind": "int", "bits": 64},
         "bool": {"kind": "bool"}, "time": {"kind": "time"}}


class Type:
    """What a question of the op policy defines."""

    def __init__(self, q):
        self.shapes = {int(v): fields for v, fields in q["payloads"].items()}
        self.mint, self.forms = q["mint"], [FORMS[s["form"]] for s in q.get("state") or []]
        self.policy = wire.Policy(
            KINDS[q["kind"]], q["salt"], q["codec"], tuple(self.shapes), q.get("maxAge"),
            q.get("prefix") or "ts1_", q.get("maxSize") or 4096, bool(self.forms),
            q.get("once", False))

    @property
    def codec(self):
        return CODECS[self.policy.codec.removesuffix("+deflate")]

    def strings(self, q):
        """Returns the strings of the state."""
        if not self.forms:
            return None
        pairs = zip(self.forms, q["state"], strict=True)
        return [answers.state_text(form, value) for form, value in pairs]

    def packed(self, value):
        fields = self.shapes[self.mint]
        struct_type = {"kind": "struct", "fields": fields}
        payload = self.codec.write(fields, shapes.internal(struct_type, value))
        if self.policy.codec.endswith("+deflate"):
            return deflate.pack(payload, self.policy.max_size)
        return payload

    def decode(self, version):
        fields = self.shapes[version]
        decode = wire.decoder(self.policy, fields)
        return lambda packed: shapes.external({"kind": "struct", "fields": fields}, decode(packed))


types, rings = {}, {}


def policy(q):
    types[q["name"]] = Type(q)
    return {}


def define_ring(q):
    kind = "public" if q.get("public") else "signing" if q.get("signing") else "root"
    data = bytes.fromhex(q["bytes"]) if "bytes" in q else q["text"].encode()
    content = answers.of_ring(kind, data, q["now"])
    if "error" in content:
        return {"error": "configuration", "line": content["error"]}
    made = ring.signing(data, q["now"]) if kind == "signing" else ring.parse(kind, data, q["now"])
    rings[q["name"]] = made.in_realm(q.get("realm") or "")
    return {"ids": [key["id"] for key in content["keys"]]} | content


def key_of(q):
    """Returns the key with the text q["key"], or the primary key of the ring."""
    if "key" in q:
        kind = "signing" if q["key"].startswith(keys.PREFIXES["signing"]) else "root"
        secret, realm = keys.read_key(kind, q["key"]), q.get("realm") or ""
        return wire.Key(secret, ed25519.public_key(secret) if kind == "signing" else None, realm)
    return next(key for key in rings[q["ring"]].keys if key.state == "primary")


def mint(q):
    type = types[q["policy"]]
    ttl = q.get("ttl") or (type.policy.max_age if type.policy.once else None)
    nonce = os.urandom(16) if type.policy.kind == "seal" else b""
    id = os.urandom(16) if type.policy.once and not nonce else None
    return {"token": wire.mint(
        type.policy, key_of(q), type.mint, q["now"], type.packed(q["value"]), ttl, id, nonce,
        q.get("bindings") or (), type.strings(q))}


def forge(q):
    """Returns a token with faults.

    flip turns flags over, cut is the length that remains of the content, and other has a salt or
    a codec in the place of the policy's.
    """
    type = types[q["policy"]]
    p, key = wire.dataclasses.replace(type.policy, **q.get("other") or {}), key_of(q)
    bindings, state, ttl, id = q.get("bindings") or (), type.strings(q), q.get("ttl"), q.get("id")
    nonce = os.urandom(16) if p.kind == "seal" else b""
    flags = q["version"] ^ (q.get("flip") or 0)
    for flag, value in ((wire.T, ttl), (wire.I, id), (wire.S, state)):
        flags ^= 0 if value is None else flag
    content = b"" if ttl is None else struct.pack(">I", ttl)
    content += bytes.fromhex(id or "")
    at = len(content)
    if flags & wire.S:
        content += bytes(8)
    content += bytes.fromhex(q["payload"])
    header = bytes([wire.FMT[p.kind], flags]) + key.kid + q["iat"].to_bytes(5, "big")
    if state is not None and flags & wire.S:
        covered = wire.covered(p, key, header, bindings, nonce, content)
        tag = wire.state_tag(p, key, header, state, covered)
        content = content[:at] + tag + content[at + 8:]
    if "cut" in q:
        content = content[:q["cut"]]
    return {"token": wire.seal(p, key, header, bindings, nonce, content)}


def open_token(q):
    type = types[q["policy"]]
    version = version_of(type.policy, q["token"])
    decode = type.decode(version) if version in type.shapes else None
    try:
        return {"value": wire.open_token(
            type.policy, rings[q["ring"]], q["token"], q["now"], decode, q.get("bindings") or (),
            type.strings(q))}
    except wire.Failure as e:
        return {"error": e.word} | ({} if e.value is None else {"value": e.value})


def version_of(policy, token):
    """Returns the schema version in the clear flags of a token, or None."""
    text = token[len(policy.prefix):][:2]
    try:
        return base64.urlsafe_b64decode(text + "==")[0] & wire.VERSION
    except (ValueError, IndexError):
        return None


OPS = {"codecs": codecs, "policy": policy, "ring": define_ring, "mint": mint, "forge": forge,
       "open": open_token}

for line in sys.stdin:
    question = json.loads(line)
    print(json.dumps(OPS[question["op"]](question)), flush=True)
