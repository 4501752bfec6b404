"""The links of mails for a new password, with Django's own tokens.

The settings have PASSWORD_RESET_TIMEOUT = 1800.
"""

from django.contrib.auth.models import User
from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import ValidationError
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode


class InvalidToken(Exception):
    pass


def link(base: str, user: User) -> str:
    uid = urlsafe_base64_encode(force_bytes(user.pk))
    return f"{base}/reset?token={uid}.{default_token_generator.make_token(user)}"


def set_password(token: str, password: str) -> None:
    """Raises InvalidToken if the token is at fault."""
    uid, _, token = token.partition(".")
    try:
        user = User.objects.get(pk=int(urlsafe_base64_decode(uid).decode()))
    except (ValueError, OverflowError, User.DoesNotExist, ValidationError):
        raise InvalidToken from None
    if not default_token_generator.check_token(user, token):
        raise InvalidToken
    user.set_password(password)
    user.save(update_fields=["password"])
