"""One Python peer for typeseal's benchmark: python3 peer.py django|handshake|handoff.

It reads a command a line and answers a line:
    mint N      makes N tokens in one loop     -> nanoseconds
    open N      opens one token N times        -> nanoseconds
    token       -> a token
    check TEXT  opens a token of the other side -> ok

django is the real django.core.signing. handshake and handoff are the packages
handshake and axonchisel.handoff where they are installed, otherwise the same
steps after the description of their formats. The first line says which."""

import base64
import hashlib
import hmac
import json
import os
import sys
import time
import zlib

SECRET = "bench-secret-bench-secret-bench-secret-bench-secret-0123456789"
PAYLOAD = json.loads(sys.argv[2])


def django():
    import django as package
    from django.conf import settings

    settings.configure(SECRET_KEY=SECRET)
    from django.core import signing

    return (
        "Django " + package.get_version(),
        lambda: signing.dumps(PAYLOAD),
        lambda token: signing.loads(token, max_age=1800),
    )


def handshake():
    fields = [str(v) for v in PAYLOAD.values()]
    try:
        from handshake import AuthToken, __version__
    except ImportError:
        return "handshake's steps", *handshake_steps(fields)
    auth = AuthToken(SECRET)
    return "handshake " + __version__, lambda: auth.create(*fields), lambda token: auth.verify(token, 1800)


def handshake_steps(fields):
    key = SECRET.encode()

    def create():
        random = hashlib.sha256(os.urandom(256)).hexdigest()
        message = ":".join(fields) + ":%d:%s" % (int(time.time()), random)
        return message + ":" + hmac.new(key, message.encode(), hashlib.sha256).hexdigest()

    def verify(token):
        message, _, signature = token.rpartition(":")
        expected = hmac.new(key, message.encode(), hashlib.sha256).hexdigest()
        if not hmac.compare_digest(expected, signature):
            raise ValueError("signature")
        *fields, stamp, _ = message.split(":")
        if abs(int(time.time()) - int(stamp)) > 1800:
            raise ValueError("expired")
        return fields

    return create, verify


def handoff():
    try:
        from axonchisel.handoff.object import Ax_Handoff
    except ImportError:
        return "Ax_Handoff's steps", *handoff_steps()
    return "Ax_Handoff", lambda: Ax_Handoff.encode(PAYLOAD, SECRET), lambda token: Ax_Handoff.decode(token, SECRET)


def handoff_steps():
    from cryptography.hazmat.primitives import padding
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    def keys():
        phrase = SECRET.encode()
        return hashlib.sha256(phrase).digest()[:16], hashlib.sha512(phrase).digest()

    def mac(key, body):
        return base64.urlsafe_b64encode(hmac.new(key, body, hashlib.sha1).digest()).rstrip(b"=")

    def encode():
        secret, mac_key = keys()
        iv = hashlib.sha256(os.urandom(16)).digest()[:16]
        pad, enc = padding.PKCS7(128).padder(), Cipher(algorithms.AES(secret), modes.CBC(iv)).encryptor()
        padded = pad.update(zlib.compress(json.dumps(PAYLOAD).encode(), 9)) + pad.finalize()
        body = base64.urlsafe_b64encode(iv + enc.update(padded) + enc.finalize()).rstrip(b"=")
        return (b"XHA" + mac(mac_key, body) + body + b"HX").decode()

    def decode(token):
        secret, mac_key = keys()
        token = token.encode()
        body = token[30:-2]
        if token[:3] != b"XHA" or token[-2:] != b"HX" or token[3:30] != mac(mac_key, body):
            raise ValueError("envelope")
        data = base64.urlsafe_b64decode(body + b"=" * (-len(body) % 4))
        dec, pad = Cipher(algorithms.AES(secret), modes.CBC(data[:16])).decryptor(), padding.PKCS7(128).unpadder()
        padded = pad.update(dec.update(data[16:]) + dec.finalize()) + pad.finalize()
        return json.loads(zlib.decompress(padded))

    return encode, decode


def timed(n, call, *args):
    start = time.perf_counter_ns()
    for _ in range(n):
        call(*args)
    return time.perf_counter_ns() - start


def opened(got):
    return list(got) == [str(v) for v in PAYLOAD.values()] if isinstance(got, (list, tuple)) else got == PAYLOAD


name, mint, open_ = {"django": django, "handshake": handshake, "handoff": handoff}[sys.argv[1]]()
token = mint()
print(name, flush=True)
for line in sys.stdin:
    command, _, argument = line.strip().partition(" ")
    if command == "mint":
        answer = timed(int(argument), mint)
    elif command == "open":
        answer = timed(int(argument), open_, token)
    elif command == "token":
        answer = mint()
    else:
        answer = "ok" if opened(open_(argument)) else "another payload"
    print(answer, flush=True)
