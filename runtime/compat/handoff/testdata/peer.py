"""An independent reader and writer of Ax_Handoff's tokens, for TestPython: written
from the description of the format with the standard library and cryptography.
One JSON request a line, one JSON answer a line."""

import base64
import hashlib
import hmac
import json
import os
import random
import sys
import zlib

from cryptography.hazmat.primitives import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

rng = random.Random(20260501)


def b64u(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64u(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def cipher(phrase, iv):
    return Cipher(algorithms.AES(hashlib.sha256(phrase).digest()[:16]), modes.CBC(iv))


def mac(phrase, body):
    return b64u(hmac.new(hashlib.sha512(phrase).digest(), body.encode(), "sha1").digest())


def encode(value, phrase, variant):
    packed = zlib.compress(json.dumps(value).encode(), 9)
    if variant == "A":
        iv = hashlib.sha256(os.urandom(16)).digest()[:16]
        pad, enc = padding.PKCS7(128).padder(), cipher(phrase, iv).encryptor()
        packed = iv + enc.update(pad.update(packed) + pad.finalize()) + enc.finalize()
    body = b64u(packed)
    return "XH" + variant + mac(phrase, body) + body + "HX"


def decode(token, phrase):
    variant, body = token[2], token[30:-2]
    if token[:2] != "XH" or token[-2:] != "HX" or not hmac.compare_digest(token[3:30], mac(phrase, body)):
        raise ValueError("envelope")
    packed = unb64u(body)
    if variant == "A":
        dec, pad = cipher(phrase, packed[:16]).decryptor(), padding.PKCS7(128).unpadder()
        packed = pad.update(dec.update(packed[16:]) + dec.finalize()) + pad.finalize()
    # The text itself, so that its spelling is compared too.
    text = zlib.decompress(packed).decode("ascii")
    if json.dumps(json.loads(text)) != text:
        raise ValueError("not as Python writes it: " + text)
    return text


def chars(n):
    pool = [(0x20, 0x7E), (0x00, 0x1F), (0x7F, 0xFF), (0x100, 0xD7FF), (0xE000, 0xFFFF), (0x10000, 0x10FFFF)]
    return "".join(chr(rng.randint(*rng.choice(pool))) for _ in range(n))


def number():
    return rng.choice([
        lambda: rng.randint(-9, 9),
        lambda: rng.randint(-(2**63), 2**63),
        lambda: rng.randint(-(10**60), 10**60),
        lambda: rng.uniform(-1, 1) * 10.0 ** rng.randint(-300, 300),
        lambda: float(rng.randint(-(10**17), 10**17)),
        lambda: rng.choice([0.0, -0.0, 1e16, 1e-5, 1e-4, 5e-324, 1.7976931348623157e308, 9007199254740993.0]),
    ])()


def value(depth=0):
    kind = rng.randrange(9 if depth < 4 else 6)
    if kind == 0:
        return rng.choice([None, True, False, "", [], {}])
    if kind in (1, 2):
        return number()
    if kind in (3, 4):
        return chars(rng.randrange(20))
    if kind == 5:
        return "again and again " * rng.randrange(40)
    if kind in (6, 7):
        return {chars(rng.randrange(8)): value(depth + 1) for _ in range(rng.randrange(6))}
    return [value(depth + 1) for _ in range(rng.randrange(6))]


def make(q):
    made = value()
    return {"token": encode(made, q["phrase"].encode(), q["variant"]), "text": json.dumps(made)}


OPS = {
    "make": make,
    "read": lambda q: {"text": decode(q["token"], q["phrase"].encode())},
}

if __name__ == "__main__":
    for line in sys.stdin:
        query = json.loads(line)
        try:
            answer = OPS[query["op"]](query)
        except Exception as e:  # the test shows it
            answer = {"error": repr(e)}
        print(json.dumps(answer), flush=True)
