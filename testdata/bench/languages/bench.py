"""Measures emitted Python beside its peers: python bench.py FOLDER KEYS, with the folder of the
package tokens, and a key ring.

The first line of its output is JSON: the lengths of the tokens in characters, and the versions of
what it runs. Then it reads a command a line, NAME<tab>N, runs an operation N times, and prints the
nanoseconds of CPU time that this took."""

import json
import sys
import time
from importlib.metadata import version

import itsdangerous
import jwt
from cryptography.fernet import Fernet
from django.conf import settings
from django.core import signing

sys.path.insert(0, sys.argv[1])
import tokens  # noqa: E402: after the path

EMAIL = "anna.garcia@example.com"
CLAIMS = {"uid": 123456789, "email": EMAIL}
LIFE = 1800
SECRET = "bench-secret-bench-secret-bench-secret-bench-secret-0123456789"

ops = {}
lengths = {}


def add(name, made, read, mint, open_):
    """Adds operations, after a system has shown that it refuses a changed token."""
    token = mint()
    middle = len(token) // 2
    changed = token[:middle] + ("B" if token[middle] == "A" else "A") + token[middle + 1:]
    open_(token)
    try:
        open_(changed)
    except Exception:
        pass
    else:
        raise SystemExit(name + " accepts a changed token")
    lengths[name] = len(token)
    ops[name + ": " + made] = mint, ()
    ops[name + ": " + read] = open_, (token,)


def add_typeseal(keys):
    reset = tokens.Reset(uid=CLAIMS["uid"], email=EMAIL)
    add("typeseal", "sign", "verify", lambda: reset.sign(keys),
        lambda token: tokens.Reset.verify(keys, token))
    add("typeseal sealed", "seal", "open", lambda: reset.seal(keys),
        lambda token: tokens.Reset.open(keys, token))


def add_django():
    settings.configure(SECRET_KEY=SECRET)
    add("django.core.signing", "sign", "verify", lambda: signing.dumps(CLAIMS, salt="reset"),
        lambda token: signing.loads(token, salt="reset", max_age=LIFE))


def add_itsdangerous():
    serializer = itsdangerous.URLSafeTimedSerializer(SECRET, salt="reset")
    add("itsdangerous", "sign", "verify", lambda: serializer.dumps(CLAIMS),
        lambda token: serializer.loads(token, max_age=LIFE))


def add_pyjwt():
    def encode():
        now = int(time.time())
        return jwt.encode({**CLAIMS, "iat": now, "exp": now + LIFE}, SECRET, algorithm="HS256")

    add("PyJWT HS256", "sign", "verify", encode,
        lambda token: jwt.decode(token, SECRET, algorithms=["HS256"]))


def add_fernet():
    fernet = Fernet(Fernet.generate_key())

    def seal():
        return fernet.encrypt(json.dumps(CLAIMS, separators=(",", ":")).encode()).decode()

    add("Fernet", "seal", "open", seal, lambda token: json.loads(fernet.decrypt(token, ttl=LIFE)))


def timed(call, args, n):
    """Returns how long n calls take, in nanoseconds of CPU time."""
    start = time.process_time_ns()
    for _ in range(n):
        call(*args)
    return time.process_time_ns() - start


add_typeseal(tokens.Keyring.parse(sys.argv[2]))
add_django()
add_itsdangerous()
add_pyjwt()
add_fernet()
versions = {"Python": sys.version.split()[0]}
for package in ("Django", "itsdangerous", "PyJWT", "cryptography"):
    versions[package] = version(package)
print(json.dumps({"lengths": lengths, "versions": versions}), flush=True)
for line in sys.stdin:
    name, n = line.rstrip("\n").split("\t")
    print(timed(*ops[name], int(n)), flush=True)
