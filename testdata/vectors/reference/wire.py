"""Tokens: FORMAT.md sections 3 to 5."""

import dataclasses
import hmac
import struct

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

import deflate
import ed25519
import jsontext
import keys
import msgpack
from keys import Refused, pae, utf8

FMT = {"sign": 0x11, "seal": 0x12, "public": 0x13}
TAG_SIZE = {"sign": 16, "seal": 32, "public": 64}
T, I, S, VERSION = 0x80, 0x40, 0x20, 0x1F
SKEW = 60


class Failure(Exception):
    """A token was refused. word names the error. value is the value of an expired token, if its payload decodes."""

    def __init__(self, word, value=None):
        super().__init__(word)
        self.word, self.value = word, value


@dataclasses.dataclass
class Policy:
    """The options of a type."""

    kind: str
    salt: str
    codec: str
    accept: tuple
    max_age: int | None  # None if unlimited
    prefix: str = "ts1_"
    max_size: int = 4096
    has_state: bool = False
    once: bool = False


@dataclasses.dataclass
class Parts:
    """The parts of a token."""

    header: bytes
    flags: int
    kid: bytes
    iat: int
    nonce: bytes
    content: bytes
    tag: bytes


def ctr(key, nonce, data):
    """AES-256-CTR, with the counter as one integer of 128 bits."""
    counter = int.from_bytes(nonce, "big")
    blocks = b""
    for _ in range(0, len(data), 16):
        blocks += counter.to_bytes(16, "big")
        counter = (counter + 1) % 2**128
    encryptor = Cipher(algorithms.AES(key), modes.ECB()).encryptor()
    return bytes(a ^ b for a, b in zip(data, encryptor.update(blocks)))


def covered(policy, key, header, bindings, nonce, content):
    """Returns what the tag or signature covers."""
    a = pae(*[utf8(b) for b in bindings])
    if policy.kind == "seal":
        return pae(header, a, nonce, content)
    if policy.kind == "sign":
        return pae(header, a, content)
    return pae(keys.L + b" public", utf8(key.realm), utf8(policy.salt), utf8(policy.codec), header, a, content)


def state_tag(policy, key, header, state, message):
    """Returns the state tag. message is what the token's tag covers, with the content in clear and a zero state tag."""
    strings = [utf8(s) for s in state]
    return hmac.digest(key.sub(b"state", policy), pae(header, *strings, message), "sha256")[:8]


@dataclasses.dataclass
class Key:
    """A key and its realm. secret is a root key or an Ed25519 seed, or None if only the public key is known. since
    is the attribute of the key's line, in Unix seconds."""

    secret: bytes | None
    public: bytes | None
    realm: str = ""
    state: str = "primary"
    since: int | None = None

    @property
    def kid(self):
        return keys.public_id(self.public) if self.public else keys.root_id(self.secret)

    def sub(self, label, policy):
        return keys.subkey(self.secret, label, self.realm, policy.salt, policy.codec)


def authenticate(policy, key, message):
    if policy.kind == "sign":
        return hmac.digest(key.sub(b"sign", policy), message, "sha256")[:16]
    if policy.kind == "seal":
        return hmac.digest(key.sub(b"seal tag", policy), message, "sha256")
    return ed25519.sign(key.secret, message)


def mint(policy, key, version, iat, payload, ttl=None, id=None, nonce=b"", bindings=(), state=None, tag=None):
    """Returns a token's text. payload is compressed already. tag replaces the state tag."""
    flags = version | (T if ttl is not None else 0) | (I if id is not None else 0)
    content = (struct.pack(">I", ttl) if ttl is not None else b"") + (id or b"")
    at = len(content)
    if state is not None or tag is not None:
        flags |= S
        content += bytes(8)
    content += payload
    header = bytes([FMT[policy.kind], flags]) + key.kid + iat.to_bytes(5, "big")
    if state is not None:
        tag = state_tag(policy, key, header, state, covered(policy, key, header, bindings, nonce, content))
    if tag is not None:
        content = content[:at] + tag + content[at + 8:]
    return seal(policy, key, header, bindings, nonce, content)


def seal(policy, key, header, bindings, nonce, content):
    """Returns the text of the token with a header and a content."""
    if policy.kind == "seal":
        content = ctr(key.sub(b"seal enc", policy), nonce, content)
    tag = authenticate(policy, key, covered(policy, key, header, bindings, nonce, content))
    return policy.prefix + keys.b64u(header[1:] + nonce + content + tag + header[:1])


def split(policy, token):
    """Step 1."""
    if len(token) > policy.max_size:
        raise Failure("malformed")
    if not token.startswith(policy.prefix):
        raise Failure("malformed")
    text = token[len(policy.prefix):]
    wire = keys.from_b64u(text)
    if wire is None:
        raise Failure("malformed")
    nonce_size = 16 if policy.kind == "seal" else 0
    tag_size = TAG_SIZE[policy.kind]
    if len(wire) < 10 + nonce_size + tag_size + 1:
        raise Failure("malformed")
    if wire[-1] != FMT[policy.kind]:
        raise Failure("malformed")
    flags = wire[0]
    if policy.kind == "seal" and flags & I:
        raise Failure("malformed")
    return Parts(
        header=wire[-1:] + wire[:10], flags=flags, kid=wire[1:5], iat=int.from_bytes(wire[5:10], "big"),
        nonce=wire[10:10 + nonce_size], content=wire[10 + nonce_size:-1 - tag_size], tag=wire[-1 - tag_size:-1])


def find(policy, ring, token, kid):
    """Step 2."""
    for key in ring.keys:
        if key.kid == kid and key.state in ("primary", "accepted"):
            return key
    if token[len(policy.prefix):].startswith(policy.prefix):
        raise Failure("malformed")
    raise Failure("unknown_key")


def is_authentic(policy, key, parts, bindings):
    """Step 3."""
    message = covered(policy, key, parts.header, bindings, parts.nonce, parts.content)
    if policy.kind == "public":
        return ed25519.verify(key.public, message, parts.tag)
    return hmac.compare_digest(authenticate(policy, key, message), parts.tag)


def split_content(policy, flags, content):
    """Step 4: TTL, id, state tag and payload."""
    ttl = id = tag = None
    if flags & T:
        if len(content) < 4:
            raise Failure("malformed")
        ttl, content = struct.unpack(">I", content[:4])[0], content[4:]
        if ttl == 0:
            raise Failure("malformed")
    if flags & I:
        if len(content) < 16:
            raise Failure("malformed")
        id, content = content[:16], content[16:]
    if bool(flags & S) != policy.has_state:
        raise Failure("malformed")
    if flags & S:
        if len(content) < 8:
            raise Failure("malformed")
        tag, content = content[:8], content[8:]
    if policy.once and ttl is None:
        raise Failure("malformed")
    if policy.once and id is None and policy.kind != "seal":
        raise Failure("malformed")
    return ttl, id, tag, content


def is_revoked(policy, ring, iat, bindings):
    """Step 6a."""
    for cutoff in ring.cutoffs:
        if iat >= cutoff["before"]:
            continue
        if "salt" in cutoff and cutoff["salt"] != policy.salt:
            continue
        if "binding" in cutoff and cutoff["binding"] not in bindings:
            continue
        return True
    return False


def is_expired(policy, iat, ttl, now):
    """Step 7."""
    limits = [n for n in (policy.max_age, ttl) if n is not None]
    return bool(limits) and now - iat > min(limits)


def decoder(policy, shape):
    """Returns the function that decodes the payloads of a type."""
    codec = jsontext if policy.codec.startswith("json") else msgpack

    def decode(packed):
        if policy.codec.endswith("+deflate"):
            packed = deflate.unpack(packed, policy.max_size)
        return codec.read(shape, packed)

    return decode


def read_payload(packed, decode):
    """Step 8."""
    try:
        return decode(packed)
    except Refused:
        raise Failure("payload") from None


def is_fresh(policy, key, parts, content, tag, bindings, state):
    """Step 9."""
    at = (4 if parts.flags & T else 0) + (16 if parts.flags & I else 0)
    blank = content[:at] + bytes(8) + content[at + 8:]
    message = covered(policy, key, parts.header, bindings, parts.nonce, blank)
    return hmac.compare_digest(state_tag(policy, key, parts.header, state, message), tag)


def open_token(policy, ring, token, now, decode, bindings=(), state=None, fresh=is_fresh):
    """Returns the payload of a token, or raises Failure: section 5, without single use."""
    parts = split(policy, token)
    key = find(policy, ring, token, parts.kid)
    if not is_authentic(policy, key, parts, bindings):
        raise Failure("forged")
    content = parts.content
    if policy.kind == "seal":
        content = ctr(key.sub(b"seal enc", policy), parts.nonce, content)
    ttl, id, tag, packed = split_content(policy, parts.flags, content)
    if parts.flags & VERSION not in policy.accept:
        raise Failure("version")
    if parts.iat > now + SKEW:
        raise Failure("not_yet_valid")
    if is_revoked(policy, ring, parts.iat, bindings):
        raise Failure("revoked")
    if is_expired(policy, parts.iat, ttl, now):
        raise Failure("expired", value_of_expired(packed, decode))
    value = read_payload(packed, decode)
    if policy.has_state and not fresh(policy, key, parts, content, tag, bindings, state):
        raise Failure("stale")
    return value


def value_of_expired(packed, decode):
    """Returns the value of an expired token, or None if its payload does not decode."""
    try:
        return read_payload(packed, decode)
    except Failure:
        return None
