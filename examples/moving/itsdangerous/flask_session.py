"""The session of a Flask app, as flask.sessions writes it."""

import hashlib
import os

from itsdangerous import URLSafeTimedSerializer

session = URLSafeTimedSerializer(
    os.environ["SECRET_KEY"],
    salt="cookie-session",
    signer_kwargs={"key_derivation": "hmac", "digest_method": hashlib.sha1},
)
mint, read = session.dumps, session.loads
