"""Uses of what emit writes for shop.lock that a type checker must refuse, each in its line."""

from __future__ import annotations

from tokens import (
    Customer, Download, Job, Keyring, Note, NoteV1, NoteV2, PasswordReset, PasswordResetState,
    PasswordResetV1, PublicKeyring, SigningKey, Store)


def kinds(keys: Keyring, public: PublicKeyring, key: SigningKey, d: Download) -> None:
    d.sign(keys)  # wrong
    d.sign(public)  # wrong
    Download.verify(keys, "")  # wrong
    Download.verify(key, "")  # wrong
    Note.open(public, "", upgrade_1=v1, upgrade_2=v2)  # wrong
    keys.public_key()  # wrong
    keys.sign  # wrong


def fields(reset: PasswordReset) -> None:
    PasswordReset(uid=1, email="a")  # wrong
    PasswordReset(uid=1, email="a", kind=None, more=1)  # wrong
    PasswordReset(uid="1", email="a", kind=None)  # wrong
    PasswordReset(uid=1, email=None, kind=None)  # wrong
    PasswordReset(uid=1, email=b"a", kind=None)  # wrong
    PasswordReset(1, "a", None)  # wrong
    Customer(name="a", tags=[1])  # wrong
    Customer(name="a", tags=None)  # wrong
    reset.uid = 2  # wrong
    reset.password_hash  # wrong
    len(reset.kind)  # wrong


def verbs(keys: Keyring, reset: PasswordReset, store: Store, job: Job) -> None:
    PasswordReset.verify(keys, "")  # wrong
    PasswordReset.open(keys, "", load, upgrade_1=upgrade)  # wrong
    reset.seal(keys)  # wrong
    Job.redeem(keys, store, "")  # wrong
    job.sign()  # wrong
    Download.seal  # wrong


def state(keys: Keyring, reset: PasswordReset, store: Store) -> None:
    reset.sign(keys)  # wrong
    reset.sign(keys, reset)  # wrong
    PasswordReset.peek(keys, "", upgrade_1=upgrade)  # wrong
    PasswordReset.peek(keys, "", load=None, upgrade_1=upgrade)  # wrong
    PasswordReset.peek(keys, "", lambda reset: reset, upgrade_1=upgrade)  # wrong
    PasswordReset.redeem(keys, "", load, upgrade_1=upgrade)  # wrong
    PasswordReset.redeem(keys, dict[str, str](), "", load, upgrade_1=upgrade)  # wrong
    PasswordResetState(password_hash="a")  # wrong
    PasswordResetState(password_hash="a", epoch="1")  # wrong


def versions(keys: Keyring, note: Note) -> None:
    PasswordReset.peek(keys, "", load)  # wrong
    PasswordReset.peek(keys, "", load, upgrade_1=load)  # wrong
    note.seal(keys)  # wrong
    note.seal(keys, downgrade_3=v2)  # wrong
    Note.open(keys, "", upgrade_1=v1)  # wrong
    Note.open(keys, "", upgrade_1=v2, upgrade_2=v1)  # wrong
    NoteV1(text="a").seal(keys)  # wrong


def options(keys: Keyring, job: Job) -> None:
    job.sign(keys, ttl=1.5)  # wrong
    job.sign(keys, ttl="60")  # wrong
    job.sign(keys, bound_to=1)  # wrong
    job.sign(keys, "session:1")  # wrong
    Job.verify(keys, "", bound_to=[1])  # wrong
    Job.verify(keys, None)  # wrong
    Job.verify(keys, b"")  # wrong
    Keyring.parse(None)  # wrong
    Keyring()._keys.clear()  # wrong
    number: int = Job.verify(keys, "")  # wrong


def upgrade(old: PasswordResetV1) -> PasswordReset:
    return PasswordReset(uid=old.uid, email="", kind=None)


def load(reset: PasswordReset) -> PasswordResetState:
    return PasswordResetState(password_hash="a", epoch=1)


def v1(note: NoteV1) -> NoteV2:
    return NoteV2(text=note.text, m=1)


def v2(note: NoteV2) -> Note:
    return Note(text=note.text, n=1)
