"""A Django app in one file. It shares its cookies with a Go program, which starts it
and reads the port from the first line of its output."""

import os
from wsgiref.simple_server import WSGIRequestHandler, make_server

from django.conf import settings

settings.configure(
    SECRET_KEY=os.environ["SHOP_SECRET_KEY"],
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
)

from django.core import signing
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path

SALT, TWO_WEEKS = "shop.visitor", 14 * 24 * 3600


def answer(text, visitor):
    response = HttpResponse(text + "\n", content_type="text/plain; charset=utf-8")
    token = signing.dumps(visitor, salt=SALT)
    response.set_cookie("visitor", token, max_age=TWO_WEEKS, httponly=True, samesite="Lax")
    return response


def login(request):
    name = request.GET["name"]
    response = answer("Django: hello " + name, {"name": name, "cart": [], "total": 0.0})
    response.set_signed_cookie("theme", "dark", httponly=True, samesite="Lax")
    return response


def add(request):
    try:
        visitor = signing.loads(request.COOKIES["visitor"], salt=SALT, max_age=TWO_WEEKS)
    except (KeyError, signing.BadSignature):
        return HttpResponse("Django: please log in\n", status=401)
    visitor["cart"].append(request.GET["item"])
    visitor["total"] += float(request.GET["price"])
    text = "Django: %s has %s for %.2f" % (visitor["name"], " and ".join(visitor["cart"]), visitor["total"])
    return answer(text, visitor)


urlpatterns = [path("django/login", login), path("django/add", add)]


class Quiet(WSGIRequestHandler):
    def log_message(self, *args):
        pass


server = make_server("127.0.0.1", 0, get_wsgi_application(), handler_class=Quiet)
print(server.server_port, flush=True)
server.serve_forever()
