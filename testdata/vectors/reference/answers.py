"""The reader's answers to the cases of native_more.json and keyring.json."""

import ed25519
import jsontext
import keys
import ring
import shapes
import wire


def policy_of(case):
    return wire.Policy(
        case["kind"], case["salt"], case["codec"], tuple(case["accept"]), case["max_age"], case.get("prefix", "ts1_"), case.get("max_size", 4096),
        case["state"] is not None, case.get("once", False))


def of_token(case, shape):
    """Returns the reader's answer to a case of native_more.json."""
    policy = policy_of(case)
    r = ring.parse("public" if policy.kind == "public" else "root", case["ring"].encode(), case["now"] + 2**41).in_realm(case["realm"])
    struct = {"kind": "struct", "fields": shape}
    try:
        value = wire.open_token(policy, r, case["token"], case["now"], wire.decoder(policy, shape), case["binding"], case["state"])
        return {"expect": "ok", "value": shapes.external(struct, value)}
    except wire.Failure as e:
        out = {"expect": e.word}
        if e.value is not None:
            out["value"] = shapes.external(struct, e.value)
        return out


def minted(case):
    """Returns the token of a case's mint."""
    mint, policy = case["mint"], policy_of(case)
    kind = "signing" if policy.kind == "public" else "root"
    seed = keys.read_key(kind, mint["key"])
    key = wire.Key(seed, ed25519.public_key(seed) if policy.kind == "public" else None, case["realm"])
    return wire.mint(policy, key, mint["version"], mint["iat"], bytes.fromhex(mint["payload"]), mint["ttl"], unhex(mint["id"]),
                     unhex(mint["nonce"]) or b"", case["binding"], case["state"])


def unhex(text):
    return None if text is None else bytes.fromhex(text)


def state_text(type, value):
    """Returns the string of a state value: FORMAT.md section 3."""
    v = shapes.internal(type, value)
    if type["kind"] == "bool":
        return "true" if v else "false"
    if type["kind"] in ("int", "uint"):
        return "%d" % v
    if type["kind"] == "time":
        return jsontext.write_time(*v)
    return v.decode("utf-8")


def of_ring(kind, data, now):
    """Returns the content of a ring in the notation of keyring.json."""
    try:
        r = ring.signing(data, now) if kind == "signing" else ring.parse(kind, data, now)
    except ring.BadRing as e:
        return {"error": e.line}
    out = {"keys": [key_of(k) for k in r.keys], "cutoffs": r.cutoffs}
    if kind == "signing":
        out["public"] = keys.key_text("public", next(k.public for k in r.keys if k.state in ("primary", "")))
    return out


def key_of(key):
    out = {"id": key.kid.hex(), "state": key.state}
    if key.since is not None:
        out["since"] = key.since
    return out


def ring_bytes(c):
    """Returns the bytes of a case's ring."""
    if "bytes" in c:
        return bytes.fromhex(c["bytes"])
    character, times = c.get("after", ("", 0))
    return (c["text"] + character * times).encode("utf-8")
