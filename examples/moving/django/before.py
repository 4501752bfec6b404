"""The cookie named cart, as it was."""

from django.core import signing


def mint(cart):
    return signing.dumps(cart, salt="cart")


def read(value):
    return signing.loads(value, salt="cart", max_age=14 * 24 * 3600)
