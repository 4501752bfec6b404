"""Answers questions about one of the two Django programs, which is the argument: one line each."""

import datetime
import importlib
import json
import sys
import time

from django.conf import settings

settings.configure(
    SECRET_KEY="for this test only, since it is published with the source",
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],  # fast; only for tests
    PASSWORD_RESET_TIMEOUT=1800,
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
)

import django

django.setup()

from django.contrib.auth.models import Group, Permission, User
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.contrib.contenttypes.models import ContentType
from django.db import connection

with connection.schema_editor() as editor:
    for model in (ContentType, Permission, Group, User):
        editor.create_model(model)

program = importlib.import_module(sys.argv[1])
shift, real = 0, time.time
time.time = lambda: real() + shift
PasswordResetTokenGenerator._now = lambda self: (
    datetime.datetime.now() + datetime.timedelta(seconds=shift))


def answer(question):
    global shift
    op, user = question["op"], User.objects.filter(pk=question.get("id")).first()
    if op == "new":
        User.objects.create_user(
            f"user {question['id']}", f"{question['id']}@example.com", question["password"],
            pk=question["id"])
    elif op == "delete":
        user.delete()
    elif op == "wait":
        shift += question["seconds"]
    elif op == "link":
        return program.link("http://site.test", user)
    elif op == "set":
        try:
            program.set_password(question["token"], question["password"])
        except Exception as e:
            names = [c.__name__ for c in type(e).__mro__]
            return "InvalidToken" if "InvalidToken" in names else repr(e)
    else:
        return "yes" if user.check_password(question["password"]) else "no"
    return "ok"


for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))), flush=True)
