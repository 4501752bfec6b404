"""Runs vectors against this reader: python3 check.py [FOLDER]. The default is the folder above this one."""

import json
import pathlib
import sys

import answers
import deflate
import ed25519
import jsontext
import keys
import make_links
import msgpack
import ring
import shapes
import wire
from keys import Refused

FOLDER = pathlib.Path(__file__).resolve().parent.parent


class Wrong(Exception):
    """The reader's answer to a case differs from the expected one."""


def expect(case, what, got, want):
    if got != want:
        raise Wrong("%s: %s is %r, want %r" % (case.get("name", case.get("reason")), what, got, want))


# native.json and native_state.json: each case has one key and an opaque payload. In native.json the state's strings
# are all given.

def old_key(case):
    secret = bytes.fromhex(case["root"])
    public = ed25519.public_key(secret) if case["kind"] == "public" else None
    return wire.Key(secret, public, case["realm"])


def old_policy(case):
    return wire.Policy(
        case["kind"], case["salt"], case["codec"], (case["version"],), case["max_age"], case.get("prefix") or "ts1_",
        has_state=case["state"] is not None)


def fresh_of_given_strings(policy, key, parts, content, tag, bindings, state):
    return tag == given_tag(policy, key, parts.header, state)


def given_tag(policy, key, header, state):
    given = keys.pae(header, *[keys.utf8(s) for s in state])
    return keys.hmac.digest(key.sub(b"state", policy), given, "sha256")[:8]


def native(case, _):
    check_native(case, fresh_of_given_strings)


def native_state(case, _):
    check_native(case, wire.is_fresh)


def check_native(case, fresh):
    policy, key = old_policy(case), old_key(case)
    if case.get("mint"):
        expect(case, "the token", mint_native(case, policy, key, fresh), case["token"])
    try:
        got = wire.open_token(
            policy, ring.Ring([key], []), case["token"], case["now"], bytes.hex, case["binding"], case["state"], fresh)
        expect(case, "the payload", got, case["payload"])
        expect(case, "the verdict", "ok", case["expect"])
    except wire.Failure as e:
        expect(case, "the verdict", e.word, case["expect"])


def mint_native(case, policy, key, fresh):
    id, nonce, ttl = from_hex(case["id"]), from_hex(case["nonce"]) or b"", case["ttl"]
    flags = case["version"] | (0x80 if ttl is not None else 0) | (0x40 if id else 0) | (0x20 if policy.has_state else 0)
    header = bytes([wire.FMT[policy.kind], flags]) + key.kid + case["iat"].to_bytes(5, "big")
    known = {"kid": key.kid, "header": header}
    if policy.kind == "public":
        known["public_key"] = key.public
    else:
        for name, label in (("sign_key", b"sign"), ("enc_key", b"seal enc"), ("tag_key", b"seal tag"), ("state_key", b"state")):
            known[name] = key.sub(label, policy)
    tag = None
    if policy.has_state and fresh is fresh_of_given_strings:
        tag = known["state_tag"] = given_tag(policy, key, header, case["state"])
    for name, value in case.get("intermediate", {}).items():
        if name in known:
            expect(case, name, known[name].hex(), value)
    state = case["state"] if tag is None else None
    return wire.mint(
        policy, key, case["version"], case["iat"], bytes.fromhex(case["payload"]), ttl, id, nonce, case["binding"], state, tag)


def from_hex(text):
    return None if text is None else bytes.fromhex(text)


def native_key(case, _):
    root = bytes.fromhex(case["root"])
    expect(case, "the id", keys.root_id(root).hex(), case["kid"])
    expect(case, "the text", keys.key_text("root", root), case["text"])
    expect(case, "the key", keys.read_key("root", case["text"]).hex(), case["root"])


# keyring.json.

def keyring(case, file):
    expect(case, "the reading", answers.of_ring(case["kind"], answers.ring_bytes(case), file["now"]),
           {k: case[k] for k in ("keys", "cutoffs", "public", "error") if k in case})


# native_more.json.

def native_more(case, file):
    got = answers.of_token(case, file["shape"])
    expect(case, "the verdict", got["expect"], case["expect"])
    expect(case, "the value", got.get("value"), case.get("value"))
    if "mint" in case:
        expect(case, "the token", answers.minted(case), case["token"])
    for value, text in zip(case.get("state_values", []), case["state"] or []):
        expect(case, "a state", answers.state_text(value["type"], value["value"]), text)


def key_text(case, _):
    try:
        key = keys.read_key(case["kind"], case["text"]).hex()
    except Refused:
        key = None
    expect(case, "the key", key, case["key"])


# codec.json.

def codec(case, file):
    shape = next(s["fields"] for s in file["shapes"] if s["name"] == case["shape"])
    struct = {"kind": "struct", "fields": shape}
    coder = {"json": jsontext, "msgpack": msgpack}[case["codec"]]
    value = shapes.internal(struct, case["value"]) if "value" in case else None
    if "payload" in case:
        try:
            got = shapes.external(struct, coder.read(shape, bytes.fromhex(case["payload"])))
        except Refused:
            got = None
        expect(case, "the value", got, case.get("value"))
    if value is not None:
        try:
            got = coder.write(shape, value).hex()
        except Refused:
            got = None
        expect(case, "the writing", got, case.get("written", case.get("payload")))


# deflate.json.

def deflated(case, _):
    text = bytes.fromhex(case["text"]) if "text" in case else b"".join(bytes.fromhex(b) * n for b, n in case.get("text_of", []))
    if "packed" in case:
        try:
            got = deflate.unpack(bytes.fromhex(case["packed"]), case["max_size"])
        except Refused:
            got = None
        expect(case, "the text", got, text if case["expect"] == "ok" else None)
        return
    try:
        got = deflate.pack(text, case["max_size"])[0]
    except Refused:
        got = None
    expect(case, "the first byte", got, case.get("first"))


# links.json.

def link(case, _):
    expect(case, "the parts", make_links.case(case["name"], case["method"], case["target"], case["bound"]), case)


FILES = {
    "native.json": {"keys": native_key, "cases": native},
    "native_state.json": {"cases": native_state},
    "native_more.json": {"key_texts": key_text, "cases": native_more},
    "codec.json": {"cases": codec},
    "deflate.json": {"cases": deflated},
    "keyring.json": {"cases": keyring},
    "links.json": {"cases": link},
}


def check(folder, files=FILES):
    """Yields the number of cases of each file, or raises Wrong."""
    for name, lists in files.items():
        data = json.loads((pathlib.Path(folder) / name).read_text(encoding="utf-8"))
        for part, run in lists.items():
            for case in data[part]:
                run(case, data)
            yield name, part, len(data[part])


if __name__ == "__main__":
    for name, part, n in check(*sys.argv[1:] or [FOLDER]):
        print("%s: %d %s" % (name, n, part))
