"""Writes itsdangerous.json with the real itsdangerous, which makes each token and judges it.

    python3 make_itsdangerous.py >itsdangerous.json
"""

import base64
import hashlib
import json
import sys
import zlib
from importlib.metadata import version

import itsdangerous
import itsdangerous.timed

KEY = "a secret key of itsdangerous, vectors"
T = 1700000000

FIELDS = {
    "key, fallback_keys": "the newest secret, and the older ones; itsdangerous takes a list that begins with the oldest",
    "salt, sep, algorithm, derivation": "of the reader: salt of the serializer; sep, digest_method and "
    "key_derivation of its signer",
    "derived_key_hex": "what derive_key returns for key",
    "exact": "true: dumps with these inputs at time made exactly this token, from the text payload",
    "payload": "the JSON text in the token",
    "compressed": "the token contains the payload as a zlib stream",
    "time": "clock of dumps",
    "now, max_age": "clock and max_age of loads (null = no limit)",
    "expect": "ok | expired (SignatureExpired) | future (SignatureExpired, dated in the future) | bad_signature "
    "(BadSignature) | bad_time (BadTimeSignature of an authentic token) | bad_payload (BadPayload)",
    "error_message": "what the library raised",
    "quirk": "lenient behavior, which a strict reader need not copy",
}


class Clock:
    now = T

    def time(self):
        return self.now


clock = Clock()
itsdangerous.timed.time = clock
cases = []


class Text:
    """A serializer for which a payload is its JSON text, so that a case can have any text."""

    @staticmethod
    def loads(text):
        json.loads(text)
        return text

    @staticmethod
    def dumps(text):
        return text if isinstance(text, str) else json.dumps(text)


def digest(name):
    return getattr(hashlib, name)


def serializer(case):
    return itsdangerous.URLSafeTimedSerializer(
        list(reversed([case["key"]] + case["fallback_keys"])),
        salt=case["salt"],
        serializer=Text,
        signer_kwargs={
            "sep": case["sep"],
            "digest_method": digest(case["algorithm"]),
            "key_derivation": case["derivation"],
        },
    )


def add(name, token=None, payload=None, **more):
    """Adds a case. token is made from payload, unless it is given: a text, or a function of the signer."""
    case = {
        "name": name, "key": KEY, "fallback_keys": [], "salt": "itsdangerous", "sep": ".", "algorithm": "sha1",
        "derivation": "django-concat", "time": T, "now": T + 5, "max_age": 3600, "quirk": "",
    }
    case.update(more)
    s = serializer(case)
    signer = s.make_signer()
    case["derived_key_hex"] = signer.derive_key().hex()
    case["exact"] = token is None
    clock.now = case["time"]
    if token is None:
        token = s.dumps(payload)
    elif callable(token):
        token = token(signer)
    case["payload"] = payload
    case["compressed"] = token.startswith(".")
    case["token"] = token
    clock.now = case["now"]
    case["expect"], case["error_message"] = judge(s, case, payload)
    cases.append(case)


def judge(s, case, payload):
    try:
        got = s.loads(case["token"], max_age=case["max_age"])
    except itsdangerous.SignatureExpired as e:
        return ("future" if " < 0 " in str(e) else "expired"), str(e)
    except itsdangerous.BadTimeSignature as e:
        authentic = "timestamp" in str(e).lower()
        return ("bad_time" if authentic else "bad_signature"), str(e)
    except itsdangerous.BadSignature as e:
        return "bad_signature", str(e)
    except itsdangerous.BadPayload as e:
        return "bad_payload", str(e)
    except (ValueError, OverflowError) as e:
        return "bad_time", str(e)
    assert payload is None or got == payload, case
    return "ok", ""


def b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def signed(value):
    """A function that signs a value as it is."""
    return lambda signer: itsdangerous.Signer.sign(signer, value).decode()


def stamped(body, at=T):
    """A function that signs a body with a time: a number, or the text of one."""
    stamp = b64(itsdangerous.encoding.int_to_bytes(at)) if isinstance(at, int) else at
    return lambda signer: signed(body + signer.sep.decode() + stamp)(signer)


def with_signature(change):
    """A function that makes a good token and changes its signature."""

    def make(signer):
        value, sig = stamped(b64(UID.encode()))(signer).rsplit(".", 1)
        assert change(sig) != sig
        return value + "." + change(sig)

    return make


def next_character(text):
    """text with one of the unused bits of its last character set."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    return text[:-1] + alphabet[alphabet.index(text[-1]) + 1]


def flip(text, i):
    return text[:i] + ("A" if text[i] != "A" else "B") + text[i + 1:]


UID = '{"uid":42}'
FLASK = {"salt": "cookie-session", "derivation": "hmac"}


def payloads():
    compact = {"separators": (",", ":"), "ensure_ascii": False}
    texts = {
        "object": {"uid": 42, "email": "ana@example.com"},
        "empty_object": {},
        "list": [1, -2, True, False, None],
        "string": "text",
        "number": 7,
        "floats": [1.0, -0.0, 1e16, 1e-07, 0.1, 1.7976931348623157e308, 5e-324],
        "big_integers": [2**63, -(2**64), 10**40],
        "unicode": {"name": "Zo\u00eb \u2603 \U0001f600 \x7f"},
        "escapes": {"text": "\"\\/\b\f\n\r\t\x00\x1f<>&'"},
        "nested": {"a": {"b": [{"c": [[]]}]}},
        "repeated": {"path": "/again" * 40},
    }
    for name, value in texts.items():
        add("payload_" + name, payload=json.dumps(value, **compact))
    for name, value in texts.items():
        add("flask_" + name, payload=json.dumps(value, separators=(",", ":")), **FLASK)
    add("payload_spaces", payload=json.dumps(texts["nested"]))
    add("payload_spaces_everywhere", payload=' {\n\t"a" : [ 1 , "x  y" ] ,\r\n "b":{ } }\n')
    add("payload_one_byte_saved", payload='"aaaaaaaaaaaaaaQ7"')
    add("payload_two_bytes_saved", payload='"aaaaaaaaaaaaaaaQ7"')


def parameters():
    for algorithm in ["sha1", "sha224", "sha256", "sha384", "sha512", "md5", "sha3_224", "sha3_256", "sha3_384",
                      "sha3_512"]:
        for derivation in ["django-concat", "concat", "hmac", "none"]:
            add(f"{algorithm}_{derivation}", payload=UID, algorithm=algorithm, derivation=derivation)
    for salt in ["", "itsdangerous.Signer", "account.password-reset", "s\u00e4lz \u2603"]:
        for derivation in ["django-concat", "concat", "hmac"]:
            add(f"salt_{len(salt)}_{derivation}", payload=UID, salt=salt, derivation=derivation)
    for sep in ["~", ":", "!!", "a.", "..", "\u2192", " ", "|=|", "+"]:
        add(f"sep_{sep.encode().hex()}", payload=UID, sep=sep)
        add(f"sep_{sep.encode().hex()}_compressed", payload='"' + "a" * 60 + '"', sep=sep)
    for name, key in {"short": "k", "unicode": "\u2603 \u00e9\u00e8", "block": "x" * 64, "long": "x" * 200}.items():
        for derivation in ["django-concat", "hmac", "none"]:
            add(f"key_{name}_{derivation}", payload=UID, key=key, derivation=derivation)


def keys():
    made = {}
    for key in ["oldest", "older", "newest", "stranger"]:
        add("made_by_" + key, payload=UID, key=key)
        made[key] = cases[-1]["token"]
    for key, token in made.items():
        add("rotated_" + key, token=token, payload=UID, key="newest", fallback_keys=["older", "oldest"])
        add("flask_key_" + key, token=token, payload=UID, key="newest", **FLASK)
    for salt in ["itsdangerous", "other"]:
        add("other_salt_" + salt, token=made["newest"], payload=UID, key="newest", salt=salt)
    for algorithm in ["sha1", "sha256"]:
        add("other_algorithm_" + algorithm, token=made["newest"], payload=UID, key="newest", algorithm=algorithm)
    for derivation in ["concat", "none"]:
        add("other_derivation_" + derivation, token=made["newest"], payload=UID, key="newest", derivation=derivation)
    add("other_sep", token=made["newest"], payload=UID, key="newest", sep="~")


def times():
    for at in [0, 1, 255, 256, 2**24, 2**31, 2**32, 253402300798]:
        add(f"time_{at}", payload=UID, time=at, now=at + 1)
    for now in [0, 3599.5, 3600, 3600.9, 3601, 10**9]:
        add(f"age_{now}", payload=UID, now=T + now)
        add(f"age_{now}_unlimited", payload=UID, now=T + now, max_age=None)
    for ahead, quirk in [(0.5, ""), (1, ""), (60, ""), (61, ""), (10**6, "")]:
        add(f"ahead_{ahead}", payload=UID, now=T - ahead)
        add(f"ahead_{ahead}_unlimited", payload=UID, now=T - ahead, max_age=None,
            quirk="dated in the future" if ahead > 60 else "")
    body = b64(UID.encode())
    for name, stamp, quirk in [
        ("leading_zero", b64(b"\0" + T.to_bytes(4, "big")), "two spellings of a time"),
        ("all_zero", b64(b"\0" * 8), "two spellings of a time"),
        ("year_10000", b64((253402300800).to_bytes(5, "big")), ""),
        ("six_bytes", b64(b"\1" + b"\0" * 5), ""),
        ("eight_bytes", b64(b"\xff" * 8), ""),
        ("nine_bytes", b64(b"\1" * 9), ""),
        ("padding", b64(T.to_bytes(4, "big")) + "==", "padding is ignored"),
        ("foreign", "ZV" + "!!!!" + "PxAA", "other characters are ignored"),
        ("unused_bits", next_character(b64(T.to_bytes(4, "big"))), "unused bits are ignored"),
        ("one_character", "Z", ""),
    ]:
        add("time_" + name, token=stamped(body, stamp), payload=UID, max_age=None, quirk=quirk)
    old = T - 1293840000
    add("time_of_0_24", token=stamped(body, old), payload=UID)


def damage():
    add("whole", payload=UID)
    token = cases[-1]["token"]
    for i in [0, 5, 14, 17, 22, len(token) - 1]:
        add(f"flip_{i}", token=flip(token, i))
    for cut in [0, 1, 13, 14, 20, 21, 22, len(token) - 1]:
        add(f"cut_{cut}", token=token[:cut])
    for name, text in {
        "empty": "", "dot": ".", "dots": "..", "many_dots": "." * 4096, "twice": token + token, "space": " " + token,
        "line_feed_before": "\n" + token, "doubled_dot": token.replace(".", "..", 1), "upper": token.upper(),
        "no_time": token.split(".")[0] + "." + token.split(".")[2], "native": "ts1_AdnSiEQAapK3AHsidWlkIjo0Mn381Jqs",
        "django": "eyJ1aWQiOjQyfQ:1r31eq:EOby1s1pWbYnYKZE-oEIySA04G1FLr3jfX2rlIuWP9E",
    }.items():
        add("text_" + name, token=text)
    for name, change in {
        "padding": lambda s: s + "=", "line_feed": lambda s: s + "\n" * 4, "foreign": lambda s: s[:4] + "!!!!" + s[4:],
        "unused_bits": next_character, "standard": lambda s: s.replace("-", "+").replace("_", "/"),
    }.items():
        spelled = {"key": "key 1"} if name == "standard" else {}
        add("signature_" + name, token=with_signature(change), payload=UID, quirk="many spellings of a signature",
            **spelled)
    add("without_time", token=signed(b64(UID.encode())))
    add("without_body", token=signed(b64(T.to_bytes(4, "big"))))
    add("empty_body", token=stamped(""))


def bodies():
    odd = '{"t":"\u00fb\u00ff\u00fe?>"}'
    for name, body, payload, quirk in [
        ("padding", b64(b'{"uid":4}') + "====", '{"uid":4}', "padding is ignored"),
        ("foreign", "eyJ1!!!!aWQiOjQyfQ", UID, "other characters are ignored"),
        ("standard", b64(odd.encode()).replace("-", "+").replace("_", "/"), odd, "both alphabets are read"),
        ("unused_bits", next_character(b64(UID.encode())), UID, "unused bits are ignored"),
        ("line_feed", b64(UID.encode()) + "\n" * 4, UID, "other characters are ignored"),
        ("one_character", "e", None, ""),
        ("not_json", b64(b"{"), None, ""),
        ("not_utf8", b64(b'"\xff"'), None, ""),
    ]:
        add("body_" + name, token=stamped(body), payload=payload, quirk=quirk)
    text = '"' + "a" * 60 + '"'
    packed = zlib.compress(text.encode())
    for name, stream, payload, quirk in [
        ("level_9", zlib.compress(text.encode(), 9), text, ""),
        ("stored", zlib.compress(text.encode(), 0), text, ""),
        ("longer", zlib.compress(UID.encode()), UID, ""),
        ("trailing", packed + b"x", text, "bytes after a stream are ignored"),
        ("cut", packed[:-1], None, ""),
        ("checksum", packed[:-1] + bytes([packed[-1] ^ 1]), None, ""),
        ("raw", packed[2:-4], None, ""),
        ("empty", b"", None, ""),
    ]:
        add("zlib_" + name, token=stamped("." + b64(stream)), payload=payload, quirk=quirk)
    add("zlib_five_dots", token=stamped("....." + b64(packed)), payload=text, quirk="other characters are ignored")


def main():
    for make in (payloads, parameters, keys, times, damage, bodies):
        make()
    names = [case["name"] for case in cases]
    assert len(set(names)) == len(names)
    file = {
        "format": "itsdangerous URLSafeTimedSerializer",
        "origin": f"Produced by make_itsdangerous.py with the real itsdangerous {version('itsdangerous')}, with a "
        "replaced clock.",
        "fields": FIELDS,
        "cases": cases,
    }
    json.dump(file, sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    main()
