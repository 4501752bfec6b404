"""Makes keyring.json.

The names of cases have their numbers, which stay: new cases come last, in added. ok-155, ok-234 and ok-235 were refused
before a semicolon was a break and a signing key's text could be a ring.
"""

import hashlib

import answers
import ed25519
import keys

NOW = 1790000000  # 2026-09-21T14:13:20Z

FIELDS = {
    "now": "Unix seconds: the reader's clock in every case",
    "kind": "root: a ring of root keys; public: a ring of public keys; signing: a signing key's text, alone or a ring",
    "text": "the ring's text",
    "after": "a character, and how often it stands after text",
    "bytes": "hex: the ring's bytes, in the place of text where they are not UTF-8",
    "keys": "the ring's keys in order, by key id, state and since (Unix seconds, if it is written), if it is accepted; a signing key alone has no state",
    "cutoffs": "the ring's cutoffs in order: before (Unix seconds), and salt or binding",
    "public": "the text of the public key of the key that signs, of kind signing",
    "error": "the number of the line at fault, counted from 1, if the ring is refused; 0: it is the ring as a whole",
    "reason": "what the case is about",
}


def secret(n):
    return hashlib.sha256(b"typeseal keyring.json %d" % n).digest()


def root(n):
    return keys.key_text("root", secret(n))


def public(n):
    return keys.key_text("public", ed25519.public_key(secret(n)))


def changed(text, at, to=None):
    """Returns a key's text with one character changed."""
    return text[:at] + (to or ("q" if text[at] != "q" else "r")) + text[at + 1:]


def y_text(y, sign=0):
    """Returns y as a public key, even if there is no such point."""
    return keys.key_text("public", (y | sign << 255).to_bytes(32, "little"))


def off_curve():
    """Returns the first y from 100 on that no point has."""
    return next(y for y in range(100, 200) if ed25519.recover(y, 0) is None)


A, B, C = root(1), root(2), root(3)
PA, PB = public(1), public(2)
SIGNING = keys.key_text("signing", secret(1))
AT = "2026-09-21T14:13:20Z"
P = "primary " + A + "\n"


def cut(rest, reason, good=True, line=2):
    return "root", P + "cutoff " + rest, reason, good, line


def accepted():
    """Yields (kind, text, reason)."""
    return [
        ("root", A, "a lone key needs no state: it is primary"),
        ("root", A + "\n", "a line may end, or be the last and not end"),
        ("root", "primary " + A, "a lone key may have the state primary"),
        ("root", P + "accepted " + B + "\nretired " + C + "\nrevoked " + root(4) + "\n", "the four states"),
        ("root", "retired " + B + "\nrevoked " + C + "\naccepted " + root(4) + "\n" + P, "the primary key may come last"),
        ("root", P.replace("\n", "\r\n") + "accepted " + B + "\r\n", "lines may end in CR LF"),
        ("root", P + "accepted " + B + "\r\nretired " + C + "\n", "line ends may be mixed"),
        ("root", "\r\n\r\n" + P, "empty lines that end in CR LF"),
        ("root", "\n\n" + P + "\n\n", "empty lines"),
        ("root", " \t \n" + P, "a line of spaces and tabs is empty"),
        ("root", "  primary\t" + A + " \t ", "spaces and tabs around and between words"),
        ("root", "\tprimary \t " + A, "a tab at the start of a line"),
        ("root", "# November\n" + P, "a comment is a line"),
        ("root", "#\n" + P, "an empty comment"),
        ("root", "#primary " + B + "\n" + P, "a key in a comment is not in the ring"),
        ("root", " \t# indented\n" + P, "a comment after blanks"),
        ("root", "primary " + A + " # new", "a comment after a space"),
        ("root", "primary " + A + "\t# new", "a comment after a tab"),
        ("root", "primary " + A + " #new # twice", "a comment runs to the end of its line"),
        ("root", A + " # lone", "a comment after a lone key"),
        ("root", "# größer \u2028 \u0085 \x0b\x0c\x1c \u00a0\ufeff" + B + "\n" + P, "no character but LF ends a comment"),
        ("root", (A + " #", "x", 65536 - len(A) - 2), "65,536 bytes"),
        ("root", P + "".join("accepted %s\n" % root(n) for n in range(100, 163)), "64 keys"),
        ("root", "accepted " + B + "\nprimary " + A + "\ncutoff " + AT, "a cutoff is not a key"),
        ("root", "cutoff " + AT + "\n" + A, "a lone key with a cutoff needs no state"),
        cut(AT, "a cutoff of everything")[:3],
        cut(AT + " # a leak", "a comment after a cutoff")[:3],
        cut(AT + "\t#", "an empty comment after a cutoff")[:3],
        cut("2026-09-21T14:14:20Z", "an instant 60 seconds ahead")[:3],
        cut("1970-01-01T00:00:00Z", "the first instant")[:3],
        cut("2024-02-29T23:59:59Z", "a leap day")[:3],
        cut("2000-02-29T00:00:00Z", "a leap day of a year that 400 divides")[:3],
        cut(AT + " salt account.password-reset", "a cutoff of a salt")[:3],
        cut(AT + "  salt \t a  ", "blanks around the words of a cutoff")[:3],
        cut(AT + " salt a.b # why", "a comment after a salt")[:3],
        cut(AT + " salt 0._/-", "a salt of every sort of character")[:3],
        cut(AT + " salt " + "a" * 64, "a salt of 64 characters")[:3],
        cut(AT + " salt binding", "a salt that is a word of the grammar")[:3],
        cut(AT + ' binding "session:42"', "a cutoff of a binding")[:3],
        cut(AT + ' binding \t "session:42" \t', "blanks around a binding")[:3],
        cut(AT + ' binding ""', "the empty binding")[:3],
        cut(AT + ' binding " a  b "', "spaces in a binding stay")[:3],
        cut(AT + ' binding "a #b"', "in a binding # is not a comment")[:3],
        cut(AT + ' binding "#"', "a binding of #")[:3],
        cut(AT + ' binding "a # b" # c', "a comment after a binding with #")[:3],
        cut(AT + ' binding "a\\"b\\\\"', "escaped quote and backslash")[:3],
        cut(AT + ' binding "\\\\" # "', "a binding that ends in a backslash")[:3],
        cut(AT + ' binding "\\/\\b\\f\\n\\r\\t"', "short escapes")[:3],
        cut(AT + ' binding "\\u0061\\u00E9\\u20ac\\u0000"', "escapes of code points")[:3],
        cut(AT + ' binding "\\ud83d\\ude00"', "an escaped surrogate pair is one character")[:3],
        cut(AT + ' binding "größe €😀\u2028\u00a0\x7f\ufeff"', "text outside ASCII")[:3],
        cut(AT + ' binding "e\u0301"', "text is not normalized")[:3],
        ("root", P + "cutoff %s\ncutoff %s salt a\ncutoff %s binding \"a\"\ncutoff %s salt a\n" % ((AT,) * 4), "several cutoffs, one of them twice"),
        ("public", PA, "a lone public key is accepted"),
        ("public", "accepted " + PA + "\naccepted " + PB, "two public keys"),
        ("public", "retired " + PA + "\nrevoked " + PB, "public keys that open nothing"),
        ("public", "retired " + PA, "a lone public key may be retired"),
        ("public", PA + "\ncutoff " + AT + ' binding "a"', "a cutoff in a ring of public keys"),
        ("public", y_text(4), "a public key whose y is 4"),
        ("public", y_text(4, 1), "a public key whose y is 4, and x odd"),
        ("signing", SIGNING, "a signing key"),
        ("signing", " \t\r\n" + SIGNING + "\r\n", "blanks and line ends around a signing key"),
    ]


NOT_INSTANTS = {
    "2026-09-21T14:14:21Z": "an instant 61 seconds ahead",
    "9999-12-31T23:59:59Z": "the last instant there is",
    "1969-12-31T23:59:59Z": "an instant before 1970",
    "2026-02-29T00:00:00Z": "a leap day of a year without one",
    "1900-02-29T00:00:00Z": "a leap day of a year that 100 divides",
    "2026-04-31T00:00:00Z": "the 31st of a month of 30 days",
    "2025-13-01T00:00:00Z": "a month 13",
    "2025-00-01T00:00:00Z": "a month 0",
    "2025-01-00T00:00:00Z": "a day 0",
    "2025-01-01T24:00:00Z": "an hour 24",
    "2025-01-01T00:60:00Z": "a minute 60",
    "2016-12-31T23:59:60Z": "a leap second",
    "2016-12-31T23:59:61Z": "a second 61",
    "2025-01-01T00:00:00": "no Z",
    "2025-01-01T00:00:00z": "a z in lower case",
    "2025-01-01t00:00:00Z": "a t in lower case",
    "2025-01-01T00:00:00+00:00": "an offset",
    "2025-01-01T00:00:00.5Z": "a fraction",
    "2025-01-01T00:00:00.0Z": "a fraction of zero",
    "2025-1-01T00:00:00Z": "a month of one digit",
    "2025-01-01T0:00:00Z": "an hour of one digit",
    "20250-01-01T00:00:00Z": "a year of five digits",
    "2025-01-01": "a day without a time",
    "2025-01-01T00:00Z": "a time without seconds",
    "+2025-01-01T00:00:00Z": "a sign",
    "２025-01-01T00:00:00Z": "a digit of another alphabet",
    "1735689600": "Unix seconds",
    "now": "a word",
    "#": "a comment in the place of the instant",
}


def refused():
    """Yields (kind, text, reason, line). The line is None for the three cases that an older version refused."""
    cases = [cut(text, reason, False) for text, reason in NOT_INSTANTS.items()]
    cases = [(kind, text, reason, line) for kind, text, reason, _, line in cases]

    def bad_cut(rest, reason):
        cases.append(("root", P + "cutoff" + rest, reason, 2))

    bad_cut("", "a cutoff without an instant")
    bad_cut(" " + AT + "#", "# in a word is not a comment")
    bad_cut(AT, "no blank after cutoff")
    bad_cut(" " + AT + " account", "neither salt nor binding")
    bad_cut(" " + AT + " Salt a", "salt in another case")
    bad_cut(" " + AT + " salt", "no salt")
    bad_cut(" " + AT + " salt # a", "a comment in the place of the salt")
    bad_cut(" " + AT + " salt Account", "a salt with upper case")
    bad_cut(" " + AT + " salt -a", "a salt that begins with a sign")
    bad_cut(" " + AT + " salt a b", "two salts")
    bad_cut(" " + AT + ' salt a binding "b"', "a salt and a binding")
    bad_cut(" " + AT + ' salt "a"', "a salt in quotes")
    bad_cut(" " + AT + " salt a#b", "# in a salt")
    bad_cut(" " + AT + " salt a.b# no space", "a comment without a blank before it")
    bad_cut(" " + AT + " salt " + "a" * 65, "a salt of 65 characters")
    bad_cut(" " + AT + " salt ä", "a salt outside ASCII")
    bad_cut("\u00a0" + AT, "a no-break space after cutoff")
    bad_cut(" " + AT + "\u00a0salt a", "a no-break space after the instant")
    bad_cut(" " + AT + " salt a\x0b", "a vertical tab after the salt")
    bad_cut(" " + AT + " binding", "no binding")
    bad_cut(" " + AT + " binding a", "a binding without quotes")
    bad_cut(" " + AT + " binding 'a'", "a binding in single quotes")
    bad_cut(" " + AT + " binding `a`", "a binding in Go's raw quotes")
    bad_cut(" " + AT + ' binding "a', "a binding without its second quote")
    bad_cut(" " + AT + ' binding "a\\"', "a binding whose second quote is escaped")
    bad_cut(" " + AT + ' binding "', "a quote alone")
    bad_cut(" " + AT + ' binding "a" b', "a word after a binding")
    bad_cut(" " + AT + ' binding "a" "b"', "two bindings")
    bad_cut(" " + AT + ' binding "a"b', "no blank after a binding")
    bad_cut(" " + AT + ' binding "a"# no', "# right after a binding")
    bad_cut(" " + AT + ' binding"a"', "no blank before a binding")
    bad_cut(" " + AT + ' binding x"a"', "text before the quote")
    bad_cut(" " + AT + ' binding "\\x61"', "a Go escape of a byte")
    bad_cut(" " + AT + ' binding "\\141"', "an octal escape")
    bad_cut(" " + AT + ' binding "\\a\\v"', "Go's other escapes")
    bad_cut(" " + AT + ' binding "\\\'"', "an escaped single quote")
    bad_cut(" " + AT + ' binding "\\U0001F600"', "a Go escape of eight digits")
    bad_cut(" " + AT + ' binding "\\u{61}"', "an escape of ECMAScript")
    bad_cut(" " + AT + ' binding "\\u006"', "an escape of three digits")
    bad_cut(" " + AT + ' binding "\\u+061"', "a sign in an escape")
    bad_cut(" " + AT + ' binding "\\ud83d"', "half a surrogate pair")
    bad_cut(" " + AT + ' binding "\\ude00\\ud83d"', "a surrogate pair the wrong way round")
    bad_cut(" " + AT + ' binding "a\tb"', "a tab in a binding")
    bad_cut(" " + AT + ' binding "a\x01b"', "a control character in a binding")
    return cases + [
        ("root", P + "Cutoff " + AT, "cutoff in another case", 2),
        ("root", "", "nothing", 0),
        ("root", "# nothing\n\n", "comments alone", 0),
        ("root", "cutoff " + AT, "a cutoff alone", 0),
        ("root", "accepted " + A, "a lone key that is not primary", 0),
        ("root", "accepted " + A + "\naccepted " + B, "no primary key", 0),
        ("root", P + "primary " + B, "a second primary key", 2),
        ("root", P + "\naccepted " + A, "a key twice", 3),
        ("root", P + "revoked " + A, "a key that is primary and revoked", 2),
        ("root", A + "\n" + B, "several keys without states", 1),
        ("root", "primary " + A + "\n\n" + B, "a key without a state beside another", 3),
        ("root", P + "pending " + B, "an unknown state", 2),
        ("root", P + "Accepted " + B, "a state in another case", 2),
        ("root", P + "accepted " + B + " 2026-09-21", "three words", 2),
        ("root", P + "accepted accepted " + B, "two states", 2),
        ("root", P + B + " accepted", "key and state exchanged", 2),
        ("root", "primary\n" + A, "a key in two lines", 1),
        ("root", P + "accepted", "a state alone", 2),
        ("root", "primary:" + A, "a colon between state and key", 1),
        ("root", "primary=" + A, "an equals sign between state and key", 1),
        ("root", "primary " + A + ";accepted " + B, "a semicolon", None),
        ("root", "// mine\n" + P, "another kind of comment", 1),
        ("root", '"' + A + '"', "a key in quotes", 1),
        ("root", "primary " + A + "# new", "a comment without a blank before it", 1),
        ("root", A + "#", "an empty comment without a blank before it", 1),
        ("root", "primary#x " + A, "# in a state", 1),
        ("root", "primary # " + A, "a comment in the place of the key", 1),
        ("root", "\ufeff" + P, "a byte order mark", 1),
        ("root", "\ufeff# November\n" + P, "a byte order mark before a comment", 1),
        ("root", "\ufeff\n" + P, "a byte order mark alone on its line", 1),
        ("root", "primary\u00a0" + A, "a no-break space between words", 1),
        ("root", "\u00a0" + P, "a no-break space at the start", 1),
        ("root", P + "\u00a0\naccepted " + B, "a no-break space is a word", 2),
        ("root", "primary\u2003" + A, "an em space between words", 1),
        ("root", "primary\x0b" + A, "a vertical tab between words", 1),
        ("root", P[:-1] + "\x0c", "a form feed after a key", 1),
        ("root", P[:-1] + "\x1c", "a file separator after a key", 1),
        ("root", P[:-1] + "\x85", "U+0085 after a key", 1),
        ("root", "primary " + A + "\u2028accepted " + B, "U+2028 does not end a line", 1),
        ("root", "primary " + A + "\raccepted " + B, "a CR alone does not end a line", 1),
        ("root", P[:-1] + "\r", "a CR at the end of the text", 1),
        ("root", P[:-1] + "\r\r\n", "two CR before an LF", 1),
        ("root", "# a\rb\n" + P, "a CR in a comment", 1),
        ("root", "\r" + P, "a CR at the start", 1),
        ("root", P + "\x00", "a NUL is a word", 2),
        ("root", b"# gr\xf6\xdfer\n" + P.encode(), "a comment in Latin-1", 1),
        ("root", P.encode() + b"cutoff " + AT.encode() + b' binding "\xff"', "a binding that is not UTF-8", 2),
        ("root", P.encode() + b'# \xed\xa0\x80', "a surrogate in UTF-8", 2),
        ("root", P.encode("utf-16"), "UTF-16", 1),
        ("root", (A + " #", "x", 65537 - len(A) - 2), "65,537 bytes", 0),
        ("root", (A + " #", "ä", 32760), "more than 65,536 bytes, and fewer characters", 0),
        ("root", P + "".join("accepted %s\n" % root(n) for n in range(100, 164)), "65 keys", 0),
        ("root", changed(A, 30), "a mistyped key", 1),
        ("root", changed(A, len(A) - 3), "a mistyped checksum", 1),
        ("root", changed(A, len(A) - 1), "the last character changed", 1),
        ("root", P + "retired " + changed(B, 40), "a mistyped key that would not open", 2),
        ("root", A[:-1], "a key without its last character", 1),
        ("root", A[:-4], "a key without its last bytes", 1),
        ("root", A + "A", "a character more", 1),
        ("root", A + "AAAA", "three bytes more", 1),
        ("root", A + "=", "padding", 1),
        ("root", A[16:], "a key without its prefix", 1),
        ("root", A.upper(), "a key in upper case", 1),
        ("root", "Typeseal" + A[8:], "a prefix in another case", 1),
        ("root", A.replace("_key_v1_", "_key_v2_"), "a prefix of another version", 1),
        ("root", PREFIX_STANDARD, "the standard alphabet", 1),
        ("root", PA, "a public key among root keys", 1),
        ("root", SIGNING, "a signing key among root keys", 1),
        ("root", keys.PREFIXES["root"] + SIGNING[16:], "a signing key under the root keys' prefix", 1),
        ("root", keys.key_text("root", bytes(32)), "a key of zeros", 1),
        ("root", keys.key_text("root", b"\x07" * 32), "a key of one byte", 1),
        ("root", keys.key_text("root", b"\x9c\x01\xf2\x83\x14\x75\xd6\x37\x58\xa9\xba\xcb\xec\x2d\xee\x0f" * 2), "a key of 16 different bytes", 1),
        ("root", keys.key_text("root", b"correct horse battery staple 123"), "a pass phrase", 1),
        ("root", keys.key_text("root", b"aB3~ \x21dE5fG7hI9jK1lM2nO4pQ6rS8tU0v"[:32]), "printable characters, the first and last of them too", 1),
        ("root", keys.key_text("root", bytes(range(32))), "the key of FORMAT.md's example", 1),
        ("root", P + "revoked " + keys.key_text("root", bytes(range(32))), "the key of FORMAT.md's example, revoked", 2),
        ("public", "", "nothing, among public keys", 0),
        ("public", "primary " + PA, "a public key is not primary", 1),
        ("public", PA + "\n" + PB, "several public keys without states", 1),
        ("public", "accepted " + PA + "\nretired " + PA, "a public key twice", 2),
        ("public", A, "a root key among public keys", 1),
        ("public", SIGNING, "a signing key among public keys", 1),
        ("public", changed(PA, 25), "a mistyped public key", 1),
        ("public", y_text(1), "small order: the neutral element", 1),
        ("public", y_text(ed25519.P - 1), "small order: of order 2", 1),
        ("public", y_text(0), "small order: of order 4", 1),
        ("public", y_text(0, 1), "small order: of order 4, the other", 1),
        ("public", keys.key_text("public", bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05")), "small order: of order 8", 1),
        ("public", keys.key_text("public", bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa")), "small order: of order 8, another", 1),
        ("public", y_text(1, 1), "x is 0 and said to be odd", 1),
        ("public", y_text(ed25519.P), "a y beyond the prime: 0", 1),
        ("public", y_text(ed25519.P + 1), "a y beyond the prime: 1", 1),
        ("public", y_text(ed25519.P + 4), "a y beyond the prime: 4", 1),
        ("public", y_text(2**255 - 1), "the largest y", 1),
        ("public", y_text(off_curve()), "a y of no point", 1),
        ("public", y_text(off_curve(), 1), "a y of no point, and x odd", 1),
        ("signing", "", "nothing, for a signing key", 0),
        ("signing", A, "a root key for a signing key", 0),
        ("signing", PA, "a public key for a signing key", 0),
        ("signing", "primary " + SIGNING, "a ring for a signing key", None),
        ("signing", SIGNING + " # mine", "a comment after a signing key", None),
        ("signing", "\u00a0" + SIGNING, "a no-break space before a signing key", 0),
        ("signing", SIGNING + "\x0b", "a vertical tab after a signing key", 0),
        ("signing", "\ufeff" + SIGNING, "a byte order mark before a signing key", 0),
        ("signing", changed(SIGNING, 33), "a mistyped signing key", 0),
        ("signing", keys.key_text("signing", b"\x07" * 32), "a signing key of one byte", 0),
        ("signing", keys.key_text("signing", b"correct horse battery staple 123"), "a pass phrase for a signing key", 0),
    ]


SB = keys.key_text("signing", secret(2))
S = "since=2026-11-28T10:00:00Z"


def added():
    """Yields (kind, text, reason, line). The line is None if the text is accepted."""
    bound = "cutoff " + AT + " binding "
    return [
        # Semicolons
        ("root", "primary %s; accepted %s" % (A, B), "a ring on one line", None),
        ("root", "primary %s ; \taccepted %s ;" % (A, B), "blanks around semicolons, and one at the end", None),
        ("root", A + ";", "a semicolon after a lone key", None),
        ("root", ";;\n;" + A + ";\r\n;", "empty lines between semicolons", None),
        ("root", "primary %s # new; accepted %s # old" % (A, B), "a semicolon ends a comment", None),
        ("root", "# new;primary " + A, "a key after a semicolon is not in the comment", None),
        ("root", "#;" + A, "a semicolon right after #", None),
        ("root", "primary %s;retired %s\nrevoked %s;accepted %s\r\n" % (A, B, C, root(4)), "breaks of all kinds", None),
        ("root", "primary %s; cutoff %s; cutoff %s salt a.b; retired %s" % (A, AT, AT, B), "cutoffs between semicolons", None),
        ("root", "primary %s;%s\"a;b\";accepted %s" % (A, bound, B), "in a binding ; is not a break", None),
        ("root", "primary %s; %s \";\" # c ; accepted %s" % (A, bound, B), "a binding of ;, and ; after its comment", None),
        ("root", "%s%s\n%s\"a\\\";b\"; # \"c;" % ("primary ", A, bound), "an escaped quote does not end a binding", None),
        ("root", "%s%s\n%s\"a\\\\\";accepted %s" % ("primary ", A, bound, B), "an escaped backslash before the quote that ends a binding", None),
        ("root", "primary %s\n \t cutoff\t%s \t binding\t\";;\"\t;accepted %s" % (A, AT, B), "blanks around a binding with ;", None),
        ("public", "accepted %s; retired %s; %s\"a; b\"" % (PA, PB, bound), "a ring of public keys on one line", None),
        ("root", (A + " #;", "x", 65536 - len(A) - 3), "65,536 bytes, and a word after the comment", 2),
        ("root", (A + ";", ";", 65536 - len(A) - 1), "65,536 bytes of semicolons", None),
        ("root", "primary %s # new; and better" % A, "a comment that goes on after a semicolon", 2),
        ("root", "primary %s;\n\nwrong" % A, "a semicolon and two line feeds are three breaks", 4),
        ("root", "primary %s; accepted" % A, "a state alone after a semicolon", 2),
        ("root", "primary;" + A, "a semicolon between state and key", 1),
        ("root", A + "; " + B, "two lone keys on one line", 1),
        ("root", "primary %s;primary %s" % (A, B), "a second primary key on one line", 2),
        ("root", "primary %s\r;accepted %s" % (A, B), "a CR before a semicolon", 1),
        ("root", "primary %s;\raccepted %s" % (A, B), "a CR after a semicolon", 2),
        ("root", "primary %s;\ufeffaccepted %s" % (A, B), "a byte order mark after a semicolon", 2),
        ("root", "primary %s;\u00a0" % A, "a no-break space after a semicolon", 2),
        ("root", "primary " + A + "\uff1baccepted " + B, "a fullwidth semicolon", 1),
        ("root", "primary " + A + "\u037eaccepted " + B, "a Greek question mark", 1),
        ("root", "primary %s, accepted %s" % (A, B), "a comma", 1),
        ("root", P + "cutoff " + AT + " salt a;b", "a word after a salt and a semicolon", 3),
        ("root", P + "cutoff " + AT + ' salt "a;b"', "only a binding has quotes", 2),
        ("root", P + bound + "'a;b'", "; in single quotes is a break", 2),
        ("root", P + bound + '"a;b', "a binding with ; without its second quote", 2),
        ("root", P + bound + '"a;b\ncutoff ' + AT + '"', "a binding does not go on after a line feed", 2),
        ("root", P + "cutoff; " + AT + ' binding "a;b"', "a semicolon after cutoff", 2),
        ("root", P + "cutoff " + AT + '; binding "a;b"', "a semicolon before binding", 3),
        ("root", P + "cutoff " + AT + ' binding; "a;b"', "a semicolon after binding", 2),
        ("root", P + "cutoff " + AT + ' # binding "a;b"', "a comment before binding", 3),
        ("root", P + "# cutoff " + AT + ' binding "a;b"', "a binding in a comment", 3),
        ("root", P + bound + '# "a;b"', "a comment in the place of the binding", 2),
        ("root", P + bound + '"a" # "b;c"', "quotes in a comment", 3),
        ("root", P + bound + '"a;b"c;d', "text after a binding with ;", 2),
        # Attributes
        ("root", A + " " + S, "a lone key with since", None),
        ("root", "primary %s %s\naccepted %s \t%s # new\nretired %s" % (A, S, B, S, C), "keys with and without since", None),
        ("root", "primary %s since=1970-01-01T00:00:00Z; revoked %s since=9999-12-31T23:59:59Z" % (A, B), "the first and the last since", None),
        ("public", PA + " " + S, "a lone public key with since", None),
        ("public", "accepted %s %s; retired %s %s" % (PA, S, PB, S), "public keys with since", None),
        ("root", P[:-1] + " since=", "since without an instant", 1),
        ("root", P[:-1] + " since", "since alone", 1),
        ("root", P[:-1] + " since= " + AT, "a blank in since", 1),
        ("root", P[:-1] + " since =" + AT, "a blank before =", 1),
        ("root", P[:-1] + " since:" + AT, "since with a colon", 1),
        ("root", P[:-1] + " Since=" + AT, "since in another case", 1),
        ("root", P[:-1] + " since==" + AT, "two equals signs", 1),
        ("root", P[:-1] + ' since="' + AT + '"', "since in quotes", 1),
        ("root", P[:-1] + " since=" + AT + "#", "# in since", 1),
        ("root", P[:-1] + " since=2026-02-29T00:00:00Z", "since on a day that does not exist", 1),
        ("root", P[:-1] + " since=1969-12-31T23:59:59Z", "since before 1970", 1),
        ("root", P[:-1] + " since=2026-11-28T10:00:00+00:00", "since with an offset", 1),
        ("root", P[:-1] + " since=2026-11-28T10:00:00.5Z", "since with a fraction", 1),
        ("root", P[:-1] + " since=2026-11-28", "since of a day", 1),
        ("root", P[:-1] + " since=1795860000", "since in Unix seconds", 1),
        ("root", P[:-1] + " " + S + " " + S, "since twice", 1),
        ("root", P[:-1] + " " + S + " since=" + AT, "since twice, with two instants", 1),
        ("root", P[:-1] + " until=" + AT, "another attribute", 1),
        ("root", P[:-1] + " " + S + " note=x", "another attribute after since", 1),
        ("root", P[:-1] + " =" + AT, "an attribute without a name", 1),
        ("root", P[:-1] + " " + S + " x", "a word after since", 1),
        ("root", P[:-1] + " x " + S, "a word before since", 1),
        ("root", S + " " + A, "since before the key", 1),
        ("root", "primary " + S + " " + A, "since between state and key", 1),
        ("root", "primary " + S, "since in the place of the key", 1),
        ("root", P + "cutoff " + AT + " " + S, "since in a cutoff", 2),
        ("root", P + S, "since on a line of its own", 2),
        # Texts that were damaged when they were copied
        ("root", '"primary %s; accepted %s"' % (A, B), "a whole ring in quotes", 1),
        ("root", '"primary %s"\n' % A, "a line in quotes", 1),
        ("root", 'primary "%s"' % A, "a key in quotes after its state", 1),
        ("root", "'" + A + "'", "a key in single quotes", 1),
        ("root", "\u201c" + A + "\u201d", "a key in typographic quotes", 1),
        ("root", P + 'accepted "' + B + '"', "a second key in quotes", 2),
        ("root", "primary %s\\naccepted %s" % (A, B), "a backslash and an n are not a break", 1),
        ("root", P.encode("utf-16-le"), "UTF-16 without a mark", 1),
        ("root", P.encode("utf-16-be"), "UTF-16 in the other order", 1),
        ("root", b"\xfe\xff" + P.encode("utf-16-be"), "UTF-16 in the other order, with a mark", 1),
        ("root", ("# a\n" + P).encode("utf-16-le"), "UTF-16 without a mark, after a comment", 2),
        ("signing", SIGNING.encode("utf-16"), "a signing key in UTF-16", 0),
        ("signing", '"' + SIGNING + '"', "a signing key in quotes", 0),
        # Rings of signing keys
        ("signing", "primary %s\naccepted %s\n" % (SIGNING, SB), "a ring of signing keys", None),
        ("signing", "accepted %s; primary %s %s" % (SIGNING, SB, S), "the second signing key signs", None),
        ("signing", "# a\nprimary %s\nretired %s\nrevoked %s" % (SIGNING, SB, keys.key_text("signing", secret(3))), "signing keys in other states", None),
        ("signing", SIGNING + " " + S, "a signing key with since is a ring", None),
        ("signing", SIGNING + ";", "a signing key and a semicolon are a ring", None),
        ("signing", "\n" + SIGNING + "\n# a", "a signing key and a comment are a ring", None),
        ("signing", "primary " + SIGNING + "\r\n", "a ring of one signing key", None),
        ("signing", "primary " + SIGNING + "\ncutoff " + AT + " salt a", "a cutoff in a ring of signing keys", None),
        ("signing", "\r" + SIGNING + "\r", "CR around a signing key", None),
        ("signing", "\r" + SIGNING + " # a", "CR before a signing key in a ring", 1),
        ("signing", SIGNING + "\n" + SB, "two signing keys without states", 1),
        ("signing", "accepted " + SIGNING, "a signing key that is not primary", 0),
        ("signing", "accepted %s\nretired %s" % (SIGNING, SB), "signing keys without a primary one", 0),
        ("signing", "primary %s\nprimary %s" % (SIGNING, SB), "two primary signing keys", 2),
        ("signing", "primary %s\naccepted %s" % (SIGNING, SIGNING), "a signing key twice", 2),
        ("signing", "primary %s\naccepted %s" % (SIGNING, PB), "a public key among signing keys", 2),
        ("signing", "primary " + A, "a root key in a ring of signing keys", 1),
        ("signing", "primary\n" + SIGNING, "a signing key in two lines", 1),
        ("signing", "primary %s %s" % (SIGNING, SB), "two signing keys on a line", 1),
        ("signing", "# a", "a comment in the place of a signing key", 0),
        ("signing", ";", "a semicolon in the place of a signing key", 0),
        ("signing", "#", "a # in the place of a signing key", 0),
        ("signing", "primary " + changed(SIGNING, 33), "a mistyped signing key in a ring", 1),
        ("signing", b"# \xff\n" + SIGNING.encode(), "a ring of signing keys that is not UTF-8", 1),
        ("signing", (SIGNING + " #", "x", 65537 - len(SIGNING) - 2), "65,537 bytes of a ring of signing keys", 0),
        ("signing", (SIGNING, " ", 65537 - len(SIGNING)), "65,537 bytes with a signing key", 0),
        ("signing", (SIGNING, " ", 65536 - len(SIGNING)), "65,536 bytes with a signing key", None),
        ("root", "primary " + SIGNING, "a ring of signing keys for root keys", 1),
        ("public", "accepted " + SIGNING, "a ring of signing keys for public keys", 1),
        ("root", P[:-1] + " since=+010000-01-01T00:00:00Z", "since in a year of five digits, as in ECMAScript", 1),
    ]


def standard_alphabet():
    """Returns a root key's text that is valid in the other alphabet of base64."""
    for n in range(1000, 2000):
        text = root(n)
        if "-" in text[16:] or "_" in text[16:]:
            return text[:16] + text[16:].replace("-", "+").replace("_", "/")


PREFIX_STANDARD = standard_alphabet()


def case(kind, text, reason):
    out = {"name": "", "reason": reason, "kind": kind}
    if isinstance(text, bytes):
        out["bytes"] = text.hex()
    elif isinstance(text, tuple):
        out["text"], out["after"] = text[0], list(text[1:])
    else:
        out["text"] = text
    return out


def make():
    cases = []
    for kind, text, reason in accepted():
        c = case(kind, text, reason)
        c.update(answers.of_ring(kind, answers.ring_bytes(c), NOW))
        assert "error" not in c, (reason, c)
        cases.append(c)
    for kind, text, reason, line in refused() + added():
        c = case(kind, text, reason)
        c.update(answers.of_ring(kind, answers.ring_bytes(c), NOW))
        assert c.get("error") == line, (reason, c.get("error"), line)
        cases.append(c)
    for i, c in enumerate(cases):
        c["name"] = "%s-%03d" % ("refused" if "error" in c else "ok", i)
    return {
        "format": "typeseal key ring v1",
        "origin": "reference/make_keyring.py: an independent implementation in Python, written from KEYS.md",
        "fields": FIELDS, "now": NOW, "cases": cases}
