"""The real Django, handshake and Ax_Handoff. It reads a question a line and
writes an answer a line, both in JSON."""

import datetime
import hashlib
import json
import random
import string
import sys

from axonchisel.handoff.object import Ax_Handoff
from axonchisel.handoff.protocol import a as variant_a
from axonchisel.handoff.protocol import b as variant_b
from django.conf import settings
from handshake import AuthToken

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


# Random values.


def chars(n):
    pool = [(0x20, 0x7E), (0x00, 0x1F), (0x7F, 0xFF), (0x100, 0xD7FF), (0xE000, 0xFFFF), (0x10000, 0x10FFFF)]
    return "".join(chr(rng.randint(*rng.choice(pool))) for _ in range(n))


def word():
    return "".join(rng.choice(string.ascii_letters + string.digits + "-_") for _ in range(rng.randrange(30)))


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
        # No two names differ only in case, because Go would refuse them.
        return {chars(rng.randrange(8)) + str(i): value(depth + 1) for i in range(rng.randrange(6))}
    return [value(depth + 1) for _ in range(rng.randrange(6))]


# Django.


def text(value):
    return json.dumps(value, separators=(",", ":"))


class Text:
    """A serializer that shows the payload's JSON as the token spells it."""

    @staticmethod
    def loads(data):
        return data.decode("latin-1")


def read_object(q):
    spelled = signing.loads(q["token"], salt=q["salt"], max_age=3600, serializer=Text)
    if text(signing.loads(q["token"], salt=q["salt"], max_age=3600)) != spelled:
        raise ValueError("not as Python writes it: " + spelled)
    return {"text": spelled}


def make_object(q):
    made = value()
    return {"token": signing.dumps(made, salt=q["salt"], compress=q["compress"]), "text": text(made)}


def make_session(q):
    store, made = SessionStore(), {str(i): value(1) for i in range(rng.randrange(5))}
    store.update(made)
    return {"token": store._get_session_key(), "text": text(made)}


def signer(q):
    cls = signing.TimestampSigner if q["timestamped"] else signing.Signer
    return cls(sep=q["sep"], salt=q["salt"], algorithm=q["algorithm"])


def sign_object(q):
    made = value()
    return {"token": signer(q).sign_object(made, compress=q["compress"]), "text": text(made)}


def unsign_object(q):
    spelled = signer(q).unsign_object(q["token"], serializer=Text)
    if text(signer(q).unsign_object(q["token"])) != spelled:
        raise ValueError("not as Python writes it: " + spelled)
    return {"text": spelled}


def make_cookie(q):
    response = HttpResponse()
    response.set_signed_cookie(q["name"], q["value"], salt=q["salt"], httponly=True)
    return {"header": response.cookies[q["name"]].OutputString()}


def make_old_cookie(q):
    """As Django before 5.2.15 called its signer."""
    response = HttpResponse()
    token = signing.get_cookie_signer(salt=q["name"] + q["salt"]).sign(q["value"])
    response.set_cookie(q["name"], token, httponly=True)
    return {"header": response.cookies[q["name"]].OutputString()}


def read_cookie(q):
    # WSGI passes the bytes of a header as latin-1.
    header = q["header"].encode("utf-8").decode("latin-1")
    request = RequestFactory().get("/", HTTP_COOKIE=header)
    return {"value": request.get_signed_cookie(q["name"], salt=q["salt"], max_age=3600)}


class User:
    def __init__(self, q):
        self.pk, self.password, self.email = q["pk"], q["password"], q["email"]
        self.last_login = None
        if q["last_login"]:
            self.last_login = datetime.datetime.fromtimestamp(q["last_login"], datetime.timezone.utc)

    @classmethod
    def get_email_field_name(cls):
        return "email"


# handshake.


def auth_token(q):
    return AuthToken(q["secret"], lambda data=b"": hashlib.new(q["algorithm"], data), q["random_len"])


def make_auth_token(q):
    fields = [word() for _ in range(rng.randrange(7))]
    # A token of no fields and a token of one empty field are the same.
    return {"token": auth_token(q).create(*fields), "fields": [] if fields == [""] else fields}


# Ax_Handoff.


def read_handoff(q):
    envelope = {"A": variant_a, "B": variant_b}[q["variant"]].Envelope.from_serialized(q["token"], secret=q["secret"])
    spelled = envelope.body.data.decode("ascii")
    if json.dumps(Ax_Handoff.decode(q["token"], q["secret"])) != spelled:
        raise ValueError("not as Python writes it: " + spelled)
    return {"text": spelled}


def make_handoff(q):
    made = value()
    return {"token": Ax_Handoff.encode(made, q["secret"], variant=q["variant"]), "text": json.dumps(made)}


OPS = {
    "version": lambda q: {"text": django.get_version()},
    "make_object": make_object,
    "read_object": read_object,
    "make_session": make_session,
    "read_session": lambda q: {"text": text(SessionStore(session_key=q["token"]).load())},
    "sign": lambda q: {"token": signer(q).sign(q["value"])},
    "unsign": lambda q: {"value": signer(q).unsign(q["token"])},
    "sign_object": sign_object,
    "unsign_object": unsign_object,
    "make_cookie": make_cookie,
    "make_old_cookie": make_old_cookie,
    "read_cookie": read_cookie,
    "make_reset": lambda q: {"token": PasswordResetTokenGenerator().make_token(User(q))},
    "check_reset": lambda q: {"ok": PasswordResetTokenGenerator().check_token(User(q), q["token"])},
    "make_auth_token": make_auth_token,
    "read_auth_token": lambda q: {"fields": auth_token(q).verify(q["token"], q["range"])},
    "make_handoff": make_handoff,
    "read_handoff": read_handoff,
}


def serve():
    for line in sys.stdin:
        question = json.loads(line)
        try:
            answer = OPS[question["op"]](question)
        except Exception as e:
            answer = {"error": repr(e)}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    serve()
