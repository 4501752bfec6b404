"""The real itsdangerous. It reads a question a line and writes an answer a line, both in JSON."""

import hashlib
import json
import sys

from itsdangerous import URLSafeTimedSerializer


class Flask:
    """Writes JSON as the sessions of Flask do."""

    @staticmethod
    def dumps(value):
        return json.dumps(value, separators=(",", ":"))

    loads = staticmethod(json.loads)


def serializer(q):
    return URLSafeTimedSerializer(
        q["secrets"],
        salt=q["salt"],
        serializer=Flask if q["flask"] else None,
        signer_kwargs={
            "sep": q["sep"],
            "digest_method": getattr(hashlib, q["algorithm"]),
            "key_derivation": q["derivation"],
        },
    )


def read(q):
    return {"text": Flask.dumps(serializer(q).loads(q["token"], max_age=3600))}


OPS = {"make": lambda q: {"token": serializer(q).dumps(json.loads(q["text"]))}, "read": read}

for line in sys.stdin:
    question = json.loads(line)
    try:
        answer = OPS[question["op"]](question)
    except Exception as e:
        answer = {"error": repr(e)}
    print(json.dumps(answer), flush=True)
