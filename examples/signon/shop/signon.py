"""Signing in at the shop by a token of another site. The paths are those of ../site.go."""

import hashlib
import secrets
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import path
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

from tokens import InvalidToken, Keyring, StoreError, Visit
from used import UsedTokens

KEYS = Keyring.from_env("TYPESEAL_KEYS")
STORE = UsedTokens()
OWN, COOKIE = "shop", "shop-arrival"


def bindings(to, arrival):
    """What all tokens are bound to: the site that they are for, and the browser."""
    return ["to:" + to, "arrival:" + arrival]


def hashed(secret):
    return hashlib.sha256(secret.encode()).hexdigest()


def enter(request):
    """Sends the browser to the site where its user is signed in."""
    origin = settings.SITES.get(request.GET.get("from"))
    if origin is None:
        return HttpResponse("shop: no such site", status=404)
    secret = secrets.token_urlsafe()
    query = urlencode({"to": OWN, "arrival": hashed(secret)})
    response = HttpResponseRedirect(f"{origin}/visit?{query}", status=303)
    response.set_cookie(
        COOKIE, secret, max_age=60, path="/arrive", httponly=True, samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE)
    return response


def visit(request):
    """Sends the browser, with a token, to the site that it came from."""
    if "user" not in request.session:
        return redirect("/")
    origin = settings.SITES.get(request.GET.get("to"))
    if origin is None:
        return HttpResponse("shop: no such site", status=404)
    visit = Visit(user=request.session["user"], name=request.session["name"])
    token = visit.seal(KEYS, bound_to=bindings(origin, request.GET.get("arrival", "")))
    response = HttpResponseRedirect(f"{origin}/arrive?token={token}", status=303)
    response["Cache-Control"] = "no-store"
    return response


def arrive(request):
    """Redeems the token and starts a session, which has nothing to do with the token's life."""
    token, secret = request.GET.get("token", ""), request.COOKIES.get(COOKIE, "")
    try:
        visit = Visit.redeem(
            KEYS, STORE, token, bound_to=bindings(settings.SITES[OWN], hashed(secret)))
    except InvalidToken:
        return HttpResponse("shop: this link is not valid; please go back", status=403)
    except StoreError:  # nobody knows whether the token was used
        return HttpResponse("shop: please try again", status=503)
    request.session.cycle_key()
    request.session["user"], request.session["name"] = visit.user, visit.name
    response = HttpResponseRedirect("/", status=303)
    response["Referrer-Policy"] = "no-referrer"
    response.delete_cookie(COOKIE, path="/arrive", samesite="Lax")
    return response


def home(request):
    text = mark_safe('shop: please <a href="/enter?from=account">sign in</a>')
    links = ""
    if "user" in request.session:
        text = format_html("shop: hello {}", request.session["name"])
        links = format_html_join(
            "\n", '<a href="{}/enter?from=shop">{}</a>',
            [(origin, name) for name, origin in settings.SITES.items() if name != OWN])
    response = HttpResponse(format_html(
        "<!doctype html>\n<title>shop</title>\n<h1>{}</h1>\n<p>{}</p>\n", text, links))
    response["Cache-Control"] = "no-store"
    return response


urlpatterns = [
    path("", home), path("enter", enter), path("visit", visit), path("arrive", arrive)]
