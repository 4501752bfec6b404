"""An independent reader and writer of handshake's tokens, for TestPython: written
from the description of the format with the standard library alone. One JSON
request a line, one JSON answer a line."""

import hashlib
import hmac
import json
import random
import secrets
import string
import sys
import time

rng = random.Random(20260501)
ALPHABET = string.ascii_letters + string.digits + "-_"


def create(secret, name, fields, random_len=256):
    hashed = hashlib.new(name, secrets.token_bytes(random_len)).hexdigest()
    message = ":".join(fields) + ":%d:%s" % (int(time.time()), hashed)
    return message + ":" + hmac.new(secret, message.encode(), name).hexdigest()


def verify(secret, name, token, time_range):
    message, _, signature = token.rpartition(":")
    if not hmac.compare_digest(hmac.new(secret, message.encode(), name).hexdigest(), signature):
        raise ValueError("signature")
    *fields, stamp, hashed = message.split(":")
    if abs(int(time.time()) - int(stamp)) > time_range or len(hashed) != len(signature):
        raise ValueError("time or random part")
    return [] if fields == [""] else fields


def make(q):
    fields = ["".join(rng.choice(ALPHABET) for _ in range(rng.randrange(30))) for _ in range(rng.randrange(7))]
    token = create(q["secret"].encode(), q["hash"], fields)
    return {"token": token, "fields": [] if fields == [""] else fields}


OPS = {
    "make": make,
    "read": lambda q: {"fields": verify(q["secret"].encode(), q["hash"], q["token"], q["range"])},
}

if __name__ == "__main__":
    for line in sys.stdin:
        query = json.loads(line)
        try:
            answer = OPS[query["op"]](query)
        except Exception as e:  # the test shows it
            answer = {"error": repr(e)}
        print(json.dumps(answer), flush=True)
