"""Links that sign a person in, as they were."""

import os

from itsdangerous import URLSafeTimedSerializer

old = URLSafeTimedSerializer(os.environ["SECRET_KEY"], salt="login")


def mint(login):
    return old.dumps(login)


def read(token):
    return old.loads(token, max_age=3600)
