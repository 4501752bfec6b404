"""The Django site. A project of yours has the settings in settings.py, and another server."""

import os
from wsgiref.simple_server import WSGIRequestHandler, make_server

from django.conf import settings

VARIABLES = {name: name.upper() + "_ORIGIN" for name in ("account", "shop", "forum")}
SITES = {name: os.environ[key] for name, key in VARIABLES.items() if key in os.environ}
SECURE = SITES["shop"].startswith("https:")

settings.configure(
    SECRET_KEY=os.urandom(32).hex(),
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF="signon",
    MIDDLEWARE=[
        "django.middleware.security.SecurityMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
    ],
    # The database of the Go site, which has created the table of used tokens.
    DATABASES={"default": {
        "ENGINE": "django.db.backends.sqlite3", "NAME": os.environ["DATABASE"]}},
    SESSION_ENGINE="django.contrib.sessions.backends.signed_cookies",
    SESSION_COOKIE_NAME="shop-session",
    SESSION_COOKIE_SECURE=SECURE,
    SITES=SITES,
)

from django.core.wsgi import get_wsgi_application


class Quiet(WSGIRequestHandler):
    def log_message(self, *args):
        pass


server = make_server("127.0.0.1", 0, get_wsgi_application(), handler_class=Quiet)
print(server.server_port, flush=True)  # main.go reads it
try:
    server.serve_forever()
except KeyboardInterrupt:
    pass
