"""The text of key rings: KEYS.md."""

import datetime
import re

import ed25519
import jsontext
import keys
import wire
from keys import Refused

MAX_BYTES = 64 << 10
MAX_KEYS = 64
STATES = {
    "root": ("primary", "accepted", "retired", "revoked"), "signing": ("primary", "accepted", "retired", "revoked"),
    "public": ("accepted", "retired", "revoked")}
SALT = re.compile(r"[a-z0-9][a-z0-9._/-]{0,63}")
BOUND = re.compile(rb'[ \t]*cutoff[ \t]+[^ \t\n;#][^ \t\n;]*[ \t]+binding[ \t]+"(?:[^"\\\n]|\\[^\n])*"')
INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
SPACE = b" \t\r\n"


class BadRing(Exception):
    """A ring was refused. line is the line of the fault, counted from 1, or 0 if it is in the ring as a whole."""

    def __init__(self, line, why):
        super().__init__(why)
        self.line = line


class Ring:
    def __init__(self, keys, cutoffs):
        self.keys, self.cutoffs = keys, cutoffs

    def in_realm(self, realm):
        for key in self.keys:
            key.realm = realm
        return self


def parse(kind, data, now):
    """Returns the Ring of a text in bytes. kind is root, public or signing."""
    if len(data) > MAX_BYTES:
        raise BadRing(0, "too long")
    ring, lines = Ring([], []), {}
    for number, line in enumerate(lines_of(data), 1):
        try:
            read_line(kind, line, now, ring)
        except (Refused, UnicodeDecodeError) as e:
            raise BadRing(number, str(e)) from None
        if len(ring.keys) > len(lines):
            lines[len(lines)] = number
    check(kind, ring, lines)
    return ring


def lines_of(data):
    """Yields the lines of a text. They end in LF, CRLF or a semicolon that is not in a binding, and the last one may have no end."""
    start = 0
    while start <= len(data):
        bound = BOUND.match(data, start)
        end = bound.end() if bound else start
        while end < len(data) and data[end] not in b"\n;":
            end += 1
        line = data[start:end]
        if data[end:end + 1] == b"\n" and line.endswith(b"\r"):
            line = line[:-1]
        yield line
        start = end + 1


def words_of(line):
    """Returns the words of a line, without its comment, and the index of each."""
    words, at = [], 0
    while at < len(line):
        if line[at] in " \t":
            at += 1
            continue
        if line[at] == "#":
            break
        end = at
        while end < len(line) and line[end] not in " \t":
            end += 1
        words.append((line[at:end], at))
        at = end
    return words


def read_line(kind, data, now, ring):
    line = data.decode("utf-8")
    if "\r" in line:
        raise Refused("a carriage return that no line feed follows")
    words = words_of(line)
    if not words:
        return
    if words[0][0] == "cutoff":
        ring.cutoffs.append(cutoff(line, words, now))
        return
    words = [word for word, _ in words]
    state = words.pop(0) if words[0] in STATES[kind] else None
    if not words:
        raise Refused("a state without a key")
    key = new_key(kind, keys.read_key(kind, words.pop(0)), state)
    for word in words:
        name, _, value = word.partition("=")
        if name != "since" or key.since is not None:
            raise Refused("unknown attribute, or a second since")
        key.since = instant(value)
    ring.keys.append(key)


def new_key(kind, key, state):
    """Returns a wire.Key without since."""
    if kind == "public":
        return wire.Key(None, key, "", state)
    return wire.Key(key, ed25519.public_key(key) if kind == "signing" else None, "", state)


def cutoff(line, words, now):
    """Reads: cutoff INSTANT [salt SALT | binding STRING]."""
    if len(words) < 2:
        raise Refused("no instant")
    out = {"before": instant(words[1][0])}
    if out["before"] > now + wire.SKEW:
        raise Refused("in the future")
    if len(words) == 2:
        return out
    if len(words) < 4:
        raise Refused("no scope")
    scope, (name, at) = words[2][0], words[3]
    if scope == "salt":
        if len(words) > 4 or not SALT.fullmatch(name):
            raise Refused("not a salt")
        out["salt"] = name
        return out
    if scope != "binding":
        raise Refused("unknown scope")
    out["binding"], end = jsontext.read_string(line.encode(), len(line[:at].encode()))
    rest = line.encode()[end:].decode()
    if rest and rest[0] not in " \t" or words_of(rest):
        raise Refused("text behind the binding")
    return out


def instant(text):
    if not INSTANT.fullmatch(text):
        raise Refused("not an instant")
    try:
        at = datetime.datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=datetime.timezone.utc)
    except ValueError:
        raise Refused("no such day or time") from None
    seconds = round(at.timestamp())
    if seconds < 0:
        raise Refused("before 1970")
    return seconds


def check(kind, ring, lines):
    """Checks the ring as a whole."""
    if not ring.keys:
        raise BadRing(0, "no key")
    if len(ring.keys) > MAX_KEYS:
        raise BadRing(0, "too many keys")
    if len(ring.keys) == 1 and ring.keys[0].state is None:
        ring.keys[0].state = "accepted" if kind == "public" else "primary"
    seen, primaries = set(), 0
    for i, key in enumerate(ring.keys):
        if key.state is None:
            raise BadRing(lines[i], "no state")
        if key.kid in seen:
            raise BadRing(lines[i], "a second key of the same id")
        seen.add(key.kid)
        primaries += key.state == "primary"
        if primaries > 1:
            raise BadRing(lines[i], "a second primary key")
    if kind != "public" and primaries == 0:
        raise BadRing(0, "no primary key")


def signing(data, now):
    """Returns the Ring of a signing key's text. A text of one word is a key without a state, and a fault in it has no line."""
    word = data.strip(SPACE)
    if not word or any(byte in SPACE + b";" for byte in word) or len(data) > MAX_BYTES:
        return parse("signing", data, now)
    try:
        return Ring([new_key("signing", keys.read_key("signing", word.decode("utf-8")), "")], [])
    except (Refused, UnicodeDecodeError) as e:
        raise BadRing(0, str(e)) from None
