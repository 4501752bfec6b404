"""Floats in JSON: CODEC.md. A float is represented by its bits as big-endian bytes."""

import decimal
import struct
from fractions import Fraction

from keys import Refused

FORMS = {4: ">f", 8: ">d"}
DIGITS = {4: 9, 8: 17}  # enough for every float of the size


def write(bits):
    """Returns the text of a float: as in ECMAScript, except that -0 keeps its sign."""
    value = struct.unpack(FORMS[len(bits)], bits)[0]
    if value != value or value in (float("inf"), float("-inf")):
        raise Refused("not a number, or infinite")
    sign = "-" if bits[0] & 0x80 else ""
    if value == 0:
        return sign + "0"
    return sign + layout(*shortest(abs(value), len(bits)))


def shortest(value, size):
    """Returns the fewest and nearest digits that are read as the same float, and the exponent of the first."""
    exact = Fraction(value)
    for n in range(1, DIGITS[size] + 1):
        best, place = None, int(("%.16e" % value).split("e")[1])
        for e in (place, place + 1):
            unit = Fraction(10) ** (e - n + 1)
            floor = exact // unit
            for digits in (floor, floor + 1):
                if 10 ** (n - 1) <= digits < 10**n and read_back(digits, e - n + 1, size) == value:
                    distance = abs(digits * unit - exact)
                    if best is None or distance < best[0]:
                        best = distance, digits, e
        if best:
            return str(best[1]), best[2]
    raise AssertionError("no digits")


def read_back(digits, exponent, size):
    try:
        return struct.unpack(FORMS[size], read("%de%d" % (digits, exponent), size * 8))[0]
    except Refused:
        return None


def layout(digits, exponent):
    """Number::toString of ECMA-262, for base 10."""
    k, n = len(digits), exponent + 1
    if k <= n <= 21:
        return digits + "0" * (n - k)
    if 0 < n <= 21:
        return digits[:n] + "." + digits[n:]
    if -6 < n <= 0:
        return "0." + "0" * -n + digits
    mantissa = digits if k == 1 else digits[0] + "." + digits[1:]
    return "%se%+d" % (mantissa, n - 1)


def read(text, bits):
    """Returns the float nearest to a JSON number, rounded once, ties to even."""
    double = float(text)
    if bits == 32:
        return read_single(text, double)
    if double in (float("inf"), float("-inf")):
        raise Refused("infinite")
    return struct.pack(">d", double)


def read_single(text, double):
    """Rounds once: float(text) is rounded already, so if it is between two singles, the text itself decides."""
    if double in (float("inf"), float("-inf")):
        raise Refused("infinite")
    if double == 0:
        return struct.pack(">f", double)
    word = struct.unpack(">Q", struct.pack(">d", double))[0]
    exact = decimal.Decimal(text)
    middle = decimal.Decimal(double)
    if exact != middle and is_middle(double):
        word += 1 if exact.copy_abs() > middle.copy_abs() else -1
        double = struct.unpack(">d", struct.pack(">Q", word))[0]
    try:
        return struct.pack(">f", double)
    except OverflowError:
        raise Refused("infinite") from None


def is_middle(double):
    """Reports whether a double is the mean of adjacent singles, or of the largest and what would follow it."""
    try:
        single = struct.unpack(">f", struct.pack(">f", double))[0]
    except OverflowError:
        return abs(double) == 2.0**128 - 2.0**103
    low, high = neighbours(single)
    return any(Fraction(double) * 2 == Fraction(single) + other for other in (low, high))


def neighbours(single):
    """Returns the exact values of the singles below and above one. Above the largest it is what would follow."""
    word = struct.unpack(">I", struct.pack(">f", abs(single)))[0]

    def at(w):
        if w < 0:
            return -at(-w)
        return Fraction(2) ** 128 if w == 0x7F800000 else Fraction(struct.unpack(">f", struct.pack(">I", w))[0])

    low, high = at(word - 1), at(word + 1)
    return (low, high) if single > 0 else (-high, -low)
