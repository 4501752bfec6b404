"""The links of mails for a new password, by a type that emit has written."""

from django.contrib.auth.models import User

from tokens import Keyring, PasswordReset, PasswordResetState, Stale

KEYS = Keyring.from_env("TYPESEAL_KEYS")


def link(base: str, user: User) -> str:
    state = PasswordResetState(password_hash=user.password)
    return f"{base}/reset?token={PasswordReset(account=user.pk).sign(KEYS, state)}"


def set_password(token: str, password: str) -> None:
    """Raises InvalidToken if the token is at fault."""
    users: list[User] = []

    def load(reset: PasswordReset) -> PasswordResetState:
        users.extend(User.objects.filter(pk=reset.account))
        if not users:
            raise Stale
        return PasswordResetState(password_hash=users[0].password)

    PasswordReset.verify(KEYS, token, load)
    users[0].set_password(password)
    users[0].save(update_fields=["password"])
