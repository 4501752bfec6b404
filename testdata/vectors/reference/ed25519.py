"""Ed25519 (RFC 8032, section 5.1). Slow and not constant-time: for vectors, not for secrets."""

import functools
import hashlib

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
ROOT_OF_MINUS_1 = pow(2, (P - 1) // 4, P)


def add(a, b):
    """Adds points in extended coordinates."""
    x = (a[1] - a[0]) * (b[1] - b[0]) % P
    y = (a[1] + a[0]) * (b[1] + b[0]) % P
    t = 2 * a[3] * b[3] * D % P
    z = 2 * a[2] * b[2] % P
    e, f, g, h = y - x, z - t, z + t, y + x
    return e * f % P, g * h % P, f * g % P, e * h % P


def multiply(n, point):
    out = (0, 1, 1, 0)
    while n:
        if n & 1:
            out = add(out, point)
        point = add(point, point)
        n >>= 1
    return out


def same(a, b):
    return (a[0] * b[2] - b[0] * a[2]) % P == 0 and (a[1] * b[2] - b[1] * a[2]) % P == 0


def recover(y, sign):
    """Returns the x of a point, or None if no point has this y and sign."""
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_1 % P
    if (x * x - square) % P or x == 0 and sign:
        return None
    return P - x if x & 1 != sign else x


def encode(point):
    inverse = pow(point[2], -1, P)
    x, y = point[0] * inverse % P, point[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def decode(data):
    """Returns the point that 32 bytes encode in canonical form, or None."""
    number = int.from_bytes(data, "little")
    y, sign = number & (1 << 255) - 1, number >> 255
    if y >= P:
        return None
    x = recover(y, sign)
    return None if x is None else (x, y, 1, x * y % P)


BASE_Y = 4 * pow(5, -1, P) % P
BASE_X = recover(BASE_Y, 0)
BASE = (BASE_X, BASE_Y, 1, BASE_X * BASE_Y % P)


def scalar(data):
    return int.from_bytes(hashlib.sha512(data).digest(), "little") % ORDER


def secret(seed):
    h = hashlib.sha512(seed).digest()
    low = int.from_bytes(h[:32], "little")
    return low & ((1 << 254) - 8) | 1 << 254, h[32:]


@functools.lru_cache(None)
def public_key(seed):
    return encode(multiply(secret(seed)[0], BASE))


@functools.lru_cache(None)
def sign(seed, message):
    a, prefix = secret(seed)
    public = public_key(seed)
    r = scalar(prefix + message)
    R = encode(multiply(r, BASE))
    s = (r + scalar(R + public + message) * a) % ORDER
    return R + s.to_bytes(32, "little")


@functools.lru_cache(None)
def verify(public, message, signature):
    """Reports whether signature, of 64 bytes, is a signature of message by public, with S < L."""
    A, R = decode(public), decode(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if A is None or R is None:
        return False
    if s >= ORDER:
        return False
    k = scalar(signature[:32] + public + message)
    return same(multiply(s, BASE), add(R, multiply(k, A)))


def strong(public):
    """Reports whether a public key is a point, in canonical form, and not of small order."""
    point = decode(public)
    return point is not None and not same(multiply(8, point), (0, 1, 1, 0))
