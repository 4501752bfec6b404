"""The real PyJWT. It reads a question a line and writes an answer a line, both in JSON."""

import datetime
import json
import sys
import warnings

import jwt
import jwt.api_jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

warnings.simplefilter("ignore")  # about the lengths of secrets


class Clock(datetime.datetime):
    instant = 0

    @classmethod
    def now(cls, tz=None):
        return datetime.datetime.fromtimestamp(cls.instant, tz)


jwt.api_jwt.datetime = Clock

VERDICTS = [
    (jwt.InvalidSignatureError, "forged"),
    (jwt.ExpiredSignatureError, "expired"),
    (jwt.ImmatureSignatureError, "not_yet_valid"),
    (jwt.DecodeError, "malformed"),
    (jwt.InvalidAlgorithmError, "malformed"),
    (jwt.InvalidTokenError, "claims"),
]


def keys(q):
    if q["algorithm"] != "EdDSA":
        return q["secret"], q["secret"]
    private = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(q["seed"]))
    return private, private.public_key()


def mint(q):
    header = dict(q["header"])
    algorithm = header.pop("alg", q["algorithm"])
    header.setdefault("typ", None)  # None leaves it out
    return {"token": jwt.encode(q["claims"], keys(q)[0], algorithm, header)}


def read(q):
    Clock.instant = q["now"]
    try:
        jwt.decode(
            q["token"],
            keys(q)[1],
            [q["algorithm"]],
            issuer=q["issuer"] or None,
            audience=q["audience"] or None,
        )
    except Exception as e:
        return {"verdict": next((v for kind, v in VERDICTS if isinstance(e, kind)), "error")}
    return {"verdict": "ok"}


print(json.dumps({"version": "PyJWT " + jwt.__version__}), flush=True)
for line in sys.stdin:
    question = json.loads(line)
    print(json.dumps({"mint": mint, "read": read}[question["op"]](question)), flush=True)
