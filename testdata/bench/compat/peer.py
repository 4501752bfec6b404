"""One Python peer for typeseal's benchmark: python peer.py NAME PAYLOAD, with one
of the names django, handshake and handoff, and a payload in JSON.

It reads a command a line and answers a line:
    mint N      makes N tokens in one loop     -> nanoseconds of CPU time
    open N      opens one token N times        -> nanoseconds of CPU time
    token       -> a token
    check TEXT  opens a token of the other side -> ok

The first line says what it runs."""

import json
import sys
import time
from importlib.metadata import version

SECRET = "bench-secret-bench-secret-bench-secret-bench-secret-0123456789"
PAYLOAD = json.loads(sys.argv[2])


def django():
    from django.conf import settings

    settings.configure(SECRET_KEY=SECRET)
    from django.core import signing

    return "Django", lambda: signing.dumps(PAYLOAD), lambda token: signing.loads(token, max_age=1800)


def handshake():
    from handshake import AuthToken

    auth, fields = AuthToken(SECRET), [str(v) for v in PAYLOAD.values()]
    return "handshake", lambda: auth.create(*fields), lambda token: auth.verify(token, 1800)


def handoff():
    from axonchisel.handoff.object import Ax_Handoff

    return "Ax_Handoff", lambda: Ax_Handoff.encode(PAYLOAD, SECRET), lambda token: Ax_Handoff.decode(token, SECRET)


def timed(n, call, *args):
    start = time.process_time_ns()
    for _ in range(n):
        call(*args)
    return time.process_time_ns() - start


def opened(got):
    return list(got) == [str(v) for v in PAYLOAD.values()] if isinstance(got, (list, tuple)) else got == PAYLOAD


name, mint, open_ = {"django": django, "handshake": handshake, "handoff": handoff}[sys.argv[1]]()
token = mint()
print(name, version(name), flush=True)
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
