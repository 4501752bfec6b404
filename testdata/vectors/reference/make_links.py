"""Makes links.json: the parts that the token of a link is bound to. It is written from the description of package web."""

import json
import urllib.parse

UNRESERVED = set(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")


class NoForm(Exception):
    """A part has no canonical form."""


def unescape(text, plus):
    """Returns the bytes of an escaped text."""
    out, i = bytearray(), 0
    raw = text.encode()
    while i < len(raw):
        if raw[i] == 0x25:
            digits = raw[i + 1:i + 3].decode("ascii", "replace")
            if len(digits) != 2 or any(d not in "0123456789abcdefABCDEF" for d in digits):
                raise NoForm(text)
            out.append(int(digits, 16))
            i += 3
            continue
        out.append(0x20 if plus and raw[i] == 0x2B else raw[i])
        i += 1
    return bytes(out)


def path(escaped):
    """Returns the canonical form of a path."""
    if not escaped.startswith("/"):
        raise NoForm(escaped)
    segments = [unescape(s, False) for s in escaped[1:].split("/")]
    form = ""
    for i, segment in enumerate(segments):
        pieces = segment.replace(b"\\", b"/").split(b"/")
        if (not segment and i + 1 < len(segments)) or b"." in pieces or b".." in pieces:
            raise NoForm(escaped)
        if any(c < 0x20 or c == 0x7F for c in segment):
            raise NoForm(escaped)
        form += "/" + "".join(chr(c) if c in UNRESERVED else "%%%02X" % c for c in segment)
    return form


def params(query, bound):
    """Returns the bound parameters as pairs of bytes, sorted by name."""
    found = []
    for pair in query.split("&"):
        name, _, value = pair.partition("=")
        try:
            name = unescape(name, True)
        except NoForm:
            continue
        if name.decode("utf-8", "replace") not in bound:
            continue
        if ";" in pair:
            raise NoForm(pair)
        found.append((name, unescape(value, True)))
    return sorted(found, key=lambda p: p[0])


def case(name, method, target, bound):
    escaped, _, query = target.partition("?")
    out = {"name": name, "method": method, "target": target, "bound": bound}
    rest = "&".join(p for p in query.split("&") if not p.startswith("token="))
    try:
        method = "GET" if method == "HEAD" else method
        form, pairs = path(escaped), params(rest, bound)
        values = [(n.decode(), v.decode()) for n, v in pairs]
        out["bindings"] = ["method:" + method, "path:" + form] + ["param:%s=%s" % p for p in values]
        out["query"] = "&".join(urllib.parse.quote_plus(n, safe="") + "=" + urllib.parse.quote_plus(v, safe="") for n, v in values)
        out["expect"] = "ok"
    except NoForm:
        out["expect"] = "forged"
    return out


BOTH = ["size", "v"]
CASES = [
    ("two parameters, one of them not bound", "GET", "/files/a%20b.pdf?v=2&utm_source=x&size=large&token=t", BOTH),
    ("the same, escaped otherwise", "GET", "/%66iles/a%20b%2epdf?size=l%61rge&%76=%32&token=t", BOTH),
    ("the same, by HEAD", "HEAD", "/files/a%20b.pdf?v=2&size=large&token=t", BOTH),
    ("the same, by PUT", "PUT", "/files/a%20b.pdf?v=2&size=large&token=t", BOTH),
    ("a method is case-sensitive", "put", "/a?token=t", []),
    ("an escaped slash is not a slash", "GET", "/files/a%2fb?token=t", BOTH),
    ("letters beyond ASCII, plus in a path and in a value", "GET", "/files/\u00e4+b?v=a+b&v=&token=t", BOTH),
    ("letters beyond ASCII, escaped", "GET", "/files/%c3%a4%2Bb?v=a%20b&v=&token=t", BOTH),
    ("the root", "GET", "/?token=t", []),
    ("a slash at the end", "GET", "/a/?token=t", []),
    ("no slash at the end", "GET", "/a?token=t", []),
    ("upper case", "GET", "/A?token=t", []),
    ("parentheses", "GET", "/a(1)?token=t", []),
    ("parentheses, escaped", "GET", "/a%281%29?token=t", []),
    ("unreserved characters", "GET", "/-._~?token=t", []),
    ("unreserved characters, escaped", "GET", "/%2D%2E%5F%7E?token=t", []),
    ("three dots are a name", "GET", "/...?token=t", []),
    ("a name that begins with a dot", "GET", "/.well-known/x?token=t", []),
    ("a name that ends with a dot", "GET", "/a./b?token=t", []),
    ("a dot", "GET", "/a/./b?token=t", []),
    ("two dots", "GET", "/a/../b?token=t", []),
    ("two dots at the end", "GET", "/a/..?token=t", []),
    ("two dots, escaped", "GET", "/a/%2e%2e/b?token=t", []),
    ("two dots, half escaped", "GET", "/a/.%2e/b?token=t", []),
    ("two dots between escaped slashes", "GET", "/a%2F..%2Fb?token=t", []),
    ("two dots between backslashes", "GET", "/a%5C..%5Cb?token=t", []),
    ("a dot after a backslash", "GET", "/a%5C.?token=t", []),
    ("two dots, escaped twice", "GET", "/a/%252e%252e/b?token=t", []),
    ("an empty segment", "GET", "/a//b?token=t", []),
    ("an empty first segment", "GET", "//b?token=t", []),
    ("two slashes at the end", "GET", "/a//?token=t", []),
    ("an escape that is none", "GET", "/%zz?token=t", []),
    ("an escape that is cut", "GET", "/a%2?token=t", []),
    ("NUL", "GET", "/a%00?token=t", []),
    ("a line end", "GET", "/a%0Ab?token=t", []),
    ("DEL", "GET", "/a%7Fb?token=t", []),
    ("a space", "GET", "/a%20b?token=t", []),
    ("a percent sign", "GET", "/100%25?token=t", []),
    ("a question mark", "GET", "/a%3Fb?token=t", []),
    ("a number sign", "GET", "/a%23b?token=t", []),
    ("a semicolon and a comma", "GET", "/a;b,c?token=t", []),
    ("a colon and an at sign", "GET", "/a:b@c?token=t", []),
    ("a value with an escape that is none", "GET", "/a?v=%zz&token=t", BOTH),
    ("a value with an escape that is cut", "GET", "/a?v=1%&token=t", BOTH),
    ("a name with an escape that is none", "GET", "/a?%zz=1&v=2&token=t", BOTH),
    ("another parameter with an escape that is none", "GET", "/a?x=%zz&v=2&token=t", BOTH),
    ("a semicolon in a bound parameter", "GET", "/a?v=1;w=2&token=t", BOTH),
    ("a semicolon in another parameter", "GET", "/a?w=1;v=2&token=t", BOTH),
    ("a semicolon, escaped", "GET", "/a?v=1%3Bw&token=t", BOTH),
    ("no value", "GET", "/a?v&token=t", BOTH),
    ("an empty value", "GET", "/a?v=&token=t", BOTH),
    ("a value with an equals sign", "GET", "/a?v=a=b&token=t", BOTH),
    ("a value with an ampersand", "GET", "/a?v=a%26b&token=t", BOTH),
    ("a parameter twice", "GET", "/a?v=2&v=1&token=t", BOTH),
    ("a parameter twice, the other way around", "GET", "/a?v=1&v=2&token=t", BOTH),
    ("a parameter is missing", "GET", "/a?size=1&token=t", BOTH),
    ("all parameters are missing", "GET", "/a?token=t", BOTH),
    ("the order of names", "GET", "/a?v=1&size=2&token=t", BOTH),
    ("the token in the middle", "GET", "/a?v=1&token=t&size=2", BOTH),
    ("the token in front", "GET", "/a?token=t&v=1&size=2", BOTH),
    ("names are case-sensitive", "GET", "/a?V=1&token=t", BOTH),
    ("an empty pair", "GET", "/a?&&v=1&token=t", BOTH),
    ("a name with a dot and a tilde", "GET", "/a?a.b~c=1&token=t", ["a.b~c"]),
    ("a value beyond ASCII", "GET", "/a?v=%C3%A4&token=t", BOTH),
    ("a value with a space and a plus", "GET", "/a?v=%20%2B&token=t", BOTH),
    ("a path that looks like a parameter", "GET", "/v=1?token=t", BOTH),
    ("a name that looks like a binding", "GET", "/a?v=1%26param%3Asize%3D2&token=t", BOTH),
]


def make():
    return {
        "format": "links by parts",
        "fields": {
            "method": "of the request", "target": "of the request; the parameter token has the token",
            "bound": "the names of the bound parameters", "bindings": "what the token is bound to, in order",
            "query": "the query that the handler sees", "expect": "ok, or forged if a part has no canonical form",
        },
        "origin": "reference/make_links.py, written from the documentation",
        "cases": [case(*c) for c in CASES],
    }

