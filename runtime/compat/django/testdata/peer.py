"""The real Django, for TestDjango: one JSON request a line, one JSON answer a line."""

import datetime
import json
import random
import sys

from django.conf import settings

SECRET, FALLBACK = "peer-secret-\u2603-key", "peer-fallback-key"

settings.configure(
    SECRET_KEY=SECRET,
    SECRET_KEY_FALLBACKS=[FALLBACK],
    TIME_ZONE="Europe/Berlin",
    USE_TZ=True,
    ALLOWED_HOSTS=["testserver"],
)

import django

django.setup()

from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.core import signing
from django.http import HttpResponse
from django.test import RequestFactory

rng = random.Random(20260501)


def text(value):
    return json.dumps(value, separators=(",", ":"))


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


class User:
    def __init__(self, q):
        self.pk, self.password, self.email = q["pk"], q["password"], q["email"]
        self.last_login = None
        if q["last_login"]:
            self.last_login = datetime.datetime.fromtimestamp(q["last_login"], datetime.timezone.utc)

    @classmethod
    def get_email_field_name(cls):
        return "email"


def signer(q):
    cls = signing.TimestampSigner if q["timestamped"] else signing.Signer
    return cls(sep=q["sep"], salt=q["salt"], algorithm=q["algorithm"])


def session(key=None):
    return SessionStore(session_key=key)


def make_session(q):
    store = session()
    made = {str(i): value(1) for i in range(rng.randrange(5))}
    store.update(made)
    return {"token": store._get_session_key(), "text": text(made)}


def make_cookie(q):
    response = HttpResponse()
    response.set_signed_cookie(q["name"], q["value"], salt=q["salt"], httponly=True)
    return {"header": response.cookies[q["name"]].OutputString()}


def read_cookie(q):
    # WSGI hands a header's bytes over as latin-1.
    header = q["header"].encode("utf-8").decode("latin-1")
    request = RequestFactory().get("/", HTTP_COOKIE=header)
    return {"value": request.get_signed_cookie(q["name"], salt=q["salt"], max_age=3600)}


def make_object(q):
    made = value()
    return {"token": signing.dumps(made, salt=q["salt"], compress=q["compress"]), "text": text(made)}


def new_cookie_salt():
    v = django.VERSION
    return v >= (6, 0, 6) or (5, 2, 15) <= v < (6,)


OPS = {
    "make": make_object,
    "read": lambda q: {"text": text(signing.loads(q["token"], salt=q["salt"], max_age=3600))},
    "make_session": make_session,
    "read_session": lambda q: {"text": text(session(q["token"]).load())},
    "sign": lambda q: {"token": signer(q).sign(q["value"])},
    "unsign": lambda q: {"value": signer(q).unsign(q["token"])},
    "make_cookie": make_cookie,
    "read_cookie": read_cookie,
    "make_reset": lambda q: {"token": PasswordResetTokenGenerator().make_token(User(q))},
    "check_reset": lambda q: {"ok": PasswordResetTokenGenerator().check_token(User(q), q["token"])},
    "version": lambda q: {"version": django.get_version(), "ok": new_cookie_salt()},
}

for line in sys.stdin:
    query = json.loads(line)
    try:
        answer = OPS[query["op"]](query)
    except Exception as e:  # the test shows it
        answer = {"error": repr(e)}
    print(json.dumps(answer), flush=True)
