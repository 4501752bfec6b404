"""Cases of native_more.json."""

import hmac
import itertools

import ed25519
import keys
import wire
from answers import state_text
from make_keyring import changed
from make_native import NOW, Maker, secret

KINDS = ("sign", "seal", "public")
SECRET_KINDS = ("sign", "seal")
ID = bytes(range(0x40, 0x50))
LONG = {"uid": -1, "name": b"A name that takes several blocks of AES, and then some more of them."}


def cases():
    out = []
    for add in (plain, counters, lives, clocks, texts, limits, flags, single_use, rings, cutoffs, packed, payloads, versions, contents, forgeries,
                states, pairs, letters, large):
        out += add()
    return out


def each(reason, kinds=KINDS, expect="ok", opens=None, **options):
    """One case of each kind."""
    return [Maker(kind, reason, **options).case(expect, **(opens or {})) for kind in kinds]


def plain():
    out = []
    for codec in ("json", "msgpack", "json+deflate", "msgpack+deflate"):
        out += each("a plain token, " + codec, codec=codec)
        out += each("all that a token may hold, " + codec, SECRET_KINDS, codec=codec, realm="prod", ttl=600, binding=("session:1", "ip:2"), state=["a", "b"], version=31, accept=(31,))
    out += each("T, I and bindings", ("sign", "public"), ttl=600, id=ID, binding=("session:1",))
    return out


def large():
    """Payloads that are longer than the longest token when they are inflated."""
    out = []
    for kind in KINDS:
        for codec, overhead in (("json+deflate", 19), ("msgpack+deflate", 5)):
            for n, expect in ((201, "ok"), (3200 - overhead, "ok"), (3201 - overhead, "payload")):
                m = Maker(kind, "a compressed name of %d bytes, in a token of at most 200 characters, %s" % (n, codec), codec=codec, value={"uid": 7, "name": b"a" * n}, max_size=200)
                m.payload = b"\x01" + deflated(m.payload[1:])
                out.append(m.case(expect, mint=False))
    return out


def counters():
    """Sealed tokens whose counter overflows."""
    out = []
    for nonce, why in (
            (bytes(12) + b"\xff" * 4, "at 32 bits"), (bytes(12) + b"\xff\xff\xff\xfe", "at 32 bits, after a block"), (bytes(8) + b"\xff" * 8, "at 64 bits"), (bytes(8) + b"\xff" * 7 + b"\xfe", "at 64 bits, after a block"),
            (bytes(4) + b"\xff" * 12, "at 96 bits"), (b"\xff" * 16, "at 128 bits"), (b"\xff" * 15 + b"\xfe", "at 128 bits, after a block"), (b"\x01" * 15 + b"\xff", "at 8 bits"), (b"\x80" + bytes(15), "not, with its highest bit set"),
            (bytes(16), "not, from zero"), (b"\xff" * 4 + bytes(12), "not, with its first 32 bits set"), (b"\xff" * 8 + bytes(8), "not, with its first 64 bits set")):
        out += each("the counter wraps " + why, ("seal",), nonce=nonce, value=LONG)
    for n in (2, 3, 4, 18, 19, 20):
        out += each("a content of %d bytes" % (n + 13), ("seal",), codec="msgpack", value={"uid": 1, "name": b"x" * (n + 10)})
    return out


def lives():
    """TTL and max-age."""
    out = []
    for ttl in (1, 2**31 - 1, 2**31, 2**31 + 1, 2**32 - 1):
        out += each("a TTL of %d s, at its end" % ttl, ttl=ttl, max_age=None, opens={"now": NOW - 100 + ttl})
        out += each("a TTL of %d s, past its end" % ttl, expect="expired", ttl=ttl, max_age=None, opens={"now": NOW - 99 + ttl})
    out += each("a TTL of 2^32 - 1 does not lengthen max-age", expect="expired", ttl=2**32 - 1, opens={"now": NOW + 3501})
    out += each("the end of max-age, with a longer TTL", ttl=2**32 - 1, opens={"now": NOW + 3500})
    out += each("a TTL beyond 2^31 within a longer max-age", ttl=2**31 + 5, max_age=3155760000, opens={"now": NOW - 100 + 2**31 + 5})
    out += each("a TTL beyond 2^31 past its end, within a longer max-age", expect="expired", ttl=2**31 + 5, max_age=3155760000, opens={"now": NOW - 100 + 2**31 + 6})
    out += each("a max-age of 100 years, at its end", max_age=3155760000, opens={"now": NOW - 100 + 3155760000})
    out += each("a max-age of 100 years, past its end", expect="expired", max_age=3155760000, opens={"now": NOW - 99 + 3155760000})
    out += each("a max-age of one second", max_age=1, iat=NOW - 1)
    out += each("past a max-age of one second", expect="expired", max_age=1, iat=NOW - 2)
    out += each("no max-age and no TTL, at any time", max_age=None, opens={"now": 2**41})
    out += each("a TTL of 0 with no max-age", expect="malformed", ttl=0, max_age=None, opens={"mint": False})
    out += each("a TTL equal to max-age, at its end", ttl=3600, iat=NOW - 3600)
    out += each("a TTL shorter than max-age, past its end", expect="expired", ttl=99)
    return out


def clocks():
    """Issue times and clocks at the limits."""
    out = []
    for iat in (0, 2**31 - 1, 2**31, 2**32 - 1, 2**32, 2**40 - 1):
        out += each("issued at %d" % iat, iat=iat, opens={"now": iat + 5})
        out += each("issued at %d, a second past max-age" % iat, expect="expired", iat=iat, opens={"now": iat + 3601})
    out += each("issued 60 s ahead of the clock", iat=NOW + 60)
    out += each("issued 61 s ahead of the clock", expect="not_yet_valid", iat=NOW + 61)
    out += each("issued as late as can be", expect="not_yet_valid", iat=2**40 - 1)
    out += each("issued in 1970", expect="expired", iat=0)
    out += each("issued ahead of the clock, with a TTL of a second", iat=NOW + 60, ttl=1)
    out += each("a clock before 1970", iat=0, opens={"now": -60})
    out += each("a clock too far before 1970", expect="not_yet_valid", iat=0, opens={"now": -61})
    out += each("a clock of long ago", expect="not_yet_valid", iat=NOW, opens={"now": -(2**40)})
    out += each("a clock after the year 36812", expect="expired", iat=NOW, opens={"now": 2**50})
    return out


WORDS = ("größe", "Ωμέγα", "日本語", "😀🏳️‍🌈", "e\u0301", "\u00e9", "\u0000", "a\u0000b", "\ufeff", "\u200b", "\U0010ffff", "\u2028", "ſ", "İ", " a ", "\n", "x" * 300, "ä" * 130)


def texts():
    """Realm, binding, state and payload beyond ASCII."""
    out = []
    for word in WORDS:
        out += each("the realm is %s" % ascii(word[:8]), realm=word)
        out += each("a binding is %s" % ascii(word[:8]), binding=(word, "b"))
        out += each("a state is %s" % ascii(word[:8]), SECRET_KINDS, state=[word, "b"])
    for a, b, why in (("\u00e9", "e\u0301", "normalization"), ("Größe", "größe", "case"), ("größe", "grosse", "spelling"), ("a", "a\u0000", "a NUL at the end"), ("a", "a ", "a space at the end"), ("a", "\u0430", "alphabet"),
                      ("", "\u200b", "an invisible character"), ("\U00010000", "\uffff", "the last character of 16 bits"), ("ſ", "s", "folding"), ("a", "\ufeffa", "a byte order mark")):
        for kind in KINDS:
            out.append(Maker(kind, "realms that differ in " + why, realm=a).case("forged", realm=b))
            out.append(Maker(kind, "bindings that differ in " + why, binding=(a,)).case("forged", binding=[b]))
        for kind in SECRET_KINDS:
            out.append(Maker(kind, "states that differ in " + why, state=[a]).case("stale", state=[b]))
    out += each("300 bindings", binding=("",) * 300)
    for kind in KINDS:
        out.append(Maker(kind, "299 bindings for 300", binding=("",) * 300).case("forged", binding=[""] * 299))
        out.append(Maker(kind, "44 bindings for 300, which is as many in 8 bits", binding=("",) * 300).case("forged", binding=[""] * 44))
        out.append(Maker(kind, "the bindings exchanged", binding=("a", "b")).case("forged", binding=["b", "a"]))
        out.append(Maker(kind, "a binding twice", binding=("a",)).case("forged", binding=["a", "a"]))
        out.append(Maker(kind, "the realm as a binding", realm="a").case("forged", realm="", binding=["a"]))
        out.append(Maker(kind, "a binding of 256 bytes cut to none", binding=("x" * 256,)).case("forged", binding=[""]))
        out.append(Maker(kind, "a realm of 300 bytes cut to 44", realm="x" * 300).case("forged", realm="x" * 44))
        text = Maker(kind, "text in the payload that ASCII has not", value={"uid": 1, "name": "日本 😀\u2028".encode()})
        out.append(text.case("ok"))
    return out


def of_length(kind, reason, length, expect, **options):
    """Returns a token of the given number of characters."""
    for n in range(length):
        m = Maker(kind, reason, value={"uid": 1, "name": b"x" * n}, **options)
        size = len(m.token())
        if size == length:
            return [m.case(expect, mint=length < 1000 and expect == "ok")]
        if size > length:
            return []
        if length - size > 8:
            n_more = (length - size) * 3 // 4 - 6
            if n_more > n:
                return of_length_from(kind, reason, length, expect, n_more, **options)
    return []


def of_length_from(kind, reason, length, expect, first, **options):
    for n in range(max(first, 0), first + 20):
        m = Maker(kind, reason, value={"uid": 1, "name": b"x" * n}, **options)
        if len(m.token()) == length:
            return [m.case(expect, mint=length < 1000 and expect == "ok")]
    return []


def limits():
    """The longest token."""
    out = []
    for kind in KINDS:
        for prefix in (None, "reset_", "acme_pwr_"):
            out += of_length(kind, "a token of 4,096 characters", 4096, "ok", prefix=prefix)
            out += of_length(kind, "a token of 4,097 characters", 4097, "malformed", prefix=prefix)
            out += of_length(kind, "a token of 4,098 characters", 4098, "malformed", prefix=prefix)
        for size in (200, 201, 202, 203):
            for more in (0, 1, 2):
                out += of_length(kind, "max-size %d, %d more" % (size, more), size + more, "ok" if more == 0 else "malformed", max_size=size)
        out += of_length(kind, "a token beyond 4,096 characters, as its type has it", 5000, "ok", max_size=8192)
    assert {c["expect"] for c in out} == {"ok", "malformed"} and len(out) > 30
    m = Maker("sign", "another prefix", prefix="acme_pwr_")
    out.append(m.case("malformed", prefix="acme_pwd_"))
    m = Maker("sign", "no prefix where the type has its own", prefix="acme_pwr_")
    out.append(m.case("malformed", token=m.token()[len("acme_pwr_"):]))
    m = Maker("sign", "the common prefix where the type has its own")
    out.append(m.case("malformed", prefix="acme_pwr_"))
    for kind in KINDS:
        m = Maker(kind, "the prefix twice, which reads as another key's id")
        out.append(m.case("malformed", token="ts1_" + m.token()))
        for bad, why in (("\u200b", "an invisible character"), ("\n", "a line feed"), ("\r\n", "a line end"), (" ", "a space"), ("=", "padding"), ("==", "more padding"), (".", "a full stop"), ("\u00ad", "a soft hyphen"), ("é", "a letter beyond ASCII"), ("A", "a letter more"), ("%", "a percent sign"),
                         ("\x00", "a NUL"), ("~", "a tilde")):
            m = Maker(kind, why + " at the end")
            out.append(m.case("malformed", token=m.token() + bad))
            if bad != "A":
                m = Maker(kind, why + " after 20 characters")
                out.append(m.case("malformed", token=m.token()[:20] + bad + m.token()[20:]))
            m = Maker(kind, why + " in front")
            out.append(m.case("malformed", token=bad + m.token()))
        m = Maker(kind, "a prefix in another case")
        out.append(m.case("malformed", token="TS1_" + m.token()[4:]))
        m = Maker(kind, "a full-width letter in the prefix")
        out.append(m.case("malformed", token="ｔs1_" + m.token()[4:]))
        m = Maker(kind, "a full-width letter in the body")
        out.append(m.case("malformed", token=m.token()[:30] + "Ａ" + m.token()[31:]))
        m = Maker(kind, "the prefix alone")
        out.append(m.case("malformed", token="ts1_"))
        m = Maker(kind, "nothing")
        out.append(m.case("malformed", token=""))
    return out


def letters():
    """A letter of zero bits more, after tokens of each length modulo 3."""
    out = []
    for kind in KINDS:
        for n in range(3):
            m = Maker(kind, "a letter more than a token of another length", value={"uid": 1, "name": b"x" * n})
            out.append(m.case("malformed", token=m.token() + "A"))
    return out


def rebuilt(m, flags, content, expect, reason=None):
    """Returns the case of an authentic token with the given flags and content."""
    m.reason = reason or m.reason
    key = m.secret_key()
    header = bytes([wire.FMT[m.kind], flags]) + key.kid + m.iat.to_bytes(5, "big")
    return m.case(expect, token=wire.seal(m.policy, key, header, m.binding, m.nonce, content))


def flags():
    """Flags that do not fit the kind or the type."""
    out = []
    for kind in KINDS:
        m = Maker(kind, "S where the type has no state")
        out.append(rebuilt(m, 0x21, bytes(8) + m.payload, "malformed"))
        m = Maker(kind, "S where the type has no state, and nothing else in the content")
        out.append(rebuilt(m, 0x21, bytes(8), "malformed"))
        m = Maker(kind, "T and room for it, for a type that does not ask for it")
        out.append(rebuilt(m, 0x81, b"\0\0\x0e\x10" + m.payload, "ok"))
        m = Maker(kind, "T beyond 2^31, and not signed")
        out.append(rebuilt(m, 0x81, b"\xff\xff\xff\xff" + m.payload, "ok"))
        m = Maker(kind, "a TTL of 0")
        out.append(rebuilt(m, 0x81, bytes(4) + m.payload, "malformed"))
        for reason, bit, room in (("S where the type has no state", 0x20, 8), ("a TTL of 0", 0x80, 4), ("I and no room for it", 0x40, 0)):
            if kind == "seal" and bit == 0x40:
                continue
            m = Maker(kind, reason + ", and forged")
            header = bytes([wire.FMT[kind], 1 | bit]) + m.secret_key().kid + m.iat.to_bytes(5, "big")
            token = wire.seal(m.policy, m.secret_key(), header, [], m.nonce, bytes(room) + m.payload)
            out.append(m.case("forged", token=changed(token, len(token) - 9)))
    for kind in ("sign", "public"):
        m = Maker(kind, "I for a type that is not single-use", id=ID)
        out.append(m.case("ok"))
    m = Maker("seal", "I on a sealed token, with room for it")
    out.append(rebuilt(m, 0x41, ID + m.payload, "malformed"))
    m = Maker("seal", "T and I on a sealed token, with room for both")
    out.append(rebuilt(m, 0xC1, b"\0\0\x0e\x10" + ID + m.payload, "malformed"))
    m = Maker("seal", "I on a sealed token of a single-use type", once=True, ttl=60)
    out.append(rebuilt(m, 0xC1, b"\0\0\x0e\x10" + ID + m.payload, "malformed"))
    m = Maker("seal", "I on a sealed token of an unknown key: step 1 comes before step 2")
    m.ring = m.line("primary", 2)
    out.append(rebuilt(m, 0x41, ID + m.payload, "malformed"))
    for kind in SECRET_KINDS:
        m = Maker(kind, "no S where the type has state", state=["a"])
        out.append(rebuilt(m, 0x01, m.payload, "malformed"))
        m = Maker(kind, "no S where the type has state, with eight bytes for it", state=["a"])
        out.append(rebuilt(m, 0x01, bytes(8) + m.payload, "malformed"))
    return out


def single_use():
    out = []
    for kind in KINDS:
        id = None if kind == "seal" else ID
        out.append(Maker(kind, "a single-use token", once=True, ttl=3600, id=id).case("ok"))
        out.append(Maker(kind, "a single-use token without T", once=True, id=id).case("malformed", mint=False))
        out.append(Maker(kind, "a single-use token with a TTL of 0", once=True, ttl=0, id=id).case("malformed", mint=False))
        out.append(Maker(kind, "a single-use token, expired", once=True, ttl=99, id=id).case("expired"))
        out.append(Maker(kind, "a token with T and I opened as one that is not single-use", ttl=3600, id=id).case("ok"))
        if kind != "public":
            out.append(Maker(kind, "a single-use token with state", once=True, ttl=3600, id=id, state=["a"]).case("ok"))
            out.append(Maker(kind, "a single-use token with stale state", once=True, ttl=3600, id=id, state=["a"]).case("stale", state=["b"]))
        if kind != "seal":
            out.append(Maker(kind, "a single-use token without I", once=True, ttl=3600).case("malformed", mint=False))
            out.append(Maker(kind, "a single-use token without T and I", once=True).case("malformed", mint=False))
            out.append(Maker(kind, "a single-use token without I, with another version", once=True, ttl=3600, version=2).case("malformed", mint=False))
        out.append(Maker(kind, "a single-use token without T, with another version", once=True, id=id, version=2).case("malformed", mint=False))
        out.append(Maker(kind, "a single-use token without T, expired", once=True, id=id, iat=0).case("malformed", mint=False))
    return out


def rings():
    """States of keys."""
    out = []
    for kind in KINDS:
        first = "primary" if kind != "public" else "accepted"

        def one(reason, lines, expect, **options):
            m = Maker(kind, reason, **options)
            m.ring = "".join(m.line(*line) for line in lines)
            out.append(m.case(expect))

        one("an accepted key opens", [(first, 2), ("accepted", 1)], "ok")
        one("a key that the ring has last of many", [(first, 2)] + [("accepted", n) for n in range(3, 9)] + [("accepted", 1)], "ok")
        one("a retired key", [(first, 2), ("retired", 1)], "unknown_key")
        one("a revoked key", [(first, 2), ("revoked", 1)], "unknown_key")
        one("a key that is not in the ring", [(first, 2), ("accepted", 3)], "unknown_key")
        one("a lone key that is another", [(first, 2)], "unknown_key")
        m = Maker(kind, "a lone key without a state")
        m.ring = m.ring.split(" ")[1]
        out.append(m.case("ok"))
        m = Maker(kind, "a token of a retired key, tampered with: nothing is checked")
        m.ring = m.line(first, 2) + m.line("retired", 1)
        out.append(m.case("unknown_key", token=changed(m.token(), 40)))
        m = Maker(kind, "the key id of another key of the ring")
        m.ring = m.line(first, 1) + m.line("accepted", 2)
        other = m.secret_key(2)
        header = bytes([wire.FMT[kind], 1]) + other.kid + m.iat.to_bytes(5, "big")
        out.append(m.case("forged", token=wire.seal(m.policy, m.secret_key(1), header, [], m.nonce, m.payload)))
        for kid in (bytes(4), b"\xff" * 4):
            m = Maker(kind, "a key id of %s" % kid.hex())
            header = bytes([wire.FMT[kind], 1]) + kid + m.iat.to_bytes(5, "big")
            out.append(m.case("unknown_key", token=wire.seal(m.policy, m.secret_key(), header, [], m.nonce, m.payload)))
    return out


def cutoffs():
    out = []

    def stamp(seconds):
        import datetime
        return datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")

    iat = NOW - 100
    for kind in KINDS:
        def one(reason, lines, expect, **options):
            m = Maker(kind, reason, **{"salt": "account.reset", "binding": ("session:1", "größe #1"), **options})
            m.ring += "".join("cutoff " + line + "\n" for line in lines)
            out.append(m.case(expect))

        one("a cutoff a second after the token was issued", [stamp(iat + 1)], "revoked")
        one("a cutoff in the second in which it was issued", [stamp(iat)], "ok")
        one("a cutoff before it was issued", [stamp(iat - 1)], "ok")
        one("a cutoff of its salt", [stamp(NOW) + " salt account.reset"], "revoked")
        one("a cutoff of another salt", [stamp(NOW) + " salt account.reset2"], "ok")
        one("a cutoff of a salt that its own begins with", [stamp(NOW) + " salt account"], "ok")
        one("a cutoff of its salt before it was issued", [stamp(iat) + " salt account.reset"], "ok")
        one("a cutoff of a binding of its own", [stamp(NOW) + ' binding "session:1"'], "revoked")
        one("a cutoff of its second binding, with an escape", [stamp(NOW) + ' binding "gr\\u00f6\\u00dfe #1"'], "revoked")
        one("a cutoff of another binding", [stamp(NOW) + ' binding "session:2"'], "ok")
        one("a cutoff of a binding that its own begins with", [stamp(NOW) + ' binding "session:"'], "ok")
        one("a cutoff of its binding before it was issued", [stamp(iat) + ' binding "session:1"'], "ok")
        one("a cutoff of the empty binding", [stamp(NOW) + ' binding ""'], "ok")
        one("a cutoff of the empty binding, which it has", [stamp(NOW) + ' binding ""'], "revoked", binding=("",))
        one("a cutoff of a binding, and none given", [stamp(NOW) + ' binding "session:1"'], "ok", binding=())
        one("a cutoff of everything, and no binding", [stamp(NOW)], "revoked", binding=())
        one("a cutoff of a binding that is its salt", [stamp(NOW) + ' binding "account.reset"'], "ok")
        one("the second of two cutoffs concerns it", [stamp(NOW) + " salt other", stamp(NOW) + " salt account.reset"], "revoked")
        one("the first of two cutoffs concerns it", [stamp(NOW), stamp(iat)], "revoked")
        one("three cutoffs, none of which concerns it", [stamp(iat), stamp(NOW) + " salt x", stamp(NOW) + ' binding "x"'], "ok")
        one("a cutoff in a realm", [stamp(NOW)], "revoked", realm="prod")
        one("revoked and expired", [stamp(NOW)], "revoked", iat=iat - 10000)
        m = Maker(kind, "revoked and forged")
        m.ring += "cutoff " + stamp(NOW) + "\n"
        out.append(m.case("forged", token=changed(m.token(), 45)))
    return out


def packed():
    """Compressed payloads."""
    out = []
    value = {"uid": 7, "name": b"a" * 200}
    for kind in KINDS:
        for codec in ("json+deflate", "msgpack+deflate"):
            def one(reason, payload, expect, **options):
                m = Maker(kind, reason + ", " + codec, codec=codec, value=value, **options)
                m.payload = payload(m.payload[1:])
                out.append(m.case(expect, mint=False))

            one("a compressed payload", lambda p: b"\x01" + deflated(p), "ok")
            one("a payload that is not compressed", lambda p: b"\x00" + p, "ok")
            one("an unknown first byte", lambda p: b"\x02" + p, "payload")
            one("the first byte 0x80", lambda p: b"\x80" + p, "payload")
            one("no first byte", lambda p: p, "payload")
            one("no payload at all", lambda p: b"", "payload")
            one("the first byte alone", lambda p: b"\x00", "payload")
            one("the first byte of a compressed one alone", lambda p: b"\x01", "payload")
            one("a byte after the stream", lambda p: b"\x01" + deflated(p) + b"\0", "payload")
            one("the stream cut", lambda p: b"\x01" + deflated(p)[:-1], "payload")
            one("zlib's header and checksum around the stream", lambda p: b"\x01" + zlib_of(p), "payload")
            one("a byte after the payload, not compressed", lambda p: b"\x00" + p + b" ", "payload")
            one("a byte after the payload, compressed", lambda p: b"\x01" + deflated(p + b" "), "payload")
            one("a payload beyond 16 bytes for each character", lambda p: b"\x01" + deflated(p + b" " * 4000), "payload", max_size=200)
        m = Maker(kind, "a +deflate codec is another codec", codec="json+deflate")
        out.append(m.case("forged", codec="json"))
        m = Maker(kind, "json is another codec than +deflate", codec="json")
        out.append(m.case("forged", codec="json+deflate"))
        m = Maker(kind, "json is another codec than msgpack", codec="json")
        out.append(m.case("forged", codec="msgpack"))
        m = Maker(kind, "a payload without +deflate has no first byte", codec="json")
        m.payload = b"\0" + m.payload
        out.append(m.case("payload", mint=False))
        m = Maker(kind, "an expired token with an unknown first byte", codec="json+deflate", iat=0)
        m.payload = b"\x07" + m.payload
        out.append(m.case("expired", mint=False))
        m = Maker(kind, "an expired token with a compressed payload", codec="json+deflate", iat=0, value=value)
        m.payload = b"\x01" + deflated(m.payload[1:])
        out.append(m.case("expired", mint=False))
    return out


def deflated(data):
    import zlib
    c = zlib.compressobj(9, zlib.DEFLATED, -15)
    return c.compress(data) + c.flush()


def zlib_of(data):
    import zlib
    return zlib.compress(data)


BAD = {
    "json": (b"", b"null", b"[]", b"{}", b'{"uid":42}', b'{"uid":42,"name":"Ana"} ', b' {"uid":42,"name":"Ana"}', b'{"uid":"42","name":"Ana"}', b'{"uid":42,"name":"Ana","x":1}', b'{"UID":42,"name":"Ana"}', b"\x92\x2a\xa3Ana", b'{"uid":42,"name":"Ana"'),
    "msgpack": (b"", b"\xc0", b"\x90", b"\x80", b"\x91\x2a", b"\x92\x2a\xa3Ana\x00", b"\x93\x2a\xa3Ana\xc0", b"\x92\xcc\x2a\xa3Ana", b"\x92\x2a\xd9\x03Ana", b"\x92\xa3Ana\x2a", b'{"uid":42,"name":"Ana"}', b"\x92\x2a\xa3An"),
}


def payloads():
    """Authentic tokens with a payload of another type."""
    out = []
    for kind in KINDS:
        for codec, list in BAD.items():
            for payload in list:
                m = Maker(kind, "a payload that does not decode", codec=codec)
                m.payload = payload
                out.append(m.case("payload", mint=False))
        for codec in BAD:
            m = Maker(kind, "an expired token whose payload does not decode", codec=codec, iat=0)
            m.payload = BAD[codec][5]
            out.append(m.case("expired", mint=False))
            m = Maker(kind, "an expired token with an empty payload", codec=codec, iat=0)
            m.payload = b""
            out.append(m.case("expired", mint=False))
            m = Maker(kind, "an expired token whose payload decodes", codec=codec, iat=0)
            out.append(m.case("expired"))
    for kind in SECRET_KINDS:
        m = Maker(kind, "a payload that does not decode, and stale", state=["a"])
        m.payload = b"{}"
        out.append(m.case("payload", mint=False, state=["b"]))
        m = Maker(kind, "a payload that does not decode, and fresh", state=["a"])
        m.payload = b"{}"
        out.append(m.case("payload", mint=False))
        out.append(Maker(kind, "expired and stale", state=["a"], iat=0).case("expired", state=["b"]))
        out.append(Maker(kind, "expired and fresh", state=["a"], iat=0).case("expired"))
        m = Maker(kind, "expired and stale, and the payload does not decode", state=["a"], iat=0)
        m.payload = b"{}"
        out.append(m.case("expired", mint=False, state=["b"]))
    return out


def versions():
    out = []
    for version, accept in ((0, (0,)), (31, (31,)), (1, (0, 1, 2)), (0, (0, 1, 2)), (2, (0, 1, 2)), (7, (31, 7))):
        out += each("version %d of %s" % (version, list(accept)), version=version, accept=accept)
    for version, accept in ((0, (1,)), (3, (0, 1, 2)), (1, (0, 2)), (31, (0, 15)), (0, (31,)), (16, (0,)), (1, (17,))):
        out += each("version %d, and %s are accepted" % (version, list(accept)), expect="version", version=version, accept=accept)
    return out


def contents():
    """Contents that are too short for their flags, and contents that are just long enough."""
    out = []
    sizes = {0x80: 4, 0x40: 16, 0x20: 8}
    for kind in KINDS:
        usable = [f for f in sizes if not (f == 0x40 and kind == "seal" or f == 0x20 and kind == "public")]
        for n in range(1, len(usable) + 1):
            for chosen in itertools.combinations(usable, n):
                state = ["a"] if 0x20 in chosen else None
                need = sum(sizes[f] for f in chosen)
                full = (b"\0\0\x0e\x10" if 0x80 in chosen else b"") + bytes(need - (4 if 0x80 in chosen else 0))
                for size in {0, need - 1, need}:
                    m = Maker(kind, "%d bytes of content where the flags want %d" % (size, need), state=state)
                    out.append(rebuilt(m, sum(chosen) | 1, full[:size], "malformed" if size < need else "payload"))
    return out


def forgeries():
    """Tags and signatures that are computed in another way."""
    out = []
    for kind in SECRET_KINDS:
        def tagged(reason, tag_of, tag_size=None):
            m = Maker(kind, reason)
            key, header = m.secret_key(), None
            header = bytes([wire.FMT[kind], 1]) + key.kid + m.iat.to_bytes(5, "big")
            content = wire.ctr(key.sub(b"seal enc", m.policy), m.nonce, m.payload) if kind == "seal" else m.payload
            tag = tag_of(m, key, header, content)[:wire.TAG_SIZE[kind]]
            out.append(m.case("forged", token="ts1_" + keys.b64u(header[1:] + m.nonce + content + tag + header[:1])))

        def digest(label, *parts):
            def tag_of(m, key, header, content):
                values = {"H": header, "A": keys.pae(), "N": m.nonce, "E": content, "P": m.payload}
                data = [values.get(p, p) for p in parts]
                return hmac.digest(key.sub(label, m.policy), keys.pae(*data), "sha256")
            return tag_of

        own, other = (b"sign", b"seal tag") if kind == "sign" else (b"seal tag", b"sign")
        whole = ("H", "A", "E") if kind == "sign" else ("H", "A", "N", "E")
        tagged("the tag under the key for the other kind", digest(other, *whole))
        tagged("the tag under the key for state", digest(b"state", *whole))
        tagged("the tag under the key for encryption", digest(b"seal enc", *whole))
        tagged("the tag without the bindings' part", digest(own, *[p for p in whole if p != "A"]))
        tagged("the tag without the header", digest(own, *whole[1:]))
        tagged("the tag over a concatenation", lambda m, key, header, content: hmac.digest(
            key.sub(own, m.policy), header + keys.pae() + m.nonce + content, "sha256"))
        tagged("the tag under the root key itself", lambda m, key, header, content: hmac.digest(key.secret, keys.pae(header, keys.pae(), content), "sha256"))
        tagged("the tag over fmt at the end", lambda m, key, header, content: digest(own, *whole)(m, key, header[1:] + header[:1], content))
        tagged("the last half of the tag", lambda m, key, header, content: digest(own, *whole)(m, key, header, content)[16:] + bytes(16))
        tagged("the first half of the tag, then zeros", lambda m, key, header, content: digest(own, *whole)(m, key, header, content)[:8] + bytes(24))
        if kind == "seal":
            tagged("the tag over the clear content", digest(own, "H", "A", "N", "P"))
            tagged("the tag without the nonce", digest(own, "H", "A", "E"))
            tagged("sixteen bytes of the tag, then zeros", lambda m, key, header, content: digest(own, *whole)(m, key, header, content)[:16] + bytes(16))
    out += signatures()
    for kind in KINDS:
        m = Maker(kind, "a bit of the last byte of the tag")
        token = m.token()
        data = bytearray(keys.from_b64u(token[4:]))
        for at, why in ((-2, "last byte of the tag"), (-1 - wire.TAG_SIZE[kind], "first byte of the tag"), (0, "flags"), (9, "issue time"), (10, "first byte after the header")):
            m = Maker(kind, "a bit changed: " + why)
            changed_data = bytes(data[:at]) + bytes([data[at] ^ 1]) + bytes(data[at:][1:])
            out.append(m.case("forged", token="ts1_" + keys.b64u(changed_data)))
        m = Maker(kind, "realm and salt split otherwise", realm="ab", salt="c")
        out.append(m.case("forged", realm="a", salt="bc"))
        m = Maker(kind, "realm and salt exchanged", realm="a", salt="b")
        out.append(m.case("forged", realm="b", salt="a"))
        m = Maker(kind, "another salt of one realm", realm="a", salt="b")
        out.append(m.case("forged", salt="b2"))
        m = Maker(kind, "no realm", realm="a")
        out.append(m.case("forged", realm=""))
    return out


def signatures():
    out = []

    def signed(reason, message_of=None, change=None, expect="forged"):
        m = Maker("public", reason)
        key = m.secret_key()
        header = bytes([0x13, 1]) + key.kid + m.iat.to_bytes(5, "big")
        message = wire.covered(m.policy, key, header, [], b"", m.payload) if message_of is None else message_of(m, key, header)
        signature = ed25519.sign(key.secret, message)
        if change:
            signature = change(signature)
        out.append(m.case(expect, token="ts1_" + keys.b64u(header[1:] + m.payload + signature + header[:1])))

    def plus(n):
        def change(signature):
            s = int.from_bytes(signature[32:], "little") + n
            return signature[:32] + s.to_bytes(32, "little")
        return change

    signed("a signature as a writer makes it", expect="ok")
    for n in (1, 2, 8, 14):
        signed("S and %d times the group's order" % n, change=plus(n * ed25519.ORDER))
    signed("S and one", change=plus(1))
    signed("S with its highest bit", change=lambda s: s[:63] + bytes([s[63] | 0x80]))
    signed("S of zeros", change=lambda s: s[:32] + bytes(32))
    signed("R of zeros", change=lambda s: bytes(32) + s[32:])
    signed("R of the neutral element", change=lambda s: b"\x01" + bytes(31) + s[32:])
    signed("R with its sign bit changed", change=lambda s: s[:31] + bytes([s[31] ^ 0x80]) + s[32:])
    signed("R and S exchanged", change=lambda s: s[32:] + s[:32])
    signed("the bare payload signed", lambda m, key, header: m.payload)
    signed("signed without the label", lambda m, key, header: keys.pae(b"", b"account.reset", b"json", header, keys.pae(), m.payload))
    signed("signed without the realm", lambda m, key, header: keys.pae(keys.L + b" public", b"account.reset", b"json", header, keys.pae(), m.payload))
    signed("signed without the salt", lambda m, key, header: keys.pae(keys.L + b" public", b"", b"json", header, keys.pae(), m.payload))
    signed("signed without the codec", lambda m, key, header: keys.pae(keys.L + b" public", b"", b"account.reset", header, keys.pae(), m.payload))
    signed("signed as a signed token's tag would be made", lambda m, key, header: keys.pae(header, keys.pae(), m.payload))
    signed("signed without the bindings' part", lambda m, key, header: keys.pae(keys.L + b" public", b"", b"account.reset", b"json", header, m.payload))
    signed("the message's hash signed", lambda m, key, header: __import__("hashlib").sha512(wire.covered(m.policy, key, header, [], b"", m.payload)).digest())
    return out


INT64, UINT64, TEXT, BOOL, BYTES, TIME = ({"kind": "int", "bits": 64}, {"kind": "uint", "bits": 64}, {"kind": "string"}, {"kind": "bool"}, {"kind": "bytes"}, {"kind": "time"})
STATE_VALUES = (
    [(TEXT, "$argon2id$v=19$m=65536,t=3,p=4$c2FsdA$aGFzaA")], [(TEXT, "")], [(TEXT, "größe 😀")], [(INT64, "0")], [(INT64, "-7")], [(INT64, "42")], [(INT64, str(-(2**63)))], [(INT64, str(2**63 - 1))], [(UINT64, str(2**64 - 1))], [(UINT64, "1000000")],
    [(BOOL, True)], [(BOOL, False)], [(BYTES, "")], [(BYTES, b"abc \x00".hex())], [(TIME, ["0", 0])], [(TIME, ["1700000000", 500000000])], [(TIME, ["1700000000", 1])], [(TIME, ["-62135596800", 0])], [(TIME, ["253402300799", 999999999])], [(TIME, ["-1", 120000])],
    [(TEXT, "a"), (INT64, "1"), (UINT64, "2"), (BOOL, True), (BYTES, "c3a9"), (TIME, ["1", 0])])


def states():
    out = []
    for values in STATE_VALUES:
        for kind in SECRET_KINDS:
            m = Maker(kind, "state values as strings", state=[state_text(t, v) for t, v in values])
            m.state_values = [{"type": t, "value": v} for t, v in values]
            out.append(m.case("ok"))
    for kind in SECRET_KINDS:
        def other(reason, mine, theirs, **options):
            out.append(Maker(kind, reason, state=mine, **options).case("stale", state=theirs))

        other("states split otherwise", ["ab", "c"], ["a", "bc"])
        other("states exchanged", ["a", "b"], ["b", "a"])
        other("a state more, and empty", ["a"], ["a", ""])
        other("a state less, and empty", ["a", ""], ["a"])
        other("an empty state for none", [""], ["", ""])
        other("true for 1", ["true"], ["1"])
        other("True for true", ["true"], ["True"])
        other("a sign", ["7"], ["+7"])
        other("a zero in front", ["7"], ["07"])
        other("a state of 256 bytes cut to none", ["x" * 256], [""])
        other("a time with a zero at its end", ["2023-11-14T22:13:20.5Z"], ["2023-11-14T22:13:20.50Z"])
        out.append(Maker(kind, "300 states", state=["x"] * 300).case("ok"))
        other("44 states for 300", ["x"] * 300, ["x"] * 44)
        m = Maker(kind, "a state tag of zeros", state=["a"])
        out.append(rebuilt(m, 0x21, bytes(8) + m.payload, "stale"))
        for at, why in ((0, "first"), (7, "last")):
            m = Maker(kind, "a bit of the state tag's %s byte, authentic" % why, state=["a"])
            key = m.secret_key()
            header = bytes([wire.FMT[kind], 0x21]) + key.kid + m.iat.to_bytes(5, "big")
            tag = bytearray(wire.state_tag(m.policy, key, header, ["a"], wire.covered(m.policy, key, header, [], m.nonce, bytes(8) + m.payload)))
            tag[at] ^= 1
            out.append(rebuilt(m, 0x21, bytes(tag) + m.payload, "stale"))
        for reason, message in (("of the strings alone", lambda m, key, header: None), ("over the payload alone", lambda m, key, header: m.payload),
                                ("over a message without the bindings", lambda m, key, header: wire.covered(m.policy, key, header, [], m.nonce, bytes(8) + m.payload)),
                                ("over a content without room for the state", lambda m, key, header: wire.covered(m.policy, key, header, m.binding, m.nonce, m.payload))):
            m = Maker(kind, "a state tag " + reason, state=["a"], binding=("b",))
            key = m.secret_key()
            header = bytes([wire.FMT[kind], 0x21]) + key.kid + m.iat.to_bytes(5, "big")
            covered = message(m, key, header)
            parts = [header, b"a"] + ([covered] if covered is not None else [])
            tag = hmac.digest(key.sub(b"state", m.policy), keys.pae(*parts), "sha256")[:8]
            out.append(rebuilt(m, 0x21, tag + m.payload, "stale"))
    m = Maker("seal", "a state tag over the encrypted content", state=["a"])
    key = m.secret_key()
    header = bytes([0x12, 0x21]) + key.kid + m.iat.to_bytes(5, "big")
    encrypted = wire.ctr(key.sub(b"seal enc", m.policy), m.nonce, bytes(8) + m.payload)
    tag = hmac.digest(key.sub(b"state", m.policy), keys.pae(header, b"a", keys.pae(header, keys.pae(), m.nonce, encrypted)), "sha256")[:8]
    out.append(rebuilt(m, 0x21, tag + m.payload, "stale"))
    return out


# The steps in order, each with what makes a token fail there. A token that fails two shows which comes first.

STEPS = ("unknown_key", "forged", "malformed", "version", "not_yet_valid", "revoked", "expired", "payload", "stale")


def pairs():
    out = []
    for kind in KINDS:
        for first, second in itertools.combinations(STEPS, 2):
            if {first, second} <= {"not_yet_valid", "revoked", "expired"} and "not_yet_valid" in (first, second):
                continue  # a token from the future cannot also be too old
            if "stale" in (first, second) and kind == "public":
                continue
            out.append(faulty(kind, (first, second)).case(first, **faulty_opens(kind, (first, second))))
    return out


def faulty(kind, steps):
    m = Maker(kind, "two faults: %s comes before %s" % steps, once="malformed" in steps, state=["a"] if "stale" in steps else None,
              version=2 if "version" in steps else 1, iat=NOW + 100 if "not_yet_valid" in steps else NOW - 10000 if "expired" in steps else NOW - 100)
    if "payload" in steps:
        m.payload = b"{}"
    if "unknown_key" in steps:
        m.ring = m.line("primary" if kind != "public" else "accepted", 2)
    if "revoked" in steps:
        m.ring += "cutoff 2023-11-14T22:13:20Z\n"
    return m


def faulty_opens(kind, steps):
    m, opens = faulty(kind, steps), {"mint": False}
    if "forged" in steps:
        token = m.token()
        opens["token"] = token[:-6] + ("q" if token[-6] != "q" else "r") + token[-5:]
    if "stale" in steps:
        opens["state"] = ["b"]
    return opens


def key_texts():
    """The texts of single keys."""
    out = []
    for n in (1, 2, 3):
        seed = secret(n)
        for kind, key in (("root", seed), ("signing", seed), ("public", ed25519.public_key(seed))):
            kid = keys.root_id(key) if kind == "root" else keys.public_id(ed25519.public_key(seed))
            text = keys.key_text(kind, key)
            out.append({"reason": "a key", "kind": kind, "text": text, "key": key.hex(), "id": kid.hex()})
            for bad, why in ((changed(text, 20), "mistyped at its start"), (changed(text, 40), "mistyped in its middle"), (changed(text, len(text) - 4), "mistyped in its checksum"), (text[:-1], "cut"), (text + "A", "longer"), (text[:20] + text[21:22] + text[20:21] + text[22:], "two characters exchanged"),
                             (text.swapcase(), "in the other case"), (text + "=", "padded"), (" " + text, "a space in front"), (text.replace("v1", "v2"), "of another version")):
                if bad != text:
                    out.append({"reason": why, "kind": kind, "text": bad, "key": None})
            for other in ("root", "signing", "public"):
                if other != kind:
                    out.append({"reason": "a %s key for a %s key" % (kind, other), "kind": other, "text": text, "key": None})
                    out.append({"reason": "a %s key under the prefix of a %s key" % (kind, other), "kind": other, "text": keys.PREFIXES[other] + text[16:], "key": None})
    return out
